"""``cnnviz info``: a network in numbers, layer by layer, or a run that is kept, without showing it a picture."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from cnnviz.commands.exit_codes import let_output_go
from cnnviz.data.model_paths import shown
from cnnviz.data.network_files import ENDING, open_architecture
from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.network import Network
from cnnviz.history.run_files import is_run
from cnnviz.inspection.model_table import GAP, aligned, model_lines, network_lines, number_text, shape_text, with_notes
from cnnviz.scenarios.network_draft import NetworkDraft
from cnnviz.text import ExplainedError, mark, tr

LONGEST_SIDE = 5  # digits


class UnknownNetworkError(ExplainedError):
    """Neither a network by name nor a file."""

    @classmethod
    def of(cls, name: str) -> "UnknownNetworkError":
        """What is said of `name`."""
        return cls(
            "There is no network called “{name}”, and no such file. Known by name are: {known}.",
            name=shown(Path(name)), known=", ".join(NETWORKS),
        )  # fmt: skip


def info_command(words: Sequence[str]) -> int:
    """Print what `words` ask for; the exit code. ExplainedError for a name or file that there is not."""
    options = _parser().parse_args(words)
    if options.network is None:
        lines = _known_networks()
    else:
        lines = _lines(options.network, options.architecture, options.input_size)
    try:
        print("\n".join(lines), flush=True)
    except BrokenPipeError:  # ``| head`` has read enough
        let_output_go()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="cnnviz info",
        description=tr("Shapes, parameters, multiply-adds and receptive fields of a network, layer by layer."),
        epilog=tr("Without an argument: the networks that the program knows by name."),
    )
    parser.add_argument(
        "network", nargs="?", metavar=tr("NAME_OR_FILE"),
        help=tr("a network by name ({names}), an architecture file, a model file (of cnnviz, ONNX, Keras, or weights "
                "of PyTorch as .safetensors or .npz), a folder of TensorFlow.js, or the folder of a run",
                names=", ".join(NETWORKS)),
    )  # fmt: skip
    parser.add_argument(
        "--architecture", metavar=tr("NAME_OR_FILE"),
        help=tr("for weights without their network: the network that they are put into"),
    )  # fmt: skip
    parser.add_argument(
        "--input-size", type=picture_sides, metavar=tr("WIDTHxHEIGHT"),
        help=tr("for ONNX models that take pictures of any size: that of the pictures"),
    )  # fmt: skip
    return parser


def _lines(name: str, architecture: str | None, size: tuple[int, int] | None) -> list[str]:
    if name in NETWORKS:
        return network_lines(NETWORKS[name].build(None))
    if is_run(Path(name)):
        from cnnviz.commands.info_run import run_lines

        stored, lines = run_lines(Path(name))
        return [*lines, "", *network_lines(stored.new_network())]
    if not _exists(Path(name)):
        raise UnknownNetworkError.of(name)
    if name.endswith(ENDING):
        return network_lines(_described(name))
    from cnnviz.data.model_opening import Answers
    from cnnviz.inspection.opening import open_pass_model

    given = None if architecture is None else architecture_named(architecture)
    return model_lines(open_pass_model(name, Answers(given, input_size=size)))


def architecture_named(name: str) -> Network:
    """The network of that name, or the one described in that file, without weights.

    One by name has numbered classes: what the published ones are called says nothing of other weights.
    """
    if name in NETWORKS:
        classes = len(NETWORKS[name].build(None).class_names)
        return NETWORKS[name].build(None, tuple(map(str, range(classes))))
    if not _exists(Path(name)):
        raise UnknownNetworkError.of(name)
    return _described(name)


def _described(path: str) -> Network:
    return Network.from_description(NetworkDraft.of(open_architecture(path)).description())


def picture_sides(text: str) -> tuple[int, int]:
    """Height and width of a size written as people say it, "224x160"."""
    width, _, height = text.lower().replace("×", "x").partition("x")
    sides = [int(side) if side.isdecimal() and len(side) <= LONGEST_SIDE else 0 for side in (height, width)]
    if not all(sides):
        raise argparse.ArgumentTypeError(tr("“{given}” is no size; write it as 224x224", given=text[:20]))
    return sides[0], sides[1]


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name that no file can have
        return False


def _known_networks() -> list[str]:
    rows = [(tr(mark("name")), tr(mark("input")), tr(mark("parameters")), tr(mark("multiply-adds")))]
    for name, known in NETWORKS.items():
        network = known.build(None)
        layers = network.summary()
        parameters = sum(line.parameters for line in layers)
        work = layers[-1].multiply_adds_so_far
        rows.append((name, shape_text(network.input_shape), number_text(parameters), number_text(work)))
    heading, *table = aligned(rows, numbers={2, 3})
    return [heading, *with_notes(table, [GAP + tr(known.help) for known in NETWORKS.values()])]
