"""One step of training seen from close: the batch, what it changed, and how far each layer moved."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from cnnviz.engine.reports import StepReport
from cnnviz.history.record import RunRecord
from cnnviz.history.step_details import StepDetails
from cnnviz.numbers import count, number
from cnnviz.settings import Choice
from cnnviz.text import mark, tr
from cnnviz.ui.train.batch.batch_bubble import BatchBubble
from cnnviz.ui.train.batch.batch_wall import BatchWall, loss_texts
from cnnviz.ui.train.batch.pace_controls import PaceControls
from cnnviz.ui.train.batch.update_rows import UpdateRows
from cnnviz.ui.train.turns import Part
from cnnviz.ui.train.view import RunView
from cnnviz.ui.widgets.card import Card
from cnnviz.ui.widgets.elided import ElidedLabel
from cnnviz.ui.widgets.labels import wrapped
from cnnviz.ui.widgets.segmented import Segmented
from cnnviz.ui.widgets.tile_grid import TileArea
from cnnviz.ui.widgets.until_filled import UntilFilled

ORDERS = (
    Choice("batch", mark("Batch order"), mark("As the pictures were drawn for this step")),
    Choice("loss", mark("By loss"), mark("Those that the network was most wrong about before the step come first")),
)
GAP = 12


def step_sentence(details: StepDetails) -> str:
    """What one step did, in plain words."""
    before, after = loss_texts(details.loss_before, details.loss_after)
    return tr(
        "Step {step}: batch of {size}. Loss {before} before, {after} after this step on the same pictures. "
        "{right_before} → {right_after} right.",
        step=count(details.step), size=count(len(details.labels)), before=before, after=after,
        right_before=details.right_before, right_after=details.right_after,
    )  # fmt: skip


def step_note(details: StepDetails, step_now: int) -> str:
    """What must be known to read it right."""
    if step_now > details.step:
        return tr("The run has gone on since then. “One step” shows the batch that comes next.")
    if details.apart:
        return tr(
            "Both are in use: no unit dropped, batch normalisation by what it remembers. The step itself was made from "
            "a training pass, whose loss was {loss}.",
            loss=number(details.training_loss, 3),
        )  # fmt: skip
    return tr("The pictures are as they went in, augmented where that is chosen.")


class BatchView(RunView):
    """Shows the newest StepDetails.

    `step_wanted` asks for one step, `pace_wanted` carries the seconds between two steps of slow motion, or None for
    full speed; while it is on, each step should bring its details. `picture_wanted` carries (picture (C, H, W),
    sentence) to be opened in Inspect.
    """

    step_wanted = Signal()
    pace_wanted = Signal(object)
    picture_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._details: StepDetails | None = None
        self._step_now = 0
        self._waiting = {"words": False, "wall": False, "layers": False}
        self._noted = 0
        self.pace = PaceControls()
        self.order = Segmented(ORDERS)
        self.order.setFixedSize(190, 28)
        self.wall, self.layers = BatchWall(), UpdateRows()
        self.area = TileArea(self.wall)
        self.bubble = BatchBubble(self)
        self._sentence = ElidedLabel("heading", Qt.TextElideMode.ElideRight)
        self._note = ElidedLabel("muted", Qt.TextElideMode.ElideRight)
        self._lay_out()
        self.pace.step_wanted.connect(self.step_wanted)
        self.pace.pace_wanted.connect(self.pace_wanted)
        self.order.changed.connect(self._sort)
        self.area.resized.connect(self.wall.fit)
        self.wall.hovered.connect(self._hover)
        self.wall.opened.connect(self._open)
        self.area.verticalScrollBar().valueChanged.connect(self.bubble.hide)
        self._clear()

    @property
    def details(self) -> StepDetails | None:
        """The step that is shown."""
        return self._details

    def start(self, record: RunRecord) -> None:
        self._clear()

    def take(self, reports: Sequence[object]) -> None:
        for report in reports:
            if isinstance(report, StepDetails):
                self._details = report
                self._waiting = dict.fromkeys(self._waiting, True)
            elif isinstance(report, StepReport):
                self._step_now = report.step

    def parts(self) -> list[Part]:
        return [self._refresh_words, self._refresh_wall, self._refresh_layers]

    def _refresh_words(self) -> bool:
        details = self._details
        if details is None or not self.isVisible() or not (self._waiting["words"] or self._is_behind()):
            return False
        self._waiting["words"] = False
        self._noted = self._step_now
        self._sentence.setText(step_sentence(details))
        self._note.setText(step_note(details, self._step_now))
        self._note.setToolTip(self._note.text())
        return True

    def _is_behind(self) -> bool:
        """Whether the run has gone on, and that is not said yet; said once, not with every step."""
        assert self._details is not None
        return self._step_now > self._details.step >= self._noted

    def _refresh_wall(self) -> bool:
        if self._details is None or not self._due("wall"):
            return False
        self.bubble.hide()
        self.wall.show_details(self._details)
        self._wall_place.set_filled(True)
        return True

    def _refresh_layers(self) -> bool:
        if self._details is None or not self._due("layers"):
            return False
        self.layers.show_layers(self._details.layers)
        self._layers_place.set_filled(True)
        return True

    def _due(self, part: str) -> bool:
        due = self._waiting[part] and self.isVisible()
        self._waiting[part] = self._waiting[part] and not due
        return due

    def _sort(self, order: str) -> None:
        self.bubble.hide()
        self.area.verticalScrollBar().setValue(0)
        self.wall.sort(order == "loss")

    def _hover(self, index: int | None) -> None:
        if index is None or self._details is None:
            self.bubble.hide()
            return
        tile = self.wall.tile(index)
        place = QRect(self.wall.mapTo(self, tile.topLeft()), tile.size())
        self.bubble.show_picture(self._details, int(self.wall.order[index]), place)

    def _open(self, index: int) -> None:
        if self._details is not None:
            chosen = int(self.wall.order[index])
            sentence = tr(
                "picture {number} of the batch of step {step}, true {name}", number=chosen + 1,
                step=count(self._details.step), name=self._details.class_names[int(self._details.labels[chosen])],
            )  # fmt: skip
            self.picture_wanted.emit((self._details.pictures[chosen], sentence))

    def _clear(self) -> None:
        self._details, self._step_now, self._noted = None, 0, 0
        self._waiting = dict.fromkeys(self._waiting, False)
        self.bubble.hide()
        self.wall.clear()
        self.layers.show_layers(())
        for place in (self._wall_place, self._layers_place):
            place.set_filled(False)
        self._sentence.setText(tr("Nothing was looked at yet."))
        self._note.setText(tr("Press “One step”, or let the run go in slow motion, to watch what each batch changes."))

    def _lay_out(self) -> None:
        top = Card()
        for widget in (self.pace, self._sentence, self._note):
            top.body.addWidget(widget)
        top.body.setSpacing(4)
        top.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self._batch_card(), 17)
        row.addWidget(self._layers_card(), 10)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(GAP)
        whole.addWidget(top)
        whole.addLayout(row, 1)

    def _batch_card(self) -> Card:
        left = Card(tr("The batch"), tr("before → after the step; point at one"))
        left.heading.add(self.order)
        self._wall_place = UntilFilled(
            self.area,
            tr(
                "The pictures of one batch will be here: what each is, what the network took it for before the step "
                "and after it, and how much surer of the right class the step made it."
            ),
        )
        left.body.addWidget(self._wall_place, 1)
        return left

    def _layers_card(self) -> Card:
        right = Card(tr("Each layer's update"), tr("as a share of its weights"))
        right.heading.setFixedHeight(self.order.height())
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        inside.setObjectName("scrolled")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 4, 0)
        column.addWidget(self.layers)
        column.addStretch(1)
        scroll.setWidget(inside)
        self._layers_place = UntilFilled(
            scroll, tr("How far the step moved the weights of each layer will be here, beside how large they are.")
        )
        right.body.addWidget(self._layers_place, 1)
        right.body.addWidget(
            wrapped(
                tr(
                    "About 0.001 of their size is a usual step (frame). Far less, and the layer hardly learns; far "
                    "more, and it may jump about. First steps are often larger."
                )
            )
        )
        return right

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        for part in self.parts():
            part()
