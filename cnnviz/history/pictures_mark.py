"""A mark by which the pictures of a run are known again: a run must not go on with others."""

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np

from cnnviz.engine.training_source import TrainingSource
from cnnviz.history.run_files import RunFolderError
from cnnviz.text import quoted, tr

LOOKED_AT = 64  # pictures of the training part, in an order that has nothing to do with the run's


def pictures_mark(source: TrainingSource) -> dict[str, Any]:
    """Counts, shape and classes of the pictures, and a digest of labels and of some pixels, as plain data."""
    images, labels = source.validation
    held_back = len(images)
    digest = hashlib.sha256()
    if held_back:
        _take(digest, images[:LOOKED_AT], labels)
    for images, labels in source.batches(0, LOOKED_AT, np.random.default_rng(0)):
        _take(digest, images, labels)
        break
    return {
        "classes": list(source.class_names),
        "shape": list(source.image_shape),
        "training": source.pictures_per_epoch,
        "validation": held_back,
        "digest": digest.hexdigest(),
    }


def check_mark(known: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    """RunFolderError where the mark `now` is of other pictures than the mark `known`."""
    differs = [name for name in now if now[name] != known.get(name)]
    if not differs:
        return
    if differs == ["digest"]:
        raise RunFolderError(
            "These are other pictures than the run has learnt from, though as many of the same size. Choose the same "
            "data set, and its files as they were."
        )
    words = {
        "classes": tr("the classes"),
        "shape": tr("channels × height × width"),
        "training": tr("training pictures"),
        "validation": tr("validation pictures"),
    }
    name = differs[0]
    raise RunFolderError(
        "These are other pictures than the run has learnt from: {what} were {before}, and are {now}. Choose the same "
        "data set, and its files as they were.",
        what=words[name], before=quoted(known.get(name)), now=quoted(now[name]),
    )  # fmt: skip


def _take(digest: "hashlib._Hash", images: np.ndarray, labels: np.ndarray) -> None:
    digest.update(np.ascontiguousarray(labels, np.int64).tobytes())
    digest.update(np.ascontiguousarray(images, np.float32).tobytes())
