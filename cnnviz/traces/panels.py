"""Where the panels of a convolution lie and how large their cells are: pure arithmetic, so that nothing is cut off.

Two arrangements are tried and the one with the larger cells is taken: everything in one row, or the input channels
above and kernels, products and output below. Cells have whole pixels once they are large enough to be seen.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from cnnviz.engine.geometry import Pair

HEAD = 26  # room for a panel's heading
GAP = 24  # between different things
NEAR = 14  # between things of a kind
LEGEND = 30  # below the output
NARROWEST = 190  # a panel whose heading must be read
READABLE = 24  # cells from this size on carry numbers
LARGEST_CELL = 72


@dataclass(frozen=True)
class Grid:
    """Equal cells at a place: `x`, `y`, `cell` in pixels. `head` is the room its heading may take."""

    x: float
    y: float
    cell: float
    rows: int
    columns: int
    head: float = 0.0

    @property
    def width(self) -> float:
        return self.columns * self.cell

    @property
    def height(self) -> float:
        return self.rows * self.cell

    def cell_at(self, x: float, y: float) -> Pair | None:
        """(row, column) of the cell under a point, or None outside."""
        row, column = math.floor((y - self.y) / self.cell), math.floor((x - self.x) / self.cell)
        return (row, column) if 0 <= row < self.rows and 0 <= column < self.columns else None

    def corner(self, row: float, column: float) -> tuple[float, float]:
        """Left and top of a cell, in pixels."""
        return self.x + column * self.cell, self.y + row * self.cell


@dataclass(frozen=True)
class Sizes:
    """What is to be shown: channels, and (rows, columns) of padded input, kernel and output."""

    channels: int
    input: Pair
    kernel: Pair
    output: Pair


@dataclass(frozen=True)
class Panels:
    """One grid per channel, and one for the output. `patches` is empty where the input's own numbers can be read."""

    inputs: tuple[Grid, ...]
    patches: tuple[Grid, ...]
    kernels: tuple[Grid, ...]
    products: tuple[Grid, ...]
    output: Grid


@dataclass(frozen=True)
class _Plan:
    """Cell sizes of one way to arrange the panels, and how good it is."""

    score: float
    beside: bool
    stacks: int
    input_cell: float
    kernel_cell: float
    output_cell: float


def arrange(sizes: Sizes, width: float, height: float) -> Panels:
    """The panels with the largest cells that fit `width` × `height` pixels."""
    width, height = max(width, 400.0), max(height, 240.0)
    plans = [plan for stacks in (2, 3) for plan in _plans(sizes, width, height, stacks)]
    readable = [plan for plan in plans if plan.stacks == 2 and plan.input_cell >= READABLE]
    magnified = [plan for plan in plans if plan.stacks == 3]
    best = max(readable or magnified or plans, key=lambda plan: plan.score, default=None)
    if best is None:
        best = _Plan(0.0, True, 2, 1.0, 4.0, 1.0)
    return _beside(sizes, best, width) if best.beside else _below(sizes, best, width)


def _plans(sizes: Sizes, width: float, height: float, stacks: int) -> Iterator[_Plan]:
    for kernel_cell in range(6, 65, 2):
        yield from _plans_beside(sizes, width, height, stacks, kernel_cell)
        yield from _plans_below(sizes, width, height, stacks, kernel_cell)


def _plans_beside(sizes: Sizes, width: float, height: float, stacks: int, kernel_cell: int) -> Iterator[_Plan]:
    if stacks * (sizes.kernel[0] * kernel_cell + HEAD) + (stacks - 1) * NEAR > height:
        return
    room = width - _kernel_block(sizes, kernel_cell) - 2 * GAP - (sizes.channels - 1) * NEAR
    columns = sizes.channels * sizes.input[1]
    cell = _whole(
        min(
            (room - NARROWEST) / columns,
            room / (columns + sizes.output[1]),
            (height - HEAD) / sizes.input[0],
            (height - HEAD - LEGEND) / sizes.output[0],
        )
    )
    output_cell = _whole(
        min((room - columns * cell) / sizes.output[1], (height - HEAD - LEGEND) / sizes.output[0], 2 * cell + 8)
    )
    if cell > 0 and output_cell > 0:
        score = _score(cell, kernel_cell, output_cell)
        yield _Plan(score, True, stacks, cell, kernel_cell, output_cell)


