#!/usr/bin/env python3
"""The application's icon as Windows and macOS want it, out of the PNGs: icons.py FOLDER-OF-PNGS FILE.ico|FILE.icns"""

import pathlib
import struct
import sys

# Types of Apple's icon file that hold a PNG of that size.
ICNS_TYPES = {16: b"icp4", 32: b"icp5", 64: b"icp6", 128: b"ic07", 256: b"ic08", 512: b"ic09"}


def ico(pngs):
    head = struct.pack("<HHH", 0, 1, len(pngs))
    at = len(head) + 16 * len(pngs)
    entries, images = b"", b""
    for size, png in pngs.items():
        # 256 is written as 0.
        entries += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(png), at + len(images))
        images += png
    return head + entries + images


def icns(pngs):
    images = b"".join(ICNS_TYPES[size] + struct.pack(">I", 8 + len(png)) + png for size, png in pngs.items())
    return b"icns" + struct.pack(">I", 8 + len(images)) + images


def main(folder, target):
    make, sizes = (ico, (16, 24, 32, 48, 64, 128, 256)) if target.suffix == ".ico" else (icns, tuple(ICNS_TYPES))
    target.write_bytes(make({size: (folder / f"app-{size}.png").read_bytes() for size in sizes}))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
