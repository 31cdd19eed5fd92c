"""The gradient of a kernel, weight by weight: of a large picture only that of the weights somebody looks at."""

from functools import cached_property

import numpy as np

from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.convolution_transpose import ConvTranspose2D
from cnnviz.engine.geometry import Pair
from cnnviz.engine.workspace import Workspace
from cnnviz.traces.bordered import BorderedPicture
from cnnviz.traces.reach import cells_met
from cnnviz.traces.scene import WHOLE, Array

WHOLE_AT_ONCE = 8_000_000  # multiply-adds: a few milliseconds
WEIGHTS_SAMPLED = 12


class GatheredWeights:
    """Sums, for each weight, of the cells that it `met` in the padded `picture`, each times its cell of `fixed`.

    For a convolution the picture is the input, and `fixed` is `upstream`; for a transposed one it is the other way
    round. The weight is (fixed maps, picture maps / groups, KH, KW) for both.
    """

    def __init__(self, layer: Conv2D | ConvTranspose2D, image: Array, upstream: Array) -> None:
        self.layer, self._image, self._upstream = layer, image, upstream
        met, self.fixed = (upstream, image) if isinstance(layer, ConvTranspose2D) else (image, upstream)
        self.picture = BorderedPicture(met, layer.window)
        self.count: Pair = (self.fixed.shape[1], self.fixed.shape[2])
        self._known: dict[tuple[int, int, int, int], float] = {}
        self._last: tuple[int, Array] = (-1, self.fixed[0])

    def channels(self, variant: int) -> range:
        """The maps of the picture that the weights of a `variant` meet: those of its group."""
        depth = self.layer.weight.shape[1]
        first = variant // (len(self.fixed) // self.layer.groups) * depth
        return range(first, first + depth)

    def channel(self, variant: int, depth: int) -> int:
        """The map of the picture that a weight meets."""
        return self.channels(variant)[depth]

    def lattice(self, row: int, column: int) -> tuple[range, range]:
        """Rows and columns of the padded picture that a weight meets."""
        return cells_met(self.layer.window, self.count, row, column)

    def met(self, channel: int, row: int, column: int) -> Array:
        """The numbers there, one for each cell of the fixed maps."""
        met: Array = self.picture.cells(*self._lines(row, column), slice(channel, channel + 1))[0]
        return met

    def _lines(self, row: int, column: int) -> tuple[slice, slice]:
        """The same as slices."""
        rows, columns = self.lattice(row, column)
        down, right = self.layer.window.stride
        return slice(rows.start, rows.stop, down), slice(columns.start, columns.stop, right)

    def _padded(self, channel: int) -> Array:
        """A map of the picture with its border: the last that was asked for is kept, as all its weights meet it."""
        if self._last[0] != channel:
            self._last = channel, self.picture.cells(channels=slice(channel, channel + 1))[0]
        return self._last[1]

    def window_at(self, row: int, column: int) -> tuple[range, range]:
        """Rows and columns of the padded picture that all weights together meet for one cell of the fixed maps."""
        window = self.layer.window
        (y, x), (height, width), (down, right) = window.origin(row, column), window.span, window.dilation
        return range(y, y + height, down), range(x, x + width, right)

    def weights_over(self, row: int, column: int) -> tuple[list[int], list[int]]:
        """Rows and columns of the kernel whose weights meet a cell of the padded picture somewhere."""
        over = []
        for axis, place in enumerate((row, column)):
            cells = range(self.layer.window.kernel[axis])
            over.append([cell for cell in cells if place in self.lattice(cell, cell)[axis]])
        return over[0], over[1]

    @cached_property
    def whole(self) -> Array | None:
        """The whole gradient as the layer's way back gives it; None where that would take too long."""
        if self.layer.weight.size * self.count[0] * self.count[1] > WHOLE_AT_ONCE:
            return None
        workspace = Workspace()
        _, saved = self.layer.forward(self._image[..., None], workspace)
        _, gradients = self.layer.backward(self._upstream[..., None], saved, workspace)
        return np.array(gradients["weight"])

    def sample(self) -> Array:
        """So much of the gradient that its range is known."""
        if self.whole is not None:
            return self.whole
        every = -(-self.layer.weight.size // WEIGHTS_SAMPLED)
        places = np.ndindex(self.layer.weight.shape)
        return np.array([self.value(*place) for index, place in enumerate(places) if index % every == 0])

    def values(self, variant: int, rows: slice = WHOLE, columns: slice = WHOLE) -> Array:
        """The gradients (depth, rows, columns) of those weights of one variant."""
        if self.whole is not None:
            part: Array = self.whole[variant][:, rows, columns]
            return part
        depth, *kernel = self.layer.weight.shape[1:]
        lines = range(kernel[0])[rows], range(kernel[1])[columns]
        places = [(d, row, column) for d in range(depth) for row in lines[0] for column in lines[1]]
        found = [self.value(variant, *place) for place in places]
        return np.array(found, self.layer.weight.dtype).reshape(depth, len(lines[0]), len(lines[1]))

    def value(self, variant: int, depth: int, row: int, column: int) -> float:
        """The gradient of one weight; of a large picture, summed line by line.

        The engine lays all cells out anew for each weight, which takes seven times as long.
        """
        place = (variant, depth, row, column)
        if self.whole is not None:
            return float(self.whole[place])
        if place not in self._known:
            rows, columns = self._lines(row, column)
            cells = self._padded(self.channel(variant, depth))[rows, columns]
            lines = np.matmul(cells[:, None, :], self.fixed[variant][:, :, None])
            self._known[place] = float(lines.sum(dtype=np.float64).astype(self.layer.weight.dtype))
        return self._known[place]