def _plans_below(sizes: Sizes, width: float, height: float, stacks: int, kernel_cell: int) -> Iterator[_Plan]:
    kernels = sizes.channels * (stacks * sizes.kernel[1] * kernel_cell + (stacks - 1) * NEAR)
    output_room = width - kernels - sizes.channels * GAP
    if output_room < NARROWEST:
        return
    largest = (width - (sizes.channels - 1) * NEAR) / sizes.channels / sizes.input[1]
    for share in range(20, 80, 3):
        top = share / 100 * height
        below = height - top - GAP - HEAD
        cell = _whole(min(largest, (top - HEAD) / sizes.input[0]))
        output_cell = _whole(min(output_room / sizes.output[1], (below - LEGEND) / sizes.output[0], 2 * cell + 8))
        if cell > 0 and output_cell > 0 and sizes.kernel[0] * kernel_cell <= below:
            yield _Plan(_score(cell, kernel_cell, output_cell), False, stacks, cell, kernel_cell, output_cell)


def _score(input_cell: float, kernel_cell: float, output_cell: float) -> float:
    """Larger is better, up to a size at which nothing is gained; numbers that cannot be read cost extra."""
    kernel = math.log(min(kernel_cell, 46)) - (0.0 if kernel_cell >= READABLE else 0.4)
    return 1.3 * math.log(min(input_cell, 44)) + 0.9 * math.log(min(output_cell, 40)) + 0.7 * kernel


def _whole(cell: float) -> float:
    return min(float(math.floor(cell)), LARGEST_CELL) if cell >= 2 else cell


def _kernel_block(sizes: Sizes, cell: float) -> float:
    least = 150 if sizes.channels == 1 else 60
    return sizes.channels * max(sizes.kernel[1] * cell, least) + (sizes.channels - 1) * NEAR


def _beside(sizes: Sizes, plan: _Plan, width: float) -> Panels:
    step = sizes.input[1] * plan.input_cell + NEAR
    rows, columns = sizes.kernel
    inputs = tuple(Grid(i * step, HEAD, plan.input_cell, *sizes.input, head=step - NEAR) for i in range(sizes.channels))
    block = _kernel_block(sizes, plan.kernel_cell)
    used = sizes.channels * step - NEAR + block + sizes.output[1] * plan.output_cell
    gap = min(max(GAP, (width - used) / 2), 3 * GAP)
    left = sizes.channels * step - NEAR + gap
    across = (block + NEAR) / sizes.channels
    down = rows * plan.kernel_cell + HEAD + NEAR
    stacks = [
        tuple(
            Grid(left + i * across, HEAD + j * down, plan.kernel_cell, rows, columns, head=across - NEAR)
            for i in range(sizes.channels)
        )
        for j in range(plan.stacks)
    ]
    right = left + block + gap
    output = Grid(right, HEAD, plan.output_cell, *sizes.output, head=width - right)
    return _panels(inputs, stacks, output)


def _below(sizes: Sizes, plan: _Plan, width: float) -> Panels:
    input_width = sizes.input[1] * plan.input_cell
    spare = width - sizes.channels * input_width - (sizes.channels - 1) * NEAR
    step = input_width + NEAR + (min(spare / (sizes.channels - 1), 2 * GAP) if sizes.channels > 1 else 0)
    inputs = tuple(
        Grid(i * step, HEAD, plan.input_cell, *sizes.input, head=max(step - NEAR, NARROWEST))
        for i in range(sizes.channels)
    )
    top = 2 * HEAD + sizes.input[0] * plan.input_cell + NEAR
    rows, columns = sizes.kernel
    across = columns * plan.kernel_cell + NEAR
    group = plan.stacks * across - NEAR + GAP
    stacks = [
        tuple(
            Grid(i * group + j * across, top, plan.kernel_cell, rows, columns, head=across - NEAR)
            for i in range(sizes.channels)
        )
        for j in range(plan.stacks)
    ]
    left = sizes.channels * group
    return _panels(inputs, stacks, Grid(left, top, plan.output_cell, *sizes.output, head=width - left))


def _panels(inputs: tuple[Grid, ...], stacks: list[tuple[Grid, ...]], output: Grid) -> Panels:
    patches = stacks[0] if len(stacks) == 3 else ()
    return Panels(inputs, patches, stacks[-2], stacks[-1], output)
