"""A network that is being edited: every change gives a new draft, and every draft can say what comes of each row.

Nothing has weights here, and nothing is refused because it does not fit (yet): the row says why it cannot work. What
cannot even be written down (a kernel of 0 cells, a hundred thousand layers) is refused with a DraftError or the
setting's own error.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from cnnviz.engine.arrays import Shape
from cnnviz.engine.description import MOST_LAYERS, VERSION, DescribedLayer, read_description
from cnnviz.engine.graph import INPUT, check_name
from cnnviz.scenarios.draft_lines import DraftError, DraftLine, lines_of
from cnnviz.scenarios.draft_rows import DraftRow, Rows, above, free_name, put_in, renamed, taken_out
from cnnviz.scenarios.layer_kinds import KEEPING, KINDS, MERGES, LayerValue
from cnnviz.text import ExplainedError, tr

TITLE = "network"  # where a description keeps the name, among its info


@dataclass(frozen=True)
class NetworkDraft:
    """Rows from the picture (C, H, W) to one number for each of the class names; the draft's `title` is its name.

    >>> draft = NetworkDraft((), (1, 28, 28), ("cat", "dog"), "mine").add("Conv2D", 0).with_head()
    >>> [(line.row.name, line.shape) for line in draft.lines]
    [('conv1', (16, 28, 28)), ('flatten', (12544,)), ('fc1', (2,))]
    >>> draft.change(0, "kernel_size", 99).change(0, "padding", 0).lines[0].problem[:48]
    'A window of 99 cells (kernel 99, dilation 1) doe'
    """

    rows: Rows
    input_shape: Shape
    class_names: tuple[str, ...] = ()
    title: str = ""

    @classmethod
    def of(cls, description: object) -> "NetworkDraft":
        """The draft of what `Network.describe` gave, or a person wrote; an ExplainedError says what cannot be read.

        What follows from the row before (in_channels …) may be left out, and is computed anyway.
        """
        read = read_description(description)
        rows: list[DraftRow] = []
        for layer in read.layers:
            inputs = layer.inputs or (above(tuple(rows), len(rows)),)
            rows.append(DraftRow(layer.name, layer.kind, _settings_of(layer), inputs))
        return cls(tuple(rows), read.input_shape, read.class_names, read.info.get(TITLE, ""))

    @cached_property
    def lines(self) -> tuple[DraftLine, ...]:
        """What comes of every row."""
        return lines_of(self.rows, self.input_shape, len(self.class_names), self.head)

    @cached_property
    def head(self) -> int | None:
        """The row whose units follow from the number of classes: the dense layer at the end, if there is one."""
        for index in range(len(self.rows) - 1, -1, -1):
            row = self.rows[index]
            if row.kind == "Linear":
                return index if self.class_names else None
            if row.kind not in KEEPING or row.inputs != (above(self.rows, index),):
                return None
        return None

    @property
    def problem(self) -> str:
        """Why the network cannot be used, with the name of the row; "" where it can be."""
        if not self.rows:
            return tr("The network has no layers. Insert one, or start from a known network.")
        line = next((line for line in self.lines if line.problem), None)
        return "" if line is None else tr("{name}: {problem}", name=line.row.name, problem=line.problem)

    @property
    def parameters(self) -> int:
        """Numbers that are learnt, of all rows that work."""
        return sum(line.parameters for line in self.lines)

    @property
    def multiply_adds(self) -> int:
        """Multiplications, each with its addition, for one picture; of all rows that work."""
        return sum(line.multiply_adds for line in self.lines)

    @property
    def lacks_head(self) -> bool:
        """Whether all rows work, but the last does not give one number for each class."""
        fits = all(line.works for line in self.lines[:-1]) and bool(self.lines) and self.lines[-1].shape is not None
        return bool(fits and self.class_names and self.lines[-1].shape != (len(self.class_names),))

    def description(self) -> dict[str, Any]:
        """What `Network.describe` would give, for `Network.from_description`; DraftError where a row cannot work."""
        if self.problem:
            raise DraftError("The network cannot be used as it is. {problem}", problem=self.problem)
        before = (INPUT, *(row.name for row in self.rows))
        told = [{} if line.row.inputs == (source,) else {"inputs": list(line.row.inputs)}
                for line, source in zip(self.lines, before, strict=False)]  # fmt: skip
        layers = [
            {"name": line.row.name, "kind": line.row.kind, **line.arguments, **inputs}
            for line, inputs in zip(self.lines, told, strict=True)
        ]
        return {
            "version": VERSION,
            "input_shape": list(self.input_shape),
            "class_names": list(self.class_names),
            "info": {TITLE: self.title} if self.title else {},
            "layers": layers,
        }

    def with_input(self, class_names: Sequence[str], input_shape: Shape) -> "NetworkDraft":
        """The same rows for other pictures and classes."""
        return replace(self, class_names=tuple(class_names), input_shape=tuple(input_shape))

    def with_title(self, title: str) -> "NetworkDraft":
        return replace(self, title=title)

    def with_head(self) -> "NetworkDraft":
        """The draft with what it lacks at its end: maps laid flat, and a dense layer for the classes."""
        shape = self.lines[-1].shape if self.lines else self.input_shape
        flat = self if shape is not None and len(shape) == 1 else self.add("Flatten", len(self.rows))
        return flat.add("Linear", len(flat.rows))

    def add(self, kind: str, index: int) -> "NetworkDraft":
        """A new layer before the row `index`; DraftError where there are too many."""
        if len(self.rows) >= MOST_LAYERS:
            raise DraftError(
                "The network has {count} layers, and more cannot be had. Remove some first.", count=f"{MOST_LAYERS:,}"
            )
        row = DraftRow(free_name(self.rows, kind), kind, KINDS[kind].new_settings())
        if kind in MERGES:
            row = replace(row, inputs=(row.inputs[0], *self._partners(index)))
        return self._with(put_in(self.rows, index, row))

    def duplicate(self, index: int) -> "NetworkDraft":
        """The row once more, behind itself."""
        draft = self.add(self.rows[index].kind, index + 1)
        row = self.rows[index]
        copy = replace(draft.rows[index + 1], settings=row.settings)
        copy = replace(copy, inputs=(copy.inputs[0], *row.inputs[1:]))
        return draft._with((*draft.rows[: index + 1], copy, *draft.rows[index + 2 :]))

    def remove(self, index: int) -> "NetworkDraft":
        """The draft without a row."""
        return self._with(taken_out(self.rows, index))

    def move(self, index: int, to: int) -> "NetworkDraft":
        """The row `index` at the place `to`, linked to its new neighbours; the same draft where it is there already."""
        to = min(max(to, 0), len(self.rows) - 1)
        return self if index == to else self._with(put_in(taken_out(self.rows, index), to, self.rows[index]))

    def change(self, index: int, setting: str, value: object) -> "NetworkDraft":
        """Another value of a setting; SettingError says what is allowed."""
        row = self.rows[index]
        good = KINDS[row.kind].setting(setting).setting.check(value)
        return self._with_row(index, replace(row, settings={**row.settings, setting: good}))

    def rename(self, index: int, name: str) -> "NetworkDraft":
        """Another name for a row, also where others take its output; an ExplainedError where it cannot be called so."""
        old = self.rows[index].name
        check_name(name, [row.name for place, row in enumerate(self.rows) if place != index])
        draft = self._with_row(index, replace(self.rows[index], name=name))
        return self._with((*draft.rows[: index + 1], *renamed(draft.rows[index + 1 :], old, name)))

    def link(self, index: int, inputs: Sequence[str]) -> "NetworkDraft":
        """What a row takes: names of rows above, or "input"; DraftError for others, or for none."""
        offered = self.sources(index)
        for name in inputs or ("",):
            if name not in offered:
                raise DraftError(
                    "“{name}” cannot be an input here; choose among: {offered}.",
                    name=name, offered=", ".join(offered),
                )  # fmt: skip
        return self._with_row(index, replace(self.rows[index], inputs=tuple(inputs)))

    def sources(self, index: int) -> tuple[str, ...]:
        """What a row could take: the picture and the rows above it."""
        return (INPUT, *(row.name for row in self.rows[:index]))

    def _partners(self, index: int) -> tuple[str, ...]:
        """A second input for a merge at `index`: the nearest other output of the shape that the row above gives."""
        lines = self.lines[:index]
        shapes = {INPUT: self.input_shape} | {line.row.name: line.shape for line in lines if line.shape is not None}
        wanted = shapes.get(above(self.rows, index))
        partner = next((name for name in reversed(self.sources(index)[:-1]) if shapes.get(name) == wanted), None)
        return () if partner is None else (partner,)

    def _with(self, rows: Rows) -> "NetworkDraft":
        return replace(self, rows=rows)

    def _with_row(self, index: int, row: DraftRow) -> "NetworkDraft":
        return self._with((*self.rows[:index], row, *self.rows[index + 1 :]))


def _settings_of(layer: DescribedLayer) -> Mapping[str, LayerValue]:
    """The settings of a described layer, checked; DraftError names the layer."""
    kind = KINDS[layer.kind]
    settings: dict[str, LayerValue] = {}
    for one in kind.settings:
        try:
            settings[one.name] = one.setting.check(layer.arguments.get(one.name, one.setting.default))
        except ExplainedError as error:
            raise DraftError("The layer “{name}” cannot be edited: {reason}", name=layer.name, reason=error) from error
    if kind.word == "pool" and settings["stride"] == settings["kernel_size"]:
        settings["stride"] = None  # it follows when the window changes
    return settings
