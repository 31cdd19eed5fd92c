"""The gradient of a transposed convolution by its input: the convolution, of δ, whose way back the layer is."""

from functools import cached_property

import numpy as np

from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.convolution_transpose import ConvTranspose2D
from cnnviz.engine.workspace import Workspace
from cnnviz.text import tr
from cnnviz.traces.kernel_scene import KernelScene
from cnnviz.traces.origin import OWN, Origin
from cnnviz.traces.scene import Array, Place
from cnnviz.traces.upstream import check_upstream, padded_upstream_panel


class TransposedInputGradientScene(KernelScene):
    """By `image` (C, H, W), from `upstream` (F, OH, OW): each input cell gathers δ times kernel where it laid it.

    Panels ``"upstream"`` (what the padding took away counts as 0), ``"kernel"``, ``"patch"``, ``"products"`` and
    ``"gradient"`` (C grids). `turned` and `origin` as for `ConvolutionScene`. GeometryError and LayerError where
    the layer cannot take the image, GradientError where `upstream` has not the shape of its output.
    """

    target, source = "gradient", "upstream"

    def __init__(
        self,
        layer: ConvTranspose2D,
        image: Array,
        upstream: Array,
        *,
        turned: bool = False,
        origin: Origin = OWN,
    ) -> None:
        check_upstream(upstream, layer.output_shape(image.shape))
        self._transposed, self._image = layer, image
        count = image.shape[1], image.shape[2]
        self._prepare(_way_back(layer), upstream, count, turned=turned, origin=origin)
        source = padded_upstream_panel(self._picture, self._reach(), origin)
        facts = (tr("turned by 180°"),) if turned else ()
        target = self._target_panel(tr("Input gradient"), "input", origin.channels(len(image)))
        self.panels = (source, *self._middle_panels(source, facts), target)

    @cached_property
    def _sums(self) -> Array | None:
        if self._costs_too_much():
            return None
        workspace, upstream = Workspace(), self._picture.image
        _, saved = self._transposed.forward(self._image[..., None], workspace)
        return np.array(self._transposed.backward(upstream[..., None], saved, workspace)[0][..., 0])

    def _title(self, filter_: int, row: int, column: int) -> str:
        if self._shape[0] == 1:
            return tr("gradient of input ({row}, {column})", row=row, column=column)
        name = self.panel("gradient").names[filter_]
        return tr("gradient of input {channel} ({row}, {column})", channel=name, row=row, column=column)

    def _which(self, filter_: int) -> str:
        return self.origin.channel_of(filter_, self._shape[0])

    def _met_channels(self, channels: range) -> str:
        return self.origin._replace(first=self.origin.first_filter).channel_range(channels)

    def _source_hint(self) -> str:
        return tr("lit: the inputs that it came from")

    def _source_part(self) -> str:
        return "upstream"

    def _kernel_cell(self, filter_: int, place: Place) -> tuple[int, ...]:
        """Per group, the kernel as set is (outputs, inputs, …), the layer's (inputs, outputs, …)."""
        output = self._depths(filter_)[place.grid]
        return (output, filter_ % (self._shape[0] // self.layer.groups), *self._turned_back(place))


def _way_back(layer: ConvTranspose2D) -> Conv2D:
    """The convolution of the output that gives the gradient by the input; it shares the layer's kernels."""
    window = layer.window
    way = Conv2D(
        layer.out_channels, layer.in_channels, window.kernel, window.stride, window.padding, window.dilation,
        layer.groups, bias=False, dtype=layer.weight.dtype,
    )  # fmt: skip
    way.parameters["weight"] = layer.weight
    return way
