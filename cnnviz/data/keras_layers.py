"""Layers as Keras describes them, turned into those of the engine. Only what means exactly the same is taken over."""

import math
from collections.abc import Callable, Mapping

from cnnviz.data.keras_convolutions import conv, depthwise, filled, geometry, has_bias, separable, transposed
from cnnviz.data.keras_place import (
    NO_PADDING,
    Config,
    KerasError,
    Made,
    Maker,
    Place,
    channels_first,
    check_order,
    fitting,
    name_of,
)
from cnnviz.engine.activations import ELU, LeakyReLU, ReLU, Sigmoid, Softplus, Tanh
from cnnviz.engine.arrays import Array
from cnnviz.engine.dropout import Dropout
from cnnviz.engine.global_pooling import GlobalAvgPool2D, GlobalMaxPool2D
from cnnviz.engine.layer import Layer
from cnnviz.engine.linear import Linear
from cnnviz.engine.normalization import BatchNorm2D
from cnnviz.engine.pooling import AvgPool2D, MaxPool2D
from cnnviz.engine.shape import Flatten
from cnnviz.engine.softmax import LogSoftmax, Softmax

ACTIVATIONS: Mapping[str, type[Layer]] = {
    "relu": ReLU, "sigmoid": Sigmoid, "tanh": Tanh, "softmax": Softmax, "softplus": Softplus, "elu": ELU,
    "log_softmax": LogSoftmax,
}  # fmt: skip
PADDED = {"Conv2D", "DepthwiseConv2D", "SeparableConv2D", "MaxPooling2D", "AveragePooling2D"}  # take zeros around maps


def layers_of(kind: str, config: Config, weights: dict[str, Array], place: Place) -> Made:
    """The engine's layers for one of Keras' (it may end in an activation), to be taken one after the other.

    KerasError names a layer that has no counterpart, or weights that do not fit.
    """
    if kind == "Lambda":
        raise KerasError(
            "the layer “{name}” is a Lambda, which carries program code; code from files is never run here.",
            name=name_of(config),
        )
    if kind not in MAKERS:
        raise KerasError(
            "the layer “{name}” is of the kind “{kind}”, which has no counterpart here; known are: {known}. ONNX "
            "Runtime computes more: write the model as ONNX, in Keras with model.export(…, format=\"onnx\").",
            name=name_of(config), kind=str(kind)[:60], known=", ".join(MAKERS),
        )  # fmt: skip
    if place.padding != NO_PADDING and kind not in PADDED:
        raise KerasError(
            "zeros are put around the maps before the layer “{name}”; they are taken over only before a convolution or "
            "a pooling.",
            name=name_of(config),
        )
    yield from MAKERS[kind](config, weights, place)
    if kind in ENDING:
        yield from _activation(config)


def _dense(config: Config, weights: dict[str, Array], place: Place) -> Made:
    """Kernel (in, out) to (out, in); where maps were flattened, from the order (h, w, c) to (c, h, w)."""
    if len(place.shape) != 1:
        raise KerasError("the layer “{name}” is dense, but meets maps; put a Flatten before it.", name=name_of(config))
    kernel = fitting(config, weights, "kernel", (math.prod(place.shape), config["units"]))
    if place.maps is not None:
        kernel = channels_first(kernel, place.maps)
    layer = Linear(kernel.shape[0], kernel.shape[1], bias=has_bias(config))
    yield filled(config, layer, kernel.T, weights)


def _batch_norm(config: Config, weights: dict[str, Array], place: Place) -> Made:
    if config.get("axis", 3) not in (3, -1, [3], [-1]) or len(place.shape) != 3:
        raise KerasError("the layer “{name}” does not normalise channels of maps.", name=name_of(config))
    layer = BatchNorm2D(place.shape[0], eps=config["epsilon"], momentum=1 - config["momentum"])
    own = {"gamma": layer.parameters["weight"], "beta": layer.parameters["bias"],
           "moving_mean": layer.buffers["running_mean"], "moving_variance": layer.buffers["running_var"]}  # fmt: skip
    for name, array in own.items():
        if name in weights or config.get({"gamma": "scale", "beta": "center"}.get(name, ""), True):
            array[...] = fitting(config, weights, name, array.shape)
    yield str(config["name"]), layer


def _max_pool(config: Config, weights: dict[str, Array], place: Place) -> Made:
    """Zeros that were put around count in Keras, the padding here does not: the same where nothing is below zero."""
    if place.padding != NO_PADDING and place.kind not in ("ReLU", "Sigmoid"):
        raise KerasError(
            "zeros are put around the maps before the layer “{name}”, and count as numbers in its maximum; that is "
            "taken over only behind a ReLU.",
            name=name_of(config),
        )
    size, stride, padding, _ = geometry(config, "pool_size", place)
    yield str(config["name"]), MaxPool2D(size, stride, padding)


