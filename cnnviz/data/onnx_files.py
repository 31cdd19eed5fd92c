"""ONNX files of other programs and of our own: opened, checked as strangers' files are, and asked what is missing.

What opens such a file:

- ``load_onnx(path) -> OnnxFile``: read and checked; OnnxError (a ModelFileError) says what is wrong with the file.
- ``OnnxFile.input_shape``: (C, H, W) with None for what the file leaves open; ``OnnxFile.normalisation``,
  ``OnnxFile.class_names``, ``OnnxFile.info``: what it says about itself.
- ``OnnxFile.settled(input_shape, normalisation, class_names) -> OnnxFile``: with what a person says instead; each may
  be left out.
- ``OnnxFile.network() -> Network``: the same in the engine; NoCounterpart (an OnnxError) where the engine has no such
  operator. Then ``cnnviz.inspection.foreign_model.OnnxModel(file)`` computes it through ONNX Runtime.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cnnviz.data.model_paths import check_readable, shown
from cnnviz.data.onnx_checks import check_graph
from cnnviz.data.onnx_export import CLASS_NAMES, DESCRIPTION, LARGEST_FILE, PRODUCER
from cnnviz.data.onnx_external import take_in
from cnnviz.data.onnx_head import wanted_numbers
from cnnviz.data.onnx_inputs import PictureInput, picture_input
from cnnviz.data.onnx_network import description_of, network_of, written_network
from cnnviz.data.onnx_operator import NoCounterpart
from cnnviz.data.onnx_packages import OnnxError, onnx_package
from cnnviz.engine.description import as_names
from cnnviz.engine.input_normalisation import InputNormalisation, NormalisationError, normalisation_of
from cnnviz.engine.network import Network
from cnnviz.text import ExplainedError

MOST_CLASSES = 100_000
Sides = tuple[int | None, ...]


@dataclass(frozen=True, eq=False)
class OnnxFile:
    """An ONNX file that has been read and checked, with what it says of itself and what a person has added.

    `input_shape` is (C, H, W), or (F,), with None for a size that the file leaves open; `info` holds facts for the
    window, and how pictures are normalised, as `Network.info`. `model` is an ``onnx.ModelProto`` with all its weights.
    """

    path: Path
    model: Any
    picture: PictureInput
    input_shape: Sides
    class_names: tuple[str, ...]
    info: dict[str, str]

    @property
    def is_settled(self) -> bool:
        """Whether all sizes of the input are known."""
        return None not in self.input_shape

    @property
    def normalisation(self) -> InputNormalisation:
        """How pictures are normalised before they come to the model."""
        return normalisation_of(self.info)

    def settled(
        self,
        input_shape: Sequence[int] | None = None,
        normalisation: InputNormalisation | None = None,
        class_names: Sequence[str] | None = None,
    ) -> "OnnxFile":
        """The same file with what a person says of it; None leaves what is known.

        OnnxError for an input shape that contradicts the file.
        """
        shape: Sides = self.input_shape if input_shape is None else tuple(input_shape)
        agrees = len(shape) == len(self.input_shape) and all(
            one is not None and one > 0 and (other is None or one == other)
            for one, other in zip(shape, self.picture.sides, strict=True)
        )
        if input_shape is not None and not agrees:
            raise OnnxError(
                "The input cannot be {given}; {path} takes {expected}.",
                given=" × ".join(map(str, shape)), path=shown(self.path), expected=sizes_text(self.picture.sides),
            )  # fmt: skip
        info = {
            name: text for name, text in self.info.items() if normalisation is None or not name.startswith("input ")
        }
        facts = {} if normalisation is None else normalisation.facts()
        names = self.class_names if class_names is None else as_names(tuple(class_names))
        return replace(self, input_shape=shape, class_names=names, info=info | facts)

    def network(self) -> Network:
        """The same as a network of the engine; NoCounterpart where it has no such operator, or a size is open."""
        known = tuple(side for side in self.input_shape if side is not None)
        if not self.is_settled:
            raise OnnxError(
                "{path} takes pictures of {sizes}; say how large they are to be (on the command line: --input-size "
                "224x224).",
                path=shown(self.path), sizes=sizes_text(self.input_shape),
            )  # fmt: skip
        try:
            written = written_network(self.model)
            if written is not None and written.input_shape == known:
                return self._renamed(written)
            return network_of(self.model, self.picture, known, self.class_names, self.info)
        except NoCounterpart as error:
            raise NoCounterpart(
                "{path} cannot be computed by the engine: {reason}", path=shown(self.path), reason=error
            ) from error
        except ExplainedError as error:
            raise OnnxError("{path} cannot be used: {reason}", path=shown(self.path), reason=error) from error

    def _renamed(self, written: Network) -> Network:
        """With the names and facts that a person has given."""
        return Network(written.nodes, written.input_shape, self.class_names, info=self.info)


def load_onnx(path: str | Path) -> OnnxFile:
    """The ONNX file at `path`, with the weights that lie beside it in its folder.

    OnnxError, or ModelFileError, in plain words: not there, not whole, not a model, too large, weights outside its
    folder, loops and branches, no picture that it takes; or the package `onnx` is missing.
    """
    path = Path(path)
    check_readable(path, LARGEST_FILE)
    model = _parsed(path)
    try:
        check_graph(model)
        take_in(model, path.parent)
        picture = picture_input(model)
    except ExplainedError as error:
        raise OnnxError("{path} cannot be used: {reason}", path=shown(path), reason=error) from error
    described = description_of(model)
    names = described.class_names if described else _class_names(model)
    info = described.info if described else wanted_numbers(model, picture).facts() | _facts(model)
    return OnnxFile(path, model, picture, picture.sides, names, info)


def sizes_text(sides: Sides) -> str:
    """A shape as people read it, "?" for what is open.

    >>> sizes_text((3, None, 32))
    '3 × ? × 32'
    """
    return " × ".join("?" if side is None else str(side) for side in sides)


def _parsed(path: Path) -> Any:
    """The file as protobuf; OnnxError where it is something else, or ends too early."""
    from google.protobuf.message import DecodeError

    model = onnx_package().ModelProto()
    try:
        model.ParseFromString(path.read_bytes())
    except (DecodeError, OSError, MemoryError, RecursionError, ValueError) as error:
        raise _not_whole(path) from error
    if not model.graph.node or not model.opset_import or _ends_early(model):
        raise _not_whole(path)
    model.ClearField("training_info")  # graphs of their own, which nobody runs here
    return model


def _ends_early(model: Any) -> bool:
    """Whether a file of our own has lost its end: the description stands last."""
    return model.producer_name == PRODUCER and not any(entry.key == DESCRIPTION for entry in model.metadata_props)


def _not_whole(path: Path) -> OnnxError:
    return OnnxError("{path} is not a whole ONNX file. Save or fetch it again.", path=shown(path))


def _class_names(model: Any) -> tuple[str, ...]:
    """Names of classes that the file holds as a JSON list; none where it has none that can be read."""
    for entry in model.metadata_props:
        if entry.key in {CLASS_NAMES, "classes", "labels"}:
            try:
                names = json.loads(entry.value)
            except (ValueError, RecursionError):
                continue
            if isinstance(names, list) and len(names) <= MOST_CLASSES and all(isinstance(name, str) for name in names):
                return tuple(name[:100] for name in names)
    return ()


def _facts(model: Any) -> dict[str, str]:
    """What is said of the model, and of its input if that can be used."""
    facts = {entry.key[:60]: entry.value[:200] for entry in list(model.metadata_props)[:20]
             if entry.key not in {DESCRIPTION, CLASS_NAMES} and entry.value.isprintable()}  # fmt: skip
    try:
        normalisation_of(facts)
    except NormalisationError:
        facts = {name: text for name, text in facts.items() if not name.startswith("input ")}
    program = f"{model.producer_name} {model.producer_version}".strip()[:60]
    return ({"written by": program} if program.isprintable() and program else {}) | facts
