#!/usr/bin/env python3
"""Turns the notices' templates into one C table: embed_templates.py OUT.c FILE...

A row is a file's name without ".mustache" and its bytes; the table ends with an empty row.
"""
import pathlib
import sys


def main(out, paths):
    rows = []
    lines = ['#include "notice/templates.h"', ""]
    for number, path in enumerate(sorted(map(pathlib.Path, paths), key=lambda p: p.name)):
        text = path.read_bytes()
        lines.append(f"static const unsigned char text_{number}[] = {{")
        for at in range(0, len(text), 20):
            lines.append("    " + " ".join(f"{byte}," for byte in text[at:at + 20]))
        lines.append("};")
        name = path.name.removesuffix(".mustache")
        rows.append(f'    {{"{name}", {{.at = (const char *)text_{number}, .len = sizeof text_{number}}}}},')
    lines += ["", "const struct embedded notice_embedded[] = {", *rows, "    {.name = NULL},", "};", ""]
    pathlib.Path(out).write_text("\n".join(lines), encoding="ascii")


main(sys.argv[1], sys.argv[2:])
