"""The three linked panels of a convolution: input with its window, kernel and products, growing output.

What stays the same while the film runs is drawn once into pixmaps; a step draws only the window, the numbers in it and
the part of the output that is there. Its cost does not depend on the size of the picture.
"""

from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen, QPixmap, QRegion

from cnnviz.traces.convolution import ConvolutionFrame, ConvolutionTrace, reached
from cnnviz.traces.grids import HEAD, READABLE, Grid, Panels, Sizes
from cnnviz.traces.panels import arrange
from cnnviz.traces.ranges import rounded_up, symmetric_limit
from cnnviz.ui.fonts import interface_font
from cnnviz.ui.painting.cells import (
    NumberPlan,
    cell_rect,
    exact_decimals,
    grid_rect,
    paint_cells,
    paint_frame,
    paint_guides,
    paint_hatching,
    paint_lines,
    paint_numbers,
    plan_numbers,
    plan_range,
    telling_decimals,
    trimmed,
)
from cnnviz.ui.painting.colours import (
    Scale,
    activation_scale,
    diverging_image,
    fill,
    grey_image,
    paint_legend,
    rgb_image,
    weight_scale,
)
from cnnviz.ui.painting.convolution_headings import Ranges, paint_changing_headings, paint_fixed_headings
from cnnviz.ui.painting.convolution_links import Place, paint_links
from cnnviz.ui.theme import Theme

Values = npt.NDArray[np.floating[Any]]
CHANNEL_ENDS = ((255, 92, 92), (70, 214, 110), (92, 150, 255))
SMALL_WINDOW = 12  # pixels; smaller ones get guide lines


