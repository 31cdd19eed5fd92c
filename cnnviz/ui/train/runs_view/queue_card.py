"""The queue: runs that are made one after the other, with what starts, stops and orders them."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from cnnviz.history.run_queue import RUNNING, WAITING, RunQueue
from cnnviz.history.run_setup import RunSetup
from cnnviz.text import tr
from cnnviz.ui.train.runs_view.queue_list import QueueList
from cnnviz.ui.widgets.card import Card
from cnnviz.ui.widgets.icon_button import IconButton
from cnnviz.ui.widgets.until_filled import UntilFilled


class QueueCard(Card):
    """Shows the queue that it is given and changes its order. `sweep_wanted`, `start_wanted`, `stop_wanted` say what
    was pressed.
    """

    sweep_wanted = Signal()
    start_wanted = Signal()
    stop_wanted = Signal()

    def __init__(self, queue: RunQueue) -> None:
        super().__init__(tr("Queue"))
        self._queue = queue
        self.list = QueueList()
        empty = tr("Nothing waits. A sweep makes a run for every combination of a few settings, to be compared.")
        self.place = UntilFilled(self.list, empty)
        self.sweep = _button(tr("New sweep…"), tr("Choose settings to vary, and queue a run for each combination"))
        self.start = _button("", "")
        self.up = IconButton("row-up", tr("Let this run come one earlier (Alt+↑)"))
        self.down = IconButton("row-down", tr("Let this run come one later (Alt+↓)"))
        self.remove = IconButton("trash", tr("Take this run out of the queue (Delete)"))
        self.clear = _button(tr("Clear ended"), tr("Take out all runs that are over; they stay in the list of runs"))
        self.heading.add(self.sweep)
        self.body.addWidget(self.place, 1)
        row = QHBoxLayout()
        row.setSpacing(6)
        for widget in (self.start, self.up, self.down, self.remove):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.clear)
        self.body.addLayout(row)
        self._connect()
        self.refresh()

    def _connect(self) -> None:
        self.sweep.clicked.connect(self.sweep_wanted)
        self.start.clicked.connect(lambda: (self.stop_wanted if self._queue.is_on else self.start_wanted).emit())
        self.up.clicked.connect(lambda: self._move(self._chosen(), -1))
        self.down.clicked.connect(lambda: self._move(self._chosen(), 1))
        self.remove.clicked.connect(lambda: self._remove(self._chosen()))
        self.clear.clicked.connect(self._clear)
        self.list.move_wanted.connect(self._move)
        self.list.remove_wanted.connect(self._remove)
        self.list.chosen_changed.connect(self._enable)

    def add(self, setups: Sequence[RunSetup]) -> None:
        """Put runs at the end of the queue."""
        self._queue.add(setups)
        self.refresh()

    def refresh(self) -> None:
        """Show the queue as it is now."""
        queue = self._queue
        self.list.show_queue(queue)
        self.place.set_filled(bool(queue.runs))
        waiting = len(queue.waiting)
        what = tr("{count} waiting", count=waiting) if waiting else tr("one run after the other")
        self.heading.set_explanation(what)
        self.start.setText(tr("Stop queue") if queue.is_on else tr("Start queue"))
        self.start.setToolTip(
            tr("Begin no more runs of the queue; the one that is on goes on")
            if queue.is_on
            else tr("Begin the runs that wait, one after the other")
        )
        self._enable()

    def _enable(self) -> None:
        queue, chosen = self._queue, self.list.chosen
        waiting = chosen is not None and chosen.state == WAITING
        self.start.setEnabled(queue.is_on or bool(queue.waiting))
        first = queue.waiting[0].number if queue.waiting else 0
        last = queue.waiting[-1].number if queue.waiting else 0
        self.up.setEnabled(chosen is not None and waiting and chosen.number != first)
        self.down.setEnabled(chosen is not None and waiting and chosen.number != last)
        self.remove.setEnabled(chosen is not None and chosen.state != RUNNING)
        self.clear.setEnabled(any(run.state not in (WAITING, RUNNING) for run in queue.runs))

    def _chosen(self) -> int:
        return self.list.chosen.number if self.list.chosen is not None else 0

    def _move(self, number: int, by: int) -> None:
        self._queue.move(number, by)
        self.refresh()

    def _remove(self, number: int) -> None:
        row = self.list.currentRow()
        self._queue.remove(number)
        self.refresh()
        self.list.setCurrentRow(min(row, self.list.count() - 1))

    def _clear(self) -> None:
        self._queue.remove_ended()
        self.refresh()


def _button(text: str, help_text: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(help_text)
    return button
