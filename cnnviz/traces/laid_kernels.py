"""Kernels laid down: each cell of a source adds its number times a kernel to the target."""

import numpy as np

from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.convolution_transpose import ConvTranspose2D
from cnnviz.engine.geometry import Pair
from cnnviz.engine.workspace import Workspace
from cnnviz.traces.accumulation import Accumulation
from cnnviz.traces.scene import Array


class LaidKernels(Accumulation):
    """What a transposed convolution without padding makes of `source` (S, H, W), cell after cell.

    That is also how the gradient of a convolution by its input comes about: there `source` is the gradient from above,
    and the target the padded picture.
    """

    def __init__(self, layer: ConvTranspose2D, source: Array) -> None:
        self.layer, self.source = layer, source
        start = layer.bias if layer.bias is not None else np.zeros(layer.out_channels, layer.weight.dtype)
        work = layer.multiply_adds(source.shape)
        super().__init__(layer.window, source.shape, layer.output_shape(source.shape), start, work)
        self._sources, self._targets = (n // layer.groups for n in (layer.in_channels, layer.out_channels))

    def targets(self, source: int) -> slice:
        first = source // self._sources * self._targets
        return slice(first, first + self._targets)

    def sources(self, target: int) -> slice:
        first = target // self._targets * self._sources
        return slice(first, first + self._sources)

    def shares(self, source: int, row: int, column: int) -> Array:
        shares: Array = self.source[source, row, column] * self.layer.weight[source]
        return shares

    def add(self, target: Array, sources: slice, cell: Pair, rows: slice, columns: slice) -> None:
        for group in range(self.layer.groups):
            first = max(sources.start, group * self._sources)
            end = min(sources.stop, (group + 1) * self._sources)
            weights, source = self.layer.weight[first:end, :, cell[0], cell[1]], self.source[first:end, rows, columns]
            if end - first == 1:  # a step adds one source; tensordot takes far longer to begin than to multiply it
                target[self.targets(first)] += weights[0, :, None, None] * source[0]
            elif first < end:
                target[self.targets(first)] += np.tensordot(weights, source, (0, 0))

    def computed(self, variant: int) -> Array:
        known = np.arange(len(self.source)) <= variant
        given = np.where(known[:, None, None, None], self.source[..., None], self.source.dtype.type(0))
        laid, _ = self.layer.forward(given, Workspace())
        return laid[..., 0]


def uncropped(layer: ConvTranspose2D, image: Array) -> LaidKernels:
    """The output (F, rows, columns) of `layer` for `image` (C, H, W) before its padding is taken away."""
    whole = ConvTranspose2D(
        layer.in_channels, layer.out_channels, layer.window.kernel, layer.window.stride, 0, layer.output_padding,
        layer.groups, layer.bias is not None, layer.window.dilation, dtype=layer.weight.dtype,
    )  # fmt: skip
    whole.parameters.update(layer.parameters)
    return LaidKernels(whole, image)


def scattered(layer: Conv2D, size: Pair, upstream: Array) -> LaidKernels:
    """The gradient (C, rows, columns) by the padded picture of (H, W), from the one by the output (F, OH, OW)."""
    window = layer.window
    whole = ConvTranspose2D(
        layer.out_channels, layer.in_channels, window.kernel, window.stride, 0, window.unreached(size),
        layer.groups, False, window.dilation, dtype=layer.weight.dtype,
    )  # fmt: skip
    whole.parameters["weight"] = layer.weight
    return LaidKernels(whole, upstream)
