#!/usr/bin/env python3
"""Turns brand files into the table of brands_builtin_files(): embed_brands.py OUT.c FILE..."""
import pathlib
import sys


def main(out, paths):
    lines = ['#include "message/brand.h"', ""]
    rows = []
    for number, path in enumerate(map(pathlib.Path, sorted(paths))):
        data = path.read_bytes()
        data.decode("utf-8")
        lines.append(f"static const char text_{number}[] = {{")
        for at in range(0, len(data), 20):
            lines.append("    " + " ".join(f"{b if b < 128 else b - 256}," for b in data[at:at + 20]))
        lines += ["};", ""]
        rows.append(f'    {{SPAN_INIT("{path.name}"), {{.at = text_{number}, .len = sizeof text_{number}}}}},')
    lines += ["static const struct brand_file files[] = {", *rows, "};", "",
              "const struct brand_file *brands_builtin_files(size_t *count)", "{",
              "    *count = COUNT(files);", "    return files;", "}", ""]
    pathlib.Path(out).write_text("\n".join(lines), encoding="ascii")


main(sys.argv[1], sys.argv[2:])
