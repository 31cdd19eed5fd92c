"""A model in numbers, layer by layer, as lines of text: the terminal and the window show the same."""

from collections.abc import Sequence, Set
from textwrap import wrap

import numpy as np

from cnnviz.engine.graph import inputs_to_tell
from cnnviz.engine.network import Network
from cnnviz.inspection.foreign_model import OnnxModel
from cnnviz.text import mark, tr
from cnnviz.traces.passes import PassModel

WIDTH = 79  # letters of a line of prose
GAP = "  "  # between columns, and before what stands below a row
COLUMNS = (mark("layer"), mark("kind"), mark("output"), mark("parameters"), mark("multiply-adds"), mark("field"))
NUMBERS = frozenset({3, 4})  # columns set flush right


def model_lines(model: PassModel) -> list[str]:
    """What is told of any model; one that the engine cannot compute is shown an empty picture to see its shapes."""
    if model.network is not None:
        return network_lines(model.network)
    layers = [layer for layer in model.run(np.zeros(model.input_shape, np.float32)).layers if not layer.is_input]
    rows = [(layer.name, layer.kind, shape_text(layer.shape)) for layer in layers]
    return [
        _ends(model.input_shape, layers[-1].shape),
        *(f"{name}: {fact}" for name, fact in model.info.items()),
        "",
        *aligned([tuple(map(tr, COLUMNS[:3])), *rows]),
        "",
        tr("ONNX Runtime computes this model: it has operators that the engine has not."),
        *_left_out(model),
    ]


def _left_out(model: PassModel) -> list[str]:
    """Which values of a model are computed, but not shown."""
    names = model.left_out if isinstance(model, OnnxModel) else ()
    words = tr("Computed but not shown, being neither maps nor units: {names}.", names=", ".join(names))
    return wrap(words, WIDTH, break_long_words=False) if names else []


def network_lines(network: Network) -> list[str]:
    """What is told of a network of the engine: input, facts, a table of the layers, totals."""
    layers = network.summary()
    rows = [
        (
            line.name, line.kind, shape_text(line.output_shape), number_text(line.parameters),
            number_text(line.multiply_adds), shape_text(line.receptive_field),
        )
        for line in layers
    ]  # fmt: skip
    parameters, work = sum(line.parameters for line in layers), layers[-1].multiply_adds_so_far
    kept = sum(array.nbytes for array in network.weights.values())
    total = (tr("total"), "", "", number_text(parameters), number_text(work), "")
    heading, *table, end = aligned([tuple(map(tr, COLUMNS)), *rows, total])
    told = inputs_to_tell(network.nodes)  # in a row everybody takes what is above
    takes = {name: f"{GAP}{tr('takes {layers}', layers=', '.join(names))}" for name, names in told.items()}
    return [
        tr(
            "input {shape}, output {output}",
            shape=shape_text(network.input_shape),
            output=shape_text(network.output_shape),
        ),
        *(f"{name}: {fact}" for name, fact in network.info.items()),
        "",
        heading,
        *with_notes(table, [takes.get(line.name, "") for line in layers]),
        end,
        "",
        tr("Weights take {size}. Multiply-adds are those for one picture.", size=size_text(kept)),
        tr("Field is the receptive field: how much of the picture one number sees."),
    ]


def _ends(taken: Sequence[int], given: Sequence[int]) -> str:
    return tr("input {shape}, output {output}", shape=shape_text(taken), output=shape_text(given))


def with_notes(table: Sequence[str], notes: Sequence[str]) -> list[str]:
    """The rows of a table, each with its note below it if it has one: a terminal is often 80 columns wide.

    >>> with_notes(["a  1", "b  2"], ["", "  of a"])
    ['a  1', 'b  2', '  of a']
    """
    return [line for pair in zip(table, notes, strict=True) for line in pair if line]


def aligned(rows: Sequence[Sequence[str]], numbers: Set[int] = NUMBERS) -> list[str]:
    """Columns as wide as their widest entry.

    >>> aligned([("a", "1"), ("long", "200")], numbers={1})
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


def shape_text(shape: Sequence[int]) -> str:
    """A shape as it is printed, "6×28×28"."""
    return "×".join(map(str, shape))


def size_text(size: int) -> str:
    """Bytes as people say them.

    >>> size_text(1_234_567), size_text(3_288)
    ('1.2 MB', '3.3 kB')
    """
    return f"{size / 1e6:,.1f} MB" if size >= 100_000 else f"{size / 1e3:,.1f} kB"


def number_text(value: int) -> str:
    """With separators; nothing for nothing, so that what counts stands out."""
    return f"{value:,}" if value else "-"
