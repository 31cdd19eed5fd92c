"""The run behind the page: its worker, its record and its state, without a single widget."""

from enum import Enum

from PySide6.QtCore import QObject, QTimer, Signal

from cnnviz.engine.divergence import DivergenceError
from cnnviz.engine.network import Network
from cnnviz.engine.reports import StepReport
from cnnviz.engine.training_settings import TrainingSettings
from cnnviz.history.record import RunRecord
from cnnviz.history.recorder import Recorder
from cnnviz.history.run_files import RunFolderError
from cnnviz.history.run_folder import RunFolder
from cnnviz.history.run_setup import RunSetup
from cnnviz.history.snapshot import AutosaveFailed
from cnnviz.history.snapshots import SnapshotStore
from cnnviz.history.stored_run import StoredRun, open_run
from cnnviz.settings import Value
from cnnviz.ui.train.data_loader import DataLoader
from cnnviz.ui.train.live.live import look
from cnnviz.ui.train.pause_saver import PauseSaver
from cnnviz.ui.train.run import Handle, RunBegins, Work, run
from cnnviz.ui.worker import GeneratorWorker, Outcome

TICK_MS = 30


class State(Enum):
    """What the run is doing. `PAUSING` is the rest of the step that was under way when pause was pressed."""

    IDLE = "idle"
    RUNNING = "running"
    PAUSING = "pausing"
    PAUSED = "paused"
    STOPPED = "stopped"
    FINISHED = "finished"
    FAILED = "failed"


LOCKED = (State.RUNNING, State.PAUSING, State.PAUSED)
ENDED = {"finished": State.FINISHED, "failed": State.FAILED}
WORDS = {State.IDLE: "new", State.PAUSING: "running"}  # where a record says it in another word


