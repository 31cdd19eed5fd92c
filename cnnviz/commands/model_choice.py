"""Which model a command looks into: the one that ships with the program, or one in a file of any kind."""

import argparse
from pathlib import Path

from cnnviz.commands.animate_numbers import OptionError
from cnnviz.commands.info import architecture_named, picture_sides
from cnnviz.data.model_opening import Answers
from cnnviz.data.model_paths import ModelFileError, check_readable, shown
from cnnviz.data.usual_normalisations import USUAL
from cnnviz.engine.architectures import NETWORKS
from cnnviz.history.run_files import MODEL, is_run
from cnnviz.inspection.opening import check_can_be_shown, open_pass_model
from cnnviz.paths import resources
from cnnviz.text import tr
from cnnviz.traces.passes import PassModel

SHIPPED = "lenet5-mnist.safetensors"
LARGEST_LIST = 1_000_000  # bytes of a file of class names


def add_model(parser: argparse.ArgumentParser) -> None:
    """The options that say which model, and what its file does not."""
    parser.add_argument("--model", metavar=tr("MODEL"), help=tr(
        "a model file (of cnnviz, ONNX, Keras, or weights of PyTorch as .safetensors or .npz), a folder of "
        "TensorFlow.js, or the folder of a run (default: the LeNet-5 that ships with the program)"))  # fmt: skip
    group = parser.add_argument_group(tr("what a model file does not say"))
    group.add_argument("--architecture", metavar=tr("NAME_OR_FILE"), help=tr(
        "for weights without their network: the network that they are put into"))  # fmt: skip
    group.add_argument("--input-size", type=picture_sides, metavar=tr("WIDTHxHEIGHT"), help=tr(
        "for ONNX models that take pictures of any size: that of the pictures"))  # fmt: skip
    group.add_argument("--numbers", choices=tuple(USUAL), metavar=tr("NAME"), help=tr(
        "the numbers that pictures are made of: plain (0 to 1), bytes (0 to 255), signed (−1 to 1), or standardised "
        "as for mnist, imagenet (torchvision), caffe (Keras' VGG16)"))  # fmt: skip
    group.add_argument("--class-names", type=Path, metavar=tr("FILE"), help=tr(
        "a text file with the name of a class in each line"))  # fmt: skip


def chosen_model(options: argparse.Namespace) -> PassModel:
    """The model that the options of `add_model` name, with what they say of it.

    An ExplainedError for what is no model that pictures can be shown to, and for a network by name, which has nothing
    learnt.
    """
    given: str | None = options.model
    path = resources() / "weights" / SHIPPED if given is None else Path(given).expanduser()
    if is_run(path):
        path = path / MODEL
    if given in NETWORKS and not path.exists():
        raise OptionError(
            "“{name}” is the name of a network that has learnt nothing. Train one (cnnviz train --network {name} --out "
            "MODEL) and give its file, or leave --model out.",
            name=given,
        )  # fmt: skip
    model = open_pass_model(path, _answers(options))
    check_can_be_shown(model, path)
    return model


def model_name(given: str | None) -> str:
    """What the model is called in files."""
    return tr("LeNet-5, ships with the program") if given is None else shown(Path(given).expanduser())


def _answers(options: argparse.Namespace) -> Answers:
    architecture = None if options.architecture is None else architecture_named(options.architecture)
    names = () if options.class_names is None else _class_names(options.class_names.expanduser())
    return Answers(architecture, names, None if options.numbers is None else USUAL[options.numbers], options.input_size)


def _class_names(path: Path) -> tuple[str, ...]:
    """The lines of a text file, without empty ones at its end; ModelFileError where it is none."""
    check_readable(path, LARGEST_LIST)
    try:
        lines = [line.strip() for line in path.read_text(encoding="utf-8-sig").splitlines()]
    except UnicodeDecodeError as error:
        raise ModelFileError("{path} is no text in UTF-8; save it as such.", path=shown(path)) from error
    while lines and not lines[-1]:
        lines.pop()
    return tuple(lines)
