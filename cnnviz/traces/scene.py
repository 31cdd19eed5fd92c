"""What a page shows of one operation: panels of numbers, and one frame after another that says what meets what.

Every operation, forward and backward, is a `Scene`. The painter, the stage, the arithmetic line and the exports know
scenes only; what a convolution or a pooling is, they do not know.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.floating[Any]]
Flags = npt.NDArray[np.bool_]
WHOLE = slice(None)


class Place(NamedTuple):
    """A cell: the key of its panel, which of the panel's grids, row and column (of the padded picture, if padded)."""

    panel: str
    grid: int
    row: int
    column: int


class Border(NamedTuple):
    """Where the picture lies inside its padding, and what the padding is made of.

    `mode` is a padding mode of the engine; ``"cut"`` is padding that is thrown away (the border of a gradient, what a
    transposed convolution lays beyond its output).
    """

    top: int
    left: int
    height: int
    width: int
    mode: str = "zeros"

    def inside(self, row: int, column: int) -> bool:
        """Whether a cell of the padded grid belongs to the picture."""
        return self.top <= row < self.top + self.height and self.left <= column < self.left + self.width


@dataclass(frozen=True, eq=False, repr=False)
class Panel:
    """One thing that is shown, as `count` grids of `rows` × `columns` cells side by side.

    - `role` gives its colour: ``"input"``, ``"kernel"``, ``"output"`` or ``"plain"``.
    - `zone` is where it belongs: ``"in"`` (large, what comes in), ``"middle"`` (small: kernel, patch, products) or
      ``"out"`` (large, what comes out).
    - `content`: ``"fixed"`` is the same in every frame, ``"variant"`` the same in all frames of one `Frame.variant`,
      ``"changing"`` is `Frame.parts`, ``"growing"`` appears bit by bit, as `Frame.grown` says.
    - `scale`: ``"picture"`` (black is `low`, white is `high`; three grids are red, green and blue), ``"maps"`` or
      ``"weights"`` (zero in the middle, from -`high` to `high`), ``"magnitudes"`` (maps that cannot be negative, from 0
      to `high`).
    - `facts` stand beside the title, from long to short; the longest that fits is shown.
    - `decimals` is how many decimals say the numbers in full (0 to 2), None where 2 do not.
    - `optional` panels may be left out where the same numbers can be read elsewhere (the patch, in a large input).
    """

    key: str
    title: str
    role: str
    zone: str
    count: int
    rows: int
    columns: int
    content: str
    scale: str = "maps"
    low: float = 0.0
    high: float = 1.0
    decimals: int | None = None
    names: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    border: Border | None = None
    reached: tuple[Flags, Flags] | None = None
    editable: bool = False
    optional: bool = False

    @property
    def is_maps(self) -> bool:
        """Whether its numbers are those of maps, negative ones or not."""
        return self.scale in ("maps", "magnitudes")

    @property
    def lowest(self) -> float:
        """Where its colours begin; they end with `high`."""
        return {"picture": self.low, "magnitudes": 0.0}.get(self.scale, -self.high)

    def name(self, grid: int) -> str:
        """What one of the grids is called; empty where it needs no name."""
        return self.names[grid] if self.names else ""


class Outline(NamedTuple):
    """A frame around `rows` × `columns` cells of a grid, of which every `step`-th is meant (dilation)."""

    panel: str
    grid: int
    row: int
    column: int
    rows: int
    columns: int
    role: str
    step: tuple[int, int] = (1, 1)


class Lit(NamedTuple):
    """Cells that are lit up because they belong to what is pointed at: where `rows` and `columns` cross.

    `strong` ones are outlined, the others only tinted.
    """

    panel: str
    grid: int
    rows: Sequence[int] | range
    columns: Sequence[int] | range
    role: str
    strong: bool = True


class Read(NamedTuple):
    """A growing panel that fills in reading order, grid after grid: all is there up to and with this cell.

    Column -1 is before the row's first cell: (0, 0, -1) where nothing is there yet.
    """

    grid: int
    row: int
    column: int


@dataclass(frozen=True, eq=False, repr=False)
class Added:
    """A growing panel to whose cells is added again and again.

    Rows before `first` are as ``Scene.values(key, variant=variant)`` says (all of this variant has been added there),
    rows from ``first + values.shape[1]`` on as ``variant - 1`` says (nothing of it yet; -1 is the start), and
    `values` (count, n, columns) are the rows between.
    """

    first: int
    values: Array
    variant: int


class Group(NamedTuple):
    """Terms that belong together, with a name where there are several such groups.

    `left` and `right` (n,) are the factors of each product. A sum without products has no `right`.
    `before` and `after` (n,) are there where each product is added to a cell of its own.
    """

    name: str
    left: Array
    right: Array | None
    total: float
    before: Array | None = None
    after: Array | None = None


