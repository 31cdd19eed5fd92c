"""The headings of the panels of a convolution: every picture carries its name, its size and its range."""

from typing import NamedTuple

from PySide6.QtGui import QPainter

from cnnviz.text import tr
from cnnviz.traces.convolution import ConvolutionFrame, ConvolutionTrace
from cnnviz.traces.grids import Panels
from cnnviz.ui.numbers import number, size
from cnnviz.ui.painting.cells import telling_decimals, trimmed
from cnnviz.ui.painting.headings import paint_heading
from cnnviz.ui.theme import Theme


class Ranges(NamedTuple):
    """What the colours span: `low` is black and `high` white in the input, the others go from minus to plus."""

    low: float
    high: float
    kernel: float
    products: float
    output: float


def channel_names(channels: int) -> tuple[str, ...]:
    """What the channels of a picture are called; a grey one needs no name."""
    return (tr("red"), tr("green"), tr("blue")) if channels == 3 else ("",) * channels


def paint_fixed_headings(
    painter: QPainter, panels: Panels, trace: ConvolutionTrace, ranges: Ranges, theme: Theme
) -> None:
    """Above kernels, products and patches."""
    setup = trace.setup
    names = channel_names(setup.image.shape[0])
    weights, products = (f"±{trimmed(limit, telling_decimals(limit))}" for limit in (ranges.kernel, ranges.products))
    kernel_size = size(*setup.window.kernel)
    for channel, name in enumerate(names):
        start = f"{name}, " if name else ""
        facts = [f"{start}{kernel_size}, {weights}", f"{start}{weights}", name]
        paint_heading(painter, panels.kernels[channel], tr("Kernel"), facts, theme.kernel, theme.muted)
        facts = [start + tr("patch × kernel, {limit}", limit=products), f"{start}{products}", name]
        paint_heading(painter, panels.products[channel], tr("Products"), facts, theme.text, theme.muted)
        if panels.patches:
            facts = [start + tr("what the window sees"), name]
            paint_heading(painter, panels.patches[channel], tr("Patch"), facts, theme.input, theme.muted)


def paint_changing_headings(
    painter: QPainter, panels: Panels, trace: ConvolutionTrace, frame: ConvolutionFrame, ranges: Ranges, theme: Theme
) -> None:
    """Above input and output: where the window is and what came out."""
    setup = trace.setup
    names = channel_names(setup.image.shape[0])
    facts = _input_facts(trace, frame, ranges)
    if len(names) == 1:
        sizes, padded, place = facts
        tail = [fact[0] for fact in (padded, place) if fact[0]]
        facts = [[*(" · ".join([start, *tail]) for start in sizes), f"{sizes[1]} · {place[1]}"]]
    for grid, name, fact in zip(panels.inputs, names, facts, strict=True):
        title = tr("Input {channel}", channel=name) if name else tr("Input")
        paint_heading(painter, grid, title, fact, theme.input, theme.muted)
    _, row, column = frame.position
    decimals = telling_decimals(ranges.output)
    value = tr("pixel ({row}, {column}) = {value}", row=row, column=column, value=number(frame.result, decimals))
    output_facts = [f"{size(*trace.output.shape[1:])} · {value}", value, size(*trace.output.shape[1:])]
    paint_heading(painter, panels.output, tr("Output"), output_facts, theme.output, theme.muted)


def _input_facts(trace: ConvolutionTrace, frame: ConvolutionFrame, ranges: Ranges) -> list[list[str]]:
    """Size, padded size, place of the window, each from long to short: with three channels, one above each."""
    setup = trace.setup
    row, column = frame.origin
    ends = {"low": trimmed(ranges.low), "high": trimmed(ranges.high)}
    brightness = tr("dark {low}, bright {high}", **ends)
    if len(setup.image) == 1:
        brightness = tr("black {low}, white {high}", **ends)
    padded = size(*trace.padded.shape[1:]) if any(setup.window.padding) else ""
    return [
        [f"{size(*setup.size)}, {brightness}", size(*setup.size)],
        [tr("padded to {size}", size=padded), padded] if padded else [""],
        [tr("window at its row {row}, column {column}", row=row, column=column) if padded
         else tr("window at row {row}, column {column}", row=row, column=column),
         tr("window ({row}, {column})", row=row, column=column)],
    ]  # fmt: skip
