"""What each row of a network that is being edited gives, or why it cannot work there; row by row, with the engine.

Layers are made to be asked and dropped again: nothing is drawn or written into their weights, so even the 138 million
of VGG16 take no memory, and all of it takes milliseconds.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from cnnviz.engine.arrays import Shape
from cnnviz.engine.convolution_transpose import ConvTranspose2D
from cnnviz.engine.description import LAYERS
from cnnviz.engine.geometry import Pair, pair, same_padding
from cnnviz.engine.graph import INPUT, Node, check_name, output_shape
from cnnviz.engine.layer import Layer, LayerError, Merge
from cnnviz.engine.receptive_field import Field, field_after, field_of_input
from cnnviz.engine.weight_shapes import weight_shapes
from cnnviz.engine.weighted import MOST_WEIGHTS
from cnnviz.numbers import size
from cnnviz.scenarios.draft_rows import DraftRow, Rows
from cnnviz.scenarios.layer_kinds import KEEPING, KINDS, MERGES
from cnnviz.text import ExplainedError, tr

Jump = tuple[float, float]


class DraftError(ExplainedError):
    """A change of a network that cannot be made, or a network that cannot be used as it is."""


@dataclass(frozen=True)
class DraftLine:
    """A row with what comes of it. Shapes are without the batch; `multiply_adds` are for one picture.

    `receptive_field` is the height and width of the part of the picture that one output cell sees, `jump` how many of
    its cells lie between two neighbouring ones (None for vectors). `arguments` are those of the engine's layer.
    `problem` says why the row cannot be used, `waits_for` names the row above that must be mended first; in both cases
    the rest may be missing. `note` is a word of caution about a row that works.
    """

    row: DraftRow
    shape: Shape | None = None
    parameters: int = 0
    multiply_adds: int = 0
    receptive_field: Pair | None = None
    jump: Jump | None = None
    arguments: Mapping[str, Any] = field(default_factory=dict)
    problem: str = ""
    waits_for: str = ""
    note: str = ""

    @property
    def works(self) -> bool:
        return not self.problem and not self.waits_for


class _Given(NamedTuple):
    """What a row, or the picture, hands on."""

    shape: Shape
    field: Field
    jump: Jump | None


def lines_of(rows: Rows, input_shape: Shape, classes: int, head: int | None) -> tuple[DraftLine, ...]:
    """A line for each row. With `classes` (0: any) the last must give so many numbers, and `head` is set to them."""
    known = {INPUT: _Given(input_shape, field_of_input(input_shape), (1.0, 1.0))}
    lines: list[DraftLine] = []
    weights = 0
    for index, row in enumerate(rows):
        given = rows[:index]
        line = _waiting(row, given, known)
        if line is None:
            forced = {"out_features": classes} if index == head and classes else {}
            line, handed_on, held = _computed(row, known, forced, [one.name for one in given], weights)
            weights += held
            if handed_on is not None:
                known[row.name] = handed_on
        lines.append(line)
    return _checked_ends(lines, classes)


def _waiting(row: DraftRow, given: Rows, known: Mapping[str, _Given]) -> DraftLine | None:
    """The line of a row whose inputs are not there (yet); None where they are."""
    missing = next((name for name in row.inputs if name not in known), None)
    if missing is None:
        return None
    if any(one.name == missing for one in given):
        return DraftLine(row, waits_for=missing)
    return DraftLine(
        row,
        problem=tr("It takes “{name}”, which no row above is called. Choose one of the rows above.", name=missing),
    )


def _computed(
    row: DraftRow, known: Mapping[str, _Given], forced: Mapping[str, int], names: Sequence[str], weights: int
) -> tuple[DraftLine, _Given | None, int]:
    """The line of a row whose inputs are known, what it hands on, and how many weights it holds."""
    taken = [known[name] for name in row.inputs]
    shapes = tuple(one.shape for one in taken)
    try:
        check_name(row.name, names)
        _check_inputs(row, shapes)
        arguments = _arguments(row, shapes[0], forced)
        held = _held(row.kind, arguments, weights)
        layer = LAYERS[row.kind](**arguments)
        shape = output_shape(Node(row.name, layer, row.inputs), shapes)
        seen = field_after(layer, [one.field for one in taken], shapes, shape)
        work = layer.multiply_adds(shapes[0]) if isinstance(layer, Layer) else 0
    except ExplainedError as error:
        return DraftLine(row, problem=str(error)), None, 0
    except MemoryError:
        return DraftLine(row, problem=tr("It asks for more memory than there is. Make it smaller.")), None, 0
    jump = _jump_after(layer, [one.jump for one in taken], shape)
    line = DraftLine(row, shape, layer.size, work, (seen[0].widest, seen[1].widest), jump, layer.config())
    return line, _Given(shape, seen, jump), held


def _check_inputs(row: DraftRow, shapes: Sequence[Shape]) -> None:
    """DraftError where the kind of the row does not take inputs of these shapes; it names who gives them."""
    if row.kind in MERGES:
        _check_merge(row, shapes)
        return
    if len(shapes) > 1:
        raise DraftError("{kind} takes one input, but is given {count}. Choose one.", kind=row.kind, count=len(shapes))
    takes, source = KINDS[row.kind].takes, row.inputs[0]
    if takes == "maps" and len(shapes[0]) != 3:
        raise DraftError(
            "{kind} takes maps, but “{source}” gives {count} numbers in a row. Move it up, before they are laid flat.",
            kind=row.kind, source=source, count=shapes[0][0],
        )  # fmt: skip
    if takes == "vector" and len(shapes[0]) != 1:
        raise DraftError(
            "{kind} takes numbers in a row, but “{source}” gives maps, {shape}. Insert a Flatten before it.",
            kind=row.kind, source=source, shape=size(*shapes[0]),
        )  # fmt: skip


def _check_merge(row: DraftRow, shapes: Sequence[Shape]) -> None:
    """DraftError where branches cannot come together."""
    told = ", ".join(f"“{name}” {size(*shape)}" for name, shape in zip(row.inputs, shapes, strict=True))
    if len(shapes) < 2:
        raise DraftError("{kind} brings two or more rows together. Choose a second input for it.", kind=row.kind)
    if row.kind == "Add" and len(set(shapes)) > 1:
        raise DraftError(
            "Add takes inputs of one and the same shape, but gets {given}. Choose other inputs, or bring one to the "
            "shape of the other, for instance with a convolution of kernel 1.",
            given=told,
        )
    if row.kind == "Concat" and len({(len(shape), shape[1:]) for shape in shapes}) > 1:
        raise DraftError(
            "Concat takes maps of one height and width, or only vectors, but gets {given}. Choose other inputs, or "
            "bring one to the size of the other.",
            given=told,
        )


def _arguments(row: DraftRow, shape: Shape, forced: Mapping[str, int]) -> dict[str, Any]:
    """The arguments of the engine's layer: what is set, and what follows."""
    arguments: dict[str, Any] = {**row.settings, **forced}
    follows = KINDS[row.kind].follows
    if follows:
        arguments[follows] = shape[0]
    if arguments.get("padding") == "same":  # at any stride, where the engine's own word wants stride 1
        kernel, dilation = (pair(arguments[name], name) for name in ("kernel_size", "dilation"))
        arguments["padding"] = same_padding(kernel, dilation)
    return arguments


