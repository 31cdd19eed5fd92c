"""What a model file leaves open, so that a person can be asked before it is looked into."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cnnviz.data.keras_files import holds_model
from cnnviz.data.model_kinds import ModelKind
from cnnviz.data.model_opening import Answers, open_onnx, safe_kind_of
from cnnviz.data.state_dict import Fit, fitting_networks, weight_lines
from cnnviz.engine.input_normalisation import MEAN, SCALE, SPREAD, InputNormalisation, normalisation_of
from cnnviz.inspection.opening import model_of, open_pass_model
from cnnviz.text import mark
from cnnviz.traces.passes import PassModel

KINDS = {
    ModelKind.WEIGHTS: mark("Weights without their network"),
    ModelKind.HDF5: mark("A model of Keras"),
    ModelKind.KERAS: mark("A model of Keras"),
    ModelKind.ONNX: mark("An ONNX model"),
    ModelKind.TENSORFLOW_JS: mark("A model of TensorFlow.js"),
    ModelKind.OWN: mark("A model"),
}  # marked sentences


@dataclass(frozen=True)
class Questions:
    """What is known of a model file, and what is to be asked.

    `tensors` are names and shapes of its arrays where it holds weights alone, and `fits` the known networks that take
    them. `sizes` are (C, H, W) of its pictures, None where a size is open, () where the network decides.
    `normalisation` is None where the file does not say it. `model` is what is in the file, where that can be opened
    without an answer.
    """

    path: Path
    kind: str
    tensors: tuple[tuple[str, tuple[int, ...]], ...] = ()
    fits: tuple[Fit, ...] = ()
    sizes: tuple[int | None, ...] = ()
    class_names: tuple[str, ...] = ()
    normalisation: InputNormalisation | None = None
    model: PassModel | None = None

    @property
    def asks_architecture(self) -> bool:
        """Whether a network is to be chosen for the weights."""
        return bool(self.tensors)

    @property
    def asks_size(self) -> bool:
        """Whether pictures can have any size."""
        return None in self.sizes

    @property
    def must_ask(self) -> bool:
        """Whether the file cannot be understood rightly without an answer."""
        return self.asks_architecture or self.asks_size or self.normalisation is None


def questions_of(path: Path) -> Questions:
    """What is to be asked about the file; ModelFileError where it is of no use whatever is answered."""
    kind = safe_kind_of(path)
    if kind is ModelKind.WEIGHTS or (kind is ModelKind.HDF5 and not holds_model(path)):
        return Questions(path, KINDS[ModelKind.WEIGHTS], tuple(weight_lines(path)), tuple(fitting_networks(path)))
    if kind is ModelKind.ONNX:
        return _questions_of_onnx(path)
    model = open_pass_model(path)
    return _questions_left(path, kind, model, says_all=kind in (ModelKind.OWN, ModelKind.TENSORFLOW_JS))


def _questions_of_onnx(path: Path) -> Questions:
    """The file is read once: a large one takes seconds."""
    from cnnviz.data.onnx_network import description_of

    file = open_onnx(path, Answers())
    if not file.is_settled:
        return Questions(path, KINDS[ModelKind.ONNX], (), (), file.input_shape, file.class_names, _said(file.info))
    is_own = description_of(file.model) is not None
    return _questions_left(path, ModelKind.ONNX, model_of(file), says_all=is_own)


def _questions_left(path: Path, kind: ModelKind, model: PassModel, says_all: bool) -> Questions:
    """What is to be asked of a whole model; `says_all` where its program writes down how pictures are normalised."""
    normalisation = normalisation_of(model.info) if says_all else _said(model.info)
    return Questions(path, KINDS[kind], (), (), model.input_shape, model.class_names, normalisation, model)


def _said(info: Mapping[str, str]) -> InputNormalisation | None:
    """What the facts say of the picture's numbers; None where they say nothing."""
    return normalisation_of(info) if any(name in info for name in (SCALE, MEAN, SPREAD)) else None
