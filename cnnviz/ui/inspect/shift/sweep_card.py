"""The card that moves the picture: sliders, the plot of the answer over the one that was set last, and a film of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QPushButton

from cnnviz.inspection.equivariance import Sweep
from cnnviz.inspection.movable import Movable
from cnnviz.inspection.movement import Movement
from cnnviz.text import tr
from cnnviz.traces.passes import Pass
from cnnviz.ui.inspect.shift.movement_controls import RANGES, MovementControls, range_of
from cnnviz.ui.inspect.shift.sweep_plot import SweepPlot
from cnnviz.ui.inspect.shift.sweeper import Sweeper
from cnnviz.ui.painting.sweep import SweepCurves
from cnnviz.ui.widgets.card import Card
from cnnviz.ui.widgets.elided import ElidedLabel

if TYPE_CHECKING:
    from cnnviz.ui.inspect.shift.shift_sheet import Curves

FRAME_MS = 80  # between two pictures while it plays
FRAMES = 72  # of one way from end to end


class SweepCard(Card):
    """`moved` carries the Movement that is set."""

    moved = Signal(object)

    def __init__(self) -> None:
        super().__init__(tr("Move the picture"))
        self._shown: Pass | None = None
        self._movable: Movable | None = None
        self._heavy = False
        self._name = "turn"
        self._others = Movement()  # what the sweep was made with
        self._sweep: Sweep | None = None
        self._sweeper = Sweeper(self)
        self._player = QTimer(self, interval=FRAME_MS)
        self.controls, self.plot = MovementControls(), SweepPlot()
        self._line = ElidedLabel("muted")
        self._make_buttons()
        self.controls.buttons.add(self.play, self.sweep_button, gap=4)
        self.body.addWidget(self.controls)
        self.body.addWidget(self.plot, 1)
        self.body.addWidget(self._line)
        self.controls.changed.connect(self._take)
        self.plot.wanted.connect(lambda value: self.controls.set_number(self._name, self._whole(value)))
        self.plot.read.connect(lambda text: self._line.setText(text or self._sentence()))
        self._player.timeout.connect(self._next_frame)
        self._sweeper.swept.connect(self._take_sweep)

    def _make_buttons(self) -> None:
        self.play = QPushButton(tr("Play"))
        self.play.setCheckable(True)
        self.play.setToolTip(tr("Let the number that was set last run over its whole range"))
        self.play.toggled.connect(self._play)
        self.sweep_button = QPushButton(tr("Sweep"))
        self.sweep_button.setToolTip(tr("Look at the picture in several places; this network takes a while for it"))
        self.sweep_button.clicked.connect(self._start)

    def curves(self) -> Curves | None:
        """The plot, for a file; None where there are no probabilities."""
        shown = self.plot.curves()
        if shown is None or not len(shown.values):
            return None
        from cnnviz.ui.inspect.shift.shift_sheet import Curves

        return Curves(*self.heading.texts(), _places(shown), shown)

    def movement(self) -> Movement:
        return self.controls.movement()

    def show_picture(self, shown: Pass, movable: Movable, heavy: bool) -> None:
        """What is moved from now on; a `heavy` network is swept when it is asked for."""
        self._shown, self._movable, self._heavy, self._sweep = shown, movable, heavy, None
        height, width = shown.picture.shape[1:]
        self.controls.set_size((height, width))
        self.sweep_button.setVisible(heavy)
        self._show()
        if not heavy:
            self._start()

    def stop(self) -> None:
        """Nobody looks."""
        self.play.setChecked(False)
        self._sweeper.stop()

    def close_down(self) -> None:
        self._player.stop()
        self._sweeper.close_down()

    def _take(self, movement: Movement, name: str) -> None:
        others = movement.with_number(name, 0)
        stale = name != self._name or others != self._others
        self._name, self._others = name, others
        self.moved.emit(movement)
        if stale:
            self._sweep = None
        self._show()
        if stale and not self._heavy:
            self._start()

    def _start(self) -> None:
        shown, movable = self._shown, self._movable
        if shown is None or movable is None or shown.network is None or not _is_read(shown):
            return
        self._sweep = None
        self._sweeper.sweep(shown.network, movable, self.movement(), self._name, self._heavy)

    def _take_sweep(self, sweep: Sweep) -> None:
        if sweep.name == self._name:
            self._sweep = sweep
            self._show()

    def _show(self) -> None:
        shown = self._shown
        if shown is None or shown.shares is None or not _is_read(shown):
            self.plot.show_curves(None)
            self._line.setText("")
            return
        each = next(each for each in RANGES if each.name == self._name)
        height, width = shown.picture.shape[1:]
        low, high = range_of(self._name, (height, width))
        values = np.zeros(0) if self._sweep is None else self._sweep.values
        shares = np.zeros((0, len(shown.shares))) if self._sweep is None else self._sweep.shares
        self.plot.show_curves(
            SweepCurves(shown.names, values, shares, low, high, float(getattr(self.movement(), self._name)),
                        int(shown.shares.argmax()), tr(each.unit))
        )  # fmt: skip
        self.heading.set_explanation(tr("probabilities over “{number}”", number=tr(each.label)))
        self._line.setText(self._sentence())

    def _sentence(self) -> str:
        """In how many places the answer stays, and what to do."""
        curves = self.plot.curves()
        if curves is None or not len(curves.values):
            return tr("“Sweep” shows the probabilities over the whole range.") if self._heavy else ""
        return f"{_places(curves)} {tr('Click in the plot to go there.')}"

    def _whole(self, value: float) -> float:
        """Shifts and turns are whole numbers."""
        return value if self._name == "scale" else float(round(value))

    def _play(self, on: bool) -> None:
        self.play.setText(tr("Pause") if on else tr("Play"))
        if on:
            self._player.start()
        else:
            self._player.stop()

    def _next_frame(self) -> None:
        if self._shown is None:
            return
        height, width = self._shown.picture.shape[1:]
        low, high = range_of(self._name, (height, width))
        step = (high - low) / FRAMES if self._name == "scale" else max(1.0, round((high - low) / FRAMES))
        now = float(getattr(self.movement(), self._name)) + step
        self.controls.set_number(self._name, low if now > high else now)


def _is_read(shown: Pass) -> bool:
    """Whether the network gives probabilities that are numbers."""
    return shown.shares is not None and bool(np.isfinite(shown.shares).all())


def _places(curves: SweepCurves) -> str:
    """In how many places the answer stays."""
    known = np.isfinite(curves.shares).all(axis=1)
    kept = int((known & (curves.shares.argmax(axis=1) == curves.winner)).sum())
    return tr("In {kept} of {count} places it is still read as {name}.",
              kept=kept, count=len(curves.values), name=curves.names[curves.winner])  # fmt: skip
