"""One side of a comparison: which model sees which picture, and what it reads."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSlider, QVBoxLayout

from cnnviz.data.model_paths import shown as shown_path
from cnnviz.engine.arrays import Array
from cnnviz.engine.input_normalisation import normalisation_of
from cnnviz.text import ExplainedError, tr
from cnnviz.traces.passes import Pass
from cnnviz.ui.errand import Errand
from cnnviz.ui.inspect.compare.contestant import Contestant, Kept
from cnnviz.ui.inspect.compare.run_moments import RunMoments
from cnnviz.ui.inspect.compare.side import MOMENT, Side
from cnnviz.ui.inspect.compare.side_menus import SideMenus
from cnnviz.ui.inspect.picture.stage_view import StageView, values_image
from cnnviz.ui.painting.probabilities import Probabilities
from cnnviz.ui.widgets.bars import ProbabilityBars
from cnnviz.ui.widgets.card import Card
from cnnviz.ui.widgets.elided import ElidedLabel
from cnnviz.ui.widgets.labels import wrapped

if TYPE_CHECKING:
    from cnnviz.ui.inspect.compare.compare_sheet import SeenSide

PICTURE = 112  # pixels
BARS = 150
NARROWEST_BARS = 120


class SideCard(Card):
    """`changed` says that another model or another picture stands here; `failed` carries a sentence."""

    changed = Signal()
    failed = Signal(str)

    def __init__(self, name: str, side: Side) -> None:
        super().__init__(name, " ")
        self.side = side
        self._shown: Pass | None = None
        self._menus, self._reading = SideMenus(self, side), Errand(self)
        self.models, self.pictures = QPushButton(tr("Model")), QPushButton(tr("Picture"))
        self.keep = QPushButton(tr("Keep"))
        self.moment = QSlider(Qt.Orientation.Horizontal)
        self.picture, self.bars = StageView(), ProbabilityBars()
        self.words, self._reason = ElidedLabel("label"), wrapped("", "error")
        self._set_up()
        self._lay_out()

    def _set_up(self) -> None:
        self.models.setToolTip(tr("Which model stands on this side"))
        self.pictures.setToolTip(tr("Which picture it sees"))
        self.keep.setToolTip(tr("Keep the page's model and picture on this side, while the page goes on"))
        self.models.setMenu(self._menus.models)
        self.pictures.setMenu(self._menus.pictures)
        self.moment.setToolTip(tr("Which moment of the run"))
        self.moment.setAccessibleName(tr("Moment of the run"))
        self.moment.valueChanged.connect(self._go)
        self.moment.hide()
        self._reason.hide()
        self.picture.setFixedSize(PICTURE, PICTURE)
        self.bars.setFixedHeight(BARS)
        self.keep.clicked.connect(lambda: self._choose(self.side.keep))
        self._menus.model_chosen.connect(lambda name: self._choose(lambda: setattr(self.side, "model", name)))
        self._menus.picture_chosen.connect(lambda name: self._choose(lambda: setattr(self.side, "picture", name)))
        self._menus.keep_picture_wanted.connect(lambda: self._choose(self.side.keep_picture))
        self._menus.run_wanted.connect(self.open_run)
        self._menus.file_wanted.connect(self.open_model)
        self._menus.failed.connect(self.failed)
        self._reading.done.connect(self._take_other)
        self._reading.failed.connect(self._refuse)

    def _lay_out(self) -> None:
        self.body.setSpacing(6)
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        for button in (self.models, self.pictures, self.keep):
            buttons.addWidget(button, 1)
        seen = QHBoxLayout()
        seen.setSpacing(12)
        column = QVBoxLayout()
        column.addWidget(self.picture)
        column.addStretch(1)
        seen.addLayout(column)
        seen.addWidget(self.bars, 1, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(buttons)
        for widget in (self.words, self.moment, self._reason):
            self.body.addWidget(widget)
        self.body.addLayout(seen)
        self.body.addStretch(1)

    def set_narrow(self, narrow: bool) -> None:
        """Whether there is little room across."""
        self.bars.setMinimumWidth(NARROWEST_BARS if narrow else 0)  # 0: what they ask for themselves

    def set_page(self, page: Kept) -> None:
        """What the page looks at now."""
        self.side.set_page(page)
        self.words.setText(self.side.words())

    def show_pass(self, shown: Pass) -> None:
        """What the model here makes of the picture here."""
        self._shown = shown
        shares = shown.shares
        lost = shares is not None and not np.isfinite(shares).all()
        self._say(tr("The network gives no numbers (NaN) for this picture.") if lost else "")
        self.picture.show_image(_image(self.side, shown.picture))
        self.bars.setVisible(shares is not None and not lost)
        if shares is not None and not lost:
            self.bars.show_probabilities(shown.names, shares)

    def seen(self) -> "SeenSide":
        """What stands here, for a file."""
        from cnnviz.ui.inspect.compare.compare_sheet import SeenSide

        shown = self._shown
        probabilities = None
        if shown is not None and shown.shares is not None and np.isfinite(shown.shares).all():
            probabilities = Probabilities(shown.names, shown.shares)
        image = QImage() if shown is None else _image(self.side, shown.picture)
        return SeenSide(self.heading.texts()[0], self.words.text(), image, probabilities, self._reason.text())

    def show_reason(self, reason: str) -> None:
        """Why nothing can be shown here."""
        self._shown = None
        self._say(reason)
        self.bars.hide()
        self.picture.show_image(QImage())

    def open_run(self, path: Path) -> None:
        """Let the moments of the run in a folder stand here, the first one first."""
        try:
            moments = RunMoments(path)
            self.side.use_moments(moments, 0)
        except ExplainedError as error:
            self.failed.emit(str(error))
            return
        self.moment.blockSignals(True)
        self.moment.setRange(0, len(moments.steps) - 1)
        self.moment.setValue(0)
        self.moment.blockSignals(False)
        self._choose(lambda: None)

    def open_model(self, path: Path) -> None:
        """Let the model in a file stand here."""
        from cnnviz.inspection.opening import check_can_be_shown, open_pass_model

        def opened() -> Contestant:
            model = open_pass_model(path)
            check_can_be_shown(model, path)
            return Contestant(model, path.name)

        self.words.setText(tr("Opening {file}…", file=shown_path(path)))
        self._reading.start(opened)

    @property
    def is_busy(self) -> bool:
        """Whether the file of a model is being read."""
        return self._reading.is_running

    def close_down(self) -> None:
        self._reading.close_down()

    def _take_other(self, other: Contestant) -> None:
        self._choose(lambda: self.side.use_other(other))

    def _refuse(self, reason: str) -> None:
        self.words.setText(self.side.words())
        self.failed.emit(reason)

    def _go(self, index: int) -> None:
        if self.side.moments is None:
            return
        try:
            self.side.use_moments(self.side.moments, index)
        except ExplainedError as error:
            self.failed.emit(str(error))
            return
        self._choose(lambda: None)

    def _choose(self, change: Callable[[], object]) -> None:
        """Change what stands here, and tell; a file that is still being read is not wanted any more."""
        self._reading.forget()
        change()
        self.moment.setVisible(self.side.model == MOMENT)
        self.words.setText(self.side.words())
        self.changed.emit()

    def _say(self, reason: str) -> None:
        self._reason.setText(reason)
        self._reason.setVisible(bool(reason))


def _image(side: Side, picture: Array) -> QImage:
    """What the model of a side gets, for people."""
    contestant = side.contestant
    plain = picture if contestant is None else normalisation_of(contestant.model.info).undone(picture)
    return values_image(plain)
