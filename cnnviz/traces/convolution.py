"""One convolution, one output number at a time: what meets what in the window, and how it adds up."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.geometry import Pair, Window2D
from cnnviz.engine.windows import padded
from cnnviz.engine.workspace import Workspace
from cnnviz.text import ExplainedError, mark

Array = npt.NDArray[np.floating[Any]]
Flags = npt.NDArray[np.bool_]


class SetupError(ExplainedError):
    """A picture, kernel and bias that do not belong together."""


@dataclass(frozen=True, eq=False)
class ConvolutionSetup:
    """What is to be shown: image (C, H, W), kernel (F, C, KH, KW), bias (F,) and how the window moves.

    SetupError where the shapes do not belong together, GeometryError where the window does not fit.
    """

    image: Array
    kernel: Array
    bias: Array
    window: Window2D

    def __post_init__(self) -> None:
        shapes_fit = (
            self.image.ndim == 3
            and self.kernel.ndim == 4
            and self.kernel.shape[1] == self.image.shape[0]
            and self.kernel.shape[2:] == self.window.kernel
            and self.bias.shape == self.kernel.shape[:1]
        )
        if not shapes_fit:
            raise SetupError(
                mark("A picture {image}, a kernel {kernel} and a bias {bias} do not belong together; "
                     "they must be (C, H, W), (F, C, KH, KW) and (F), with a window of KH × KW."),
                image=self.image.shape, kernel=self.kernel.shape, bias=self.bias.shape,
            )  # fmt: skip
        self.window.output_size(self.size)

    @property
    def size(self) -> Pair:
        """(H, W) of the picture."""
        return (self.image.shape[1], self.image.shape[2])


@dataclass(frozen=True, eq=False)
class ConvolutionFrame:
    """The arithmetic of one output cell.

    `position` is (f, oy, ox), `origin` the window's top left cell in the padded picture; `patch`, `weights` and
    `products` are (C, KH, KW). `result` is the engine's number; ``channel_sums.sum() + bias`` gives it again within
    the rounding of float32.
    """

    index: int
    position: tuple[int, int, int]
    origin: Pair
    patch: Array
    weights: Array
    products: Array
    channel_sums: Array
    bias: float
    result: float


class ConvolutionTrace:
    """All frames of a setup, in reading order, filter after filter; a frame is computed when it is asked for."""

    def __init__(self, setup: ConvolutionSetup) -> None:
        self.setup = setup
        self.padded: Array = padded(setup.image[..., None], setup.window, Workspace())[..., 0]
        self.output: Array = _engine_output(setup)

    @property
    def length(self) -> int:
        return int(self.output.size)

    def position(self, index: int) -> tuple[int, int, int]:
        """(f, oy, ox) of frame `index`; IndexError outside 0 … length - 1."""
        if not 0 <= index < self.length:
            raise IndexError(f"frame {index} of {self.length}")
        filters_rows, ox = divmod(index, self.output.shape[2])
        f, oy = divmod(filters_rows, self.output.shape[1])
        return (f, oy, ox)

    def index(self, f: int, oy: int, ox: int) -> int:
        """The frame of output cell (f, oy, ox)."""
        _, rows, columns = self.output.shape
        return int((f * rows + oy) * columns + ox)

    def frame(self, index: int) -> ConvolutionFrame:
        """The arithmetic of frame `index`; costs as much as the window is large, whatever the picture's size."""
        f, oy, ox = self.position(index)
        window = self.setup.window
        y, x = window.origin(oy, ox)
        patch = self.padded[
            :,
            y : y + window.span[0] : window.dilation[0],
            x : x + window.span[1] : window.dilation[1],
        ]
        weights = self.setup.kernel[f]
        products = patch * weights
        return ConvolutionFrame(
            index=index,
            position=(f, oy, ox),
            origin=(y, x),
            patch=patch,
            weights=weights,
            products=products,
            channel_sums=products.sum(axis=(1, 2), dtype=np.float64),
            bias=float(self.setup.bias[f]),
            result=float(self.output[f, oy, ox]),
        )


def reached(window: Window2D, size: Pair) -> tuple[Flags, Flags]:
    """Which rows and which columns of the padded picture some window touches.

    A cell is touched where both its row and its column are. Untouched ones lie at the end (the last step is too long),
    between windows (stride longer than the window) or between the cells of a dilated one.

    >>> rows, columns = reached(Window2D.of(2, stride=3), (6, 6))
    >>> [int(flag) for flag in rows]
    [1, 1, 0, 1, 1, 0]
    """
    flags = []
    for axis in (0, 1):
        touched = np.zeros(window.padded_size(size)[axis], dtype=np.bool_)
        starts = np.arange(window.output_size(size)[axis]) * window.stride[axis]
        touched[np.add.outer(starts, np.arange(window.kernel[axis]) * window.dilation[axis])] = True
        flags.append(touched)
    return flags[0], flags[1]


def outputs_fed(window: Window2D, size: Pair, row: int, column: int) -> tuple[list[int], list[int]]:
    """Rows and columns of the output whose windows touch cell (row, column) of the padded picture.

    >>> outputs_fed(Window2D.of(3), (5, 5), 2, 0)
    ([0, 1, 2], [0])
    """
    fed: list[list[int]] = []
    for axis, place in enumerate((row, column)):
        step, gap, cells = window.stride[axis], window.dilation[axis], window.kernel[axis]
        distances = ((index, place - index * step) for index in range(window.output_size(size)[axis]))
        fed.append([i for i, far in distances if far >= 0 and far % gap == 0 and far // gap < cells])
    return fed[0], fed[1]


def cells_met(window: Window2D, size: Pair, ky: int, kx: int) -> tuple[slice, slice]:
    """Rows and columns of the padded picture that kernel cell (ky, kx) meets on its way.

    >>> cells_met(Window2D.of(3, stride=2), (7, 7), 1, 0)
    (slice(1, 6, 2), slice(0, 5, 2))
    """
    rows, columns = window.output_size(size)
    y, x = ky * window.dilation[0], kx * window.dilation[1]
    down, right = window.stride
    return slice(y, y + (rows - 1) * down + 1, down), slice(x, x + (columns - 1) * right + 1, right)


def _engine_output(setup: ConvolutionSetup) -> Array:
    """(F, OH, OW) as the engine's own layer computes it."""
    filters, channels = setup.kernel.shape[:2]
    window = setup.window
    layer = Conv2D(
        channels,
        filters,
        window.kernel,
        window.stride,
        window.padding,
        window.dilation,
        padding_mode=window.padding_mode,
        dtype=setup.kernel.dtype,
    )
    layer.parameters["weight"][...] = setup.kernel
    layer.parameters["bias"][...] = setup.bias
    return np.array(layer(setup.image[None])[0])
