#!/usr/bin/env python3
"""Setting a device up in Chromium: a daemon with an account that has a PIN, and links for setup.mjs.

    test_setup_pages.py PROGRAM [FOLDER]     FOLDER: pictures of the pages go there

Ends with 77 (skipped) where Node, its modules (npm ci in this folder) or Chromium are missing."""
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
PICTURES = sys.argv[2] if len(sys.argv) > 2 else ""
del sys.argv[2:]
sys.path.insert(0, str(HERE.parent / "system"))

from test_pages import missing  # noqa: E402
from test_setup import PIN, SETTINGS, Desk  # noqa: E402

# Nobody answers at these: the test mail says so at once.
SERVERS = {"imap.example.jp": "127.0.0.1", "smtp.example.jp": "127.0.0.1", "pop.example.jp": "127.0.0.1"}


def main():
    if why := missing():
        print(f"skipped: {why}")
        return 77
    settings = SETTINGS
    for name, address in SERVERS.items():
        settings = settings.replace(name, address)
    desk = Desk(settings)
    try:
        links = ",".join(desk.link() for _ in range(9))
        return subprocess.run(["node", HERE / "setup.mjs", f"http://127.0.0.1:{desk.site}", shutil.which("chromium"), PIN, links,
                               *([PICTURES] if PICTURES else [])], check=False, timeout=300).returncode
    finally:
        desk.stop()


if __name__ == "__main__":
    sys.exit(main())
