#!/usr/bin/env python3
"""Checks pages of the report: check_page.py SAMPLE_PAGE.

Tags are balanced; nothing runs or is fetched; links lead to a place on the page; ids are unique;
headings are in order; pictures have a title; tables have headings; colours have the contrast that
WCAG 2.2 AA asks for, light and dark; hostile names are text.
"""
import html.parser
import re
import subprocess
import sys

VOID = {"meta", "br", "hr", "img", "link", "input", "path", "rect"}
FORBIDDEN = {"script", "link", "img", "iframe", "object", "embed", "form", "input", "base", "audio",
             "video", "foreignobject", "use", "image", "animate", "set"}
HOSTILE = "<script>alert(1)</script>"


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.bad, self.ids, self.links = [], [], [], []
        self.headings, self.text, self.style, self.pictures = [], [], "", []

    def handle_starttag(self, tag, attrs):
        names = dict(attrs)
        if tag in FORBIDDEN:
            self.bad.append(f"<{tag}> is not allowed")
        for name, value in attrs:
            if name.startswith("on") or name in ("style", "src", "srcset", "xlink:href"):
                self.bad.append(f"attribute {name} is not allowed")
            if name == "href":
                self.links.append(value)
            if name == "id":
                self.ids.append(value)
            if name in ("aria-labelledby", "aria-describedby"):
                self.links += ["#" + word for word in value.split()]
        if len(names) != len(attrs):
            self.bad.append(f"<{tag}> has an attribute twice")
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "svg":
            self.pictures.append({"role": names.get("role"), "titles": 0})
        if tag == "title" and "svg" in self.open:
            self.pictures[-1]["titles"] += 1
        if tag == "td" and "data-label" not in names:
            self.bad.append("a cell does not say its column for narrow pages")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if not self.open or self.open[-1] != tag:
            self.bad.append(f"line {self.getpos()[0]}: </{tag}> closes {self.open[-1:] or 'nothing'}")
            return
        self.open.pop()

    def handle_data(self, data):
        if self.open and self.open[-1] == "style":
            self.style += data
        else:
            self.text.append(data)


def luminance(colour):
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(a, b):
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


def check_colours(style, bad):
    themes = [dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", block))
              for block in re.findall(r":root \{(.*?)\}", style, re.S)]
    if len(themes) != 3:
        bad.append("expected the colours of light, dark and print")
    for theme in themes:
        for ink in ("text", "soft", "signins", "failures", "unusual"):
            for paper in ("page", "card"):
                ratio = contrast(theme[ink], theme[paper])
                if ratio < 4.5:
                    bad.append(f"{ink} on {paper}: contrast {ratio:.2f}")


def check(text, lang):
    page = Page()
    page.feed(text)
    page.close()
    bad = page.bad
    if page.open:
        bad.append(f"never closed: {page.open}")
    if len(set(page.ids)) != len(page.ids):
        bad.append("an id stands twice")
    bad += [f"{link} leads nowhere" for link in page.links if link[1:] not in page.ids]
    if page.headings[0] != 1 or page.headings.count(1) != 1:
        bad.append("expected one h1, first")
    bad += [f"h{b} follows h{a}" for a, b in zip(page.headings, page.headings[1:]) if b > a + 1]
    bad += ["a picture without role or title" for p in page.pictures if p != {"role": "img", "titles": 1}]
    words = "".join(page.text)
    if HOSTILE not in words:
        bad.append("the hostile name is not shown as it was typed")
    if re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]", text):
        bad.append("a control character is in the page")
    if f'<html lang="{lang}">' not in text or "viewport" not in text:
        bad.append("language or viewport is missing")
    if re.search(r"url\(|@import|expression", page.style):
        bad.append("the style fetches something")
    check_colours(page.style, bad)
    return bad


def main(program):
    bad = []
    for lang in ("en", "ja"):
        for days in ("1", "21", "400"):
            text = subprocess.run([program, lang, days], capture_output=True, check=True).stdout
            bad += [f"{lang} {days} days: {line}" for line in check(text.decode("utf-8"), lang)]
    print("\n".join(bad) or "page: clean")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
