"""The page itself: its parts and how they are wired."""

import time
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from cnnviz.data.data_choice import DataChoice
from cnnviz.data.datasets import DataReady, Loading, data_label, open_data
from cnnviz.engine.divergence import DivergenceError
from cnnviz.engine.reports import EvaluationProgress, EvaluationReport, StepReport
from cnnviz.history.record import RunRecord
from cnnviz.history.run_setup import RunSetup
from cnnviz.numbers import count
from cnnviz.text import ExplainedError, tr
from cnnviz.ui.page import Page
from cnnviz.ui.train.controls import Controls
from cnnviz.ui.train.data_jobs import DataTools
from cnnviz.ui.train.handover import HandOver
from cnnviz.ui.train.header import RunHeader
from cnnviz.ui.train.live import LiveReport
from cnnviz.ui.train.live_card import LiveCard
from cnnviz.ui.train.plot_cards import AccuracyCard, LossCard
from cnnviz.ui.train.plot_look import PlotLook
from cnnviz.ui.train.probe_card import ProbeCard
from cnnviz.ui.train.progress import RunProgress
from cnnviz.ui.train.result_card import ResultCard
from cnnviz.ui.train.run import Open
from cnnviz.ui.train.session import Session, State
from cnnviz.ui.train.turns import Turns
from cnnviz.ui.widgets.notice import Notice
from cnnviz.ui.workspace import Workspace

GAP = 12
OpenChoice = Callable[[DataChoice], Open]


