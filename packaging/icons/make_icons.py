"""Writes lossgui.ico and lossgui.icns beside this file, from resources/icons/lossgui.svg.

Run with PySide6, after the drawing has changed: ``python packaging/icons/make_icons.py``.
"""

import os
import struct
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QSize
from PySide6.QtGui import QGuiApplication, QIcon, QImage

HERE = Path(__file__).resolve().parent
DRAWING = HERE.parents[1] / "resources" / "icons" / "lossgui.svg"
WINDOWS_SIZES = (16, 24, 32, 48, 64, 128, 256)
APPLE_KINDS = {b"ic11": 32, b"ic12": 64, b"ic07": 128, b"ic08": 256, b"ic09": 512, b"ic10": 1024}


def drawn(size):
    """Draw the icon, `size` pixels wide and high."""
    picture = QIcon(str(DRAWING)).pixmap(QSize(size, size), 1.0).toImage()
    if picture.width() != size:
        raise SystemExit(f"{DRAWING} cannot be drawn {size} pixels wide")
    return picture.convertToFormat(QImage.Format.Format_ARGB32)


def png(size):
    """Return the icon as PNG."""
    buffer = QBuffer(data := QByteArray())
    drawn(size).save(buffer, "PNG")
    return bytes(data.data())


def bitmap(size):
    """Return the icon as a bitmap, as .ico files have it: lines from below, and an empty mask."""
    lines = bytes(drawn(size).flipped().constBits())
    mask = bytes(size * ((size + 31) // 32) * 4)
    head = struct.pack("<I2i2H6I", 40, size, 2 * size, 1, 32, 0, len(lines), 0, 0, 0, 0)
    return head + lines + mask


def windows_icon():
    """Put one picture for each size into the form of an .ico file."""
    # Not every part of Windows reads a small picture as PNG.
    pictures = [png(size) if size == 256 else bitmap(size) for size in WINDOWS_SIZES]
    place = 6 + 16 * len(pictures)
    head = struct.pack("<3H", 0, 1, len(pictures))
    for size, picture in zip(WINDOWS_SIZES, pictures, strict=True):
        side = size % 256  # 0 stands for 256
        head += struct.pack("<4B2H2I", side, side, 0, 0, 1, 32, len(picture), place)
        place += len(picture)
    return head + b"".join(pictures)


def apple_icon():
    """Put one picture for each kind into the form of an .icns file."""
    blocks = b""
    for kind, size in APPLE_KINDS.items():
        picture = png(size)
        blocks += kind + struct.pack(">I", 8 + len(picture)) + picture
    return b"icns" + struct.pack(">I", 8 + len(blocks)) + blocks


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QGuiApplication([])
    (HERE / "lossgui.ico").write_bytes(windows_icon())
    (HERE / "lossgui.icns").write_bytes(apple_icon())