class Step(NamedTuple):
    """What happens to a sum afterwards: a name ("ReLU") and the value it leaves.

    A step `of_several` takes more numbers than this one (a pooling).
    """

    name: str
    value: float
    of_several: bool = False


@dataclass(frozen=True, eq=False, repr=False)
class Sum:
    """The arithmetic of a frame.

    `kind` is one of

    - ``"products"``: each group's ``left · right`` adds up to its `total`; all totals, and `bias` where there is one,
      make `result`;
    - ``"mean"``: the sum of `left`, divided by `divisor`, is `result`;
    - ``"maximum"``: the largest of `left` is `result`; `winner` is its place among the terms;
    - ``"scatter"``: each ``before + left · right = after``, cell by cell; `result` is the factor that is spread;
    - ``"point"``: `left` (one number) becomes `result`; where there is a `right`, ``left · right = result``;
    - ``"shares"`` (softmax): each group is a score `left` (one number) and, as its `total`, e to the power of it after
      the largest score is taken off; that of group `winner`, divided by the sum of all, is `result`.

    `steps` are what is done to the sum after that (activation): the last one's value is the cell's final number,
    `outcome`. `panel` names the panel whose cells the terms are, `columns` wide, group after group its grids; its first
    grid is that of group `first`, and those of groups before and of some after it are not seen.
    `title` says in words what is computed ("output (4, 4)").
    """

    kind: str
    title: str
    groups: tuple[Group, ...]
    result: float
    bias: float | None = None
    divisor: int = 1
    winner: int = -1
    steps: tuple[Step, ...] = ()
    panel: str = ""
    columns: int = 1
    first: int = 0
    left_role: str = "input"
    right_role: str = "kernel"

    @property
    def outcome(self) -> float:
        """The number that the frame is about."""
        return self.steps[-1].value if self.steps else self.result


@dataclass(frozen=True, eq=False, repr=False)
class Frame:
    """One step. `variant` chooses what ``"variant"`` panels hold (the filter, the channel); -1 is none.

    `position` is the cell the step is about, in the panel ``Scene.target``: (grid, row, column).
    `parts` holds the numbers (count, rows, columns) of ``"changing"`` panels, `grown` the state of growing ones,
    `facts` what is said beside the titles of panels now, from long to short, after their own facts.
    """

    index: int
    variant: int
    position: tuple[int, int, int]
    sum: Sum
    parts: Mapping[str, Array] = field(default_factory=dict)
    outlines: tuple[Outline, ...] = ()
    grown: Mapping[str, Read | Added] = field(default_factory=dict)
    facts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Edit(NamedTuple):
    """A number that a person may change: of the ``"image"``, ``"kernel"``, ``"bias"`` or ``"upstream"``.

    `at` is its place in that array, as the scenario has it ((F, C, KH, KW) for a kernel); `value` what it is now.
    """

    part: str
    at: tuple[int, ...]
    value: float


class Scene(ABC):
    """All frames of one operation on one input. A frame is computed when it is asked for.

    `target` is the key of the panel that the frames fill, `source` of the one their window moves over; `row_length` is
    how many frames make a row of the film (↑ and ↓ go so far). `channels` are those that are seen, of so many, where
    there are too many to look at; the first of all has the number `channels_from`.
    """

    panels: tuple[Panel, ...]
    length: int
    row_length: int
    target: str = "output"
    source: str = "input"
    channels: tuple[range, int] | None = None
    channels_from: int = 1

    @abstractmethod
    def frame(self, index: int) -> Frame:
        """Frame `index`; it costs as much as its window is large. IndexError outside 0 … length - 1."""

    @abstractmethod
    def values(self, key: str, rows: slice = WHOLE, columns: slice = WHOLE, variant: int = 0) -> Array:
        """Numbers (count, rows, columns) of a panel, of those rows and columns only.

        For a fixed panel its numbers, for a variant one those of `variant`, for a growing one the last it will show
        (one that is added to: when `variant` has been added). A picture that is drawn small asks for every fourth
        row, say, and then no others are computed. KeyError for a changing panel.
        """

    @abstractmethod
    def links(self, place: Place, frame: Frame) -> tuple[Lit, ...]:
        """What belongs to the cell pointed at, in all panels: the cell itself too."""

    @abstractmethod
    def describe(self, place: Place, frame: Frame) -> str:
        """The cell in words, with its value: one line."""

    @abstractmethod
    def index_at(self, place: Place, frame: Frame) -> int | None:
        """The frame that a click on a cell leads to; None where a click leads nowhere."""

    def edit_at(self, place: Place, frame: Frame) -> Edit | None:
        """What would be changed by typing into the cell; None where nothing can be typed."""
        return None

    def turned_to(self, index: int) -> "Scene":
        """The same scene with those channels seen that frame `index` is about; itself where they are."""
        return self

    def panel(self, key: str) -> Panel:
        """The panel of that name; KeyError where there is none."""
        for panel in self.panels:
            if panel.key == key:
                return panel
        raise KeyError(key)
