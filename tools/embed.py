#!/usr/bin/env python3
"""Turns files of text into C arrays: embed.py OUT.c HEADER FILE... makes `const struct span page_NAME`.

NAME is the file's name with every other character than letters and digits as '_'. ASCII only:
texts for people live in the catalogue, not here.
"""
import pathlib
import re
import sys


def main(out, header, paths):
    lines = [f'#include "{header}"', ""]
    for path in map(pathlib.Path, paths):
        text = path.read_text(encoding="ascii")
        name = re.sub(r"\W", "_", path.name)
        lines.append(f"static const char text_{name}[] = {{")
        for at in range(0, len(text), 20):
            lines.append("    " + " ".join(f"{ord(c)}," for c in text[at:at + 20]))
        lines += ["};", f"const struct span page_{name} = SPAN_BYTES(text_{name});", ""]
    pathlib.Path(out).write_text("\n".join(lines), encoding="ascii")


main(sys.argv[1], sys.argv[2], sys.argv[3:])
