"""The arrangements that panels can have: for each, the cell sizes that fit, and how good they are to look at."""

import math
from collections.abc import Iterator
from typing import NamedTuple

from cnnviz.traces.grids import GAP, HEAD, HEADING, LARGEST_CELL, LEGEND, NARROWEST, NEAR, READABLE, SHORT, Sizes

CLICKABLE = 14  # pixels of a weight that can be pointed at with ease
KERNEL_CELLS = (4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 32, 36, 40, 46, 52, 58, 64)


class Plan(NamedTuple):  # hundreds are made for one choice
    """Cell sizes of one arrangement; `stacks` is 2 for kernel and products, 3 with the patch."""

    arrangement: str
    stacks: int
    input_cell: float
    kernel_cell: float
    output_cell: float


def plans(sizes: Sizes, width: float, height: float, stacks: int) -> Iterator[Plan]:
    """All that fits into `width` × `height` pixels."""
    for kernel_cell in KERNEL_CELLS:
        yield from _beside(sizes, width, height, stacks, kernel_cell)
        yield from _below(sizes, width, height, stacks, kernel_cell)
        if sizes.channels == 1:
            yield from _tower(sizes, width, height, stacks, kernel_cell)
        else:
            yield from _top(sizes, width, height, stacks, kernel_cell)
            yield from _under(sizes, width, height, stacks, kernel_cell)


def kernel_block(sizes: Sizes, cell: float) -> float:
    """The width of all kernels side by side; at least what their headings need."""
    least = 150 if sizes.channels == 1 else 72
    return sizes.channels * max(sizes.kernel[1] * cell, least) + (sizes.channels - 1) * NEAR


def tower_width(sizes: Sizes, stacks: int, kernel_cell: float) -> float:
    """The least width of kernel and products side by side, with their headings."""
    return max(NARROWEST, stacks * max(sizes.kernel[1] * kernel_cell, 84) + (stacks - 1) * NEAR)


def _beside(sizes: Sizes, width: float, height: float, stacks: int, kernel_cell: int) -> Iterator[Plan]:
    if stacks * (sizes.kernel[0] * kernel_cell + HEAD) + (stacks - 1) * NEAR > height:
        return
    room = width - kernel_block(sizes, kernel_cell) - 2 * GAP - (sizes.channels - 1) * NEAR
    columns = sizes.channels * sizes.input[1]
    output_height = (height - HEAD - LEGEND) / sizes.output[0]
    by_width = min((room - NARROWEST) / columns, room / (columns + sizes.output[1]))
    cell = _whole(min(by_width, (height - HEAD) / sizes.input[0], output_height))
    output_cell = _whole(min((room - columns * cell) / sizes.output[1], output_height, 2 * cell + 8))
    yield from _plan("beside", stacks, cell, kernel_cell, output_cell)


def _tower(sizes: Sizes, width: float, height: float, stacks: int, kernel_cell: int) -> Iterator[Plan]:
    least = tower_width(sizes, stacks, kernel_cell)
    below = height - 2 * HEAD - NEAR - LEGEND - sizes.kernel[0] * kernel_cell
    largest = (height - HEAD) / sizes.input[0]
    for share in range(35, 101, 5):
        cell = _whole(largest * share / 100)
        room = width - GAP - cell * sizes.input[1]
        output_cell = _whole(min(room / sizes.output[1], below / sizes.output[0], 2 * cell + 8))
        if room >= least:
            yield from _plan("tower", stacks, cell, kernel_cell, output_cell)


def _below(sizes: Sizes, width: float, height: float, stacks: int, kernel_cell: int) -> Iterator[Plan]:
    wide = max(sizes.kernel[1] * kernel_cell, SHORT)
    kernels = sizes.channels * (stacks * wide + (stacks - 1) * NEAR)
    room = width - kernels - sizes.channels * GAP
    largest = (width - (sizes.channels - 1) * NEAR) / sizes.channels / sizes.input[1]
    if room < NARROWEST or stacks * max(sizes.kernel[1] * kernel_cell, 72) > width:
        return
    for share in range(24, 80, 5):
        top = share / 100 * height
        below = height - top - NEAR - HEAD
        cell = _whole(min(largest, (top - HEAD) / sizes.input[0]))
        output_cell = _whole(min(room / sizes.output[1], (below - LEGEND) / sizes.output[0], 2 * cell + 8))
        if sizes.kernel[0] * kernel_cell <= below:
            yield from _plan("below", stacks, cell, kernel_cell, output_cell)


def _top(sizes: Sizes, width: float, height: float, stacks: int, kernel_cell: int) -> Iterator[Plan]:
    group = (width + GAP) / sizes.channels - GAP
    wide = sizes.kernel[1] * kernel_cell
    if (stacks - 1) * (max(wide, SHORT) + 8) + max(wide, HEADING) > group:
        return
    above = height - 2 * HEAD - NEAR - sizes.kernel[0] * kernel_cell
    room = width - (sizes.channels - 1) * NEAR - GAP
    columns = sizes.channels * sizes.input[1]
    largest = min((room - NARROWEST) / columns, above / sizes.input[0])
    for share in range(35, 101, 5):
        cell = _whole(largest * share / 100)
        output_room = room - cell * columns
        output_cell = _whole(min(output_room / sizes.output[1], (above - LEGEND) / sizes.output[0], 2 * cell + 8))
        yield from _plan("top", stacks, cell, kernel_cell, output_cell)


def _under(sizes: Sizes, width: float, height: float, stacks: int, kernel_cell: int) -> Iterator[Plan]:
    columns = sizes.channels * (max(sizes.kernel[1] * kernel_cell, HEADING) + GAP)
    below = stacks * (sizes.kernel[0] * kernel_cell + HEAD) + (stacks - 1) * NEAR
    above = height - below - HEAD - NEAR
    room = width - columns
    if room < NARROWEST or above <= 0:
        return
    largest = min((width - (sizes.channels - 1) * NEAR) / sizes.channels / sizes.input[1], above / sizes.input[0])
    for share in range(35, 101, 5):
        cell = _whole(largest * share / 100)
        rest = height - 2 * HEAD - NEAR - LEGEND - cell * sizes.input[0]
        output_cell = _whole(min(room / sizes.output[1], rest / sizes.output[0], 2 * cell + 8))
        yield from _plan("under", stacks, cell, kernel_cell, output_cell)


def _plan(arrangement: str, stacks: int, cell: float, kernel_cell: float, output_cell: float) -> Iterator[Plan]:
    """The plan, if anything is left to be seen."""
    if cell > 0 and output_cell > 0:
        yield Plan(arrangement, stacks, cell, kernel_cell, output_cell)


def score(plan: Plan, channels: int) -> float:
    """Larger cells are better, up to a size at which nothing is gained; numbers that cannot be read cost extra."""
    kernel_cell = plan.kernel_cell
    kernel = math.log(min(kernel_cell, 46)) + 0.3 * math.log(kernel_cell) - (0.0 if kernel_cell >= READABLE else 1.5)
    kernel -= 2 * max(0.0, math.log(CLICKABLE / kernel_cell))
    weight = 1.3 + 0.6 * (channels - 1)
    return weight * math.log(min(plan.input_cell, 44)) + 0.9 * math.log(min(plan.output_cell, 40)) + 0.7 * kernel


def _whole(cell: float) -> float:
    return min(float(math.floor(cell)), LARGEST_CELL) if cell >= 2 else cell
