"""The arithmetic of a frame, painted: every term in its place, only the lines that are seen, and the last line.

What the terms are is in `traces.scene.Sum`. A line is drawn as a few texts, one for each colour, with gaps where the
others stand: the font's digits are all equally wide.
"""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from cnnviz.traces.scene import Place, Sum
from cnnviz.ui.fonts import interface_font, number_font
from cnnviz.ui.painting.colours import fill
from cnnviz.ui.painting.sum_layout import LINE, NAME_GAP, NAME_PIXELS, PIXELS, SumLayout, lay_out, prefix
from cnnviz.ui.painting.sum_lines import WINNER, line_of_terms
from cnnviz.ui.painting.sum_outcome import BRIEFEST, NUMBER, RESULT, WORD, Piece, outcome_pieces
from cnnviz.ui.painting.sum_reading import Reading, adds_up
from cnnviz.ui.painting.sum_slots import Slots, sampled_sums, slots_of, slots_of_scene
from cnnviz.ui.painting.sum_text import more_text, sum_text
from cnnviz.ui.painting.texts import Texts
from cnnviz.ui.theme import Theme

__all__ = [
    "LINE", "Reading", "Slots", "SumLayout", "SumTexts", "adds_up", "lay_out", "paint_last_line", "paint_outcome",
    "paint_sum", "paint_terms", "sampled_sums", "slots_of", "slots_of_scene", "sum_text",
]  # fmt: skip


class SumTexts:
    """The fonts of a sum, with the texts that are kept in each: where sum after sum is painted, they come again."""

    def __init__(self) -> None:
        self.words = Texts(interface_font(NAME_PIXELS))
        self.usual = Texts(number_font(PIXELS))
        self.bold = Texts(number_font(PIXELS, bold=True))
        self.result = Texts(number_font(PIXELS + 1, bold=True))

    def of(self, kind: str) -> Texts:
        """Those of a kind of piece of the last line."""
        return {WORD: self.words, NUMBER: self.usual, RESULT: self.result}[kind]


def paint_sum(
    painter: QPainter,
    layout: SumLayout,
    total: Sum,
    decimals: int,
    theme: Theme,
    visible: range,
    lit: Place | None = None,
) -> None:
    """The lines `visible` of the terms; `lit` is the cell whose term is stressed."""
    paint_terms(painter, layout, Reading.of(total, decimals, layout.slots), theme, visible, lit)


def paint_outcome(
    painter: QPainter, area: QRectF, total: Sum, decimals: int, theme: Theme, slots: Slots | None = None
) -> None:
    """The last line: what the groups come to, the bias, the result and what is done to it; as much as fits."""
    paint_last_line(painter, area, Reading.of(total, decimals, slots), theme)


def paint_terms(
    painter: QPainter,
    layout: SumLayout,
    reading: Reading,
    theme: Theme,
    visible: range,
    lit: Place | None = None,
    texts: SumTexts | None = None,
) -> None:
    """The lines `visible` of a sum that was read already."""
    stressed = None if lit is None else layout.line_of(lit)
    texts = texts or SumTexts()
    baseline = _baseline(texts.usual, LINE)
    for number in visible:
        _paint_words(painter, layout, reading, number, baseline, theme, texts)
        line = line_of_terms(layout, reading, number)
        if stressed is not None and stressed[0] == number:
            area = layout.area_of(*stressed, line.ends[stressed[1]])
            _paint_box(painter, area, theme.accent, theme.accent_soft)
        if line.winner >= 0:
            _paint_box(painter, layout.area_of(number, line.winner, line.ends[line.winner]), theme.output)
        for role, text in line.texts.items():
            shown = text.lstrip()
            painter.setPen(_colour(role, theme))
            x = layout.left + (len(text) - len(shown)) * layout.advance
            (texts.bold if role == WINNER else texts.usual).write(painter, x, number * LINE + baseline, shown)


def paint_last_line(
    painter: QPainter, area: QRectF, reading: Reading, theme: Theme, texts: SumTexts | None = None
) -> None:
    """The last line of a sum that was read already; as much of it as fits."""
    texts = texts or SumTexts()
    pieces, widths = _fitting(reading, area.width(), texts)
    x, y = area.x(), area.y() + _baseline(texts.usual, area.height())
    for piece, width in zip(pieces, widths, strict=True):
        painter.setPen(_colour(piece.role, theme))
        texts.of(piece.kind).write(painter, x, y, piece.text)
        x += width


def _fitting(reading: Reading, room: float, texts: SumTexts) -> tuple[list[Piece], list[float]]:
    """The last line as long as `room` allows, and how wide each piece is."""
    for brevity in range(BRIEFEST + 1):
        pieces = outcome_pieces(reading, brevity)
        widths = [texts.of(piece.kind).width(piece.text) for piece in pieces]
        if sum(widths) <= room:
            break
    return pieces, widths


def _paint_words(
    painter: QPainter,
    layout: SumLayout,
    reading: Reading,
    number: int,
    baseline: float,
    theme: Theme,
    texts: SumTexts,
) -> None:
    """The name of a group, the function that takes its numbers, or how many terms are not written out."""
    index = layout.group_of(number)
    block, here, y = layout.blocks[index], number - layout.blocks[index].first, number * LINE + baseline
    painter.setPen(theme.muted)
    function, name = prefix(reading.sum), reading.sum.groups[index].name
    if here == 0 and function:
        texts.usual.write(painter, layout.left - len(function) * layout.advance, y, function)
    elif here == 0 and name:
        room = layout.left - NAME_GAP + 1
        texts.words.write(painter, 0, y, texts.words.metrics.elidedText(name, Qt.TextElideMode.ElideRight, room))
    elif here == block.lines and block.more:
        texts.words.write(painter, layout.left, y, more_text(reading, index))


def _paint_box(painter: QPainter, area: QRectF, frame: QColor, ground: QColor | None = None) -> None:
    """A frame around a term."""
    box = area.adjusted(-2, 1, 1, -1)
    if ground is not None:
        fill(painter, box, ground)
    painter.setPen(QPen(frame, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))


def _baseline(texts: Texts, height: float) -> float:
    """How far below the top of a line its text stands."""
    return round((height + texts.metrics.ascent() - texts.metrics.descent()) / 2)


def _colour(role: str, theme: Theme) -> QColor:
    colours = {"input": theme.input, "kernel": theme.kernel, "output": theme.output, "muted": theme.muted}
    return colours.get(role, theme.output if role == WINNER else theme.text)
