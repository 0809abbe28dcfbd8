#!/usr/bin/env python3
"""Turns data/sites.conf into the sorted table of message/site_table.h: embed_sites.py OUT.c FILE.

Lines are KIND NAME...; '#' begins a comment. A name that is no lower-case host name fails the build.
"""
import pathlib
import re
import sys

TRAITS = {
    "shortener": "SITE_SHORTENER",
    "hosting": "SITE_FREE_HOSTING",
    "bucket": "SITE_BUCKET",
    "dynamic-dns": "SITE_DYNAMIC_DNS",
    "odd-tld": "SITE_ODD_TLD",
}
NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*")


def main(out, path):
    sites = {}
    for number, line in enumerate(pathlib.Path(path).read_text(encoding="ascii").splitlines(), 1):
        kind, *names = line.partition("#")[0].split() or [None]
        if kind is None:
            continue
        if kind not in TRAITS or not names:
            sys.exit(f"{path}:{number}: expected {', '.join(TRAITS)} and names, came {line!r}")
        for name in names:
            if not NAME.fullmatch(name) or ("." in name) == (kind == "odd-tld"):
                sys.exit(f"{path}:{number}: {name!r} is no name for {kind}")
            sites.setdefault(name, set()).add(TRAITS[kind])
    lines = ['#include "message/site_table.h"', "", "const struct site site_table[] = {"]
    for name in sorted(sites):
        lines.append(f'    {{SPAN_INIT("{name}"), {" | ".join(sorted(sites[name]))}}},')
    lines += ["};", "const size_t site_count = sizeof site_table / sizeof *site_table;", ""]
    pathlib.Path(out).write_text("\n".join(lines), encoding="ascii")


main(sys.argv[1], sys.argv[2])