def _held(kind: str, arguments: Mapping[str, Any], before: int) -> int:
    """How many weights the layer holds; LayerError where they, with those `before`, are too many."""
    held = sum(math.prod(shape) for shape in weight_shapes(kind, arguments).values())
    if before + held > MOST_WEIGHTS:
        raise LayerError(
            "With this layer the network asks for {count} weights; at most {most} can be held. Give it fewer kernels "
            "or units, or make the maps before it smaller.",
            count=f"{before + held:,}", most=f"{MOST_WEIGHTS:,}",
        )  # fmt: skip
    return held


def _jump_after(layer: Layer | Merge, jumps: Sequence[Jump | None], shape: Shape) -> Jump | None:
    """How many cells of the picture lie between two neighbours of the output; None where that is not one number."""
    first = jumps[0]
    if first is None or layer.reach is None or len(shape) != 3 or any(jump != first for jump in jumps):
        return None
    if isinstance(layer, ConvTranspose2D):
        rows, columns = layer.window.stride
        return (first[0] / rows, first[1] / columns)
    rows, columns = layer.reach.stride
    return (first[0] * rows, first[1] * columns)


def _checked_ends(lines: list[DraftLine], classes: int) -> tuple[DraftLine, ...]:
    """The lines, with what can be said only when all are known: outputs that nobody takes, and the last one."""
    used = {name for line in lines for name in line.row.inputs}
    for index, line in enumerate(lines[:-1]):
        if line.works and line.row.name not in used:
            problem = tr("No row takes what it gives. Choose it as an input further down, or remove it.")
            lines[index] = replace(line, problem=problem)
    if lines and lines[-1].works:
        lines[-1] = _checked_last(lines[-1], classes)
    return tuple(lines)


def _checked_last(line: DraftLine, classes: int) -> DraftLine:
    shape = line.shape or ()
    if classes and shape != (classes,):
        return replace(
            line,
            problem=tr(
                "The network ends with {shape}, but there are {classes} classes, and it must give one number for each. "
                "Add the output layer.",
                shape=size(*shape), classes=classes,
            ),
        )  # fmt: skip
    if line.row.kind in ("Softmax", "LogSoftmax"):
        return replace(line, note=tr("Training makes probabilities by itself: without this row it learns better."))
    if classes and line.row.kind in KEEPING:
        return replace(
            line, note=tr("The scores of the classes go through it: at its end a network does better without.")
        )
    return line
