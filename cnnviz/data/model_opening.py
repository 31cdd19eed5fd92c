"""The one way into every model file: which kind it is, what it does not say, and the network that is in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cnnviz.data.keras_files import holds_model, inner_hdf5, load_keras
from cnnviz.data.model_files import load_model
from cnnviz.data.model_kinds import ModelKind, kind_of
from cnnviz.data.model_paths import ModelFileError, shown
from cnnviz.data.state_dict import fitting_networks, load_weights
from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.input_normalisation import MEAN, ORDER, SCALE, SPREAD, InputNormalisation
from cnnviz.engine.network import Network
from cnnviz.text import ExplainedError

if TYPE_CHECKING:
    from cnnviz.data.onnx_files import OnnxFile

NETWORK = "network"  # among the facts of a model: which known network it is
INPUT_FACTS = (SCALE, MEAN, SPREAD, ORDER)
KEPT = (NETWORK, *INPUT_FACTS)  # facts that hold for other weights too


@dataclass(frozen=True)
class Answers:
    """What a file does not say of its model, as far as it is known; what is left out is taken from the file.

    `architecture` is a network of the shapes that the weights have, whose own weights do not matter; `class_names` are
    as many as the network gives numbers; `normalisation` is kept among the model's facts. `input_size` is the height
    and width of pictures, where an ONNX file leaves them open.
    """

    architecture: Network | None = None
    class_names: tuple[str, ...] = ()
    normalisation: InputNormalisation | None = None
    input_size: tuple[int, int] | None = None


def open_model(path: str | Path, answers: Answers | None = None) -> Network:
    """The network in a model file of any kind that can be computed here. Nothing in the file is ever executed.

    Weights without a network are put into `answers.architecture`, else into the first of NETWORKS that they fit. Models
    that the engine cannot compute are opened by `inspection.opening`. ModelFileError says what is wrong with the file,
    or what it does not say.
    """
    path, answers = Path(path), answers or Answers()
    kind = safe_kind_of(path)
    if kind is ModelKind.WEIGHTS or (kind is ModelKind.HDF5 and not holds_model(path)):
        network = _with_weights(path, answers)
    elif kind is ModelKind.ONNX:
        return open_onnx(path, answers).network()
    elif kind in (ModelKind.KERAS, ModelKind.HDF5):
        network = load_keras(path)
    else:
        network = load_model(path)
    return _completed(network, path, answers)


def safe_kind_of(path: Path) -> ModelKind:
    """The kind of a file that may be opened; ModelFileError for pickles, and for what would end the program."""
    kind = kind_of(path)
    if kind is ModelKind.PICKLE:
        raise pickle_error(path)
    if kind in (ModelKind.HDF5, ModelKind.KERAS):
        from cnnviz.data.hdf5_probe import check_survives

        check_survives(path, inner_hdf5(path))
    return kind


def open_onnx(path: Path, answers: Answers) -> OnnxFile:
    """An ONNX file with what was answered, not computed by anyone yet; ModelFileError where they do not agree."""
    from cnnviz.data.onnx_files import load_onnx

    file = load_onnx(path)
    shape = None
    if answers.input_size is not None and len(file.input_shape) == 3:
        known = (3, *answers.input_size)
        shape = tuple(usual if side is None else side for side, usual in zip(file.input_shape, known, strict=True))
    return file.settled(shape, answers.normalisation, answers.class_names or None)


def pickle_error(path: Path) -> ModelFileError:
    """What is said of PyTorch's own files, with the three lines that convert them."""
    return ModelFileError(
        "{path} is a pickle, as PyTorch saves its models: to open it is to run the program inside, so it is never "
        "loaded here. Where you trust the file, convert it in Python and open the result:  import torch, "
        "safetensors.torch as st;  st.save_file(torch.load({name}, weights_only=True), {new})",
        path=shown(path), name=repr(_short(path.name)), new=repr(f"{_short(path.stem)}.safetensors"),
    )  # fmt: skip


def named_classes(network: Network, names: Sequence[str]) -> Network:
    """The same network, layers and all, with other class names; NetworkError where they are not as many as classes."""
    return Network(network.nodes, network.input_shape, names, info=network.info)


def with_normalisation(info: Mapping[str, str], normalisation: InputNormalisation) -> dict[str, str]:
    """The facts of a model with another normalisation of its pictures."""
    return {name: fact for name, fact in info.items() if name not in INPUT_FACTS} | normalisation.facts()


def _with_weights(path: Path, answers: Answers) -> Network:
    if answers.architecture is not None:
        network = answers.architecture.copy()
        network.info = {name: fact for name, fact in network.info.items() if name in KEPT}  # others are of its weights
        load_weights(path, network)
        return network
    fits = fitting_networks(path)
    if not fits:
        raise ModelFileError(
            "{path} holds weights, but not their network, and none of those known by name takes them ({known}). Give "
            "the architecture (on the command line with --architecture): a file from the network editor, or a saved "
            "model of the same shape.",
            path=shown(path), known=", ".join(NETWORKS),
        )  # fmt: skip
    network = fits[0].network
    load_weights(path, network)
    network.info[NETWORK] = fits[0].name
    return network


def _completed(network: Network, path: Path, answers: Answers) -> Network:
    """The network with what was answered."""
    if answers.normalisation is not None:
        network.info = with_normalisation(network.info, answers.normalisation)
    if not answers.class_names:
        return network
    try:
        return named_classes(network, answers.class_names)
    except ExplainedError as error:
        raise ModelFileError("{path} cannot be used: {reason}", path=shown(path), reason=error) from error


def _short(name: str) -> str:
    return name if len(name) <= 40 else f"{name[:20]}…{name[-19:]}"
