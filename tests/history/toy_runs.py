"""Real runs, small enough for many in a second: three classes of 6 × 6 pictures, and all that a run can have."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from cnnviz.data.data_choice import DataChoice
from cnnviz.data.labelled import ArraySource
from cnnviz.engine.network import Network
from cnnviz.engine.training import Training
from cnnviz.engine.training_settings import TrainingSettings
from cnnviz.history.recorder import Recorder
from cnnviz.history.run_folder import RunFolder
from cnnviz.history.run_setup import RunSetup
from cnnviz.history.stored_run import StoredRun, open_run

CLASSES = ("top", "middle", "bottom")
NETWORK = {
    "version": 2,
    "input_shape": [1, 6, 6],
    "class_names": list(CLASSES),
    "layers": [
        {"name": "conv1", "kind": "Conv2D", "in_channels": 1, "out_channels": 4, "kernel_size": 3, "padding": 1},
        {"name": "relu1", "kind": "ReLU"},
        {"name": "flatten", "kind": "Flatten"},
        {"name": "dropout", "kind": "Dropout", "p": 0.2},
        {"name": "head", "kind": "Linear", "in_features": 144, "out_features": 3},
    ],
}
# Everything that has a memory of its own is on: means, augmentation, dropout, schedule, early stopping.
SETTINGS = TrainingSettings(
    optimizer="adam", learning_rate=0.001, epochs=3, batch_size=8, schedule="cosine", rotation=10.0, shift=1,
    patience=50, evaluate_every=2, cores=1,
)  # fmt: skip
STEPS = 15
SETUP = RunSetup("toy", NETWORK, "own", DataChoice("folder"), SETTINGS, "2025-03-01T17:04:09")


class Clock:
    """A clock of its own: each look at it is so many seconds later."""

    def __init__(self, tick: float = 0.0) -> None:
        self.now, self.tick = 0.0, tick

    def __call__(self) -> float:
        self.now += self.tick
        return self.now


def source(pictures: int = 48, validation: int = 8, seed: int = 0) -> ArraySource:
    """Pictures with a bright third that tells their class."""
    rng = np.random.default_rng(seed)
    parts = []
    for count in (pictures, 12):
        labels = rng.integers(0, 3, count)
        images = rng.integers(0, 60, (count, 1, 6, 6)).astype(np.uint8)
        for image, label in zip(images, labels, strict=True):
            image[0, 2 * label : 2 * label + 2] += 180
        parts += [images, labels]
    return ArraySource("toy", *parts, CLASSES, validation=validation)


def recorder(
    folder: RunFolder | None = None, *, saves: bool = True, setup: RunSetup = SETUP, clock: Clock | None = None
) -> Recorder:
    """A new run. It `saves` after every report, or only at its end."""
    training = Training(setup.new_network(), source(), setup.settings)
    return Recorder(training, setup, folder, clock=clock or Clock(), autosave_s=0.0 if saves else 1e9)


def resumed(stored: StoredRun, clock: Clock | None = None, *, saves: bool = False) -> Recorder:
    """A run that goes on where `stored` was saved. It `saves` after every report, or only at its end."""
    training = Training(stored.new_network(), source(), stored.setup.settings, stored.checkpoint)
    return Recorder(training, stored.setup, stored=stored, clock=clock or Clock(), autosave_s=0.0 if saves else 1e9)


def taken(recorder: Recorder, steps: int | None = None) -> list[object]:
    """The reports of a run that is stopped after so many of its steps, or goes to its end."""
    found: list[object] = []
    reports = recorder.reports()
    for report in reports:
        found.append(report)
        if steps is not None and recorder.training.step >= steps:
            break
    reports.close()
    return found


def finished(path: Path) -> Network:
    """The network of the run in `path`, gone on with from where it was saved to its end."""
    run = resumed(open_run(path, to_go_on=True))
    taken(run)
    return run.training.network


def contents(path: Path) -> dict[str, bytes]:
    """What must be the same after any history of kills and failures."""
    return {name: (path / name).read_bytes() for name in ("metrics.csv", "evaluations.csv")}


def differences(one: Path, other: Path) -> Iterator[str]:
    """What two runs that were made in different ways do not have in common."""
    first, second = open_run(one), open_run(other)
    assert first.checkpoint is not None and second.checkpoint is not None
    arrays, others = first.checkpoint.arrays, second.checkpoint.arrays
    yield from set(arrays) ^ set(others)
    yield from (name for name in arrays if arrays[name].tobytes() != others[name].tobytes())
    known, found = first.checkpoint.facts(), second.checkpoint.facts()
    yield from (name for name in known if known[name] != found[name])
    tables, other_tables = contents(one), contents(other)
    yield from (name for name in tables if tables[name] != other_tables[name])
    if first.snapshots.steps != second.snapshots.steps:
        yield "snapshots"
