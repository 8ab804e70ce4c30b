"""A figure as a file: PNG, SVG, PDF, or its numbers as CSV.

pyqtgraph's SVG exporter raises on every plot with current Qt, so Qt's own generator is used.
"""

from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import (
    QBuffer,
    QIODevice,
    QMarginsF,
    QRect,
    QRectF,
    QSize,
    QSizeF,
)
from PySide6.QtGui import QColor, QImage, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator

from lossgui.plots.table import csv_text
from lossgui.session.writing import written
from lossgui.ui.plots.printed_marks import paint_marks

DOTS_PER_INCH = 96
SHARPNESS = 2
"""Pixels of an image for each pixel on the screen."""


def image_of(canvas, sharpness=SHARPNESS):
    """Return the figure as an image, with so many pixels for each pixel on the screen."""
    image = QImage(canvas.size() * sharpness, QImage.Format.Format_ARGB32)
    image.setDevicePixelRatio(sharpness)
    with _bare(canvas), _painter(image) as painter:
        _paint(canvas, painter)
    return image


def png(canvas):
    """Return the figure as the bytes of a PNG file."""
    with _buffer() as buffer:
        image_of(canvas).save(buffer, "PNG")
        return bytes(buffer.data())


def pdf(canvas):
    """Return the figure as the bytes of a PDF file of one page, as large as on the screen."""
    with _buffer() as buffer:
        writer = QPdfWriter(buffer)
        writer.setTitle(canvas.drawn.title)
        # At the screen's resolution a pen of two pixels stays one of two pixels.
        writer.setResolution(DOTS_PER_INCH)
        inches = QSizeF(canvas.size()) / DOTS_PER_INCH
        writer.setPageSize(QPageSize(inches, QPageSize.Unit.Inch))
        writer.setPageMargins(QMarginsF())
        with _bare(canvas), _painter(writer) as painter:
            _paint(canvas, painter)
        del writer
        return bytes(buffer.data())


def svg(canvas):
    """Return the figure as the bytes of an SVG file."""
    # Qt's generator knows no clipping, and zoomed curves would run across the axes. So each layer
    # is written apart, and the one with the marks is clipped by hand.
    with _bare(canvas):
        below, marks, above = (_svg_layer(canvas, layer) for layer in LAYERS)
    box = canvas.view.sceneBoundingRect()
    rectangle = (
        f'<rect x="{box.x():.2f}" y="{box.y():.2f}" '
        f'width="{box.width():.2f}" height="{box.height():.2f}"/>'
    )
    head, body = _halves(below)
    head = head.replace(' version="1.2" baseProfile="tiny"', ' version="1.1"')
    colour = canvas.theme.plot_background
    return (
        f'{head}<clipPath id="plot">{rectangle}</clipPath>\n'
        f'<rect width="100%" height="100%" fill="{colour}"/>\n{body}'
        f'<g clip-path="url(#plot)">\n{_halves(marks)[1]}</g>\n{_halves(above)[1]}</svg>\n'
    ).encode()


def csv(canvas):
    """Return the figure's numbers as the bytes of a CSV file."""
    text = csv_text(canvas.figure)
    # Excel takes a file for UTF-8 only when it is marked, and marks upset everything else.
    return text.encode("ascii" if text.isascii() else "utf-8-sig")


KINDS = {".png": png, ".svg": svg, ".pdf": pdf, ".csv": csv}
"""What writes a file, by its suffix."""


def save(canvas, path):
    """Write the figure to a file; the suffix says how. All of it is written, or nothing.

    Raises
    ------
    ValueError
        If the suffix is none of `KINDS`, or the file cannot be written; one sentence.
    """
    path = Path(path)
    kind = KINDS.get(path.suffix.lower())
    if kind is None:
        raise ValueError(
            f"{path.name}: a plot is saved as {', '.join(KINDS)}, not as {path.suffix or 'nothing'}"
        )
    with written(path) as stream:
        stream.write(kind(canvas))


@contextmanager
def _buffer():
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    try:
        yield buffer
    finally:
        buffer.close()


@contextmanager
def _painter(device):
    painter = QPainter(device)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    try:
        yield painter
    finally:
        painter.end()


@contextmanager
def _bare(canvas):
    """Take the crosshair away meanwhile: it is the pointer's, not the figure's."""
    reading = canvas.overlay.reading
    canvas.overlay.show_reading(None)
    try:
        yield
    finally:
        canvas.overlay.show_reading(reading)


@contextmanager
def _hidden(items):
    hidden = [item for item in items if item.isVisible()]
    for item in hidden:
        item.setVisible(False)
    try:
        yield
    finally:
        for item in hidden:
            item.setVisible(True)


def _paint(canvas, painter):
    painter.fillRect(canvas.rect(), QColor(canvas.theme.plot_background))
    below, marks, above = LAYERS
    below(canvas, painter)
    painter.save()
    painter.setClipRect(canvas.view.sceneBoundingRect())
    marks(canvas, painter)
    painter.restore()
    above(canvas, painter)


def _paint_below(canvas, painter):
    """Paint the axes, the legend and the grid."""
    _render(canvas, painter, hidden=[canvas.view.childGroup, canvas.overlay])


def _paint_marks(canvas, painter):
    if canvas.view.childGroup.isVisible():
        paint_marks(painter, canvas)


def _paint_above(canvas, painter):
    """Paint the numbers and the message, which lie over the marks."""
    below = [*canvas.frame.furniture, canvas.grid, canvas.view.childGroup]
    _render(canvas, painter, hidden=below)


LAYERS = (_paint_below, _paint_marks, _paint_above)


def _render(canvas, painter, hidden):
    whole = QRectF(canvas.rect())
    with _hidden(hidden):
        canvas.scene().prepareForPaint()
        canvas.scene().render(painter, whole, whole)


def _svg_layer(canvas, layer):
    """Return one layer of the figure as the text that Qt's generator writes."""
    with _buffer() as buffer:
        generator = QSvgGenerator()
        generator.setOutputDevice(buffer)
        generator.setResolution(DOTS_PER_INCH)
        generator.setSize(QSize(canvas.size()))
        generator.setViewBox(QRect(canvas.rect()))
        generator.setTitle(canvas.drawn.title)
        generator.setDescription(canvas.drawn.message or " ".join(canvas.drawn.notes))
        with _painter(generator) as painter:
            layer(canvas, painter)
        return bytes(buffer.data()).decode("utf-8")


def _halves(text):
    """Split what QSvgGenerator wrote into the head and what stands between it and the end."""
    start = text.index("</defs>") + len("</defs>")
    return text[:start], text[start : text.rindex("</svg>")]