class TrainPage(Page):
    """Watches a network learn. `open_choice` makes pictures of what is chosen; tests put their own in."""

    def __init__(
        self, workspace: Workspace, tools: DataTools | None = None, open_choice: OpenChoice | None = None
    ) -> None:
        super().__init__()
        self._open_choice = open_choice or self._open_data
        self._progress = RunProgress()
        self._validation: float | None = None
        self.session = Session(self)
        self.header = RunHeader()
        self.controls = Controls(tools)
        look = PlotLook(self)
        self.loss, self.accuracy = LossCard(look), AccuracyCard(look)
        self.probe, self.live, self.result = ProbeCard(), LiveCard(), ResultCard()
        self.notice = Notice()
        self.handover = HandOver(self.session, self.result, workspace, self._data_label, self)
        self.controls.data.arrays_read.connect(
            lambda arrays: workspace.set_test_pictures(arrays.test_images[:, 0], arrays.test_labels)
        )
        self._lay_out()
        self._wire()
        self._locked_shown = False
        kernels, first_maps, second_maps = self.live.refreshers()
        self._turns = Turns(
            [self.loss.refresh, kernels, self.accuracy.refresh, first_maps, self._refresh_probe, second_maps,
             self._refresh_progress]
        )  # fmt: skip
        self._probe_waiting: LiveReport | None = None
        self._last_report: object = None
        self._show_state(State.IDLE)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def header_widgets(self) -> list[QWidget]:
        return [self.header]

    def start_or_pause(self) -> None:
        """What the first button does: start, pause or resume."""
        state = self.session.state
        if state is State.RUNNING:
            self.session.pause()
        elif self.session.is_locked:
            self.session.resume()
        else:
            self._start(single_step=False)

    def step(self) -> None:
        """One batch."""
        if self.session.is_locked:
            self.session.step()
        else:
            self._start(single_step=True)

    def entered(self) -> None:
        self.take_focus()
        self._turns.draw_all()

    def close_down(self) -> None:
        self.session.close_down()
        self.controls.data.close_down()

    def _lay_out(self) -> None:
        plots = QHBoxLayout()
        plots.setSpacing(GAP)
        for card, least, stretch in ((self.loss, 196, 18), (self.accuracy, 208, 16), (self.probe, 168, 11)):
            card.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
            card.setMinimumWidth(least)
            plots.addWidget(card, stretch)
        right = QVBoxLayout()
        right.setSpacing(GAP)
        right.addWidget(self.notice)
        right.addLayout(plots, 11)
        right.addWidget(self.live, 10)
        right.addWidget(self.result)
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP, GAP, GAP, GAP)
        row.setSpacing(GAP)
        row.addWidget(self.controls)
        row.addLayout(right, 1)

    def _wire(self) -> None:
        self.header.start_pressed.connect(self.start_or_pause)
        self.header.step_pressed.connect(self.step)
        self.header.stop_pressed.connect(self.session.stop)
        self.session.state_changed.connect(self._show_state)
        self.session.reported.connect(self._take)
        self.session.failed.connect(self._show_failure)
        self.controls.changed.connect(lambda: self._show_state(self.session.state))
        self.probe.next_asked.connect(self._next_probe)

    def _start(self, single_step: bool) -> None:
        if not self.controls.ready:
            return
        self.notice.clear()
        self.controls.learning.show_error("learning_rate", "")
        self.controls.data.notice.clear()
        self.result.notice.clear()
        self._progress, self._validation = RunProgress(), None
        self.probe.clear()
        self.live.clear()
        settings = self.controls.settings()
        choice = self.controls.data.choice(settings.seed)
        network = self.controls.new_network()
        self._record = RunRecord(RunSetup("", network.describe(), "own", choice, settings))
        for card in (self.loss, self.accuracy):
            card.start(self._record)
        self.header.show_progress(0, [tr("getting ready …")])
        self.session.start(network, self._open_choice(choice), settings, single_step)

    def _data_label(self) -> str:
        return data_label(self.controls.data.choice(0))

    def _open_data(self, choice: DataChoice) -> Open:
        return lambda: open_data(choice, self.controls.data.last)

    def _take(self, reports: list[object]) -> None:
        """Everything since the last tick. While it trains one part of the page is drawn a tick: no tick is long."""
        for report in reports:
            if isinstance(report, StepReport):
                self._take_step(report)
            elif isinstance(report, LiveReport):
                self.live.take(report)
                self._probe_waiting = report
            else:
                self._take_other(report)
        if reports:
            self._last_report = reports[-1]
        if self.session.state is State.RUNNING:
            self._turns.draw_next()
        else:
            self._turns.draw_all()

    def _refresh_probe(self) -> bool:
        report = self._probe_waiting
        if report is None or not self.isVisible():
            return False
        self._probe_waiting = None
        self._show_probe(report)
        return True

    def _take_step(self, step: StepReport) -> None:
        if self._progress.last is None:
            self._record.validation_pictures = len(self.session.source.validation[0]) if self.session.source else 0
        self._progress.take(step, time.monotonic())
        self._record.add(step)

    def _take_other(self, report: object) -> None:
        if isinstance(report, EvaluationProgress | EvaluationReport):
            self._progress.take_evaluation(time.monotonic())
        if isinstance(report, EvaluationReport):
            self._record.add(report)
            if report.part == "validation":
                self._validation = report.accuracy
        elif isinstance(report, DataReady):
            self.controls.data.keep(report)
        elif isinstance(report, Loading):
            self.header.show_progress(0, [report.message])

    def _refresh_progress(self) -> bool:
        last, self._last_report = self._last_report, None
        settings, now = self.session.settings, time.monotonic()
        validating = self._progress.is_validating(settings.evaluate_every, now)
        if self._progress.last is None or self.session.state not in (State.RUNNING, State.PAUSING):
            return False
        if last is None and not validating:
            return False
        if isinstance(last, EvaluationProgress) and last.part == "test":
            text = tr("testing: {done} / {total} pictures", done=count(last.done), total=count(last.total))
            texts = [text, tr("testing")]
        else:
            texts = self._progress.texts(settings.epochs, validating)
        self.header.show_progress(self._progress.share, texts)
        return last is not None

    def _show_probe(self, report: LiveReport) -> None:
        probe = self.session.probe()
        if probe is not None and probe[1] == report.probe:
            part, number, picture, truth = probe
            names = self.session.source.class_names if self.session.source is not None else ()
            self.probe.show_probe(part, number, picture, truth, names)
            self.probe.show_report(report)

    def _show_state(self, state: State) -> None:
        self.header.show_state(state, self.controls.ready)
        locked = self.session.is_locked
        if locked != self._locked_shown:
            self._locked_shown = locked
            self.controls.set_locked(locked)
        self._show_result(state)
        if state in (State.PAUSED, State.STOPPED, State.FAILED, State.FINISHED):
            self._progress.rest()
            self._show_rest(state)
            self._turns.draw_all()  # the last reports came while parts still took turns

    def _show_result(self, state: State) -> None:
        steps = self.session.step_number
        self.result.set_available(self.session.at_rest and steps > 0 and state is not State.RUNNING)
        if state is State.RUNNING:
            self.result.show_running()
        elif self.session.test is not None:
            self.result.show_test(self.session.test)
        elif steps and state is not State.PAUSING:
            self.result.show_steps(steps, self._validation)
        elif state is not State.PAUSING:
            self.result.show_nothing()

    def _show_rest(self, state: State) -> None:
        """The line in the top bar while nothing moves."""
        words = {
            State.PAUSED: tr("paused"),
            State.STOPPED: tr("stopped"),
            State.FINISHED: tr("finished"),
            State.FAILED: tr("stopped by an error"),
        }[state]
        texts = [f"{words} · {text}" for text in self._progress.texts(self.session.settings.epochs) if text]
        self.header.show_progress(self._progress.share, [*texts, words])

    def _show_failure(self, error: Exception) -> None:
        """Explain what ended the run, beside what caused it."""
        if not isinstance(error, ExplainedError):
            raise error  # unexpected: the window logs and shows it
        if isinstance(error, DivergenceError):
            self.controls.learning.show_error("learning_rate", str(error))
        elif self.session.step_number:
            self.notice.show_error(str(error))
        else:
            self.controls.data.show_error(str(error))

    def _next_probe(self) -> None:
        self.session.next_probe()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            if self.header.start.isEnabled():
                self.start_or_pause()
        elif event.key() == Qt.Key.Key_Period and self.header.step.isEnabled():
            self.step()
        elif event.key() == Qt.Key.Key_N and self.session.source is not None:
            self._next_probe()
        else:
            super().keyPressEvent(event)
