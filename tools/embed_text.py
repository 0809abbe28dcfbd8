#!/usr/bin/env python3
"""Turns UTF-8 files into C: embed_text.py OUT.c HEADER SYMBOL=FILE... makes `const struct span SYMBOL`.

HEADER declares the symbols.
"""
import pathlib
import sys


def main(out, header, pairs):
    lines = [f'#include "{header}"', ""]
    for symbol, path in (pair.split("=", 1) for pair in pairs):
        data = pathlib.Path(path).read_bytes()
        lines.append(f"static const unsigned char bytes_{symbol}[] = {{")
        for at in range(0, len(data), 24):
            lines.append("    " + " ".join(f"{byte}," for byte in data[at:at + 24]))
        lines += ["};", f"const struct span {symbol} = {{",
                  f"    .at = (const char *)bytes_{symbol}, .len = sizeof bytes_{symbol}}};", ""]
    pathlib.Path(out).write_text("\n".join(lines), encoding="ascii")


main(sys.argv[1], sys.argv[2], sys.argv[3:])
