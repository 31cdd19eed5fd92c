"""Keeps a run while it is made: beside what training reports, snapshots, statistics and saves, between two steps."""

import errno
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import ExitStack, suppress
from threading import Lock

from cnnviz.data.model_paths import ModelFileError
from cnnviz.engine.arrays import Array
from cnnviz.engine.divergence import DivergenceError
from cnnviz.engine.reports import EvaluationReport, StepReport
from cnnviz.engine.training import Training
from cnnviz.history.run_files import shown
from cnnviz.history.run_folder import RunFolder
from cnnviz.history.run_lock import RunLock
from cnnviz.history.run_saver import RunSaver
from cnnviz.history.run_setup import RunSetup
from cnnviz.history.snapshot import Autosaved, AutosaveFailed, Snapshot, SnapshotReport
from cnnviz.history.snapshot_files import SnapshotFiles
from cnnviz.history.snapshots import SnapshotStore
from cnnviz.history.statistics_watch import StatisticsWatch
from cnnviz.history.stored_run import StoredRun
from cnnviz.text import ExplainedError, tr

FULL = (errno.ENOSPC, errno.EDQUOT)
AUTOSAVE_S = 10.0  # between two autosaves, at least
REST = 30  # times what an autosave took: so long it pays to train before the next
EVALUATIONS_PER_EPOCH = 15
ENDS = ("stopped", "finished")  # states in which a run does not go on by itself
SLOPES = ("Conv2D", "ConvTranspose2D")  # layers whose weights' slopes a snapshot holds

Clock = Callable[[], float]