def _average_pool(config: Config, weights: dict[str, Array], place: Place) -> Made:
    """Keras leaves its own padding out of the mean; zeros that were put around before count."""
    size, stride, padding, _ = geometry(config, "pool_size", place)
    put_around = place.padding != NO_PADDING
    if put_around and padding != place.padding:
        raise KerasError("the layer “{name}” has two kinds of padding, only one of which counts in the mean.",
                         name=name_of(config))  # fmt: skip
    yield str(config["name"]), AvgPool2D(size, stride, padding, count_include_pad=put_around)


def _global_pool(kind: type[GlobalAvgPool2D | GlobalMaxPool2D]) -> Maker:
    """Keras gives a vector, unless it is told to keep the maps."""

    def made(config: Config, weights: dict[str, Array], place: Place) -> Made:
        check_order(config)
        yield str(config["name"]), kind()
        if not config.get("keepdims", False):
            yield f"{config['name']}_flatten", Flatten()

    return made


def _relu(config: Config, weights: dict[str, Array], place: Place) -> Made:
    """Only the plain one: Keras' can also be cut off above, or leak, or begin elsewhere."""
    if config.get("max_value") is not None or config.get("negative_slope") or config.get("threshold"):
        raise KerasError("the layer “{name}” is a ReLU with a limit, a slope or a threshold, which has no counterpart.",
                         name=name_of(config))  # fmt: skip
    yield str(config["name"]), ReLU()


def _flatten(config: Config, weights: dict[str, Array], place: Place) -> Made:
    """Maps laid flat; a vector is one already. A Reshape is taken over where it does the same."""
    wanted = config.get("target_shape", [-1])
    if list(wanted) not in ([-1], [math.prod(place.shape)]):
        raise KerasError("the layer “{name}” gives its numbers the shape {given}; taken over is only a vector of all.",
                         name=name_of(config), given=str(wanted)[:60])  # fmt: skip
    check_order(config)
    if len(place.shape) > 1:
        yield str(config["name"]), Flatten()


def _plain(make: Callable[[Config], Layer]) -> Maker:
    """A layer without weights, made from its settings alone."""

    def made(config: Config, weights: dict[str, Array], place: Place) -> Made:
        check_order(config)
        yield str(config["name"]), make(config)

    return made


def _alone(config: Config, weights: dict[str, Array], place: Place) -> Made:
    """A layer that is nothing but an activation; a linear one is left out."""
    for _, layer in _activation(config):
        yield str(config["name"]), layer


def _activation(config: Config) -> Made:
    """What a layer does with its sums at the end, as a layer of its own."""
    name = config.get("activation", "linear")
    if name in ("linear", None):
        return
    if not isinstance(name, str) or name not in ACTIVATIONS:
        raise KerasError(
            "the layer “{name}” ends in “{given}”; known are: {known}. ONNX Runtime computes more: write the model as "
            "ONNX, in Keras with model.export(…, format=\"onnx\").",
            name=name_of(config), given=str(name)[:60], known=", ".join(ACTIVATIONS),
        )  # fmt: skip
    yield f"{config['name']}_{name}", ACTIVATIONS[name]()


ENDING = {"Conv2D", "DepthwiseConv2D", "SeparableConv2D", "Conv2DTranspose", "Dense"}  # may end in an activation
MAKERS: Mapping[str, Maker] = {
    "Conv2D": conv,
    "DepthwiseConv2D": depthwise,
    "SeparableConv2D": separable,
    "Conv2DTranspose": transposed,
    "Dense": _dense,
    "BatchNormalization": _batch_norm,
    "MaxPooling2D": _max_pool,
    "AveragePooling2D": _average_pool,
    "GlobalAveragePooling2D": _global_pool(GlobalAvgPool2D),
    "GlobalMaxPooling2D": _global_pool(GlobalMaxPool2D),
    "Flatten": _flatten,
    "Reshape": _flatten,
    "Dropout": _plain(lambda config: Dropout(config["rate"])),
    "Activation": _alone,
    "ReLU": _relu,
    "LeakyReLU": _plain(lambda config: LeakyReLU(config.get("alpha", config.get("negative_slope", 0.3)))),
    "ELU": _plain(lambda config: ELU(config.get("alpha", 1.0))),
    "Softmax": _plain(lambda _: Softmax()),
}
