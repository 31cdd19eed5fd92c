"""Writes a run into its folder, so that whenever the program dies at most the time since the last save is lost.

A save goes in this order, each part on the disk before the next: rows of the tables, snapshots, checkpoint, run.json.
The checkpoint counts the rows that were there; what is written after it does not count when the folder is opened.
"""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from cnnviz.data.model_files import save_model
from cnnviz.engine.reports import EarlyStopReport, EvaluationReport, StepReport
from cnnviz.engine.training import Training
from cnnviz.history.checkpoint_files import SavedRun, write_checkpoint
from cnnviz.history.pictures_mark import check_mark, pictures_mark
from cnnviz.history.run_facts import run_facts
from cnnviz.history.run_files import RunFolderError, shown
from cnnviz.history.run_folder import RunFolder
from cnnviz.history.run_log import RunLog
from cnnviz.history.run_results import percent
from cnnviz.history.run_setup import RunSetup
from cnnviz.history.run_summary import RunSummary
from cnnviz.history.snapshots import SnapshotStore
from cnnviz.history.stored_run import StoredRun, read_head


class RunSaver:
    """Takes all reports of a run by `add`, and puts it on the disk by `save`; a `stored` run is gone on with.

    From `begin` on the folder must be locked.
    """

    def __init__(
        self,
        folder: RunFolder,
        setup: RunSetup,
        training: Training,
        snapshots: SnapshotStore,
        stored: StoredRun | None = None,
    ) -> None:
        """RunFolderError where the pictures of `training` are not those of the `stored` run."""
        self._folder, self._training, self._snapshots = folder, training, snapshots
        self._setup = setup if setup.created else replace(setup, created=datetime.now().isoformat(timespec="seconds"))
        self._pictures = pictures_mark(training.source)
        self._log = RunLog(folder)
        self._last: StepReport | None = None
        self._early_stop: EarlyStopReport | None = None
        self._scores: list[tuple[float, int]] = []  # accuracy and count of validation pictures
        self._test: float | None = None
        self._summary_before = stored.summary if stored is not None else None
        if stored is not None and stored.saved is not None:
            check_mark(stored.saved.pictures, self._pictures)
            self._take_over(stored, stored.saved)

    def _take_over(self, stored: StoredRun, saved: SavedRun) -> None:
        self._log.resume(saved)
        self._last, self._early_stop = saved.last, saved.early_stop
        self._scores = [(each.accuracy, each.pictures) for each in stored.record.scores("validation")]
        self._test = stored.record.test.accuracy if stored.record.test is not None else None

    def begin(self) -> RunSetup:
        """To be called whenever the folder was locked: the setup by the name that it has now.

        RunFolderError where the run has gone on elsewhere since it was known here.
        """
        before, now = self._summary_before, None
        if before is not None:
            with suppress(RunFolderError):  # what is damaged is written anew
                setup, now = read_head(self._folder, whole=False)
                self._setup = replace(self._setup, name=setup.name)
        if before is not None and now is not None and (now.step, now.seconds) != (before.step, before.seconds):
            raise RunFolderError(
                "The run in {path} has gone on in another program. Open it again to go on from there.",
                path=shown(self._folder.path),
            )
        self._snapshots.cut_back(self._training.step)
        return self._setup

    def add(self, report: object) -> None:
        """Take a report of the run; it is on the disk after the next `save`."""
        self._log.add(report)
        if isinstance(report, StepReport):
            self._last = report
        elif isinstance(report, EarlyStopReport):
            self._early_stop = report
        elif isinstance(report, EvaluationReport) and report.part == "validation":
            self._scores.append((report.accuracy, report.pictures))
        elif isinstance(report, EvaluationReport):
            self._test = report.accuracy

    def save(self, state: str, seconds: float) -> None:
        """Put on the disk all that is needed to go on from here. OSError without room, DivergenceError out of bounds.

        What could not be written is tried again with the next save.
        """
        self._log.save()
        self._snapshots.sync()
        checkpoint = self._training.checkpoint()
        run = SavedRun(
            checkpoint, self._setup, self._pictures, self._log.rows, self._log.row, self._last, self._early_stop,
            seconds,
        )  # fmt: skip
        write_checkpoint(self._folder.checkpoint, self._folder.checkpoint_before, run)
        self._write_head(self._summary(state, seconds))

    def end(self) -> None:
        """Make the tables whole, and write the network as it is. OSError or ModelFileError without room."""
        self._log.end()
        network = self._training.network.copy()
        network.info.update(run_facts(self._setup, self._training.source.pictures_per_epoch))
        step, total = self._training.step, self._last.total_steps if self._last is not None else 0
        network.info["steps"] = f"{step:,} / {total:,}"
        if self._test is not None:
            network.info["test accuracy"] = percent(self._test)
        save_model(network, self._folder.model)

    def fail(self, reason: str, seconds: float) -> None:
        """Keep what there is of a run that went wrong; its checkpoint stays that of the last save."""
        self._log.save()
        self._snapshots.sync()
        self._write_head(self._summary("failed", seconds, reason))
        self.end()

    def _write_head(self, summary: RunSummary) -> None:
        self._folder.write_head(self._setup, summary)
        self._summary_before = summary

    def _summary(self, state: str, seconds: float, reason: str = "") -> RunSummary:
        """With the scores over all validation pictures, or over some of them as long as there are no others."""
        all_pictures = max((pictures for _, pictures in self._scores), default=0)
        scores = [accuracy for accuracy, pictures in self._scores if pictures == all_pictures]
        return RunSummary(
            state, self._training.step, self._last.total_steps if self._last is not None else 0, self._training.epoch,
            round(seconds, 3), scores[-1] if scores else None, max(scores, default=None), self._test, reason,
        )  # fmt: skip
