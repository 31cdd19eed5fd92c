"""Where the network goes wrong: the confusion matrix, the pictures behind it, and the worst mistakes."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from cnnviz.engine.arrays import Array
from cnnviz.engine.reports import EvaluationReport
from cnnviz.history.confusion import most_confused
from cnnviz.history.record import RunRecord
from cnnviz.numbers import count
from cnnviz.settings import Choice
from cnnviz.text import mark, tr
from cnnviz.ui.painting.confusion import Matrix, right_colours, share_text, wrong_colours
from cnnviz.ui.painting.shades import paint_shades
from cnnviz.ui.theme import theme_of
from cnnviz.ui.train.mistakes.confused_pairs import MOST, ConfusedPairs
from cnnviz.ui.train.mistakes.confusion_matrix import ConfusionMatrix
from cnnviz.ui.train.mistakes.judged import Cell, Judged
from cnnviz.ui.train.mistakes.mistakes_gallery import MistakesGallery
from cnnviz.ui.train.mistakes.picture_detail import PictureDetail
from cnnviz.ui.train.mistakes.until_cards import UntilCards
from cnnviz.ui.train.past.moment import Moment
from cnnviz.ui.train.turns import Part
from cnnviz.ui.train.view import RunView
from cnnviz.ui.widgets.card import Card, Heading
from cnnviz.ui.widgets.elided import ElidedLabel
from cnnviz.ui.widgets.labels import separator
from cnnviz.ui.widgets.segmented import Segmented
from cnnviz.ui.widgets.tile_grid import TileArea
from cnnviz.ui.widgets.until_filled import UntilFilled

PARTS = (
    Choice("validation", mark("Validation"), mark("Pictures that are held back from training and scored on the way")),
    Choice("test", mark("Test"), mark("Pictures that are scored at the end")),
)
GAP = 12
LEGEND = 16
HIGH, ROWS_WHEN_LOW = 640, 3


class Legend(QWidget):
    """What the colours of the matrix say."""

    def __init__(self) -> None:
        super().__init__()
        self._limit = 1.0
        self.setFixedHeight(LEGEND)
        self.setAccessibleName(tr("Colours: shares of the pictures of a true class"))
        self.setToolTip(tr("Colours are shares of a row: of the pictures of one true class."))

    def show_limit(self, limit: float) -> None:
        """The share at which the colours of mistakes end."""
        if limit != self._limit:
            self._limit = limit
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, half = theme_of(self), (self.width() - GAP) / 2
        painter = QPainter(self)
        texts = (tr("right"), "0", "100 %"), (tr("wrong"), "0", f"{share_text(self._limit)} %")
        for side, (colours, words) in enumerate(zip((right_colours(theme), wrong_colours(theme)), texts, strict=True)):
            paint_shades(painter, QRectF(side * (half + GAP), 0, half, LEGEND), colours, words, theme.muted)
        painter.end()


class MistakesView(RunView):
    """Shows evaluations picture by picture.

    `picture_wanted` carries (picture (C, H, W), sentence) to be opened in Inspect, `probabilities_wanted` a picture
    whose class probabilities are asked for: `show_probabilities` answers.
    """

    picture_wanted = Signal(object)
    probabilities_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[str, Judged] = {}
        self._newest, self._picked = "", ""
        self._matrix_waits = self._gallery_waits = False
        self._shown: Judged | None = None
        self.matrix, self.legend, self.pairs = ConfusionMatrix(), Legend(), ConfusedPairs()
        self.part = Segmented(PARTS)
        self.part.setFixedSize(170, 28)
        self.part.hide()
        self._summary, self._reading = ElidedLabel("muted", Qt.TextElideMode.ElideRight), ElidedLabel("label")
        self.gallery, self.detail = MistakesGallery(), PictureDetail()
        self.area = TileArea(self.gallery)
        self.heading = Heading(tr("Worst mistakes"))
        self.all_mistakes = QPushButton(tr("All mistakes"))
        self._lay_out()
        self._wire()

    def start(self, record: RunRecord) -> None:
        self._known, self._newest, self._picked = {}, "", ""
        self._shown = None
        self._matrix_waits = self._gallery_waits = False
        self.matrix.clear()
        self.gallery.clear()
        self._put_detail_away()
        self.part.hide()
        self._place.set_filled(False)

    def show_evaluation(
        self, report: EvaluationReport, pictures: NDArray[np.floating], labels: Array, class_names: tuple[str, ...]
    ) -> None:
        """What the network made of the first `pictures` (N, C, H, W) with `labels` (N,); drawn by the next `parts`."""
        if not len(report.predicted):
            return
        self._known[report.part] = Judged(report, pictures, labels, class_names)
        self._newest = report.part
        self._matrix_waits = self._gallery_waits = True

    def show_probabilities(self, shares: NDArray[np.floating]) -> None:
        """The class probabilities (K,) of the picture that `probabilities_wanted` asked for last."""
        self.detail.show_probabilities(shares)

    def show_moment(self, moment: Moment | None) -> None:
        self._picked = ""
        self._matrix_waits = self._gallery_waits = bool(self._known)

    def parts(self) -> list[Part]:
        return [self._refresh_matrix, self._refresh_gallery]

    def judged(self) -> Judged | None:
        """The evaluation that is to be seen."""
        return self._known.get(self._picked or self._newest)

    @property
    def scored(self) -> EvaluationReport | None:
        """The evaluation that the pictures are of."""
        return None if self._shown is None else self._shown.report

    def _refresh_matrix(self) -> bool:
        judged = self.judged()
        if not self._matrix_waits or judged is None or not self.isVisible():
            return False
        self._matrix_waits = False
        counts = judged.matrix()
        self.matrix.show_counts(counts, judged.names)
        self.legend.show_limit(Matrix(counts, judged.names).mistakes_limit)
        self.pairs.show_pairs(most_confused(counts, MOST), judged.names)
        self._summary.setText(judged.summary())
        self.part.setVisible(len(self._known) > 1)
        self.part.set_value(judged.report.part)
        self._place.set_filled(True)
        return True

    def _refresh_gallery(self) -> bool:
        judged = self.judged()
        if not self._gallery_waits or judged is None or not self.isVisible():
            return False
        self._gallery_waits = False
        self._show_gallery(judged, self.matrix.selected)
        return True

    def _show_gallery(self, judged: Judged, cell: Cell | None) -> None:
        same = judged is self._shown
        self._shown = judged
        numbers = judged.mistakes() if cell is None else judged.of_cell(cell)
        self.gallery.show_pictures(judged, numbers)
        self.all_mistakes.setVisible(cell is not None)
        self._title(judged, cell, len(numbers))
        self._tiles.set_sentence(_why_empty(judged, cell))
        self._tiles.set_filled(bool(len(numbers)))
        number = self.gallery.picture_number
        if number is None:
            self._put_detail_away()
        elif not same:
            self._show_detail(judged, number)

    def _title(self, judged: Judged, cell: Cell | None, number: int) -> None:
        if cell is None:
            self.heading.set_text(tr("Worst mistakes"))
            self.heading.set_explanation(tr("{number}, the surest first", number=count(number)) if number else "")
            return
        true, predicted = (judged.names[one] for one in cell)
        self.heading.set_text(tr("True {true}, predicted {predicted}", true=true, predicted=predicted))
        right = cell[0] == cell[1]
        self.heading.set_explanation(
            tr("{number}, the most doubtful first", number=count(number)) if right
            else tr("{number}, the surest first", number=count(number))
        )  # fmt: skip

    def _choose_cell(self, cell: Cell | None) -> None:
        judged = self.judged()
        self.matrix.select(cell)
        if judged is not None:
            self.area.verticalScrollBar().setValue(0)
            self._show_gallery(judged, cell)

    def _choose_part(self, part: str) -> None:
        self._picked = part
        self._matrix_waits = self._gallery_waits = True
        self._refresh_matrix()
        self._refresh_gallery()

    def _choose_picture(self, index: int) -> None:
        if self._shown is not None:
            self._show_detail(self._shown, int(self.gallery.numbers[index]))
            self.area.show_place(self.gallery.tile(index))

    def _show_detail(self, judged: Judged, number: int) -> None:
        self.detail.show_picture(judged, number)
        self._below.show()
        self.probabilities_wanted.emit(judged.pictures[number])

    def _put_detail_away(self) -> None:
        self._below.hide()
        self.gallery.select(None)

    def _fit_gallery(self, width: int) -> None:
        """Count on the room that a large picture below takes: tiles must not change their size under the pointer."""
        hidden = self._below.isHidden()
        below = self._below.sizeHint().height() + self._right.body.spacing() if hidden else 0
        self.gallery.fit(width, self.area.maximumViewportSize().height() - below)

    def _ask_for_inspect(self) -> None:
        number, judged = self.gallery.picture_number, self._shown
        if number is not None and judged is not None:
            self.picture_wanted.emit((judged.pictures[number], judged.sentence(number)))

    def _wire(self) -> None:
        self.matrix.chosen.connect(self._choose_cell)
        self.matrix.read.connect(self._reading.setText)
        self.pairs.chosen.connect(self._choose_cell)
        self.part.changed.connect(self._choose_part)
        self.area.resized.connect(self._fit_gallery)
        self.gallery.chosen.connect(self._choose_picture)
        self.gallery.opened.connect(lambda _: self._ask_for_inspect())
        self.detail.inspect_pressed.connect(self._ask_for_inspect)
        self.detail.closed.connect(self._put_detail_away)
        self.all_mistakes.clicked.connect(lambda: self._choose_cell(None))

    def _lay_out(self) -> None:
        left = Card(tr("Confusion matrix"), tr("which class is taken for which; click a cell to see its pictures"))
        left.heading.add(self.part)
        left.body.addWidget(self._summary)
        left.body.addWidget(self.matrix, 1)
        left.body.addWidget(self._reading)
        left.body.addWidget(self.legend)
        left.body.addWidget(self.pairs)
        self._reading.setMinimumHeight(18)
        self._right = right = Card()
        self.heading.add(self.all_mistakes)
        self.all_mistakes.setToolTip(tr("Leave the cell and show the worst mistakes of all"))
        self.all_mistakes.setProperty("role", "flat")
        self.all_mistakes.hide()
        self._tiles = UntilFilled(self.area, "")
        self._below = QWidget()
        below = QVBoxLayout(self._below)
        below.setContentsMargins(0, 0, 0, 0)
        below.addWidget(separator())
        below.addWidget(self.detail)
        self._below.hide()
        for widget, stretch in ((self.heading, 0), (self._tiles, 1), (self._below, 0)):
            right.body.addWidget(widget, stretch)
        content = QWidget()
        row = QHBoxLayout(content)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(left, 11)
        row.addWidget(right, 9)
        self._place = UntilCards(
            content,
            tr(
                "Which classes are mistaken for which, and the pictures that the network is most wrong about, appear "
                "here with the first evaluation. Press Start."
            ),
        )
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._place)

    def minimumSizeHint(self) -> QSize:
        return QSize(640, 420)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh_matrix()
        self._refresh_gallery()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.pairs.set_rows(MOST if self.height() >= HIGH else ROWS_WHEN_LOW)
        super().resizeEvent(event)


def _why_empty(judged: Judged, cell: Cell | None) -> str:
    """Why there is no picture to show, of a cell or of all mistakes."""
    if cell is None:
        return tr("No mistakes: all {number} pictures are read right.", number=count(judged.count))
    true, predicted = (judged.names[one] for one in cell)
    if true == predicted:
        return tr("No picture of {true} is read right.", true=true)
    return tr("No picture of {true} is taken for {predicted}.", true=true, predicted=predicted)
