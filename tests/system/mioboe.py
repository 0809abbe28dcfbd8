"""Runs the program under test, named by the first argument of the test."""
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = str(pathlib.Path(sys.argv.pop(1) if len(sys.argv) > 1 else ROOT / "build/mioboe").resolve())
SAMPLE = str(ROOT / "tests/data/sample/mail.log.gz")


def run(*arguments):
    """The finished process, its output as text."""
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=120, check=False,
                          stdin=subprocess.DEVNULL)


def scan(*arguments):
    """What `scan --json` printed, as a list of objects. The scan must succeed."""
    done = run("scan", "--json", *arguments)
    assert done.returncode == 0, f"scan ended with {done.returncode}: {done.stderr}"
    return [json.loads(line) for line in done.stdout.splitlines()]


def of_type(found, kind):
    return [one for one in found if one["type"] == kind]
