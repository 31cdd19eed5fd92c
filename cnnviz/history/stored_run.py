"""A run read back from its folder: to look at, to compare, and to go on with."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from cnnviz.engine.checkpoints import Checkpoint
from cnnviz.engine.network import Network
from cnnviz.engine.reports import StepReport
from cnnviz.engine.training_source import TrainingSource
from cnnviz.history.checkpoint_files import SavedRun, read_checkpoint
from cnnviz.history.pictures_mark import check_mark, pictures_mark
from cnnviz.history.record import RunRecord
from cnnviz.history.run_files import RunFolderError, read_json, shown
from cnnviz.history.run_folder import VERSION, RunFolder
from cnnviz.history.run_lock import in_use
from cnnviz.history.run_setup import RunSetup
from cnnviz.history.run_summary import RunSummary
from cnnviz.history.setup_file import setup_of_data
from cnnviz.history.snapshots import SnapshotStore
from cnnviz.history.table_reading import TableReader
from cnnviz.text import ExplainedError, quoted, tr


@dataclass(frozen=True, eq=False)
class StoredRun:
    """What the folder of a run held when it was opened. Nothing in it is changed by reading.

    `record` and `snapshots` end where `checkpoint` does, so that the run can go on from there; without a checkpoint
    (it was never saved) it can only be started again. `notes` are sentences on what is damaged or missing.
    """

    setup: RunSetup
    record: RunRecord
    snapshots: SnapshotStore
    checkpoint: Checkpoint | None
    folder: RunFolder
    saved: SavedRun | None = None
    summary: RunSummary = field(default_factory=RunSummary)
    notes: tuple[str, ...] = ()

    @property
    def can_go_on(self) -> bool:
        """Whether there is something left to do, and all that is needed for it."""
        return self.checkpoint is not None and self.checkpoint.place != "done"

    def new_network(self) -> Network:
        """The network with the weights of the checkpoint, or its first ones. RunFolderError where they do not fit."""
        network = self._network()
        if self.checkpoint is not None:
            self._load(network, self.checkpoint.part("weights"))
        return network

    def check_pictures(self, source: TrainingSource) -> None:
        """RunFolderError where `source` has other pictures than the run has learnt from."""
        if self.saved is not None:
            check_mark(self.saved.pictures, pictures_mark(source))

    def _network(self) -> Network:
        try:
            return self.setup.new_network()
        except ExplainedError as error:
            raise RunFolderError(
                "The network of the run in {path} cannot be made: {reason}", path=shown(self.folder.path), reason=error
            ) from error

    def _load(self, network: Network, weights: Mapping[str, Any]) -> None:
        try:
            network.load(weights)
        except ExplainedError as error:
            raise RunFolderError(
                "The weights kept in {path} are not those of its network: {reason}",
                path=shown(self.folder.path), reason=error,
            ) from error  # fmt: skip


def open_run(path: Path, *, to_go_on: bool = False) -> StoredRun:
    """The run in the folder `path`. RunFolderError where there is none, or not enough of it is left.

    One that was killed is as it was when it was last saved. One that failed is told to its end, which no checkpoint
    has: open it `to_go_on` from the last, without what came after.
    """
    folder, notes = RunFolder(path), list[str]()
    saved = _last_checkpoint(folder, notes)
    setup, summary = _head(folder, saved, notes)
    failed = summary.state == "failed" and not to_go_on
    record = RunRecord(setup, state=summary.state, seconds=summary.seconds if saved is None else saved.seconds)
    reader = TableReader(folder, None if saved is None or failed else saved.rows)
    if saved is not None:
        record.validation_pictures = _count(saved.pictures.get("validation"))
        record.last, record.early_stop = saved.last, saved.early_stop
    reader.read_into(record, {} if saved is None or failed else saved.row)
    if failed and record.last is not None and len(record.loss):
        record.last = _at_end(record.last, record)
    if reader.lost:
        notes.append(tr("Rows of its tables that are damaged or missing: {count}.", count=reader.lost))
    up_to = None if saved is None or failed else saved.checkpoint.step
    snapshots = SnapshotStore.of_folder(folder.snapshots, up_to)
    if snapshots.torn:
        notes.append(tr("Damaged snapshots that are left out: {count}.", count=snapshots.torn))
    checkpoint = None if saved is None else saved.checkpoint
    return StoredRun(setup, record, snapshots, checkpoint, folder, saved, summary, tuple(notes))


def read_head(folder: RunFolder, *, whole: bool = True) -> tuple[RunSetup, RunSummary]:
    """What run.json says; RunFolderError where there is none or it cannot be used.

    A run that was killed while it was running counts as stopped.
    """
    try:
        head = read_json(folder.head)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise RunFolderError(
            "There is no run in {path}: it has no {name}. Choose the folder of a run.",
            path=shown(folder.path), name=folder.head.name,
        ) from error  # fmt: skip
    except (OSError, ValueError) as error:
        raise RunFolderError(
            "{path} cannot be read: {reason}.",
            path=shown(folder.head), reason=getattr(error, "strerror", None) or quoted(error),
        ) from error  # fmt: skip
    if not isinstance(head, dict) or head.get("version") != VERSION:
        raise RunFolderError(
            "{path} is of version {given}; this program reads version {known}. A newer one may have written it.",
            path=shown(folder.head), given=quoted(head.get("version") if isinstance(head, dict) else head),
            known=VERSION,
        )  # fmt: skip
    setup, summary = setup_of_data(head.get("setup"), whole=whole), RunSummary.of_data(head.get("summary"))
    if summary.state in ("running", "paused") and not in_use(folder.path):
        summary = summary.with_state("stopped")
    return setup, summary


def _head(folder: RunFolder, saved: SavedRun | None, notes: list[str]) -> tuple[RunSetup, RunSummary]:
    """Of run.json, or where that is damaged of the checkpoint, which holds the same."""
    try:
        setup, summary = read_head(folder)
    except RunFolderError as error:
        if saved is None:
            raise
        notes.append(str(error))
        step = saved.checkpoint.step
        return saved.setup, RunSummary("stopped", step, saved.checkpoint.total_steps, seconds=saved.seconds)
    return setup, summary


def _last_checkpoint(folder: RunFolder, notes: list[str]) -> SavedRun | None:
    for path in (folder.checkpoint, folder.checkpoint_before):
        try:
            return read_checkpoint(path)
        except FileNotFoundError:
            continue
        except RunFolderError as error:
            notes.append(str(error))
    return None


def _at_end(last: StepReport, record: RunRecord) -> StepReport:
    """The last step of a run whose tables go further than its checkpoint."""
    loss, accuracy, rate = (float(series.y[-1]) for series in (record.loss, record.accuracy, record.rate))
    return replace(last, step=int(record.loss.x[-1]), loss=loss, accuracy=accuracy, learning_rate=rate)


def _count(value: object) -> int:
    return value if isinstance(value, int) and value > 0 else 0