class Session(QObject):
    """Starts, pauses, resumes and ends runs. While a run is on and not parked its network belongs to the worker.

    `started` carries the RunRecord of a run that begins or is opened, `begun` says that its snapshots are there,
    `reported` carries the reports made since the last tick (none, at times; the record has them already),
    `state_changed` the new State, `failed` what ended a run.
    """

    started = Signal(object)
    begun = Signal()
    state_changed = Signal(object)
    reported = Signal(list)
    failed = Signal(object)

    def __init__(self, loader: DataLoader, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = State.IDLE
        self.handle = Handle()
        self.record: RunRecord | None = None
        self.folder: RunFolder | None = None
        self.snapshots = SnapshotStore()
        self._loader = loader
        self._recorder: Recorder | None = None
        self._stored: StoredRun | None = None
        self._opened: Network | None = None
        self.reason = ""  # why the run failed, if it did
        self._step_number = 0
        self._pace: float | None = None
        self._worker = GeneratorWorker(self)
        self._worker.parked.connect(self._on_parked)
        self._worker.finished.connect(self._on_finished)
        self._pausing = False  # a pause was asked for, not a single step
        self._saver = PauseSaver(self)
        self._saver.saved.connect(self._on_saved)
        self._saver.failed.connect(self.failed)
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._tick)

    @property
    def is_locked(self) -> bool:
        """Whether a run is on, paused ones included."""
        return self.state in LOCKED

    @property
    def step_number(self) -> int:
        """After how many steps the network that is shown stands."""
        return self._step_number

    @property
    def at_rest(self) -> bool:
        """Whether the network may be read."""
        return self._worker.is_parked if self._worker.running else True

    @property
    def unsaved(self) -> str:
        """Why the run that is shown is not on the disk up to where it is; empty where it is, or is not kept at all."""
        return self._recorder.unsaved if self._recorder is not None else ""

    @property
    def is_slow(self) -> bool:
        """Whether the run goes, or will go, in slow motion."""
        return self._pace is not None

    @property
    def can_resume(self) -> bool:
        """Whether the run that is shown was left before its end."""
        if self._stored is not None:
            return self.state in (State.STOPPED, State.FAILED) and self._stored.can_go_on
        return self.state is State.STOPPED and self._recorder is not None

    def start(self, setup: RunSetup, folder: RunFolder | None = None, single_step: bool = False) -> None:
        """Begin a run, kept in `folder` if there is one; with `single_step` pause after one step."""
        self._forget()
        self.record, self.folder = RunRecord(setup), folder
        self.started.emit(self.record)
        self._run(Work(setup, lambda: self._loader.work(setup.data), folder), single_step)

    def open(self, stored: StoredRun) -> None:
        """Show a run that was kept; only while none is on."""
        self._forget()
        self.record, self.snapshots, self.folder, self._stored = stored.record, stored.snapshots, stored.folder, stored
        self._step_number, self.reason = self.record.step, stored.summary.reason
        self.started.emit(self.record)
        self.begun.emit()
        last = self.snapshots.last()  # only snapshots know how each picture was read
        self.reported.emit([last.evaluation] if last is not None else [])
        self._enter(ENDED.get(self.record.state, State.STOPPED))

    def pause(self) -> None:
        if self.state is State.RUNNING:
            self._pausing = True
            self._enter(State.PAUSING)
            self._worker.pause()

    def resume(self, single_step: bool = False) -> None:
        """Go on after a pause, or where a run that was stopped or opened was left; or make one step only.

        One step of a run that is going is its last before a pause.
        """
        if self.state in (State.PAUSING, State.PAUSED) or (single_step and self.state is State.RUNNING):
            self.handle.details = single_step or self._pace is not None
            self._worker.step() if single_step else self._worker.resume()
            self._timer.start()
            self._enter(State.PAUSING if single_step else State.RUNNING)
        elif self.can_resume and self.record is not None:
            try:
                stored = self._stored_run()
            except RunFolderError as error:
                self.failed.emit(error)
                return
            setup = self.record.setup
            left = self._recorder if stored is None else None
            self._run(Work(setup, lambda: self._loader.work(setup.data), self.folder, stored, left), single_step)

    def stop(self) -> None:
        """End the run after the step being made; it can be resumed."""
        if self.is_locked:
            self._worker.stop()

    def reset(self) -> None:
        """Show no run any more; what was kept of it stays on the disk. Only while none is on."""
        self._forget()
        self._enter(State.IDLE)

    def set_pace(self, seconds: float | None) -> None:
        """Slow motion: so many seconds between two steps at least, with the details of each; None is full speed."""
        self._pace = seconds
        self.handle.details = seconds is not None
        self._worker.set_pace(seconds)

    def change(self, name: str, value: Value) -> None:
        """Change a setting of the run that is on; SettingError where that cannot be."""
        if self._recorder is not None and self.is_locked:
            self._recorder.training.change(**{name: value})

    def settings(self) -> TrainingSettings | None:
        """The settings that are in force, changes included; None before the run has read its pictures."""
        return None if self._recorder is None else self._recorder.training.settings

    def pending(self) -> dict[str, Value]:
        """Changes that are asked for and not in force yet."""
        return self._recorder.training.pending if self._recorder is not None and self.is_locked else {}

    def still_network(self) -> Network | None:
        """The network as it stands or, while it is being changed, as it was at the last snapshot; not to be changed."""
        if self.at_rest:
            return self._network()
        if self.record is None or not len(self.snapshots):
            return None
        network = self.record.setup.new_network()
        network.load(self.snapshots.get(len(self.snapshots) - 1).weights)
        return network

    def look_at_rest(self) -> None:
        """Look at the probe anew, where the network stands still."""
        network, probe = self._network() if self.at_rest else None, self.handle.probe
        if network is not None and probe is not None:
            last = self._recorder.training.last if self._recorder is not None else None
            slopes = last.gradients if last is not None else self.snapshots.gradients_of(self._step_number)
            self.reported.emit([look(network, probe[1], probe[0], self._step_number, None, slopes, self.handle.look)])

    def close_down(self) -> None:
        """End whatever runs, and come back when its thread is gone and the run is on the disk."""
        self._timer.stop()
        self._saver.close_down()
        self._worker.stop_and_wait()

    def _run(self, work: Work, single_step: bool) -> None:
        self.handle.details = single_step or self._pace is not None
        self._worker.start(
            lambda: run(work, self.handle), paused=single_step, is_step=lambda report: isinstance(report, StepReport)
        )
        self._worker.set_pace(self._pace)
        if single_step:
            self._worker.step()
        self._timer.start()
        self._enter(State.PAUSING if single_step else State.RUNNING)

    def _stored_run(self) -> StoredRun | None:
        """The run as it lies on the disk; None where it does not, or not to its end: then what is here goes on."""
        if self.folder is None or self.unsaved:
            return None
        if self._stored is not None and self._stored.summary.state == "failed":
            self.open(open_run(self.folder.path, to_go_on=True))  # without what came after its checkpoint
        elif self._stored is None:
            self._stored = open_run(self.folder.path)
        return self._stored

    def _network(self) -> Network | None:
        """The network that is shown, wherever it is."""
        if self._recorder is not None:
            return self._recorder.training.network
        if self._stored is not None and self._opened is None:
            self._opened = self._stored.new_network()
        return self._opened

    def _forget(self) -> None:
        self.record = self.folder = self._recorder = self._stored = self._opened = None
        self.snapshots, self._step_number, self.reason = SnapshotStore(), 0, ""

    def _tick(self) -> None:
        reports = self._worker.take()
        for report in reports:
            if isinstance(report, RunBegins):
                self._take_recorder(report.recorder)
            elif self.record is not None:
                self.record.add(report)
            if isinstance(report, StepReport):
                self._step_number = report.step
        if self.record is not None and self._recorder is not None:
            self.record.seconds = self._recorder.seconds
        self.reported.emit(reports)

    def _take_recorder(self, recorder: Recorder) -> None:
        assert self.record is not None
        source = recorder.training.source
        self._recorder, self._stored, self._opened = recorder, None, None
        self.snapshots, self.record.setup = recorder.snapshots, recorder.setup
        self.record.validation_pictures, self.record.test_pictures = len(source.validation[0]), len(source.test[0])
        self.begun.emit()

    def _on_parked(self) -> None:
        self._timer.stop()
        self._tick()
        self.look_at_rest()
        self._enter(State.PAUSED)
        if self._pausing and self._recorder is not None:
            self._saver.save(self._recorder)
        self._pausing = False

    def _on_saved(self, report: object) -> None:
        if self.record is not None:
            self.reported.emit([report])

    def _on_finished(self, outcome: Outcome) -> None:
        self._timer.stop()
        self._tick()
        if isinstance(outcome.error, DivergenceError):  # the engine has put these weights back
            self._step_number = int(outcome.error.values.get("safe", self._step_number))  # type: ignore[call-overload]
        self.look_at_rest()
        if outcome.error is not None:
            self.reason = str(outcome.error)
            self._enter(State.FAILED)
            self.failed.emit(outcome.error)
        else:
            self._enter(State.STOPPED if outcome.stopped else State.FINISHED)
            if self.unsaved:
                self.reported.emit([AutosaveFailed(self._step_number, self.unsaved)])

    def _enter(self, state: State) -> None:
        if state is not self.state:
            self.state = state
            if self.record is not None:
                self.record.state = WORDS.get(state, state.value)
            self.state_changed.emit(state)
