"""PAM services of a test's own: pam_wrapper makes libpam read them from a folder, the system's stay as they are."""
import os
import pathlib
import shutil
import subprocess

from mioboe import PROGRAM

MODULE = pathlib.Path(PROGRAM).parent / "pam_mioboe.so"
HELPER = pathlib.Path(PROGRAM).parent / "mioboe-pam"
WRAPPER = pathlib.Path("/usr/lib/x86_64-linux-gnu/libpam_wrapper.so")


def there():
    return WRAPPER.exists() and shutil.which("pamtester") is not None


class Services:
    """A folder of PAM services; environment: what makes a program use it."""

    def __init__(self, folder):
        self.dir = pathlib.Path(folder) / "pam.d"
        self.dir.mkdir()
        os.chmod(self.dir, 0o755)
        self.put("other", "auth required pam_deny.so\naccount required pam_deny.so\n")
        self.environment = {"PAM_WRAPPER": "1", "PAM_WRAPPER_SERVICE_DIR": str(self.dir), "LD_PRELOAD": str(WRAPPER)}

    def put(self, name, text):
        path = self.dir / name
        path.write_text(text)
        os.chmod(path, 0o644)

    def put_module(self, name, *options):
        """A service that asks the daemon."""
        self.put(name, f"auth required {MODULE} {' '.join(options)}\naccount required pam_permit.so\n")

    def sign_in(self, name, login, password, remote="203.0.113.9"):
        """What pamtester, a program that asks PAM, says: (exit code, its last line, everything it was told)."""
        done = subprocess.run(["pamtester", "-I", f"rhost={remote}", name, login, "authenticate", "acct_mgmt"],
                              input=password + "\n", capture_output=True, text=True, timeout=60, check=False,
                              env={**os.environ, **self.environment})
        said = done.stderr.splitlines() + done.stdout.splitlines()
        return done.returncode, said[-1] if said else "", "\n".join(said)
