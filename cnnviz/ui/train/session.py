"""The run behind the page: its network, its worker and its state, without a single widget."""

from enum import Enum

from PySide6.QtCore import QObject, QTimer, Signal

from cnnviz.data.datasets import DataReady
from cnnviz.engine.divergence import DivergenceError
from cnnviz.engine.network import Network
from cnnviz.engine.reports import EvaluationReport, StepReport
from cnnviz.engine.training_settings import TrainingSettings
from cnnviz.engine.training_source import TrainingSource
from cnnviz.ui.train.live import Floats, look
from cnnviz.ui.train.run import Open, Probe, probe_pictures, run
from cnnviz.ui.worker import GeneratorWorker, Interruptible, Outcome

TICK_MS = 20


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


class Session(QObject):
    """Starts, pauses and ends runs. The network belongs to the worker's thread while a run is on and not parked.

    `reported` carries the list of reports made since the last tick (none, at times), `state_changed` the new State,
    `failed` the exception that ended a run.
    """

    state_changed = Signal(object)
    reported = Signal(list)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = State.IDLE
        self.settings = TrainingSettings()
        self.step_number = 0
        self.test: EvaluationReport | None = None
        self._network: Network | None = None
        self._source: TrainingSource | None = None
        self._probe = Probe()
        self._opening = Interruptible()  # reading or drawing the pictures takes a while; nobody should wait for it
        self._worker = GeneratorWorker(self)
        self._worker.parked.connect(self._on_parked)
        self._worker.finished.connect(self._on_finished)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)

    @property
    def is_locked(self) -> bool:
        """Whether a run is on, paused ones included."""
        return self.state in LOCKED

    @property
    def source(self) -> TrainingSource | None:
        """The pictures of the last run."""
        return self._source

    @property
    def probe_number(self) -> int | None:
        current = self._probe.get()
        return None if current is None else current[0]

    def start(self, network: Network, open_source: Open, settings: TrainingSettings, single_step: bool = False) -> None:
        """Begin a run with `network`, which is the session's from now on; with `single_step` pause after one step."""
        self._network, self._source, self.settings = network, None, settings
        self.step_number, self.test = 0, None
        self._worker.start(
            lambda: run(network, lambda: self._opening.iterate(open_source), settings, self._probe),
            paused=single_step,
            is_step=lambda report: isinstance(report, StepReport),
        )
        if single_step:
            self._worker.step()
        self._timer.start()
        self._enter(State.PAUSING if single_step else State.RUNNING)

    def pause(self) -> None:
        if self.state is State.RUNNING:
            self._enter(State.PAUSING)
            self._worker.pause()

    def resume(self) -> None:
        if self.state in (State.PAUSING, State.PAUSED):
            self._worker.resume()
            self._timer.start()
            self._enter(State.RUNNING)

    def step(self) -> None:
        """One more batch, then pause."""
        if self.state in (State.PAUSING, State.PAUSED):
            self._worker.step()
            self._timer.start()
            self._enter(State.PAUSING)

    def stop(self) -> None:
        """End the run after the step being made; what has been learnt so far is kept."""
        if self.is_locked:
            self._worker.stop()

    def close_down(self) -> None:
        """End whatever runs and come back when its thread is gone."""
        self._timer.stop()
        self._worker.stop_and_wait()

    def network_copy(self) -> Network | None:
        """A copy of the network as it stands; None while it is being changed, or where there is none."""
        return self._network.copy() if self._network is not None and self.at_rest and self.step_number else None

    @property
    def at_rest(self) -> bool:
        """Whether the network may be read."""
        return self._worker.is_parked if self._worker.running else True

    def probe(self) -> tuple[str, int, Floats, int] | None:
        """Part, number, picture (C, H, W) and label of the probe; None before there are pictures."""
        number = self.probe_number
        if self._source is None or number is None:
            return None
        part, images, labels = probe_pictures(self._source)
        return part, number, images[number], int(labels[number])

    def next_probe(self, by: int = 1) -> None:
        """Take the next picture as probe; at rest it is looked at here, else by the thread with the next look."""
        if self._source is None or self.probe_number is None:
            return
        _, images, _ = probe_pictures(self._source)
        number = (self.probe_number + by) % len(images)
        self._probe.set(number, images[number])
        self._look_at_rest()

    def _look_at_rest(self) -> None:
        current = self._probe.get()
        if self._network is not None and current is not None and self.at_rest:
            self.reported.emit([look(self._network, current[1], current[0], self.step_number)])

    def _tick(self) -> None:
        reports = self._worker.take()
        for report in reports:
            if isinstance(report, DataReady):
                self._source = report.source
            elif isinstance(report, StepReport):
                self.step_number = report.step
            elif isinstance(report, EvaluationReport) and report.part == "test":
                self.test = report if report.pictures == self._test_size() else self.test
        self.reported.emit(reports)

    def _test_size(self) -> int:
        return len(self._source.test[0]) if self._source is not None else 0

    def _on_parked(self) -> None:
        self._timer.stop()
        self._tick()
        self._look_at_rest()
        self._enter(State.PAUSED)

    def _on_finished(self, outcome: Outcome) -> None:
        self._timer.stop()
        self._tick()
        if isinstance(outcome.error, DivergenceError):  # the engine has put these weights back
            self.step_number = int(outcome.error.values.get("safe", self.step_number))  # type: ignore[call-overload]
        self._look_at_rest()
        if outcome.error is not None:
            self._enter(State.FAILED)
            self.failed.emit(outcome.error)
        else:
            self._enter(State.STOPPED if outcome.stopped else State.FINISHED)

    def _enter(self, state: State) -> None:
        if state is not self.state:
            self.state = state
            self.state_changed.emit(state)
