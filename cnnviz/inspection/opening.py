"""Any model file as something to look into: by the engine where it can compute the model, else by ONNX Runtime."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cnnviz.data.model_kinds import ModelKind, kind_of
from cnnviz.data.model_opening import Answers, open_model, open_onnx
from cnnviz.data.model_paths import ModelFileError, shown
from cnnviz.data.preprocessing import picture_shape
from cnnviz.engine.input_normalisation import normalisation_of
from cnnviz.engine.network import Network
from cnnviz.numbers import count
from cnnviz.text import ExplainedError
from cnnviz.traces.passes import NetworkModel, PassModel

if TYPE_CHECKING:
    from cnnviz.data.onnx_files import OnnxFile

MOST_WORK = 10**11  # about a minute; VGG16 takes a sixth of that
MOST_VALUES = 200_000_000  # in all maps together: 0.8 GB; VGG-16 has 15 million


def open_pass_model(path: str | Path, answers: Answers | None = None) -> PassModel:
    """The model in a file of any kind, with what a person answered where the file does not say it.

    ModelFileError says what is wrong with the file, or what it does not say.
    """
    path, answers = Path(path), answers or Answers()
    if kind_of(path) is not ModelKind.ONNX:
        return NetworkModel(open_model(path, answers))
    return model_of(open_onnx(path, answers))


def model_of(file: OnnxFile) -> PassModel:
    """The model in an ONNX file that has been read, no size of its input left open; ModelFileError where it is none."""
    from cnnviz.data.onnx_operator import NoCounterpart
    from cnnviz.inspection.foreign_model import OnnxModel

    try:
        return NetworkModel(file.network())
    except NoCounterpart:
        return OnnxModel(file)


def check_can_be_shown(model: PassModel, path: Path) -> None:
    """ModelFileError where no picture can be given to a model, its maps do not fit into memory, or it takes minutes."""
    try:
        shape = picture_shape(model.input_shape)
        normalisation_of(model.info).of(np.zeros((shape[0], 1, 1), np.float32))
    except ExplainedError as error:
        raise ModelFileError(
            "{path} cannot be looked into with pictures: {reason}", path=shown(path), reason=error
        ) from error
    values = math.prod(model.input_shape)
    if model.network is not None:
        values += sum(math.prod(line.output_shape) for line in model.network.summary())
    if values > MOST_VALUES:
        raise ModelFileError(
            "{path} makes {given} million numbers of one picture; at most {most} million can be shown.",
            path=shown(path), given=count(round(values / 1e6)), most=MOST_VALUES // 10**6,
        )  # fmt: skip
    work = model.work if model.network is None else _work(model.network)
    if work > MOST_WORK:
        raise ModelFileError(
            "{path} takes {given} million multiply-adds for one picture; at most {most} million are waited for.",
            path=shown(path), given=count(round(work / 1e6)), most=count(MOST_WORK // 10**6),
        )  # fmt: skip


def _work(network: Network) -> int:
    """Multiply-adds for one picture, and what pooling looks at: large windows make it wait as well."""
    windows = ((math.prod(network.shapes[name]), layer.reach) for name, layer in network.layers if not layer.size)
    seen = sum(cells * math.prod(window.kernel) for cells, window in windows if window is not None)
    return network.summary()[-1].multiply_adds_so_far + seen
