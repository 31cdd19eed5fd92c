"""Layers as Keras describes them, turned into those of the engine. Only what means exactly the same is taken over."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cnnviz.engine.activations import ELU, LeakyReLU, ReLU, Sigmoid, Softplus, Tanh
from cnnviz.engine.arrays import Array, Shape
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.dropout import Dropout
from cnnviz.engine.geometry import Pair, Sides, pair
from cnnviz.engine.global_pooling import GlobalAvgPool2D, GlobalMaxPool2D
from cnnviz.engine.layer import Layer
from cnnviz.engine.linear import Linear
from cnnviz.engine.network import Network
from cnnviz.engine.normalization import BatchNorm2D
from cnnviz.engine.pooling import AvgPool2D, MaxPool2D
from cnnviz.engine.shape import Flatten
from cnnviz.engine.softmax import Softmax
from cnnviz.text import ExplainedError

ACTIVATIONS: Mapping[str, type[Layer]] = {
    "relu": ReLU, "sigmoid": Sigmoid, "tanh": Tanh, "softmax": Softmax, "softplus": Softplus, "elu": ELU,
}  # fmt: skip
Config = Mapping[str, Any]
Made = Iterator[tuple[str, Layer]]


class KerasError(ExplainedError):
    """A model of Keras with something that the engine has no counterpart for. Begins in the middle of a sentence."""


@dataclass
class Place:
    """Where in the row of layers we are: the shape that comes in, and of which maps a vector was made."""

    shape: Shape
    maps: Shape | None = None

    def take(self, layer: Layer) -> None:
        """Go on behind `layer`."""
        if isinstance(layer, Flatten):
            self.maps = self.shape
        elif isinstance(layer, Linear):
            self.maps = None
        self.shape = layer.output_shape(self.shape)


Maker = Callable[[Config, dict[str, Array], Place], Made]


def network_of(
    layers: Sequence[Mapping[str, Any]], weights: Mapping[str, Array], class_names: Sequence[str]
) -> Network:
    """The network of these layers (``{"class_name", "config"}``), first to last, with `weights` by Keras' names.

    KerasError names the layer that cannot be taken over, or the weights that do not fit.
    """
    input_shape = _input_shape(layers)
    place = Place(input_shape)
    named: list[tuple[str, Layer]] = []
    left = dict(weights)
    for described in layers:
        kind, config = described["class_name"], described["config"]
        if kind == "InputLayer":
            continue
        if kind not in MAKERS:
            raise KerasError(
                "the layer “{name}” is of the kind “{kind}”, which has no counterpart here; known are: {known}.",
                name=str(config.get("name"))[:60], kind=str(kind)[:60], known=", ".join(MAKERS),
            )  # fmt: skip
        for name, layer in MAKERS[kind](config, _own(config["name"], left), place):
            place.take(layer)
            named.append((name, layer))
    if left:
        raise KerasError("there are weights “{name}” that no layer takes.", name=min(left)[:60])
    return Network(named, input_shape, class_names)


def _input_shape(layers: Sequence[Mapping[str, Any]]) -> Shape:
    """(C, H, W), from the first layer."""
    config = layers[0]["config"]
    shape = config.get("batch_input_shape") or config.get("batch_shape")
    if not isinstance(shape, list) or len(shape) != 4 or not all(type(side) is int and side > 0 for side in shape[1:]):
        raise KerasError("it takes no pictures of one size: its input has the shape {given}.", given=str(shape)[:60])
    return (shape[3], shape[1], shape[2])


def _own(layer: str, weights: dict[str, Array]) -> dict[str, Array]:
    """The weights of one layer, by the last part of their names, taken out of `weights`."""
    names = [name for name in weights if name.split("/")[-2:-1] == [layer]]
    return {name.rpartition("/")[2]: weights.pop(name) for name in names}


def _conv(config: Config, weights: dict[str, Array], place: Place) -> Made:
    """Kernels (h, w, in, out) to (out, in, h, w)."""
    kernel = _fitting(config, weights, "kernel", (*pair(config["kernel_size"], "kernel size"), None, config["filters"]))
    groups = config.get("groups", 1)
    layer = Conv2D(kernel.shape[2] * groups, kernel.shape[3], *_geometry(config, "kernel_size", place), groups=groups,
                   bias=_has_bias(config))  # fmt: skip
    yield _filled(config, layer, kernel.transpose(3, 2, 0, 1), weights)
    yield from _activation(config)


def _depthwise(config: Config, weights: dict[str, Array], place: Place) -> Made:
    """Kernels (h, w, in, multiplier) to (in · multiplier, 1, h, w)."""
    size = pair(config["kernel_size"], "kernel size")
    name = "kernel" if "kernel" in weights else "depthwise_kernel"  # as Keras 3 has it, and as those before it
    kernel = _fitting(config, weights, name, (*size, place.shape[0], None))
    channels, times = kernel.shape[2:]
    layer = Conv2D(channels, channels * times, *_geometry(config, "kernel_size", place), groups=channels,
                   bias=_has_bias(config))  # fmt: skip
    yield _filled(config, layer, kernel.transpose(2, 3, 0, 1).reshape(layer.weight.shape), weights)
    yield from _activation(config)


def _dense(config: Config, weights: dict[str, Array], place: Place) -> Made:
    """Kernel (in, out) to (out, in); where maps were flattened, from the order (h, w, c) to (c, h, w)."""
    kernel = _fitting(config, weights, "kernel", (math.prod(place.shape), config["units"]))
    if place.maps is not None:
        channels, height, width = place.maps
        kernel = kernel.reshape(height, width, channels, -1).transpose(2, 0, 1, 3).reshape(kernel.shape)
    layer = Linear(kernel.shape[0], kernel.shape[1], bias=_has_bias(config))
    yield _filled(config, layer, kernel.T, weights)
    yield from _activation(config)


def _batch_norm(config: Config, weights: dict[str, Array], place: Place) -> Made:
    if config.get("axis", 3) not in (3, -1, [3]) or len(place.shape) != 3:
        raise KerasError("the layer “{name}” does not normalise channels of maps.", name=str(config["name"])[:60])
    layer = BatchNorm2D(place.shape[0], eps=config["epsilon"], momentum=1 - config["momentum"])
    own = {"gamma": layer.parameters["weight"], "beta": layer.parameters["bias"],
           "moving_mean": layer.buffers["running_mean"], "moving_variance": layer.buffers["running_var"]}  # fmt: skip
    for name, array in own.items():
        if name in weights or config.get({"gamma": "scale", "beta": "center"}.get(name, ""), True):
            array[...] = _fitting(config, weights, name, array.shape)
    yield str(config["name"]), layer


def _max_pool(config: Config, weights: dict[str, Array], place: Place) -> Made:
    size, stride, padding, _ = _geometry(config, "pool_size", place)
    yield str(config["name"]), MaxPool2D(size, stride, padding)


def _average_pool(config: Config, weights: dict[str, Array], place: Place) -> Made:
    """Keras leaves padding out of the mean."""
    size, stride, padding, _ = _geometry(config, "pool_size", place)
    yield str(config["name"]), AvgPool2D(size, stride, padding, count_include_pad=False)


def _global_pool(kind: type[GlobalAvgPool2D | GlobalMaxPool2D]) -> Maker:
    """Keras gives a vector, unless it is told to keep the maps."""

    def made(config: Config, weights: dict[str, Array], place: Place) -> Made:
        _check_order(config)
        yield str(config["name"]), kind()
        if not config.get("keepdims", False):
            yield f"{config['name']}_flatten", Flatten()

    return made


def _relu(config: Config, weights: dict[str, Array], place: Place) -> Made:
    """Only the plain one: Keras' can also be cut off above, or leak, or begin elsewhere."""
    if config.get("max_value") is not None or config.get("negative_slope") or config.get("threshold"):
        raise KerasError("the layer “{name}” is a ReLU with a limit, a slope or a threshold, which has no counterpart.",
                         name=str(config["name"])[:60])  # fmt: skip
    yield str(config["name"]), ReLU()


