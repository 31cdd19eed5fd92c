"""Runs that are kept: opened, gone on with, compared on the same axes, and queued one after the other."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout

from cnnviz.history.pace import Done, Pace
from cnnviz.history.record import RunRecord
from cnnviz.history.run_list import ListedRun
from cnnviz.history.run_queue import RunQueue
from cnnviz.history.run_setup import RunSetup
from cnnviz.history.run_summary import RunSummary
from cnnviz.paths import runs_dir
from cnnviz.text import tr
from cnnviz.ui.train.runs_view.compared import Compared
from cnnviz.ui.train.runs_view.comparison_card import ComparisonCard
from cnnviz.ui.train.runs_view.entries import MOST_COMPARED, ON, Entry
from cnnviz.ui.train.runs_view.queue_card import QueueCard
from cnnviz.ui.train.runs_view.runs_card import RunsCard
from cnnviz.ui.train.runs_view.shelf import Shelf
from cnnviz.ui.train.runs_view.sweep_dialog import SweepDialog
from cnnviz.ui.train.turns import Part
from cnnviz.ui.train.view import RunView
from cnnviz.ui.widgets.notice import Notice

GAP = 12
LOOK_S = 1.0
LEFT, RIGHT, RUNS, QUEUE = 340, 584, 340, 210  # pixels, at first


class RunsView(RunView):
    """The runs in `folder` (the user's folder of runs) and the queue.

    `open_wanted` and `resume_wanted` carry the folder of a run; `start_wanted` the RunSetup of one to be started now.
    `base_wanted` asks for `set_base`, before a sweep is put together.
    Whoever runs them says how they go by `run_progressed` and `run_ended`, also of runs that were started elsewhere.
    """

    open_wanted = Signal(object)
    resume_wanted = Signal(object)
    start_wanted = Signal(object)
    base_wanted = Signal()

    def __init__(self, folder: Path | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self.queue = RunQueue()
        self._base: RunSetup | None = None
        self._record: RunRecord | None = None  # of the run that is shown on the page
        self._on = False  # whether it is being trained
        self._runs: list[ListedRun] = []
        self._compared = Compared()
        self._stale = True
        self._clock, self._due = clock, 0.0  # of the next look at the run that is on
        self._outdated: set[int] = set()  # plots that have not been drawn since the last look
        self._drawn = (-1, -1)  # steps and evaluations of the run that is on, at the last look
        self.shelf = Shelf(runs_dir() if folder is None else folder, self)
        self.notice = Notice()
        self.runs = RunsCard(self.shelf.folder)
        self.queued = QueueCard(self.queue)
        self.comparison = ComparisonCard()
        self.dialog: SweepDialog | None = None
        self._lay_out()
        self._connect()

    def set_base(self, setup: RunSetup | None) -> None:
        """What a new sweep begins with: the settings as they are in the form now; None where no run can be started."""
        self._base = setup

    def start(self, record: RunRecord) -> None:
        self._record, self._on = record, record.state in ON
        self._drawn = (-1, -1)
        self.refresh()

    def run_progressed(self, record: RunRecord) -> None:
        """The run of `record` is being trained, and has got further."""
        self._record, self._on = record, True
        if record.last is not None:
            self.queue.progressed(record.last.step / record.last.total_steps)

    def run_ended(self, setup: RunSetup, state: str, folder: Path | None = None, reason: str = "") -> None:
        """A run has ended as "finished", "stopped" or "failed" (`reason` says why), and is kept in `folder`.

        Where the queue is on, `start_wanted` follows with the next. A run that could not even be started has "failed".
        """
        self._on = False
        was_queued = self.queue.running is not None
        following = self.queue.run_ended(state, folder, reason)
        self.queued.refresh()
        finished = self.queue.folders
        if was_queued and following is None and not self.queue.waiting and len(finished) > 1:
            self._compare(finished[-MOST_COMPARED:])
        self.refresh()
        if following is not None:
            self.start_wanted.emit(following)

    def refresh(self) -> None:
        """Read the list of runs again; at once where it is seen, else when it will be."""
        self._stale = True
        if self.isVisible():
            self._stale = False
            self.shelf.list_all()

    def parts(self) -> list[Part]:
        return [self._look, *(self._curve_part(number) for number in range(len(self.comparison.plots)))]

    def close_down(self) -> None:
        """Come back when nothing is read or copied any more."""
        self.shelf.close_down()
        self.runs.close_down()

    def _lay_out(self) -> None:
        left, whole = QSplitter(Qt.Orientation.Vertical), QSplitter(Qt.Orientation.Horizontal)
        for card in (self.runs, self.queued):
            left.addWidget(card)
        for widget in (left, self.comparison):
            whole.addWidget(widget)
        for split, sizes in ((left, [RUNS, QUEUE]), (whole, [LEFT, RIGHT])):
            split.setChildrenCollapsible(False)
            split.setHandleWidth(GAP)
            split.setSizes(sizes)
        left.setStretchFactor(0, 1)
        whole.setStretchFactor(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.notice)
        column.addWidget(whole, 1)

    def _connect(self) -> None:
        self.shelf.listed.connect(self._show_list)
        self.shelf.read.connect(self._take_records)
        for source in (self.runs, self.comparison):
            source.told.connect(self.notice.show_info)
            source.failed.connect(self.notice.show_error)
        self.shelf.failed.connect(self.notice.show_error)
        self.runs.open_wanted.connect(self.open_wanted)
        self.runs.resume_wanted.connect(self.resume_wanted)
        self.runs.checked_changed.connect(self._choose)
        self.runs.refresh_wanted.connect(self.refresh)
        self.runs.changed.connect(self.refresh)
        self.queued.sweep_wanted.connect(self._ask_sweep)
        self.queued.start_wanted.connect(self._start_queue)
        self.queued.stop_wanted.connect(self._stop_queue)

    def _show_list(self, runs: list[ListedRun]) -> None:
        self._runs = runs
        present = [run.path for run in runs]
        self._compared.choose([path for path in self._compared.paths if path in present])
        self._show_entries()
        self._fetch()
        self._show_comparison()

    def _show_entries(self) -> None:
        self.runs.show_entries([self._entry(run) for run in self._runs])
        self.runs.list.check(self._compared.paths)

    def _entry(self, run: ListedRun) -> Entry:
        shown = self._is_shown(run)
        if shown and self._on and self._record is not None:
            run = replace(run, summary=_live_summary(run.summary, self._record))
        return Entry(run, shown, self._compared.line(run.path))

    def _is_shown(self, run: ListedRun) -> bool:
        """Whether it is the run on the page: nothing else was started at the same time under the same name."""
        if self._record is None or run.setup is None:
            return False
        setup = self._record.setup
        return (run.setup.created, run.setup.name) == (setup.created, setup.name)

    def _choose(self, paths: list[Path]) -> None:
        self.notice.clear()
        if not self._compared.choose(paths):
            self.notice.show_error(
                tr("At most {most} runs can be told apart in one plot. Untick one first.", most=MOST_COMPARED)
            )
        self._show_entries()
        self._fetch()
        self._show_comparison()

    def _compare(self, paths: Sequence[Path]) -> None:
        self._compared.choose([])
        self._compared.choose(paths)
        self._show_entries()

    def _fetch(self) -> None:
        """Read the numbers that are not here yet; those of the run that is on are."""
        summaries = {run.path: run.summary for run in self._runs}
        for run in self._runs:
            if self._on and self._record is not None and self._is_shown(run):
                self._compared.keep(run.path, run.summary, self._record)
        missing = self._compared.missing(summaries)
        if missing:
            self.shelf.fetch(missing)

    def _take_records(self, records: dict[Path, RunRecord]) -> None:
        for run in self._runs:
            if run.path in records:
                self._compared.keep(run.path, run.summary, records[run.path])
        self._show_comparison()

    def _show_comparison(self) -> None:
        self.comparison.show_runs(self._compared.runs())

    def _curve_part(self, number: int) -> Part:
        return lambda: self._draw_curve(number)

    def _draw_curve(self, number: int) -> bool:
        """Draw what a plot has not shown yet of the run that is on."""
        if number not in self._outdated or self._record is None or not self.isVisible():
            return False
        self._outdated.discard(number)
        return self.comparison.plots[number].update_run(self._record)

    def _look(self) -> bool:
        """Once a second show in list, queue and table how far the run that is on has got; the plots follow."""
        record = self._record
        if not self._on or record is None or not self.isVisible() or self._clock() < self._due:
            return False
        state = (record.step, len(record.evaluations))
        if state == self._drawn:
            return False
        self._due = self._clock() + LOOK_S
        known, self._drawn = self._drawn, state
        self._outdated = set(range(len(self.comparison.plots)))
        if self.queue.running is not None:
            self.queued.list.show_queue(self.queue)
        for run in self._runs:
            if self._is_shown(run):
                self.runs.show_entry(self._entry(run))
        if known[1] != state[1]:
            self.comparison.update_table(record)
        return True

    def _ask_sweep(self) -> None:
        self.base_wanted.emit()
        if self._base is None:
            self.notice.show_info(tr("Choose data and a network on the left first: a sweep varies what is set there."))
            return
        done = [_done(run.setup, run.summary) for run in reversed(self._runs) if run.setup is not None]
        self.dialog = SweepDialog(self._base, Pace.of(done), self)
        self.dialog.added.connect(self.queued.add)
        self.dialog.open()

    def _start_queue(self) -> None:
        following = self.queue.start(busy=self._on)
        self.queued.refresh()
        if following is not None:
            self.start_wanted.emit(following)
        elif self._on and self.queue.running is None:
            self.notice.show_info(tr("The queue begins when the run that is on has ended."))

    def _stop_queue(self) -> None:
        self.queue.stop()
        self.queued.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()


def _live_summary(summary: RunSummary, record: RunRecord) -> RunSummary:
    """What the list says of a run that is on, from its numbers of now."""
    last = record.last
    accuracies = [each.accuracy for each in record.scores()]
    return replace(
        summary,
        state=record.state if record.state in ON else "running",
        step=record.step,
        total=last.total_steps if last is not None else summary.total,
        best_accuracy=max(accuracies) if accuracies else summary.best_accuracy,
        test_accuracy=None,
    )


def _done(setup: RunSetup, summary: RunSummary) -> Done:
    epochs = setup.settings.epochs * summary.step / summary.total if summary.total else 0.0
    return Done(setup, epochs, summary.seconds)
