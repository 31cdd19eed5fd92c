"""Where the panels of a convolution lie: pure arithmetic, so that nothing is cut off and no room is wasted.

Of several arrangements, the one with the largest cells is taken (`panel_plans` knows them). Cells have whole pixels
once they are large enough to be seen.
"""

from collections.abc import Sequence

from cnnviz.traces.grids import GAP, HEAD, HEADING, LEGEND, NARROWEST, NEAR, READABLE, SHORT, Grid, Panels, Sizes
from cnnviz.traces.panel_plans import Plan, kernel_block, plans, score, tower_width


def arrange(sizes: Sizes, width: float, height: float) -> Panels:
    """The panels with the largest cells that fit `width` × `height` pixels.

    Where the numbers of the input can be read in place, there is no separate panel for the patch; nor where the
    input would shrink to a stamp for it.
    """
    width, height = max(width - 2, 400.0), max(height - 2, 240.0)
    found = [plan for plan in plans(sizes, width, height, 2) if plan.input_cell >= READABLE]
    found = found or [plan for plan in plans(sizes, width, height, 3) if _is_seen(sizes, plan)]
    found = found or list(plans(sizes, width, height, 2))
    best = max(found, key=lambda plan: score(plan, sizes.channels), default=None)
    builders = {"beside": _beside, "tower": _tower, "below": _below, "top": _top, "under": _under}
    best = best or Plan("beside", 2, 1.0, 4.0, 1.0)
    return builders[best.arrangement](sizes, best, width)


def _is_seen(sizes: Sizes, plan: Plan) -> bool:
    """Whether an input is large enough to be recognised, where it can be."""
    return plan.input_cell * max(sizes.input) >= SHORT or plan.input_cell >= READABLE


def _beside(sizes: Sizes, plan: Plan, width: float) -> Panels:
    """Inputs, kernels over products, output: from left to right."""
    wide = sizes.channels * (sizes.input[1] * plan.input_cell + NEAR) - NEAR
    block = kernel_block(sizes, plan.kernel_cell)
    output_width = max(sizes.output[1] * plan.output_cell, NARROWEST)
    gap = min(max(GAP, (width - wide - block - output_width) / 2), 3 * GAP)
    left = wide + gap
    across = (block + NEAR) / sizes.channels
    down = sizes.kernel[0] * plan.kernel_cell + HEAD + NEAR
    stacks = [
        [_kernel_grid(sizes, plan, left + i * across, HEAD + j * down, across - NEAR) for i in range(sizes.channels)]
        for j in range(plan.stacks)
    ]
    return _panels(_inputs(sizes, plan), stacks, _output(sizes, plan, left + block + gap, HEAD, width))


def _tower(sizes: Sizes, plan: Plan, width: float) -> Panels:
    """The input at the left; at its right kernel and products, and the output below them."""
    wide = sizes.input[1] * plan.input_cell
    stacked = plan.stacks * sizes.kernel[1] * plan.kernel_cell + (plan.stacks - 1) * NEAR
    right = max(tower_width(sizes, plan.stacks, plan.kernel_cell), sizes.output[1] * plan.output_cell)
    left = wide + min(max(GAP, (width - wide - right) / 2), 2 * GAP)
    spare = min(width - left - stacked, (plan.stacks - 1) * 2 * GAP) / (plan.stacks - 1)
    across = sizes.kernel[1] * plan.kernel_cell + NEAR + max(0.0, spare)
    stacks = [[_kernel_grid(sizes, plan, left + j * across, HEAD, across - 8)] for j in range(plan.stacks)]
    stacks[-1] = [_kernel_grid(sizes, plan, stacks[-1][0].x, HEAD, width - stacks[-1][0].x)]
    top = 2 * HEAD + NEAR + sizes.kernel[0] * plan.kernel_cell
    return _panels(_inputs(sizes, plan), stacks, _output(sizes, plan, left, top, width))


