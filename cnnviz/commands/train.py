"""``cnnviz train``: the engine's second user beside the window, on the same generator of reports."""

import os
import signal
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from cnnviz.commands.exit_codes import FAILED, INTERRUPTED, complain, complain_of
from cnnviz.commands.progress import ProgressBar
from cnnviz.commands.shell_words import shell_word
from cnnviz.commands.train_lines import TrainLines
from cnnviz.commands.train_options import train_parser
from cnnviz.commands.train_run import PlannedRun, new_run, run_to_go_on
from cnnviz.commands.training_log import TrainingLog
from cnnviz.data.model_files import save_model
from cnnviz.data.model_paths import ModelFileError, shown
from cnnviz.engine.divergence import DivergenceError
from cnnviz.engine.network import Network
from cnnviz.engine.reports import EarlyStopReport, EvaluationReport, StepReport
from cnnviz.history.run_results import percent
from cnnviz.history.snapshot import AutosaveFailed
from cnnviz.text import tr


def train_command(words: Sequence[str]) -> int:
    """Train as `words` say; the exit code. ExplainedError for what cannot be done, before anything is done."""
    options = train_parser().parse_args(words)
    _check_folder(options.out)
    run = new_run(options) if options.resume is None else run_to_go_on(options)
    try:
        with TrainingLog(options.log) as log, closing(run.reports):
            progress = _Progress(run, log)
            finished = progress.follow()
    except DivergenceError as error:
        complain(str(error), FAILED)
        _keep(run.network, options.out)
        return FAILED
    except OSError as error:  # the disk of the log is full, or nobody reads the output: that must not cost the network
        complain_of(error)
        _keep(run.network, options.out)
        return FAILED
    if run.unsaved and not finished:  # at its end it was told
        complain(run.unsaved, FAILED)
    if not _keep(run.network, options.out) or run.unsaved:
        return FAILED
    if not finished:
        return complain(_interrupted(run), INTERRUPTED)
    print(tr("test accuracy {accuracy}", accuracy=run.network.info["test accuracy"]), flush=True)
    return 0


class _Progress:
    """Goes through a run and says where it is."""

    def __init__(self, run: PlannedRun, log: TrainingLog) -> None:
        self._run, self._log = run, log
        self._bar = ProgressBar(sys.stderr)
        self._lines = TrainLines(run.training.settings.epochs, run.steps_per_epoch)

    def follow(self) -> bool:
        """To the end of the run; False where Ctrl-C ended it early, after a whole step."""
        with _Interruption() as interruption:
            for report in self._run.reports:
                self._log.add(report)
                self._tell(report)
                if interruption.asked:
                    self._bar.clear()
                    return False
        return True

    def _tell(self, report: object) -> None:
        info = self._run.network.info
        match report:
            case StepReport():
                _note_step(self._run.network, report)
                self._bar.show(report.step, report.total_steps, self._lines.short(report))
                self._lines.count(report)
            case EvaluationReport() if self._lines.ends_epoch(report):
                self._say(self._lines.long(report))
                info[f"{report.part} accuracy"] = percent(report.accuracy)
            case EarlyStopReport():
                self._say(tr("Stopped early: epoch {best} was the best, its weights are kept.", best=report.best_epoch))
            case AutosaveFailed():
                self._bar.clear()
                complain(report.reason, FAILED)

    def _say(self, line: str) -> None:
        self._bar.clear()
        print(line, flush=True)


def _note_step(network: Network, report: StepReport) -> None:
    """Keep the facts beside the network true: how far it was trained, and no score of an earlier moment."""
    network.info["steps"] = f"{report.step:,} / {report.total_steps:,}"
    for part in ("validation", "test"):
        network.info.pop(f"{part} accuracy", None)


def _interrupted(run: PlannedRun) -> str:
    if run.folder is None:
        return tr("Interrupted.")
    return tr("Interrupted. “cnnviz train --resume {path}” goes on from here.", path=shell_word(run.folder))


class _Interruption:
    """While it is entered, the first Ctrl-C only asks for the end; a second one ends the program as usual."""

    def __init__(self) -> None:
        self.asked = False

    def __enter__(self) -> "_Interruption":
        self._before = signal.signal(signal.SIGINT, self._ask)
        return self

    def _ask(self, *_: object) -> None:
        self.asked = True
        signal.signal(signal.SIGINT, self._before)

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGINT, self._before)


def _check_folder(path: Path | None) -> None:
    """ModelFileError, before hours of training, where the result could not be written."""
    if path is None:
        return
    if path.is_dir() or not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
        raise ModelFileError(
            "The network cannot be kept as {path}. Name a file, in a folder that exists and that you may write to.",
            path=shown(path),
        )  # fmt: skip


def _keep(network: Network, path: Path | None) -> bool:
    """Save the network if it is to be kept, and say where; False where that failed."""
    if path is None:
        return True
    try:
        save_model(network, path)
    except ModelFileError as error:
        complain(str(error), FAILED)
        return False
    print(tr("The network is kept in {path}.", path=path), flush=True)
    return True
