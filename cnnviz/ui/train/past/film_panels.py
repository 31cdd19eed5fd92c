"""The panels of a frame of a film: a heading with facts beside it, and below it walls, the probe, or the confusion."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from cnnviz.engine.reports import EvaluationReport
from cnnviz.history.confusion import confusion_matrix
from cnnviz.numbers import count
from cnnviz.text import tr
from cnnviz.ui.fonts import interface_font
from cnnviz.ui.painting.colours import Scale
from cnnviz.ui.painting.confusion import Matrix, MatrixPainter, plan_of
from cnnviz.ui.painting.pictures import paint_picture, picture_image
from cnnviz.ui.painting.probabilities import Probabilities, paint_probabilities
from cnnviz.ui.theme import Theme
from cnnviz.ui.train.live.live import Floats
from cnnviz.ui.train.live.probe_card import verdict_text
from cnnviz.ui.train.live.wall_picture import WallPicture
from cnnviz.ui.train.live.watched import Watched

HEADING = 22.0
PICTURE, WORDS, LINE = 64.0, 92.0, 16.0
LEFT_MIDDLE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class Panels:
    """Draws panels in one theme; `vector`: as shapes and text."""

    def __init__(self, painter: QPainter, theme: Theme, vector: bool) -> None:
        self._painter, self._theme, self._vector = painter, theme, vector

    def heading(self, area: QRectF, text: str, facts: str = "") -> QRectF:
        """Write a heading; what is left of `area` below it."""
        painter, bold, small = self._painter, interface_font(12), interface_font(11)
        bold.setWeight(QFont.Weight.DemiBold)
        line = QRectF(area.left(), area.top(), area.width(), HEADING - 6)
        painter.setFont(bold)
        painter.setPen(self._theme.text)
        painter.drawText(line, LEFT_MIDDLE, text)
        rest = line.adjusted(QFontMetricsF(bold).horizontalAdvance(text) + 8, 0, 0, 0)
        painter.setFont(small)
        painter.setPen(self._theme.muted)
        fitting = QFontMetricsF(small).elidedText(facts, Qt.TextElideMode.ElideRight, max(0.0, rest.width()))
        painter.drawText(rest, LEFT_MIDDLE, fitting)
        return area.adjusted(0, HEADING, 0, 0)

    def wall(self, area: QRectF, maps: Floats, limit: float, scale: Scale, channels: int = 1) -> None:
        """Draw tiles (K, H, W) and their scale."""
        size = int(area.width()), int(area.height())
        self._painter.save()
        self._painter.translate(int(area.left()), int(area.top()))
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        WallPicture(maps, limit, size, scale, channels).paint(self._painter, self._theme, self._vector)
        self._painter.restore()

    def probe(self, area: QRectF, watched: Watched, probabilities: Floats) -> None:
        """Draw the picture that is watched, what it is taken for, and how sure the network is."""
        left = self.heading(area, tr("Probe"), watched.label)
        painter, theme, truth = self._painter, self._theme, watched.truth
        paint_picture(painter, QRectF(left.left(), left.top(), PICTURE, PICTURE), picture_image(watched.picture), theme)
        best = int(probabilities.argmax())
        verdict = verdict_text(probabilities, truth)
        painter.setFont(interface_font(11))
        lines = (
            (tr("reads {name}", name=watched.names[best]), theme.muted),
            (tr("true {name}", name=watched.names[truth]), theme.muted),
            (verdict, theme.output if best == truth else theme.warning),
        )
        for place, (words, colour) in enumerate(lines):
            painter.setPen(colour)
            line = QRectF(left.left(), left.top() + PICTURE + 6 + place * LINE, WORDS - 4, LINE)
            fitting = QFontMetricsF(painter.font()).elidedText(words, Qt.TextElideMode.ElideRight, line.width())
            painter.drawText(line, LEFT_MIDDLE, fitting)
        shown = Probabilities(watched.names, probabilities, truth)
        paint_probabilities(painter, left.adjusted(WORDS, 0, 0, 0), shown, theme)

    def confusion(
        self, area: QRectF, score: EvaluationReport, labels: NDArray[np.integer], names: tuple[str, ...]
    ) -> None:
        """Draw what is taken for what among the pictures that the snapshot was scored on."""
        pictures = min(len(labels), len(score.predicted))
        facts = tr("{count} validation pictures", count=count(pictures))
        if score.part == "test":
            facts = tr("{count} test pictures", count=count(pictures))
        left = self.heading(area, tr("Confusion"), facts)
        counts = confusion_matrix(score.predicted[:pictures], labels[:pictures], len(names))
        matrix = Matrix(counts, names)
        self._painter.save()
        self._painter.translate(left.topLeft())
        plan = plan_of(matrix, left.width(), left.height())
        MatrixPainter().paint(self._painter, matrix, plan, self._theme)
        self._painter.restore()