def _plain(make: Callable[[Config], Layer]) -> Maker:
    """A layer without weights, made from its settings alone."""

    def made(config: Config, weights: dict[str, Array], place: Place) -> Made:
        _check_order(config)
        yield str(config["name"]), make(config)

    return made


def _alone(config: Config, weights: dict[str, Array], place: Place) -> Made:
    """A layer that is nothing but an activation; a linear one is left out."""
    for _, layer in _activation(config):
        yield str(config["name"]), layer


def _activation(config: Config) -> Made:
    """What a layer does with its sums at the end, as a layer of its own."""
    name = config.get("activation", "linear")
    if name == "linear":
        return
    if name not in ACTIVATIONS:
        raise KerasError(
            "the layer “{name}” ends in “{given}”; known are: {known}.",
            name=str(config["name"])[:60], given=str(name)[:60], known=", ".join(ACTIVATIONS),
        )  # fmt: skip
    yield f"{config['name']}_{name}", ACTIVATIONS[name]()


def _geometry(config: Config, size: str, place: Place) -> tuple[Pair, Pair, Sides, Pair]:
    """Kernel, stride, padding, dilation. Keras' "same" depends on the size of the picture: the output is size / stride.

    What padding is odd goes below and to the right.
    """
    _check_order(config)
    kernel, dilation = pair(config[size], size), pair(config.get("dilation_rate", 1), "dilation")
    stride = pair(config.get("strides") or (kernel if size == "pool_size" else 1), "stride")
    if config.get("padding", "valid") == "valid":
        return kernel, stride, (0, 0, 0, 0), dilation
    if config["padding"] != "same":
        raise KerasError("the layer “{name}” has the padding “{given}”; known are valid and same.",
                         name=str(config["name"])[:60], given=str(config["padding"])[:60])  # fmt: skip
    sides: list[int] = []
    for length, cells, step, gap in zip(place.shape[1:], kernel, stride, dilation, strict=True):
        missing = max((-(-length // step) - 1) * step + gap * (cells - 1) + 1 - length, 0)
        sides += [missing // 2, missing - missing // 2]
    return kernel, stride, (sides[0], sides[1], sides[2], sides[3]), dilation


def _check_order(config: Config) -> None:
    if config.get("data_format", "channels_last") != "channels_last":
        raise KerasError("the layer “{name}” has its channels first; readable is channels_last.",
                         name=str(config["name"])[:60])  # fmt: skip


def _has_bias(config: Config) -> bool:
    return bool(config.get("use_bias", True))


def _filled(config: Config, layer: Conv2D | Linear, kernel: Array, weights: dict[str, Array]) -> tuple[str, Layer]:
    layer.weight[...] = kernel
    if layer.bias is not None:
        layer.bias[...] = _fitting(config, weights, "bias", layer.bias.shape)
    return str(config["name"]), layer


def _fitting(config: Config, weights: dict[str, Array], name: str, expected: Sequence[int | None]) -> Array:
    """The weights `name` of a layer; KerasError where they are missing or of another shape (None: any length)."""
    array = weights.get(name)
    if array is None:
        raise KerasError("the weights “{layer}/{name}” are missing.", layer=str(config["name"])[:60], name=name)
    fits = array.ndim == len(expected) and all(e in (None, s) for e, s in zip(expected, array.shape, strict=True))
    if not fits:
        raise KerasError(
            "the weights “{layer}/{name}” have the shape {given}; the layer expects {expected}.",
            layer=str(config["name"])[:60], name=name, given=array.shape,
            expected=" × ".join("any" if length is None else str(length) for length in expected),
        )  # fmt: skip
    return array


MAKERS: Mapping[str, Maker] = {
    "Conv2D": _conv,
    "DepthwiseConv2D": _depthwise,
    "Dense": _dense,
    "BatchNormalization": _batch_norm,
    "MaxPooling2D": _max_pool,
    "AveragePooling2D": _average_pool,
    "GlobalAveragePooling2D": _global_pool(GlobalAvgPool2D),
    "GlobalMaxPooling2D": _global_pool(GlobalMaxPool2D),
    "Flatten": _plain(lambda _: Flatten()),
    "Dropout": _plain(lambda config: Dropout(config["rate"])),
    "Activation": _alone,
    "ReLU": _relu,
    "LeakyReLU": _plain(lambda config: LeakyReLU(config.get("alpha", config.get("negative_slope", 0.3)))),
    "ELU": _plain(lambda config: ELU(config.get("alpha", 1.0))),
    "Softmax": _plain(lambda _: Softmax()),
}