class ConvolutionPicture:
    """Draws the frames of one trace, in one theme, into `width` × `height` pixels.

    `ratio` is the number of device pixels per pixel that the kept pixmaps have.
    """

    def __init__(self, trace: ConvolutionTrace, width: float, height: float, theme: Theme, ratio: float = 1.0) -> None:
        self.trace = trace
        self.theme = theme
        self._width, self._height, self._ratio = width, height, ratio
        setup = trace.setup
        window = setup.window
        padded = trace.padded.shape[1:]
        sizes = Sizes(setup.image.shape[0], (padded[0], padded[1]), window.kernel, window.output_size(setup.size))
        self.panels: Panels = arrange(sizes, width, height)
        self._low = min(0.0, float(setup.image.min()))
        self._high = max(1.0, float(setup.image.max()))
        self.output_limit = rounded_up(symmetric_limit(trace.output))
        self.kernel_limit = symmetric_limit(setup.kernel)
        self.product_limit = rounded_up(self.kernel_limit * max(abs(self._low), abs(self._high)))
        self._ranges = Ranges(self._low, self._high, self.kernel_limit, self.product_limit, self.output_limit)

    def paint(self, painter: QPainter, frame: ConvolutionFrame, hover: Place | None = None) -> None:
        """Draw one frame, with what belongs to the cell under the pointer lit up."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.drawPixmap(0, 0, self._ground)
        self._paint_grown_output(painter, frame)
        self._paint_patches(painter, frame)
        if hover is not None:
            paint_links(painter, self.panels, self.trace, frame, hover, self.theme)
        self._paint_windows(painter, frame)
        paint_changing_headings(painter, self.panels, self.trace, frame, self._ranges, self.theme)

    def changed(self, before: ConvolutionFrame, after: ConvolutionFrame) -> QRegion:
        """Where two frames differ, so that no more than that is painted and sent to the screen."""
        areas = [grid_rect(grid) for grid in (*self.panels.patches, *self.panels.products)]
        window, output = self.trace.setup.window, self.panels.output
        for grid in (*self.panels.inputs, output):
            areas.append(QRectF(grid.x, grid.y - HEAD, max(grid.head, grid.width), HEAD - 3))
        for grid in self.panels.inputs:
            windows = [cell_rect(grid, *frame.origin, *window.span) for frame in (before, after)]
            small = min(windows[0].width(), windows[0].height()) < SMALL_WINDOW
            areas += [grid_rect(grid)] if small else windows
        rows = sorted((before.position[1], after.position[1]))
        if output.cell < SMALL_WINDOW:
            areas.append(grid_rect(output))
        else:
            areas.append(cell_rect(output, rows[0], 0, rows[1] - rows[0] + 1, output.columns))
        region = QRegion()
        for area in areas:
            region += area.toAlignedRect().adjusted(-4, -4, 4, 4)
        return region

    def place_at(self, x: float, y: float) -> Place | None:
        """The cell under a point, in any of the panels."""
        panels = self.panels
        parts = (
            ("input", panels.inputs), ("patch", panels.patches), ("kernel", panels.kernels),
            ("products", panels.products), ("output", (panels.output,)),
        )  # fmt: skip
        for part, grids in parts:
            for channel, grid in enumerate(grids):
                if (cell := grid.cell_at(x, y)) is not None:
                    return Place(part, channel, *cell)
        return None

    @cached_property
    def _product_plan(self) -> NumberPlan | None:
        """The same for all frames, so that nothing jumps: made for the largest product that can occur."""
        setup = self.trace.setup
        largest = symmetric_limit(setup.kernel) * max(abs(self._low), abs(self._high))
        image, kernel = exact_decimals(setup.image), exact_decimals(setup.kernel)
        exact = None if image is None or kernel is None or image + kernel > 2 else image + kernel
        return plan_range(-largest, largest, exact, self.panels.products[0].cell, 1)

    @cached_property
    def _patch_plan(self) -> NumberPlan | None:
        exact = exact_decimals(self.trace.setup.image)
        return plan_range(self._low, self._high, exact, self.panels.patches[0].cell, 1)

    @cached_property
    def _ground(self) -> QPixmap:
        pixmap = self._blank(self._width, self._height)
        painter = QPainter(pixmap)
        self.paint_ground(painter)
        painter.end()
        return pixmap

    @cached_property
    def _whole_output(self) -> QPixmap:
        grid = self.panels.output
        pixmap = self._blank(grid.width + 1, grid.height + 1)
        painter = QPainter(pixmap)
        here = Grid(0, 0, grid.cell, grid.rows, grid.columns)
        values = self.trace.output[0]
        self._paint_values(painter, here, values, self.output_limit, activation_scale(self.theme))
        painter.end()
        return pixmap

    def _blank(self, width: float, height: float) -> QPixmap:
        pixmap = QPixmap(max(1, round(width * self._ratio)), max(1, round(height * self._ratio)))
        pixmap.setDevicePixelRatio(self._ratio)
        pixmap.fill(self.theme.panel)
        return pixmap

    def paint_ground(self, painter: QPainter) -> None:
        """All that no step changes."""
        for channel, grid in enumerate(self.panels.inputs):
            self._paint_input(painter, grid, channel)
        scale = weight_scale(self.theme)
        for grid, weights in zip(self.panels.kernels, self.trace.setup.kernel[0], strict=True):
            self._paint_values(painter, grid, weights, self.kernel_limit, scale, trim=True)
        paint_fixed_headings(painter, self.panels, self.trace, self._ranges, self.theme)
        output = self.panels.output
        fill(painter, grid_rect(output), self.theme.empty)
        paint_lines(painter, output, self.theme.line)
        legend = QRectF(output.x, output.y + output.height + 8, min(max(output.width, 180), output.head), 16)
        colour = self.theme.muted
        decimals = len(trimmed(self.output_limit, telling_decimals(self.output_limit)).partition(".")[2])
        paint_legend(painter, legend, self.output_limit, activation_scale(self.theme), colour, decimals)

    def _paint_input(self, painter: QPainter, grid: Grid, channel: int) -> None:
        setup, theme = self.trace.setup, self.theme
        top, _, left, _ = setup.window.padding
        fill(painter, grid_rect(grid), theme.padding)
        values = setup.image[channel]
        x, y = grid.corner(top, left)
        inside = Grid(x, y, grid.cell, *values.shape)
        image = self._channel_image(values, channel)
        plan = plan_numbers(values, grid.cell, 1) if grid.cell >= READABLE - 4 else None
        if any(setup.window.padding):
            self._paint_border_numbers(painter, grid, plan is not None)
        paint_cells(painter, inside, image, theme.line)
        rows, columns = reached(setup.window, setup.size)
        if not (rows.all() and columns.all()):
            paint_hatching(painter, grid, rows.tolist(), columns.tolist(), theme.unreached)
        paint_numbers(painter, inside, values, image, plan)

    def _paint_border_numbers(self, painter: QPainter, grid: Grid, readable: bool) -> None:
        """The zeros around the picture; the picture itself is painted over the middle."""
        paint_lines(painter, grid, self.theme.line)
        if not readable:
            return
        painter.setFont(interface_font(10))
        painter.setPen(self.theme.muted)
        (height, width), (top, _, left, _) = self.trace.setup.size, self.trace.setup.window.padding
        for row in range(grid.rows):
            for column in range(grid.columns):
                if not (top <= row < top + height and left <= column < left + width):
                    painter.drawText(cell_rect(grid, row, column), Qt.AlignmentFlag.AlignCenter, "0")

    def _channel_image(self, values: Values, channel: int) -> QImage:
        if self.trace.setup.image.shape[0] != 3:
            return grey_image(values, self._low, self._high)
        share = ((values - self._low) / (self._high - self._low)).clip(0, 1)[..., None]
        return rgb_image(np.rint(share * np.array(CHANNEL_ENDS[channel])).astype(np.uint8))

    def _paint_values(
        self, painter: QPainter, grid: Grid, values: Values, limit: float, scale: Scale, trim: bool = False
    ) -> None:
        image = diverging_image(values, limit, scale)
        paint_cells(painter, grid, image, self.theme.line)
        paint_numbers(painter, grid, values, image, plan_numbers(values, grid.cell, 2 if trim else 1, trim))

    def _paint_grown_output(self, painter: QPainter, frame: ConvolutionFrame) -> None:
        """The rows that are complete, then the begun one."""
        grid, (_, row, column) = self.panels.output, frame.position
        for area in (cell_rect(grid, 0, 0, row, grid.columns), cell_rect(grid, row, 0, 1, column + 1)):
            if area.isEmpty():
                continue
            ratio = self._ratio
            source = QRectF(
                (area.x() - grid.x) * ratio, (area.y() - grid.y) * ratio, area.width() * ratio, area.height() * ratio
            )
            painter.drawPixmap(area, self._whole_output, source)

    def _paint_patches(self, painter: QPainter, frame: ConvolutionFrame) -> None:
        scale = activation_scale(self.theme)
        for grid, products in zip(self.panels.products, frame.products, strict=True):
            image = diverging_image(products, self.product_limit, scale)
            paint_cells(painter, grid, image, self.theme.line)
            paint_numbers(painter, grid, products, image, self._product_plan)
        for channel, grid in enumerate(self.panels.patches):
            values = frame.patch[channel]
            image = self._with_padding(self._channel_image(values, channel), frame)
            paint_cells(painter, grid, image, self.theme.line)
            paint_numbers(painter, grid, values, image, self._patch_plan)

    def _with_padding(self, image: QImage, frame: ConvolutionFrame) -> QImage:
        """Padding looks the same in the patch as in the input."""
        image = image.convertToFormat(QImage.Format.Format_RGB32)
        window, size = self.trace.setup.window, self.trace.setup.size
        steps = [
            [start + step * gap - before for step in range(cells)]
            for start, gap, before, cells in zip(
                frame.origin, window.dilation, window.padding[::2], window.kernel, strict=True
            )
        ]
        for y, row in enumerate(steps[0]):
            for x, column in enumerate(steps[1]):
                if not (0 <= row < size[0] and 0 <= column < size[1]):
                    image.setPixelColor(x, y, self.theme.padding)
        return image

    def _paint_windows(self, painter: QPainter, frame: ConvolutionFrame) -> None:
        theme, window = self.theme, self.trace.setup.window
        for grid in self.panels.inputs:
            area = cell_rect(grid, *frame.origin, *window.span)
            if min(area.width(), area.height()) < SMALL_WINDOW:
                paint_guides(painter, grid, area, theme.kernel)
            if window.dilation != (1, 1):
                self._paint_touched(painter, grid, frame)
            paint_frame(painter, area, theme.kernel, theme.panel)
        for grid in self.panels.patches:
            paint_frame(painter, grid_rect(grid), theme.kernel, theme.panel, 1.5)
        output = self.panels.output
        area = cell_rect(output, frame.position[1], frame.position[2])
        if area.width() < SMALL_WINDOW:
            paint_guides(painter, output, area, theme.output)
        paint_frame(painter, area, theme.output, theme.panel)

    def _paint_touched(self, painter: QPainter, grid: Grid, frame: ConvolutionFrame) -> None:
        """The cells that a dilated window really meets."""
        window = self.trace.setup.window
        if grid.cell < 3:
            return
        painter.setPen(QPen(self.theme.kernel, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for ky in range(window.kernel[0]):
            for kx in range(window.kernel[1]):
                row, column = frame.origin[0] + ky * window.dilation[0], frame.origin[1] + kx * window.dilation[1]
                painter.drawRect(cell_rect(grid, row, column).adjusted(1, 1, -1, -1))
