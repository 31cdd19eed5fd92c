"""The page itself: its parts and how they are wired."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cnnviz.data.datasets import DataReady, Loading, open_data
from cnnviz.engine.reports import ChangeReport, EvaluationReport, StepReport
from cnnviz.history.record import RunRecord
from cnnviz.history.run_setup import RunSetup
from cnnviz.history.snapshot import Autosaved, AutosaveFailed, SnapshotReport
from cnnviz.settings import Value
from cnnviz.text import ExplainedError, tr
from cnnviz.ui.page import Page
from cnnviz.ui.train.data_feed import DataFeed
from cnnviz.ui.train.data_loader import DataLoader, OpenData
from cnnviz.ui.train.handover import HandOver
from cnnviz.ui.train.header import RunHeader
from cnnviz.ui.train.live.probe_choice import ProbeWish
from cnnviz.ui.train.messages import Messages
from cnnviz.ui.train.mistakes.evaluation_feed import EvaluationFeed
from cnnviz.ui.train.page_parts import PageParts
from cnnviz.ui.train.panel.controls import Controls
from cnnviz.ui.train.panel.data_jobs import DataTools
from cnnviz.ui.train.past.moment import Moment
from cnnviz.ui.train.past.moments import Moments
from cnnviz.ui.train.past.time_machine import TimeMachine
from cnnviz.ui.train.probe_keeper import ProbeKeeper
from cnnviz.ui.train.result_line import ResultLine
from cnnviz.ui.train.run_display import RunDisplay
from cnnviz.ui.train.run_files_menu import RunFilesMenu
from cnnviz.ui.train.run_keeper import RunKeeper
from cnnviz.ui.train.session import Session, State
from cnnviz.ui.train.turns import Seldom, Turns
from cnnviz.ui.train.view import RunView
from cnnviz.ui.train.view_stack import ViewStack
from cnnviz.ui.train.view_wiring import ViewWiring
from cnnviz.ui.train.views import LIVE, VIEWS, view_makers
from cnnviz.ui.widgets.notice import Notice
from cnnviz.ui.workspace import Workspace

GAP = 12
AT_REST = (State.PAUSED, State.STOPPED, State.FAILED, State.FINISHED)


class TrainPage(Page):
    """Watches a network learn. `open_` reads the pictures of a choice; tests put their own in."""

    def __init__(self, workspace: Workspace, tools: DataTools | None = None, open_: OpenData | None = None) -> None:
        super().__init__()
        self.controls = Controls(tools)
        self.loader = DataLoader(self, open_ or (lambda choice: open_data(choice, self.controls.data.last)))
        self.session = Session(self.loader, self)
        self.keeper = RunKeeper(self.session, self)
        self.moments = Moments(self)
        self.probe = ProbeKeeper(self.session, self.moments, self)
        self.handover = HandOver(self.session, self.moments, workspace, self)
        self.evaluations = EvaluationFeed()
        self.header, self.notice = RunHeader(), Notice()
        self.result, self.machine = ResultLine(), TimeMachine()
        self.views = ViewStack(VIEWS, view_makers())
        self.display = RunDisplay(self.session, self.moments, self.header, self.result)
        self.messages = Messages(self.session, self.controls, self.notice)
        parts = PageParts(
            self.session, self.loader, self.keeper, self.moments, self.probe, self.handover, self.evaluations,
            self.controls, self.notice, self.machine, self.views,
        )  # fmt: skip
        self.wiring, self.files = ViewWiring(parts, self), RunFilesMenu(parts, self)
        self.feed = DataFeed(parts, self.wiring, workspace)
        self._turns = Turns([])
        self._told = 0
        self._lay_out()
        self._wire()
        self.views.show_view(LIVE)
        self._show_state(State.IDLE)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def header_widgets(self) -> list[QWidget]:
        return [self.header]

    def start_or_pause(self) -> None:
        """What the first button does: start, pause or resume."""
        if self.session.state is State.RUNNING:
            self.session.pause()
        elif self.session.is_locked:
            self.session.resume()
        else:
            self._begin(single_step=False)

    def step(self) -> None:
        """One batch: of the run that is on, or was stopped, or of a new one."""
        if self.session.is_locked or self.session.can_resume:
            self._resume(single_step=True)
        else:
            self._begin(single_step=True)

    def start_setup(self, setup: RunSetup) -> None:
        """Begin a run that was put together elsewhere; only while none is on."""
        self.messages.clear()
        self.controls.show_setup(setup)
        self.keeper.start(setup)

    def entered(self) -> None:
        self.take_focus()
        self.keeper.tell_of_last()
        self._turns.draw_all()

    def close_down(self) -> None:
        for part in (self.machine, self.session, self.loader, self.controls, self.views, self.files):
            part.close_down()

    def lost_on_closing(self) -> str:
        return self.wiring.lost_on_closing()

    def _lay_out(self) -> None:
        self.views.beside.addWidget(self.result, 1)
        self.views.beside.addWidget(self.files.button)
        right = QVBoxLayout()
        right.setSpacing(GAP)
        right.addWidget(self.notice)
        right.addWidget(self.views, 1)
        right.addWidget(self.machine)
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP, GAP, GAP, GAP)
        row.setSpacing(GAP)
        row.addWidget(self.controls)
        row.addLayout(right, 1)

    def _wire(self) -> None:
        pairs: tuple[tuple[object, Callable[..., object]], ...] = (
            (self.header.start_pressed, self.start_or_pause),
            (self.header.step_pressed, self.step),
            (self.header.stop_pressed, self.session.stop),
            (self.header.resume_pressed, self._resume),
            (self.header.reset_pressed, self._reset),
            (self.header.key_pressed, self.keyPressEvent),
            (self.session.started, self._start),
            (self.session.begun, self._begun),
            (self.session.state_changed, self._show_state),
            (self.session.state_changed, self.wiring.show_state),
            (self.session.reported, self._take),
            (self.session.failed, self.messages.show_failure),
            (self.moments.moment_changed, self._show_moment),
            (self.moments.failed, lambda error: self.notice.show_error(str(error))),
            (self.machine.moment_wanted, self.moments.go),
            (self.machine.export_wanted, self.files.export_film),
            (self.files.open_wanted, self.wiring.open_run),
            (self.wiring.step_wanted, self.step),
            (self.wiring.go_wanted, self.start_or_pause),
            (self.wiring.start_wanted, self.start_setup),
            (self.probe.changed, self.wiring.show_probe),
            (self.probe.not_found, self.notice.show_info),
            (self.loader.failed, self.messages.show_failure),
            (self.loader.ready, self.feed.take),
            (self.result.inspect_pressed, self.handover.inspect),
            (self.controls.changed, lambda: self._show_state(self.session.state)),
            (self.controls.setting_changed, self._change),
            (self.views.made, self._connect_view),
        )
        for signal, slot in pairs:
            signal.connect(slot)  # type: ignore[attr-defined]
        self.messages.listen_to(self.keeper, self.handover)
        self.wiring.connect_controls()

    def _connect_view(self, name: str, view: RunView) -> None:
        self.wiring.connect_view(name, view)
        others = (Seldom(self.display.refresh), Seldom(self._refresh_bar), self.controls.health.refresh)
        self._turns = Turns([*self.views.parts(), *others])

    def _begin(self, single_step: bool) -> None:
        if not self.controls.ready:  # why is said where it is chosen
            return
        problem = self.controls.problem()
        if problem:
            self.notice.show_error(problem)
            return
        self.messages.clear()
        self.display.say(tr("getting ready …"))
        self.keeper.start(self.controls.setup(), single_step)

    def _resume(self, single_step: bool = False) -> None:
        self.messages.clear()
        self.wiring.prepare_to_go_on()
        self.session.resume(single_step)

    def _reset(self) -> None:
        before = self.session.record
        self.moments.go(None)
        self.session.reset()
        self.messages.clear()
        if before is not None:
            self._start(RunRecord(before.setup))
        self.display.say("")

    def _start(self, record: RunRecord) -> None:
        """Another run is shown."""
        self.display.start(record)
        self.evaluations.start()
        self.files.show_saved(None)
        self.machine.show_snapshots((), 0)
        self.machine.show_now(record.step)
        self.views.start(record)
        self.controls.health.start(record)
        self.wiring.show_probe()

    def _begun(self) -> None:
        """The snapshots of the run are there, and the settings that it goes by."""
        record, settings = self.session.record, self.session.settings()
        if settings is not None:
            self.controls.learning.show_settings(settings)
        if record is not None:
            self.moments.start(self.session.snapshots, record.setup.network)
            self._show_snapshots()

    def _show_snapshots(self) -> None:
        record = self.session.record
        epoch = record.last.steps_per_epoch if record is not None and record.last is not None else 0
        snapshots = self.session.snapshots
        self.machine.show_snapshots(snapshots.steps, epoch, snapshots.note)

    def _take(self, reports: list[object]) -> None:
        """Everything since the last tick. At full speed one part of the page is drawn a tick: no tick is long."""
        snapshots = False
        for report in reports:
            snapshots |= isinstance(report, SnapshotReport | EvaluationReport)  # there may be no room for one
            if not isinstance(report, StepReport):
                self._take_other(report)
        if snapshots:
            self._show_snapshots()
        self.display.take(reports)
        self.views.take(reports)
        if self.session.state is State.RUNNING and not self.session.is_slow:
            self._turns.draw_next()
        else:
            self._turns.draw_all()

    def _take_other(self, report: object) -> None:
        if isinstance(report, EvaluationReport):
            self.evaluations.take(report)
        elif isinstance(report, DataReady):
            self.feed.take_of_run(report)
        elif isinstance(report, Loading):
            self.display.say(report.message)
        elif isinstance(report, ChangeReport):
            self.controls.learning.show_pending(self.session.pending())
        elif isinstance(report, Autosaved):
            self.files.show_saved(report.step)
            self.messages.show_saved()
        elif isinstance(report, AutosaveFailed):
            self.messages.show_unsaved(report.reason)

    def _change(self, name: str, value: Value) -> None:
        """A setting was changed in the form."""
        if self.session.is_locked:
            try:
                self.session.change(name, value)
            except ExplainedError as error:
                self.controls.learning.show_error(name, str(error))
            self.controls.learning.show_pending(self.session.pending())

    def _show_moment(self, moment: Moment | None) -> None:
        self.machine.show_moment(None if moment is None else moment.index)
        self.views.show_moment(moment)
        self.controls.show_moment(moment)
        self.evaluations.show_moment(moment)
        self.display.show_result()
        self._turns.draw_all()

    def _refresh_bar(self) -> bool:
        """Tell the time machine, and the list of runs, how far the run is."""
        record = self.session.record
        if record is None or record.step == self._told:
            return False
        self._told = record.step
        self.machine.show_now(record.step)
        self.wiring.show_progress(record)
        return True

    def _show_state(self, state: State) -> None:
        self.header.show_state(state, self.controls.ready, self.session.can_resume)
        self.controls.set_running(self.session.is_locked)
        if state in AT_REST:
            self.display.show_rest(state)
            self.machine.show_now(self.session.step_number)
            self.views.settle()
            self._turns.draw_all()  # the last reports came while parts still took turns
        self.display.show_result()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            if self.header.start.isEnabled():
                self.start_or_pause()
        elif event.key() == Qt.Key.Key_Period and self.header.step.isEnabled():
            self.step()
        elif event.key() == Qt.Key.Key_N:
            self.probe.follow(ProbeWish())
        else:
            super().keyPressEvent(event)
