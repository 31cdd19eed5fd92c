"""``cnnviz info``: a network in numbers, layer by layer, or a run that is kept, without showing it a picture."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from cnnviz.commands.exit_codes import let_output_go
from cnnviz.data.model_files import load_model
from cnnviz.data.model_paths import shown
from cnnviz.data.network_files import ENDING, open_architecture
from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.graph import inputs_to_tell
from cnnviz.engine.network import Network
from cnnviz.history.run_files import is_run
from cnnviz.scenarios.network_draft import NetworkDraft
from cnnviz.text import ExplainedError, mark, tr

GAP = "  "  # between columns, and before what stands below a row
COLUMNS = (mark("layer"), mark("kind"), mark("output"), mark("parameters"), mark("multiply-adds"), mark("field"))
NUMBERS = {3, 4}  # columns set flush right


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
    lines = _known_networks() if options.network is None else _lines(options.network)
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
        help=tr("a network by name ({names}), a model or architecture file, a folder of TensorFlow.js, or the "
                "folder of a run",
                names=", ".join(NETWORKS)),
    )  # fmt: skip
    return parser


def _lines(name: str) -> list[str]:
    if name not in NETWORKS and is_run(Path(name)):
        from cnnviz.commands.info_run import run_lines

        stored, lines = run_lines(Path(name))
        return [*lines, "", *described(stored.new_network())]
    return described(_named(name))


def _named(name: str) -> Network:
    """The network of that name, without weights, or the one in that file."""
    if name in NETWORKS:
        return NETWORKS[name].build(None)
    if not _exists(Path(name)):
        raise UnknownNetworkError.of(name)
    if name.endswith(ENDING):
        return Network.from_description(NetworkDraft.of(open_architecture(name)).description())
    return load_model(name)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name that no file can have
        return False


def described(network: Network) -> list[str]:
    """The lines that `cnnviz info` prints: input, facts, a table of the layers, totals."""
    layers = network.summary()
    rows = [
        (
            line.name, line.kind, _shape(line.output_shape), _number(line.parameters), _number(line.multiply_adds),
            _shape(line.receptive_field),
        )
        for line in layers
    ]  # fmt: skip
    parameters, work = sum(line.parameters for line in layers), layers[-1].multiply_adds_so_far
    kept = sum(array.nbytes for array in network.weights.values())
    total = (tr("total"), "", "", _number(parameters), _number(work), "")
    heading, *table, end = _table([tuple(map(tr, COLUMNS)), *rows, total])
    told = inputs_to_tell(network.nodes)  # in a row everybody takes what is above
    takes = {name: f"{GAP}{tr('takes {layers}', layers=', '.join(names))}" for name, names in told.items()}
    return [
        tr("input {shape}, output {output}", shape=_shape(network.input_shape), output=_shape(network.output_shape)),
        *(f"{name}: {fact}" for name, fact in network.info.items()),
        "",
        heading,
        *_with_notes(table, [takes.get(line.name, "") for line in layers]),
        end,
        "",
        tr("Weights take {size}. Multiply-adds are those for one picture.", size=_size(kept)),
        tr("Field is the receptive field: how much of the picture one number sees."),
    ]


def _known_networks() -> list[str]:
    rows = [(tr(mark("name")), tr(mark("input")), tr(mark("parameters")), tr(mark("multiply-adds")))]
    for name, known in NETWORKS.items():
        network = known.build(None)
        layers = network.summary()
        parameters = sum(line.parameters for line in layers)
        work = layers[-1].multiply_adds_so_far
        rows.append((name, _shape(network.input_shape), _number(parameters), _number(work)))
    heading, *table = _table(rows, numbers={2, 3})
    return [heading, *_with_notes(table, [GAP + tr(known.help) for known in NETWORKS.values()])]


def _with_notes(table: Sequence[str], notes: Sequence[str]) -> list[str]:
    """The rows of a table, each with its note below it if it has one: a terminal is often 80 columns wide.

    >>> _with_notes(["a  1", "b  2"], ["", "  of a"])
    ['a  1', 'b  2', '  of a']
    """
    return [line for pair in zip(table, notes, strict=True) for line in pair if line]


def _table(rows: Sequence[Sequence[str]], numbers: set[int] = NUMBERS) -> list[str]:
    """Columns as wide as their widest entry.

    >>> _table([("a", "1"), ("long", "200")], numbers={1})
    ['a       1', 'long  200']
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        GAP.join(
            text.rjust(width) if index in numbers else text.ljust(width)
            for index, (text, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _shape(shape: Sequence[int]) -> str:
    return "×".join(map(str, shape))


def _size(size: int) -> str:
    """Bytes as people say them.

    >>> _size(1_234_567), _size(3_288)
    ('1.2 MB', '3.3 kB')
    """
    return f"{size / 1e6:,.1f} MB" if size >= 100_000 else f"{size / 1e3:,.1f} kB"


def _number(value: int) -> str:
    """With separators; nothing for nothing, so that what counts stands out."""
    return f"{value:,}" if value else "-"
