"""Convolutions as Keras describes them: kernels (h, w, in, out), and padding that depends on the picture's size."""

from cnnviz.data.keras_place import Config, KerasError, Made, Place, check_order, fitting, name_of
from cnnviz.engine.arrays import Array
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.convolution_transpose import ConvTranspose2D
from cnnviz.engine.geometry import Pair, Sides, pair
from cnnviz.engine.layer import Layer
from cnnviz.engine.linear import Linear


def conv(config: Config, weights: dict[str, Array], place: Place) -> Made:
    """Kernels (h, w, in, out) to (out, in, h, w)."""
    kernel = fitting(config, weights, "kernel", (*pair(config["kernel_size"], "kernel size"), None, config["filters"]))
    groups = config.get("groups", 1)
    layer = Conv2D(kernel.shape[2] * groups, kernel.shape[3], *geometry(config, "kernel_size", place), groups=groups,
                   bias=has_bias(config))  # fmt: skip
    yield filled(config, layer, kernel.transpose(3, 2, 0, 1), weights)


def depthwise(config: Config, weights: dict[str, Array], place: Place) -> Made:
    """Kernels (h, w, in, multiplier) to (in · multiplier, 1, h, w)."""
    name = "kernel" if "kernel" in weights else "depthwise_kernel"  # as Keras 3 has it, and as those before it
    kernel = fitting(config, weights, name, (*pair(config["kernel_size"], "kernel size"), place.shape[0], None))
    yield filled(config, _depthwise(config, kernel, place, has_bias(config)), _by_channel(kernel), weights)


def separable(config: Config, weights: dict[str, Array], place: Place) -> Made:
    """A depthwise convolution without bias, then one of 1 × 1."""
    size = pair(config["kernel_size"], "kernel size")
    kernel = fitting(config, weights, "depthwise_kernel", (*size, place.shape[0], None))
    first = _depthwise(config, kernel, place, False)
    first.weight[...] = _by_channel(kernel)
    yield f"{config['name']}_depthwise", first
    point = fitting(config, weights, "pointwise_kernel", (1, 1, first.out_channels, config["filters"]))
    layer = Conv2D(point.shape[2], point.shape[3], 1, bias=has_bias(config))
    yield filled(config, layer, point.transpose(3, 2, 0, 1), weights)


def transposed(config: Config, weights: dict[str, Array], place: Place) -> Made:
    """Kernels (h, w, out, in) to (in, out, h, w). The output is size · stride with "same", never less without."""
    check_order(config)
    size, stride = pair(config["kernel_size"], "kernel size"), pair(config.get("strides", 1), "stride")
    if pair(config.get("dilation_rate", 1), "dilation") != (1, 1) or config.get("output_padding") is not None:
        raise KerasError("the layer “{name}” is a transposed convolution with dilation or output padding, which is not "
                         "taken over.", name=name_of(config))  # fmt: skip
    kernel = fitting(config, weights, "kernel", (*size, config["filters"], place.shape[0]))
    over = [cells - step for cells, step in zip(size, stride, strict=True)]  # what kernels reach over the next cell
    taken = [max(extra, 0) for extra in over] if _padding(config) == "same" else [0, 0]
    sides = (taken[0] // 2, taken[0] - taken[0] // 2, taken[1] // 2, taken[1] - taken[1] // 2)
    added = (max(-over[0], 0), max(-over[1], 0))
    layer = ConvTranspose2D(kernel.shape[3], kernel.shape[2], size, stride, sides, added, bias=has_bias(config))
    yield filled(config, layer, kernel.transpose(3, 2, 0, 1), weights)


def zero_padding(config: Config, place: Place) -> None:
    """Zeros around the maps, which the next layer takes over as its padding."""
    check_order(config)
    given = config["padding"]
    if isinstance(given, int):
        given = ((given, given), (given, given))
    given = [(sides, sides) if isinstance(sides, int) else tuple(sides) for sides in given]
    sides = [int(side) for both in given for side in both]
    if len(sides) != 4 or min(sides) < 0:
        raise KerasError("the layer “{name}” has no usable padding.", name=name_of(config))
    before = place.padding
    place.padding = (before[0] + sides[0], before[1] + sides[1], before[2] + sides[2], before[3] + sides[3])


def geometry(config: Config, size: str, place: Place) -> tuple[Pair, Pair, Sides, Pair]:
    """Kernel, stride, padding, dilation. Keras' "same" depends on the size of the picture: the output is size / stride.

    What padding is odd goes below and to the right. Zeros that were put around the maps before come on top.
    """
    check_order(config)
    kernel, dilation = pair(config[size], size), pair(config.get("dilation_rate", 1), "dilation")
    stride = pair(config.get("strides") or (kernel if size == "pool_size" else 1), "stride")
    if _padding(config) == "valid":
        return kernel, stride, place.padding, dilation
    sides: list[int] = []
    for length, cells, step, gap in zip(place.size, kernel, stride, dilation, strict=True):
        missing = max((-(-length // step) - 1) * step + gap * (cells - 1) + 1 - length, 0)
        sides += [missing // 2, missing - missing // 2]
    top, bottom, left, right = place.padding
    return kernel, stride, (top + sides[0], bottom + sides[1], left + sides[2], right + sides[3]), dilation


def _padding(config: Config) -> str:
    given = config.get("padding", "valid")
    if given not in ("valid", "same"):
        raise KerasError("the layer “{name}” has the padding “{given}”; known are valid and same.",
                         name=name_of(config), given=str(given)[:60])  # fmt: skip
    return str(given)


def _depthwise(config: Config, kernel: Array, place: Place, bias: bool) -> Conv2D:
    channels, times = kernel.shape[2:]
    return Conv2D(channels, channels * times, *geometry(config, "kernel_size", place), groups=channels, bias=bias)


def _by_channel(kernel: Array) -> Array:
    height, width, channels, times = kernel.shape
    return kernel.transpose(2, 3, 0, 1).reshape(channels * times, 1, height, width)


def has_bias(config: Config) -> bool:
    """Whether a layer adds a bias; Keras' do unless they are told not to."""
    return bool(config.get("use_bias", True))


def filled(
    config: Config, layer: Conv2D | ConvTranspose2D | Linear, kernel: Array, weights: dict[str, Array]
) -> tuple[str, Layer]:
    """The layer under its name, with the kernel (in the engine's order) and its bias in it."""
    layer.weight[...] = kernel
    if layer.bias is not None:
        layer.bias[...] = fitting(config, weights, "bias", layer.bias.shape)
    return str(config["name"]), layer
