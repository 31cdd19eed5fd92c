"""The view that one watches: is it learning, what has it learnt, and what does it say to one picture."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout

from cnnviz.history.record import RunRecord
from cnnviz.ui.train.live.live import LiveReport
from cnnviz.ui.train.live.live_walls import LiveWalls
from cnnviz.ui.train.live.probe_card import ProbeCard
from cnnviz.ui.train.live.watched import Watched
from cnnviz.ui.train.past.moment import Moment
from cnnviz.ui.train.plots.plot_cards import AccuracyCard, LossCard
from cnnviz.ui.train.plots.plot_look import PlotLook
from cnnviz.ui.train.turns import Part, Seldom
from cnnviz.ui.train.view import RunView

GAP = 12


class LiveView(RunView):
    """Loss, accuracy and probe above; kernels, their gradients and maps below. All of one step: now, or a moment.

    `probe_wanted` carries a ProbeWish, `look_changed` a LookChoice, `cursor_moved` the step that a person points to in
    a plot to go there in time.
    """

    probe_wanted = Signal(object)
    look_changed = Signal(object)
    cursor_moved = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        look = PlotLook(self)
        self.loss, self.accuracy = LossCard(look), AccuracyCard(look)
        self.probe, self.walls = ProbeCard(), LiveWalls()
        self._latest: LiveReport | None = None
        self._probe_waiting: LiveReport | None = None
        self._watched: int | None = None
        self._moment: Moment | None = None
        self._lay_out()
        self.probe.wished.connect(self.probe_wanted)
        self.walls.look_changed.connect(self.look_changed)
        self.loss.cursor_moved.connect(self.cursor_moved)
        self.accuracy.cursor_moved.connect(self.cursor_moved)

    def start(self, record: RunRecord) -> None:
        self._latest = self._probe_waiting = self._moment = self._watched = None
        self.loss.start(record)
        self.accuracy.start(record)
        self.probe.clear()
        self.walls.clear()

    def take(self, reports: Sequence[object]) -> None:
        for report in reversed(reports):
            if isinstance(report, LiveReport):
                self._latest = report
                if self._moment is None:
                    self._show(report)
                return

    def parts(self) -> list[Part]:
        kernels, gradients, first_maps, second_maps = self.walls.parts()
        loss, accuracy = Seldom(self.loss.refresh), Seldom(self.accuracy.refresh)
        return [loss, kernels, accuracy, first_maps, self._refresh_probe, gradients, second_maps]

    def show_probe(self, watched: Watched) -> None:
        """From now on this picture is watched."""
        self._watched = watched.number
        self.probe.show_probe(watched)

    def show_moment(self, moment: Moment | None) -> None:
        self._moment = moment
        step = None if moment is None else moment.snapshot.step
        self.loss.show_cursor(step)
        self.accuracy.show_cursor(step)
        shown = self._latest if moment is None else moment.look
        if shown is not None:
            self._show(shown)

    @property
    def is_up_to_date(self) -> bool:
        """Whether everything that was taken is drawn."""
        return self._probe_waiting is None and self.walls.is_up_to_date

    def _show(self, report: LiveReport) -> None:
        self.walls.take(report)
        self._probe_waiting = report

    def _refresh_probe(self) -> bool:
        report = self._probe_waiting
        if report is None or not self.isVisible() or report.probe != self._watched:
            return False
        self._probe_waiting = None
        self.probe.show_report(report)
        return True

    def _lay_out(self) -> None:
        cards = QHBoxLayout()
        cards.setSpacing(GAP)
        for card, least, stretch in ((self.loss, 196, 18), (self.accuracy, 208, 16), (self.probe, 190, 12)):
            card.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
            card.setMinimumWidth(least)
            cards.addWidget(card, stretch)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(GAP)
        whole.addLayout(cards, 11)
        whole.addWidget(self.walls, 10)
