"""``cnnviz train``: the engine's second user beside the window, on the same generator of reports."""

import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from cnnviz import __version__
from cnnviz.commands.exit_codes import FAILED, INTERRUPTED, complain, complain_of
from cnnviz.commands.progress import ProgressBar, duration
from cnnviz.commands.train_network import network_builder
from cnnviz.commands.train_options import settings_of, train_parser
from cnnviz.commands.train_source import choice_of, chosen_source
from cnnviz.commands.training_log import TrainingLog
from cnnviz.data.kept_source import KeptSource
from cnnviz.data.model_files import save_model
from cnnviz.data.model_paths import ModelFileError, shown
from cnnviz.engine.divergence import DivergenceError
from cnnviz.engine.dropout_setting import with_dropout
from cnnviz.engine.network import Network
from cnnviz.engine.reports import EvaluationReport, StepReport
from cnnviz.engine.training import train
from cnnviz.engine.training_settings import TrainingSettings
from cnnviz.engine.training_source import TrainingSource
from cnnviz.text import tr


def train_command(words: Sequence[str]) -> int:
    """Train as `words` say; the exit code. ExplainedError for what cannot be done, before anything is done."""
    options = train_parser().parse_args(words)
    settings = settings_of(options)
    _check_folder(options.out)
    build = network_builder(options.network)
    source = chosen_source(choice_of(options, settings), options.download)
    network = build(settings.seed, source.class_names, source.image_shape)
    settings.draw_weights(network)
    network = with_dropout(network, settings.dropout)
    network.info.update(_facts(source, settings))
    try:
        with TrainingLog(options.log) as log:
            finished = _run(network, source, settings, log)
    except DivergenceError as error:
        complain(str(error), FAILED)
        _keep(network, options.out)
        return FAILED
    except OSError as error:  # the disk of the log is full, or nobody reads the output: that must not cost the network
        complain_of(error)
        _keep(network, options.out)
        return FAILED
    if not _keep(network, options.out):
        return FAILED
    if not finished:
        return complain(tr("Interrupted."), INTERRUPTED)
    print(tr("test accuracy {accuracy}", accuracy=network.info["test accuracy"]), flush=True)
    return 0


def _run(network: Network, source: TrainingSource, settings: TrainingSettings, log: TrainingLog) -> bool:
    """Go through the whole run; False where Ctrl-C ended it early, after a whole step."""
    bar = ProgressBar(sys.stderr)
    lines = _EpochLines(settings.epochs)
    with _Interruption() as interruption:
        for report in train(network, source, settings):
            log.add(report)
            if isinstance(report, StepReport):
                _note_step(network, report)
                bar.show(report.step, report.total_steps, lines.short(report))
                lines.count(report)
            elif isinstance(report, EvaluationReport):
                bar.clear()
                print(lines.long(report), flush=True)
                network.info[f"{report.part} accuracy"] = percent(report.accuracy)
            if interruption.asked:
                bar.clear()
                return False
    return True


def _note_step(network: Network, report: StepReport) -> None:
    """Keep the facts beside the network true: how far it was trained, and no score of an earlier moment."""
    network.info["steps"] = f"{report.step:,} / {report.total_steps:,}"
    for part in ("validation", "test"):
        network.info.pop(f"{part} accuracy", None)


class _EpochLines:
    """The words for where a run is."""

    def __init__(self, epochs: int) -> None:
        self._epochs = epochs
        self._start = time.monotonic()
        self._losses: list[float] = []

    def count(self, report: StepReport) -> None:
        self._losses.append(report.loss)

    def short(self, report: StepReport) -> str:
        pace = report.pictures / max(time.monotonic() - self._start, 1e-9)
        return tr(
            "epoch {epoch}/{epochs}  loss {loss}  {pace} pictures/s",
            epoch=report.epoch, epochs=self._epochs, loss=f"{report.loss:.4f}", pace=f"{pace:,.0f}",
        )  # fmt: skip

    def long(self, report: EvaluationReport) -> str:
        """The line after an evaluation; with the mean training loss since the line before, if there were steps."""
        loss = f"{sum(self._losses) / len(self._losses):.4f}" if self._losses else "-"
        self._losses.clear()
        return tr(
            "epoch {epoch}/{epochs}  step {step}  training loss {loss}  {part} loss {part_loss}  "
            "{part} accuracy {accuracy}  {time}",
            epoch=report.epoch, epochs=self._epochs, step=report.step, loss=loss, part=report.part,
            part_loss=f"{report.loss:.4f}", accuracy=percent(report.accuracy),
            time=duration(time.monotonic() - self._start),
        )  # fmt: skip


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


def percent(part: float) -> str:
    """A part of 1 as percent, with two decimals.

    >>> percent(0.98634)
    '98.63 %'
    """
    return f"{100 * part:.2f} %"


def _facts(source: KeptSource, settings: TrainingSettings) -> dict[str, str]:
    """What a person will want to know about the network later."""
    pictures = {name: getattr(settings, name) for name in ("rotation", "scale", "flip") if getattr(settings, name)}
    changed = "".join(f", {name} {value}" for name, value in {**settings.changed(), **pictures}.items())
    rate = f"{settings.optimizer} {settings.learning_rate:g} {settings.schedule}{changed}"
    return {
        "trained on": tr("{name}, {count} pictures", name=source.name, count=f"{source.pictures_per_epoch:,}"),
        "settings": tr(
            "{rate}, batch size {batch}, {epochs} epochs, shift {shift}, seed {seed}",
            rate=rate, batch=settings.batch_size, epochs=settings.epochs, shift=settings.shift, seed=settings.seed,
        ),
        "made by": f"cnnviz {__version__}",
    }  # fmt: skip


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