class Recorder:
    """Iterates `training` and keeps what comes: in `folder`, or without one only the snapshots, in memory.

    With a `stored` run the training is one that goes on from its checkpoint, in its folder. `snapshots` may be read
    from another thread at any time. `seconds` is the time spent in training, pauses not counted. An autosave is made
    `autosave_s` after the last, or later where the last took long. `unsaved` says why the last could not be made; it is
    empty where it could.
    """

    def __init__(
        self,
        training: Training,
        setup: RunSetup,
        folder: RunFolder | None = None,
        stored: StoredRun | None = None,
        clock: Clock = time.monotonic,
        autosave_s: float = AUTOSAVE_S,
    ) -> None:
        self.training, self.setup = training, setup
        self.folder = stored.folder if stored is not None else folder
        self._stored, self._clock, self._autosave_s = stored, clock, autosave_s
        self.unsaved, self._saved_step = "", training.step
        self.snapshots = _store(self.folder, stored)
        self.seconds = stored.record.seconds if stored is not None else 0.0
        self._due, self._turn = 0.0, Lock()  # the lock: between two reports is who saves
        self._saver: RunSaver | None = None  # as long as the folder is locked
        self._last_saver: RunSaver | None = None
        self._watch = StatisticsWatch(training, clock)

    def reports(self) -> Generator[object]:
        """The reports of the training, and between them StatisticsReport, SnapshotReport, Autosaved, AutosaveFailed.

        Statistics come before the StepReport that they are of, so that whoever stops at a step has them. The folder is
        locked until the last report, or until the generator is closed; then everything is saved once more. Asked for
        again after that, they go on.

        RunFolderError where another program writes there or has done so, or where the pictures are not those of the
        stored run.
        """
        with ExitStack() as stack:
            if self.folder is not None:
                if not (self.unsaved and not self.folder.path.exists()):  # a run whose folder is gone goes on without
                    stack.enter_context(RunLock(self.folder.path))
                self._saver = self._new_saver(self.folder)
            try:
                yield from self._recorded()
            except GeneratorExit:
                self._end("stopped")
                raise
            except Exception as error:
                self._fail(error)
                raise
            result = self._end("finished")
        if result is not None:
            yield result

    def save_now(self) -> Autosaved | AutosaveFailed | None:
        """Save the run and its model, from any thread: at a pause, say. It takes its time (LeNet-5: 50 ms or so).

        None without a folder, or before the first report.
        """
        with self._turn:
            return self._saved_whole("paused") if self._saver is not None else None

    def _new_saver(self, folder: RunFolder) -> RunSaver:
        """One that goes on where the last one ended, if there was one."""
        if self._last_saver is None:
            self._last_saver = RunSaver(folder, self.setup, self.training, self.snapshots, self._stored)
        self.setup = self._last_saver.begin()
        return self._last_saver

    def _end(self, state: str) -> Autosaved | AutosaveFailed | None:
        """Save for the last time; the folder is not to be touched any more."""
        with self._turn:
            result = self._saved_whole(state) if self._saver is not None else None
            self._saver = None
        return result

    def _recorded(self) -> Iterator[object]:
        reports = self.training.reports()
        try:
            if self._saver is not None:
                yield self._saved("running")
            while True:
                with self._turn:
                    told = self._next(reports)
                if not told:
                    return
                yield from told
                if self._saver is not None and self._clock() >= self._due:
                    with self._turn:
                        saved = self._saved("running")
                    yield saved
        finally:
            reports.close()

    def _next(self, reports: Iterator[object]) -> list[object]:
        """The next report with what belongs to it; nothing at the end."""
        start = self._clock()
        self._watch.prepare()
        report = next(reports, None)
        if report is None:
            return []
        told = [*self._before(report), report, *self._after(report)]
        self.seconds += self._clock() - start
        if self._saver is not None:
            for each in told:
                self._saver.add(each)
        return told

    def _before(self, report: object) -> Iterator[object]:
        if isinstance(report, StepReport):
            statistics = self._watch.take(report)
            if statistics is not None:
                yield statistics

    def _after(self, report: object) -> Iterator[object]:
        if isinstance(report, EvaluationReport) and report.part == self.training.part:
            snapshot = self._snapshot(report)
            if snapshot is not None:
                self.snapshots.add(snapshot)
                yield SnapshotReport(snapshot)

    def _snapshot(self, evaluation: EvaluationReport) -> Snapshot | None:
        """A copy of the network; None where there is no room for one."""
        weights, last = self.training.network.weights, self.training.last
        names = [f"{name}.weight" for name, layer in self.training.network.layers if layer.kind in SLOPES]
        slopes = {name: last.gradients[name] for name in names if name in last.gradients} if last is not None else {}
        if not self.snapshots.takes(sum(array.nbytes for array in (*weights.values(), *slopes.values()))):
            return None
        return Snapshot(evaluation.step, evaluation.epoch, _copied(weights), _copied(slopes), evaluation)

    def _saved(self, state: str, whole: bool = False) -> Autosaved | AutosaveFailed:
        """Save; `whole` with what is not needed to go on, but to use what there is elsewhere."""
        assert self._saver is not None
        start, step = self._clock(), self.training.step
        try:
            self._save(self._saver, state, whole)
            self.unsaved, self._saved_step = "", step
        except (OSError, ModelFileError) as error:
            self.unsaved = self._explained(error, at_end=state in ENDS)
        end = self._clock()
        self._due = end + max(self._autosave_s, REST * (end - start))
        return AutosaveFailed(step, self.unsaved) if self.unsaved else Autosaved(step)

    def _save(self, saver: RunSaver, state: str, whole: bool) -> None:
        """Save, at the cost of snapshots where the disk is full: they must not keep a run from going on."""
        while True:
            try:
                saver.save(state, self.seconds)
                return saver.end() if whole else None
            except OSError as error:
                if error.errno not in FULL or not self.snapshots.make_room():
                    raise

    def _saved_whole(self, state: str) -> Autosaved | AutosaveFailed:
        """Save with the model; a network that turns out to be no use any more is a run that failed."""
        try:
            return self._saved(state, whole=True)
        except DivergenceError as error:
            self._fail(error)
            return AutosaveFailed(self.training.step, str(error))

    def _fail(self, error: Exception) -> None:
        """Keep the last good checkpoint, and what there is to tell; the folder is not to be touched any more."""
        reason = str(error) if isinstance(error, ExplainedError) else f"{type(error).__name__}: {error}"
        if self._saver is not None:
            with suppress(OSError, ModelFileError):  # the reason that the run ends is the one to be told
                self._saver.fail(reason, self.seconds)
        self._saver = None

    def _explained(self, error: OSError | ModelFileError, at_end: bool) -> str:
        assert self.folder is not None
        path, reason = shown(self.folder.path), getattr(error, "strerror", None) or error
        if not at_end:
            return tr(
                "The run could not be saved in {path}: {reason}. It goes on, and will be saved again later.",
                path=path, reason=reason,
            )  # fmt: skip
        return tr(
            "The end of the run could not be saved in {path}: {reason}. What is there goes up to step {step}.",
            path=path, reason=reason, step=f"{self._saved_step:,}",
        )  # fmt: skip


def evaluate_every(pictures: int, batch_size: int) -> int:
    """Steps between two evaluations of a run that is kept: often enough for a film, rarely enough to cost little.

    `pictures` are those of an epoch.

    >>> evaluate_every(55_000, 64), evaluate_every(10, 64)
    (57, 1)
    """
    return max(1, pictures // (EVALUATIONS_PER_EPOCH * batch_size))


def _copied(arrays: Mapping[str, Array]) -> dict[str, Array]:
    return {name: array.copy() for name, array in arrays.items()}


def _store(folder: RunFolder | None, stored: StoredRun | None) -> SnapshotStore:
    if stored is not None:
        return stored.snapshots
    return SnapshotStore(files=None if folder is None else SnapshotFiles(folder.snapshots))
