"""SVG files as Qt draws them, made so that they look the same where the fonts of the program are not at hand."""

import re
from collections.abc import Callable
from xml.sax.saxutils import escape

from PySide6.QtCore import QBuffer, QIODevice, QRect, QSize
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtSvg import QSvgGenerator

from cnnviz.ui.fonts import INTERFACE, NUMBERS, number_font

STAND_INS = {
    INTERFACE: f"{INTERFACE}, Arial, Helvetica, 'Liberation Sans', 'DejaVu Sans', sans-serif",
    NUMBERS: f"'{NUMBERS}', 'DejaVu Sans Mono', Consolas, Menlo, monospace",
}
SIZE = re.compile(r'width="[\d.]+mm" height="[\d.]+mm"')  # not every viewer knows millimetres
TEXT = re.compile(
    r'<text (?P<look>[^>]*?)\s*x="(?P<x>[-\d.]+)" y="(?P<y>[-\d.]+)"\s*'
    r'font-family="(?P<family>[^"]*)" font-size="(?P<size>[\d.]+)" '
    r'font-weight="(?P<weight>\d+)" font-style="normal"\s*>(?P<words>[^<]*)</text>'
)
FONT = re.compile(r'font-family="([^"]*)"')
PIECE = re.compile(r"[^ ]+(?: [^ ]+)*")  # two blanks are room for something else; thin ones are part of a number
QUOTES = {'"': "&quot;"}
ENTITIES = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&amp;": "&"}


def drawing(width: int, height: int, title: str, description: str, paint: Callable[[QPainter], None]) -> bytes:
    """An SVG of `width` × `height` pixels with what `paint` paints."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setOutputDevice(buffer)
    generator.setSize(QSize(width, height))
    generator.setViewBox(QRect(0, 0, width, height))
    generator.setTitle(title)
    generator.setDescription(description)
    painter = QPainter(generator)
    try:
        paint(painter)
    finally:
        painter.end()
    written = bytes(buffer.data().data()).decode()
    return _portable(SIZE.sub(f'width="{width}" height="{height}"', written, count=1)).encode()


def _portable(svg: str) -> str:
    """Each text says how long it is, so that another font is squeezed to the same length; each font has stand-ins.

    Viewers that do not squeeze (librsvg, Qt) still begin every piece of a line of arithmetic at its place.
    """
    return FONT.sub(_with_stand_ins, TEXT.sub(_with_lengths, svg))


def _with_lengths(found: re.Match[str]) -> str:
    """A text of one font, cut where it leaves room for other colours; its font is that of the group it stands in."""
    font = number_font(float(found["size"])) if found["family"] == NUMBERS else QFont(found["family"])
    font.setPixelSize(round(float(found["size"])))
    font.setWeight(QFont.Weight(int(found["weight"])))
    metrics = QFontMetricsF(font)
    words = found["words"]
    for entity, sign in ENTITIES.items():
        words = words.replace(entity, sign)
    fonts = f'font-family="{found["family"]}" font-size="{found["size"]}" font-weight="{found["weight"]}"'
    pieces = []
    for piece in PIECE.finditer(words):
        x = float(found["x"]) + metrics.horizontalAdvance(words[: piece.start()])
        length = metrics.horizontalAdvance(piece[0])
        fitted = f' textLength="{length:.2f}" lengthAdjust="spacingAndGlyphs"' if len(piece[0]) > 1 else ""
        place = f'x="{x:g}" y="{found["y"]}"'
        pieces.append(f"<text {found['look']} {place} {fonts}{fitted}>{escape(piece[0], QUOTES)}</text>")
    return "\n".join(pieces)


def _with_stand_ins(found: re.Match[str]) -> str:
    return f'font-family="{STAND_INS.get(found[1], found[1])}"'
