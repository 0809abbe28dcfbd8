#!/usr/bin/env python3
"""Fails when a tracked file holds something that has no place in the tree.

  tools/check_tree.py [ROOT]

- Paths of one person's machine, and names of documents the tree does not have: a reader cannot follow them.
- Links from one document to another that lead nowhere.
- Promises nobody can keep.
- Programs, and files too large to be reviewed.
"""
import pathlib
import re
import subprocess
import sys

SIZE_MAX = 200_000  # bytes
LARGER = {}  # path -> why

# Written so that this file does not hold them itself.
NOT_HERE = [
    (re.compile(r"(?<![\w.])/(?:home/[a-z]|root/|" + r"work" + r"/)"), "a path of one machine"),
    (re.compile(r"\b" + r"issue" + r"s? #?\d", re.IGNORECASE), "the number of an issue: say what it was about"),
    (re.compile(r"\b" + r"helper" + r" session|\bAI" + r"[- ]generated", re.IGNORECASE), "how the text came about"),
]
PROMISE = re.compile("completely prevent|完全に防", re.IGNORECASE)
NO_PROMISES = ("src/", "docs/", "man/", "packaging/", "README")
# A document written in capitals stands at the top of a tree: of this one, or of another project's.
ELSEWHERE = {"RESULTS.md"}
DOCUMENT = re.compile(r"(?<![\w/.-])([A-Z][A-Z_]{2,}\.md)\b")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def tracked(root):
    try:
        listed = subprocess.run(["git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                                capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    paths = [pathlib.Path(root, name) for name in listed.stdout.decode().split("\0") if name]
    return [path for path in paths if path.is_file()]


def text_faults(root, path, text):
    for number, line in enumerate(text.splitlines(), 1):
        for pattern, why in NOT_HERE:
            if hit := pattern.search(line):
                yield f"{path}:{number}: \"{hit[0]}\": {why}"
        if str(path.relative_to(root)).startswith(NO_PROMISES) and (hit := PROMISE.search(line)):
            yield f"{path}:{number}: \"{hit[0]}\": a promise nobody can keep"
        for name in DOCUMENT.findall(line):
            if name not in ELSEWHERE and not (pathlib.Path(root, name).exists() or (path.parent / name).exists()):
                yield f"{path}:{number}: {name} is not in the tree"
        if path.suffix == ".md":
            for target in LINK.findall(line):
                if "://" not in target and not target.startswith("mailto:") and not (path.parent / target).exists():
                    yield f"{path}:{number}: the link {target} leads nowhere"


def faults_of(root, path):
    name, data = str(path.relative_to(root)), path.read_bytes()
    if len(data) > SIZE_MAX and name not in LARGER:
        yield f"{path}:1: {len(data)} bytes; {SIZE_MAX} are the limit"
    if data.startswith(b"\x7fELF") or data.startswith(b"!<arch>"):
        yield f"{path}:1: a program"
    # Captured and made-up inputs may hold anything.
    if name.startswith(("tests/data/", "tests/fuzz/seeds/")) or name == "LICENSE" or b"\0" in data:
        return
    yield from text_faults(root, path, data.decode("utf-8", "replace"))


def main(root):
    paths = tracked(root)
    if paths is None:
        print("tree: not a git checkout, nothing to look at")
        return 77  # meson: skipped
    bad = [fault for path in paths for fault in faults_of(root, path)]
    print("\n".join(bad) or f"tree: {len(paths)} files, clean")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "."))
