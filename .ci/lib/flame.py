#!/usr/bin/env python3
"""Draws a flame graph: `perf script | flame.py TITLE > graph.svg`.

A stack's width is its share of the samples, callers below callees. How the samples are taken stands in docs/benchmarks.md.
"""

import sys
from html import escape
from zlib import crc32

WIDTH, ROW, LEAST = 1600, 17, 0.8
CHARACTER = 6.6


class Frame:
    def __init__(self):
        self.samples = 0
        self.callees = {}


def stacks(lines):
    """Each sample's frames, outermost first."""
    frames, program = [], ""
    for line in lines:
        if not line.strip():
            if frames:
                yield [program, *reversed(frames)]
            frames = []
        elif line[0].isspace():
            frames.append(short(line.strip().split(" ", 1)[-1].rsplit(" (", 1)[0]))
        else:
            program = line.split()[0]
    if frames:
        yield [program, *reversed(frames)]


def short(symbol):
    """Without signature and offset; Java's package names by their first letters."""
    name = symbol.split("+0x", 1)[0].split("(", 1)[0]
    if name.startswith("L") and ";::" in name:
        name = name[1:].replace(";::", ".")
    name = name.split(" ")[-1].replace("/", ".")
    parts = name.split(".")
    if len(parts) > 2 and parts[0].islower():
        name = ".".join([*(part[:1] for part in parts[:-2]), *parts[-2:]])
    return name


def colour(name):
    hue = crc32(name.split(".")[-2].encode() if "." in name else name.encode()) % 40
    return f"hsl({hue},70%,{62 + hue % 12}%)" if "." in name else f"hsl({200 + hue},35%,72%)"


def draw(frame, name, x, depth, scale, out):
    width = frame.samples * scale
    if width < LEAST:
        return depth
    deepest = depth
    out.append((x, depth, width, name, frame.samples))
    for callee, below in sorted(frame.callees.items()):
        deepest = max(deepest, draw(below, callee, x, depth + 1, scale, out))
        x += below.samples * scale
    return deepest


def main():
    root = Frame()
    for stack in stacks(sys.stdin):
        root.samples += 1
        frame = root
        for name in stack:
            frame = frame.callees.setdefault(name, Frame())
            frame.samples += 1
    if not root.samples:
        sys.exit("flame.py: no sample on standard input; it takes what `perf script` prints")
    boxes = []
    deepest = draw(root, "all", 0, 0, WIDTH / root.samples, boxes)
    height = (deepest + 3) * ROW
    print(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
        f'font-family="monospace" font-size="11"><rect width="100%" height="100%" fill="#fff"/>'
        f'<text x="8" y="14">{escape(" ".join(sys.argv[1:]))}, {root.samples} samples</text>'
    )
    for x, depth, width, name, samples in boxes:
        y = height - (depth + 1) * ROW
        letters = int((width - 4) / CHARACTER)
        text = name if len(name) <= letters else name[: letters - 1] + "…" if letters > 3 else ""
        print(
            f'<g><title>{escape(name)}: {100 * samples / root.samples:.1f} %</title>'
            f'<rect x="{x:.1f}" y="{y}" width="{max(0.3, width - 0.4):.1f}" height="{ROW - 1}" fill="{colour(name)}"/>'
            f'<text x="{x + 3:.1f}" y="{y + 12}">{escape(text)}</text></g>'
        )
    print("</svg>")


if __name__ == "__main__":
    main()