def _below(sizes: Sizes, plan: Plan, width: float) -> Panels:
    """The inputs above; kernels, products and output below them."""
    top = 2 * HEAD + sizes.input[0] * plan.input_cell + NEAR
    across = max(sizes.kernel[1] * plan.kernel_cell, SHORT) + NEAR
    group = plan.stacks * across - NEAR + GAP
    stacks = [
        [_kernel_grid(sizes, plan, i * group + j * across, top, across - NEAR) for i in range(sizes.channels)]
        for j in range(plan.stacks)
    ]
    return _panels(_spread_inputs(sizes, plan, width), stacks, _output(sizes, plan, sizes.channels * group, top, width))


def _top(sizes: Sizes, plan: Plan, width: float) -> Panels:
    """Inputs and output above, a group of patch, kernel and products per channel below."""
    wide = sizes.channels * (sizes.input[1] * plan.input_cell + NEAR) - NEAR
    output_width = max(sizes.output[1] * plan.output_cell, NARROWEST)
    spare = min(max(0.0, width - wide - GAP - output_width) / sizes.channels, GAP)
    inputs = _inputs(sizes, plan, spare)
    last = inputs[-1]
    output = _output(sizes, plan, last.x + last.width + max(GAP, spare), HEAD, width)
    top = 2 * HEAD + NEAR + max(last.height, output.height + LEGEND)
    cell = sizes.kernel[1] * plan.kernel_cell
    group = (width + GAP) / sizes.channels
    last_wide = max(cell, HEADING)
    across = min((group - GAP - last_wide) / max(1, plan.stacks - 1), cell + 2 * GAP)
    heads = [across - 8] * (plan.stacks - 1) + [group - GAP - (plan.stacks - 1) * across]
    stacks = [
        [_kernel_grid(sizes, plan, i * group + j * across, top, heads[j]) for i in range(sizes.channels)]
        for j in range(plan.stacks)
    ]
    return _panels(inputs, stacks, output)


def _under(sizes: Sizes, plan: Plan, width: float) -> Panels:
    """The inputs above; below them a column of patch, kernel and products per channel, and the output beside these."""
    top = 2 * HEAD + sizes.input[0] * plan.input_cell + NEAR
    across = max(sizes.kernel[1] * plan.kernel_cell, HEADING) + GAP
    down = sizes.kernel[0] * plan.kernel_cell + HEAD + NEAR
    stacks = [
        [_kernel_grid(sizes, plan, i * across, top + j * down, across - 8) for i in range(sizes.channels)]
        for j in range(plan.stacks)
    ]
    return _panels(
        _spread_inputs(sizes, plan, width), stacks, _output(sizes, plan, sizes.channels * across, top, width)
    )


def _inputs(sizes: Sizes, plan: Plan, spare: float = 0.0) -> list[Grid]:
    step = sizes.input[1] * plan.input_cell + NEAR + spare
    return [Grid(round(i * step), HEAD, plan.input_cell, *sizes.input, head=step - NEAR) for i in range(sizes.channels)]


def _spread_inputs(sizes: Sizes, plan: Plan, width: float) -> list[Grid]:
    """Inputs that have the whole width for themselves: far enough apart for their headings."""
    wide = sizes.input[1] * plan.input_cell
    room = (width - sizes.channels * wide) / sizes.channels - NEAR
    return _inputs(sizes, plan, max(0.0, min(room, 2 * HEADING - wide)))


def _kernel_grid(sizes: Sizes, plan: Plan, x: float, y: float, head: float) -> Grid:
    return Grid(round(x), round(y), plan.kernel_cell, *sizes.kernel, head=head)


def _output(sizes: Sizes, plan: Plan, x: float, y: float, width: float) -> Grid:
    return Grid(round(x), round(y), plan.output_cell, *sizes.output, head=width - x)


def _panels(inputs: Sequence[Grid], stacks: Sequence[Sequence[Grid]], output: Grid) -> Panels:
    patches = tuple(stacks[0]) if len(stacks) == 3 else ()
    return Panels(tuple(inputs), patches, tuple(stacks[-2]), tuple(stacks[-1]), output)
