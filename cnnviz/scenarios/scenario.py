"""Everything that can be set on the Convolve page, in one value: the controls show it, edits make another one."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnviz.engine.geometry import Pair, Sides, Window2D, sides
from cnnviz.scenarios.source import Image, Source
from cnnviz.settings import Choice
from cnnviz.text import mark
from cnnviz.traces.further_kernels import with_further
from cnnviz.traces.kernels import OWN, PRESETS, RANDOM, fitted, recognised
from cnnviz.traces.origin import Origin

Array = npt.NDArray[np.floating[Any]]

CONVOLUTION, TRANSPOSED, MAXIMUM, AVERAGE, ACTIVATION = "convolution", "transposed", "max", "average", "activation"
FORWARD, INPUT, WEIGHT, BIAS = "forward", "input", "weight", "bias"
NUMBER = "number"  # padding in numbers, not by name
TENTHS, ONES = "random", "ones"  # what a gradient from above can be filled with
MOST_FILTERS = 16
KEPT_SIDE = 32  # pictures up to this size are shown as they are
READABLE_SIDE = 28  # larger ones begin so small that their numbers can be read

OPERATIONS = (
    Choice(CONVOLUTION, mark("Conv"), mark("Convolution: at each place, the sum of patch × kernel")),
    Choice(MAXIMUM, mark("Max"), mark("Max pooling: the largest number of each window")),
    Choice(AVERAGE, mark("Avg"), mark("Average pooling: the mean of each window")),
    Choice(TRANSPOSED, mark("Transp."), mark("Transposed convolution: each input lays its kernel on the output")),
    Choice(ACTIVATION, mark("Act."), mark("Activation: each number by itself")),
)
DIRECTIONS: dict[str, tuple[str, ...]] = {
    CONVOLUTION: (FORWARD, INPUT, WEIGHT, BIAS),
    TRANSPOSED: (FORWARD, INPUT, WEIGHT, BIAS),
    MAXIMUM: (FORWARD, INPUT),
    AVERAGE: (FORWARD, INPUT),
    ACTIVATION: (FORWARD, INPUT),
}
ACTIVATIONS = ("none", "relu", "leaky_relu", "elu", "sigmoid", "tanh", "softplus")


@dataclass(frozen=True, eq=False, repr=False)
class Scenario:
    """One operation on one input, forward or one of its gradients.

    - `image` (C, H, W) is what is shown of `source`, which was reduced to `longest` cells and may have been edited.
    - `kernel` (F, C / groups, KH, KW), `bias` (F,): of the convolution and, read the same way, of the transposed one.
      `preset` names the kernel it came from. `turned` is true convolution: the kernel turned by 180°.
    - `stride`, `dilation`, `padding` (top, bottom, left, right), `border`, `output_padding` belong to these two.
      `padding_word` says what the padding was chosen as: ``valid``, ``same``, ``full`` or ``number``.
    - `pool_…` belong to the poolings, alone and in the chain *convolution → activation → pooling* (`chain`).
    - `upstream` is the gradient that comes from above, of the output's shape, and `upstream_name` says where it is
      from; None stands for those that `upstream_fill` names: random tenths drawn with `upstream_seed`, or ones.
    - `shown_filter` is the filter that presets, bias and edits go to.
    - `first_channel` is the first of those that are seen, where there are too many to look at all of them.
    """

    source: Source
    image: Image
    kernel: Array
    bias: Array
    longest: int = 28
    operation: str = CONVOLUTION
    direction: str = FORWARD
    preset: str = OWN
    groups: int = 1
    turned: bool = False
    activation: str = "none"
    stride: Pair = (1, 1)
    dilation: Pair = (1, 1)
    padding: Sides = (0, 0, 0, 0)
    padding_word: str = NUMBER
    border: str = "zeros"
    output_padding: Pair = (0, 0)
    chain: bool = False
    pool_kind: str = MAXIMUM
    pool_size: Pair = (2, 2)
    pool_stride: Pair = (2, 2)
    pool_padding: Sides = (0, 0, 0, 0)
    pool_dilation: Pair = (1, 1)
    ceil_mode: bool = False
    count_include_pad: bool = True
    upstream: Array | None = None
    upstream_name: str = ""
    upstream_fill: str = TENTHS
    upstream_seed: int = 0
    shown_filter: int = 0
    first_channel: int = 0

    @property
    def kernel_size(self) -> Pair:
        return (self.kernel.shape[2], self.kernel.shape[3])

    @property
    def filters(self) -> int:
        return int(self.kernel.shape[0])

    @property
    def window(self) -> Window2D:
        """The window of the convolution; GeometryError where there is no such one."""
        return Window2D(self.kernel_size, self.stride, self.padding, self.dilation, self.border)

    @property
    def origin(self) -> Origin:
        """How what comes in is coloured and counted; a network's maps and kernels are counted from 0."""
        source = self.source
        counts_from_0 = source.first == 0 or self._is_from_elsewhere()
        return Origin(source.maps, source.positive, source.first, 0 if counts_from_0 else 1)

    def with_operation(self, operation: str) -> "Scenario":
        """Another operation; a direction that it does not have becomes the gradient of the input.

        An activation alone must be one: where none is chosen, the ReLU is shown, and there is still none elsewhere.
        """
        direction = self.direction if self.direction in DIRECTIONS[operation] else INPUT
        chain = self.chain and operation == CONVOLUTION and direction == FORWARD
        return replace(self, operation=operation, direction=direction, chain=chain)

    def with_direction(self, direction: str) -> "Scenario":
        """Forward, or one of the gradients; the chain is shown forward only."""
        return replace(self, direction=direction, chain=self.chain and direction == FORWARD)

    def with_source(self, source: Source, channels: int | None = None, longest: int | None = None) -> "Scenario":
        """Another picture, as so many channels, its longer side at most `longest` cells.

        Unless they are given, the picture decides: its own channels (random numbers come in as many as there were), its
        own size if that is small, else one at which numbers can be read.
        """
        if channels is None:
            channels = len(self.image) if source.key == "random" else source.channels
        if longest is None:
            longest = source.longest if source.longest <= KEPT_SIDE else READABLE_SIDE
        return replace(self, source=source, longest=longest).with_image(source.image(channels, longest))

    def with_image(self, image: Image) -> "Scenario":
        """Another input; kernels for new channels are like the first, groups that do not divide become 1."""
        channels = image.shape[0]
        groups = self.groups if channels % self.groups == 0 and self.filters % self.groups == 0 else 1
        changed = replace(self, image=image, groups=groups)
        return replace(changed, kernel=_with_channels(self.kernel, channels // groups))

    def with_groups(self, groups: int) -> "Scenario":
        """Another number of groups of channels (it must divide channels and filters: the layer checks it)."""
        channels = max(1, self.image.shape[0] // groups)
        return replace(self, groups=groups, kernel=_with_channels(self.kernel, channels))

    def with_filters(self, filters: int) -> "Scenario":
        """More or fewer filters; new ones differ from those there are, as `with_further` says, and have bias 0."""
        have = self.filters
        if filters <= have:
            shown = min(self.shown_filter, filters - 1)
            return replace(self, kernel=self.kernel[:filters], bias=self.bias[:filters], shown_filter=shown)
        bias = np.concatenate([self.bias, np.zeros(filters - have, self.bias.dtype)])
        name = OWN if self._is_from_elsewhere() else self.preset  # they are no longer just those of a layer
        return replace(self, kernel=with_further(self.kernel, filters), bias=bias, preset=name)

    def with_kernel(self, kernel: Array, preset: str = OWN) -> "Scenario":
        """Another kernel (F, C / groups, KH, KW); padding by name follows its size."""
        shown = min(self.shown_filter, len(kernel) - 1)
        changed = replace(self, kernel=np.asarray(kernel, np.float32), preset=preset, shown_filter=shown)
        return changed.with_padding(self.padding_word if self.padding_word != NUMBER else self.padding)

    def with_shown_filter(self, shown: int) -> "Scenario":
        """Another filter is shown; the preset is the one that its kernel is, or where all kernels are from."""
        found = recognised(self.kernel[shown])
        keeps = found == OWN and self._is_from_elsewhere()
        return replace(self, shown_filter=shown, preset=self.preset if keeps else found)

    def with_preset(self, kernel: Array, preset: str, channel: int | None = None) -> "Scenario":
        """`kernel` (channels, KH, KW) in the shown filter, all channels or one; the other kernels are made to fit."""
        fitting = fitted(self.kernel, (kernel.shape[1], kernel.shape[2]))
        chosen = slice(None) if channel is None else channel
        fitting[self.shown_filter, chosen] = kernel[chosen]
        return self.with_kernel(fitting, preset)

    def with_bias(self, value: float) -> "Scenario":
        """Another bias of the shown filter."""
        bias = self.bias.copy()
        bias[self.shown_filter] = value
        return replace(self, bias=bias)

    def with_kernel_size(self, size: Pair) -> "Scenario":
        """The kernel cut or filled with zeros around its middle."""
        return self.with_kernel(fitted(self.kernel, size))

    def with_dilation(self, dilation: Pair) -> "Scenario":
        """Another dilation; padding by name follows it."""
        changed = replace(self, dilation=dilation)
        return changed.with_padding(self.padding_word if self.padding_word != NUMBER else self.padding)

    def with_padding(self, padding: str | Sides) -> "Scenario":
        """Padding by name, or in numbers (top, bottom, left, right)."""
        word = padding if isinstance(padding, str) else NUMBER
        return replace(self, padding=sides(padding, self.kernel_size, self.dilation), padding_word=word)

    def with_upstream(self, values: Array | None, name: str = "") -> "Scenario":
        """Given numbers as the gradient from above, or None for those that are filled in."""
        return replace(self, upstream=values, upstream_name=name)

    def _is_from_elsewhere(self) -> bool:
        """Whether `preset` names a layer that the kernels are from."""
        return self.preset not in (OWN, RANDOM, *(entry.name for entry in PRESETS))


def _with_channels(kernel: Array, channels: int) -> Array:
    """Kernels (F, channels, KH, KW): further ones are like the first, superfluous ones go."""
    have = kernel.shape[1]
    if have >= channels:
        return kernel[:, :channels]
    return np.concatenate([kernel, np.repeat(kernel[:, :1], channels - have, axis=1)], axis=1)
