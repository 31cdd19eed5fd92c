"""Small runs that were really trained and kept in folders: for whatever lists, opens and copies them."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from cnnviz.data.labelled import ArraySource
from cnnviz.engine.training import Training
from cnnviz.history.recorder import Recorder
from cnnviz.history.run_folder import RunFolder
from cnnviz.history.run_setup import RunSetup
from tests.history.made_runs import made_setup

PICTURES, VALIDATION = 48, 8


def tiny_pictures() -> ArraySource:
    """Bars whose place says which of ten classes they are."""
    labels = np.arange(PICTURES) % 10
    images = np.zeros((PICTURES, 1, 28, 28), np.uint8)
    for image, label in zip(images, labels, strict=True):
        image[0, :, 2 * label : 2 * label + 6] = 255
    names = tuple("0123456789")
    return ArraySource("bars", images, labels, images[:20], labels[:20], names, validation=VALIDATION)


def keep_run(parent: Path, name: str, steps: int | None = None, created: str = "", **values: object) -> Path:
    """Train for two epochs of five steps, or stop after so many steps; the folder in which it is kept."""
    return keep(parent, made_setup(name, created=created or "2025-03-01T10:00:00", **values), steps)


def keep(parent: Path, setup: RunSetup, steps: int | None = None) -> Path:
    """Train a run and keep it below `parent`."""
    setup = replace(setup, settings=replace(setup.settings, evaluate_every=2))
    folder = RunFolder.create(setup, parent)
    training = Training(setup.new_network(), tiny_pictures(), setup.settings)
    reports = Recorder(training, setup, folder).reports()
    for _ in reports:
        if steps is not None and training.step >= steps:
            reports.close()
            break
    return folder.path
