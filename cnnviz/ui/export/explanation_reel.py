"""Explanations as pictures in files: the picture, what explains it, the colours, and what both mean."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPen

from cnnviz.engine.arrays import Array
from cnnviz.engine.input_normalisation import InputNormalisation
from cnnviz.explain.explanation import Explanation, Method
from cnnviz.explain.target_words import score_words
from cnnviz.text import tr
from cnnviz.ui.export.changes import Pixels, pixels_of
from cnnviz.ui.export.drawings import drawing
from cnnviz.ui.export.errors import ExportError
from cnnviz.ui.export.options import DARK as DARK_NAME
from cnnviz.ui.export.options import ExportSettings
from cnnviz.ui.export.pictures import magnification, picture, title_font
from cnnviz.ui.fonts import interface_font
from cnnviz.ui.painting.explained import CAPTION, paint_panel, paint_place
from cnnviz.ui.painting.overlay import colour_limit, explanation_image, flat, paint_explanation_scale
from cnnviz.ui.painting.pictures import picture_image
from cnnviz.ui.theme import DARK, LIGHT, Theme

MOST_NUMBERS = 2**26  # of the pictures of all steps that are kept for a film: 256 MB
MARGIN, AIR, TITLE, LINE = 16, 8, 20, 16
WRAPPED = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)


@dataclass(frozen=True, eq=False)
class Explained:
    """What a method has found: `reports` first to last, `picture` (C, H, W) as the network takes it.

    `target` says what is explained ("class 7"), `facts` are words on the numbers of each report, `strength` is that of
    the overlay.
    """

    method: Method
    reports: Sequence[Explanation]
    picture: Array
    normalisation: InputNormalisation
    target: str
    facts: Sequence[str]
    strength: float = 0.8


def check_fits(report: Explanation, picture: Array) -> None:
    """ExportError where as many steps as `report` has are too many to be kept for a film."""
    if report.total * picture.size > MOST_NUMBERS:
        raise ExportError("{steps} steps are too many for a film of such pictures; take fewer steps.",
                          steps=report.total)  # fmt: skip


class ExplanationReel:
    """Paints any report at the size and in the colours of an export."""

    def __init__(self, explained: Explained, settings: ExportSettings) -> None:
        self._explained, self._settings = explained, settings
        self._theme: Theme = DARK if settings.theme == DARK_NAME else LIGHT
        self._limit = colour_limit([flat(explained.reports[-1])])
        self._times = magnification(settings.width, settings.height, settings.text)

    @property
    def length(self) -> int:
        return len(self._explained.reports)

    @property
    def size(self) -> tuple[int, int]:
        return self._settings.width, self._settings.height

    @property
    def title(self) -> str:
        """What stands above."""
        return tr("{method}: {target}", method=tr(self._explained.method.label), target=self._explained.target)

    def image(self, index: int, scale: float = 1.0) -> QImage:
        return picture(self.size, scale, self._times, lambda painter: self._paint(painter, index, vector=False))

    def pixels(self, index: int) -> Pixels:
        return pixels_of(self.image(index))

    def svg(self, index: int) -> bytes:
        def paint(painter: QPainter) -> None:
            painter.scale(self._times, self._times)
            self._paint(painter, index, vector=True)

        return drawing(*self.size, self.title, self._explained.facts[index], paint)

    def _paint(self, painter: QPainter, index: int, vector: bool) -> None:
        width, height = (length / self._times for length in self.size)
        report = self._explained.reports[index]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(QRectF(0, 0, width, height), self._theme.panel)
        self._paint_heading(painter, QRectF(MARGIN, MARGIN, width - 2 * MARGIN, TITLE), report)
        facts = self._explained.facts[index]
        top = self._paint_words(painter, QRectF(MARGIN, 0, width - 2 * MARGIN, height - MARGIN), facts)
        begin = MARGIN + TITLE + AIR
        self._paint_panels(painter, QRectF(MARGIN, begin, width - 2 * MARGIN, top - begin - AIR), report, vector)

    def _paint_heading(self, painter: QPainter, area: QRectF, report: Explanation) -> None:
        words = score_words(report)
        if self.length > 1:
            step = tr("step {done} of {total}", done=report.done, total=report.total)
            words = f"{step} · {words}"
        small, large = interface_font(12), title_font()
        taken = QFontMetricsF(small).horizontalAdvance(words) + 2 * AIR
        painter.setFont(large)
        painter.setPen(self._theme.text)
        title = QFontMetricsF(large).elidedText(self.title, Qt.TextElideMode.ElideRight, area.width() - taken)
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, title)
        painter.setFont(small)
        painter.setPen(self._theme.muted)
        painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)

    def _paint_words(self, painter: QPainter, area: QRectF, facts: str) -> float:
        """The two sentences at the foot and the facts above them; where they begin."""
        method = self._explained.method
        top = area.bottom()
        painter.setFont(interface_font(11))
        for text, colour in (
            (f"{tr(method.shows)} {tr(method.shows_not)}", self._theme.muted),
            (facts, self._theme.text),
        ):
            if not text:
                continue
            room = QRectF(area.left(), 0, area.width(), area.height())
            height = painter.boundingRect(room, WRAPPED, text).height()
            top -= height
            painter.setPen(colour)
            painter.drawText(QRectF(area.left(), top, area.width(), height), WRAPPED, text)
            top -= AIR
        painter.setPen(QPen(self._theme.line, 1))
        painter.drawLine(QPointF(area.left(), top + 0.5), QPointF(area.right(), top + 0.5))
        return top - AIR

    def _paint_panels(self, painter: QPainter, area: QRectF, report: Explanation, vector: bool) -> None:
        """The pictures side by side, as large as there is room, and the legend of their colours below."""
        panels, below = self._panels(report), CAPTION + (LINE + AIR if self._explained.method.takes_picture else 0)
        rows, columns = self._explained.picture.shape[1:]
        gaps = 2 * AIR * (len(panels) - 1)
        scale = min((area.width() - gaps) / len(panels) / columns, (area.height() - below) / rows)
        width, height = columns * scale, rows * scale
        left = area.center().x() - (len(panels) * width + gaps) / 2
        top = area.center().y() - (height + below) / 2
        for at, (title, image) in enumerate(panels):
            place = QRectF(left + at * (width + 2 * AIR), top, width, height)
            times = max(1, int(width / image.width() / 2)) if vector else 1  # viewers of drawings blur small pictures
            shown = image.scaled(image.width() * times, image.height() * times)
            paint_panel(painter, place, title, "", shown, self._theme)
            if at == 0 and report.patch is not None and self.length > 1:
                paint_place(painter, place, (rows, columns), report.patch, self._theme)
        if self._explained.method.takes_picture:
            for at, over in ((1, self._explained.strength), (2, None)):  # each below the panel of its colours
                legend = QRectF(left + at * (width + 2 * AIR), top + height + CAPTION + AIR, width, LINE)
                paint_explanation_scale(painter, legend, report.signed, self._limit, self._theme, over=over)

    def _panels(self, report: Explanation) -> list[tuple[str, QImage]]:
        explained = self._explained
        if not explained.method.takes_picture:
            return [(tr("What excites it"), picture_image(self._seen(report.values)))]
        shown = report.picture if report.picture is not None and self.length > 1 else explained.picture
        seen, limit = self._seen(explained.picture), self._limit
        return [
            (tr("Picture"), picture_image(self._seen(shown))),
            (tr("Laid over it"), explanation_image(report, seen, explained.strength, self._theme, limit=limit)),
            (tr("Alone"), explanation_image(report, None, 1.0, self._theme, limit=limit)),
        ]

    def _seen(self, values: Array) -> Array:
        """A picture of the network's as people see it, from 0 to 1."""
        plain: Array = self._explained.normalisation.undone(values).clip(0, 1)
        return plain


class ExplanationSubject:
    """The steps of an explanation as a Subject of exports."""

    unused = ("decimals",)

    def __init__(self, explained: Explained) -> None:
        self._explained, self.length = explained, len(explained.reports)
        self.title = tr("{method}: {target}", method=tr(explained.method.label), target=explained.target)

    def reel(self, settings: ExportSettings) -> ExplanationReel:
        return ExplanationReel(self._explained, settings)
