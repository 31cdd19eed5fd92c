"""The kinds of layers as the network editor offers them: groups, sentences, and what a person sets of each.

What follows from the row before (channels, features) is not set: see `LayerKind.follows`. A test holds the table
against the arguments of the engine's layers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from cnnviz.engine.geometry import PADDING_MODES
from cnnviz.scenarios.size_setting import SizeSetting
from cnnviz.settings import Choice, Setting, Value
from cnnviz.text import mark, tr

MOST_CHANNELS = 65_536
LayerValue = Value | tuple[int | None, ...] | None


class LayerSetting(NamedTuple):
    """What can be set, and how the row says it where it is not the default (`always`: in any case); "" never."""

    setting: Setting | SizeSetting
    short: str = ""
    always: bool = False

    @property
    def name(self) -> str:
        return self.setting.name

    def words(self, value: LayerValue) -> str:
        """The value as a row of the table tells it: "stride 2"; nothing where there is nothing to say."""
        if not self.short or value is None or (value == self.setting.default and not self.always):
            return ""
        if isinstance(self.setting, SizeSetting):
            text = self.setting.text(value) if isinstance(value, tuple | str) else ""
            return tr(self.short, value=f"{text}×{text}" if self.always and text.isdecimal() else text)
        return tr(self.short, value=f"{value:g}" if isinstance(value, float) else value)


@dataclass(frozen=True)
class LayerKind:
    """A kind of layer: a sentence, the word that its names begin with, its settings.

    `follows` is the argument that the input's channels or features decide. `takes` says what it needs: "maps",
    "vector", or "" for either. `fresh` are the settings of a new layer where they are not the defaults.
    """

    help: str
    word: str
    settings: tuple[LayerSetting, ...] = ()
    follows: str = ""
    takes: str = ""
    fresh: Mapping[str, LayerValue] | None = None

    def setting(self, name: str) -> LayerSetting:
        return next(setting for setting in self.settings if setting.name == name)

    def new_settings(self) -> dict[str, LayerValue]:
        """What a new layer of the kind is set to."""
        return {one.name: one.setting.default for one in self.settings} | dict(self.fresh or {})


_KERNELS = LayerSetting(
    Setting("out_channels", mark("Kernels"), 16, mark("How many kernels: each gives one map."),
            minimum=1, maximum=MOST_CHANNELS),
    mark("{value} kernels"), always=True,
)  # fmt: skip
_KERNEL = LayerSetting(
    SizeSetting("kernel_size", mark("Kernel size"), (3, 3), mark("Rows and columns of a kernel, in cells.")),
    "{value}", always=True,
)  # fmt: skip
_STRIDE = LayerSetting(
    SizeSetting("stride", mark("Stride"), (1, 1), mark("Steps of the window, in cells: 2 halves the map.")),
    mark("stride {value}"),
)  # fmt: skip
_PADDING = LayerSetting(
    SizeSetting("padding", mark("Padding"), (0, 0, 0, 0),
                mark("Cells added around the map. “same” keeps its size, with stride 1."), minimum=0, count=4,
                words=("same", "valid")),
    mark("padding {value}"),
)  # fmt: skip
_CUT = LayerSetting(
    SizeSetting("padding", mark("Padding"), (0, 0, 0, 0), mark("Cells taken away around the result."), minimum=0,
                count=4),
    mark("padding {value}"),
)  # fmt: skip
_POOL_PADDING = LayerSetting(
    SizeSetting("padding", mark("Padding"), (0, 0, 0, 0), mark("Cells added around the map, at most half a window."),
                minimum=0, count=4),
    mark("padding {value}"),
)  # fmt: skip
_DILATION = LayerSetting(
    SizeSetting("dilation", mark("Dilation"), (1, 1), mark("Distance of the cells of a kernel: 2 leaves gaps of one.")),
    mark("dilation {value}"),
)  # fmt: skip
_GROUPS = LayerSetting(
    Setting("groups", mark("Groups"), 1, mark("Kernels see only their share of the channels; 1: all of them."),
            minimum=1, maximum=MOST_CHANNELS),
    mark("{value} groups"),
)  # fmt: skip
_BIAS = LayerSetting(
    Setting("bias", mark("Bias"), True, mark("A number for each output that is added to its sum.")), mark("no bias")
)
_BORDER = LayerSetting(
    Setting("padding_mode", mark("Border"), "zeros", mark("What the padding is filled with."),
            choices=tuple(Choice(mode, text) for mode, text in zip(PADDING_MODES, (
                mark("zeros"), mark("reflected"), mark("replicated"), mark("circular")), strict=True))),
    mark("border {value}"),
)  # fmt: skip
_OUTPUT_PADDING = LayerSetting(
    SizeSetting("output_padding", mark("Output padding"), (0, 0), minimum=0,
                help=mark("Rows and columns more at the end; fewer than the stride or the dilation.")),
    mark("output padding {value}"),
)  # fmt: skip
_WINDOW = LayerSetting(
    SizeSetting("kernel_size", mark("Window"), (2, 2), mark("Rows and columns of the window, in cells.")),
    "{value}", always=True,
)  # fmt: skip
_POOL_STRIDE = LayerSetting(
    SizeSetting("stride", mark("Stride"), None, mark("Steps of the window, in cells."), may_follow=True,
                empty=mark("as the window")),
    mark("stride {value}"),
)  # fmt: skip
_CEIL = LayerSetting(
    Setting("ceil_mode", mark("Round up"), False, mark("A last window may reach beyond the border of the map.")),
    mark("rounded up"),
)
_COUNT_PADDING = LayerSetting(
    Setting("count_include_pad", mark("Count padding"), True, mark("The zeros of the padding count in the mean.")),
    mark("padding not counted"),
)
_POOLS = (_WINDOW, _POOL_STRIDE, _POOL_PADDING)
_UNITS = LayerSetting(
    Setting("out_features", mark("Units"), 64, mark("How many numbers the layer gives."),
            minimum=1, maximum=1_000_000),
    mark("{value} units"), always=True,
)  # fmt: skip


def _number(name: str, label: str, default: float, help_text: str, low: float, high: float, short: str) -> LayerSetting:
    return LayerSetting(Setting(name, label, default, help_text, minimum=low, maximum=high), short)


KINDS: Mapping[str, LayerKind] = {
    "Conv2D": LayerKind(
        mark("Kernels slide over the maps: each finds its pattern, wherever it is."), "conv",
        (_KERNELS, _KERNEL, _STRIDE, _PADDING, _DILATION, _GROUPS, _BORDER, _BIAS), "in_channels", "maps",
        {"padding": "same"},
    ),
    "ConvTranspose2D": LayerKind(
        mark("Lays a kernel down for each cell, so maps become larger."), "up",
        (_KERNELS, _KERNEL, _STRIDE, _CUT, _OUTPUT_PADDING, _DILATION, _GROUPS,
         _BIAS), "in_channels", "maps", {"kernel_size": (2, 2), "stride": (2, 2)},
    ),
    "MaxPool2D": LayerKind(
        mark("Keeps the largest number of each window: smaller maps, small shifts no longer matter."), "pool",
        (*_POOLS, _DILATION, _CEIL), takes="maps",
    ),
    "AvgPool2D": LayerKind(
        mark("Keeps the mean of each window: smaller, smoother maps."), "pool", (*_POOLS, _CEIL, _COUNT_PADDING),
        takes="maps",
    ),
    "GlobalAvgPool2D": LayerKind(mark("One number for each map: its mean."), "average", takes="maps"),
    "GlobalMaxPool2D": LayerKind(mark("One number for each map: its largest."), "max", takes="maps"),
    "AdaptiveAvgPool2D": LayerKind(
        mark("Means of so many pieces, whatever the size of the map."), "adapt",
        (LayerSetting(SizeSetting("output_size", mark("Output size"), (1, 1), mark("Rows and columns of the result."),
                                  may_keep=True), mark("to {value}"), always=True),), takes="maps",
    ),
    "Flatten": LayerKind(mark("Lays maps out as one row of numbers, as dense layers take them."), "flatten"),
    "Linear": LayerKind(
        mark("A dense layer: every output is a weighted sum of all inputs."), "fc", (_UNITS, _BIAS), "in_features",
        "vector",
    ),
    "ReLU": LayerKind(mark("Sets negative numbers to zero: the usual activation."), "relu"),
    "LeakyReLU": LayerKind(
        mark("Like ReLU, but negative numbers stay, made smaller: no unit can die."), "leaky",
        (_number("negative_slope", mark("Slope"), 0.01, mark("What negative numbers are multiplied by."), -100, 100,
                 mark("slope {value}")),),
    ),
    "ELU": LayerKind(
        mark("Like ReLU, with a soft bend towards a lowest value."), "elu",
        (_number("alpha", mark("Alpha"), 1.0, mark("How far below zero the curve goes."), -100, 100,
                 mark("alpha {value}")),),
    ),
    "Sigmoid": LayerKind(mark("Squeezes numbers between 0 and 1; deep networks hardly learn with it."), "sigmoid"),
    "Tanh": LayerKind(mark("Squeezes numbers between −1 and 1: the activation of 1998."), "tanh"),
    "Softplus": LayerKind(
        mark("ReLU with a rounded corner."), "softplus",
        (_number("beta", mark("Beta"), 1.0, mark("How sharp the corner is."), -1000, 1000, mark("beta {value}")),
         _number("threshold", mark("Threshold"), 20.0, mark("Above it numbers stay as they are."), -1000, 1000, "")),
    ),
    "Softmax": LayerKind(
        mark("Makes probabilities of scores. Training does it by itself: a network to be trained needs none."),
        "softmax", takes="vector",
    ),
    "LogSoftmax": LayerKind(
        mark("The logarithm of softmax; a network to be trained needs none."), "log", takes="vector"
    ),
    "BatchNorm2D": LayerKind(
        mark("Gives every map a mean and spread of its own: deep networks learn faster."), "norm",
        (_number("eps", mark("Epsilon"), 1e-5, mark("Added to the variance, so that nothing is divided by zero."),
                 1e-12, 1, ""),
         _number("momentum", mark("Momentum"), 0.1, mark("How fast the running mean follows the batches."), 0, 1, ""),
         LayerSetting(Setting("affine", mark("Learnt scale"), True, mark("Each map has a factor and an offset.")),
                      mark("no learnt scale"))),
        "num_features", "maps",
    ),
    "Dropout": LayerKind(
        mark("In training it sets random numbers to zero, so that no unit relies on another one."), "dropout",
        (LayerSetting(Setting("p", mark("Share"), 0.5, mark("The share of numbers that are set to zero, 0 to 1."),
                              minimum=0, maximum=1), mark("{value} of them"), always=True),),
    ),
    "Add": LayerKind(mark("Adds maps of the same shape, number by number: the skip of a residual network."), "add"),
    "Concat": LayerKind(mark("Puts the maps of several rows together, one after the other."), "concat"),
}  # fmt: skip

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (mark("Convolution"), ("Conv2D", "ConvTranspose2D")),
    (mark("Pooling"), ("MaxPool2D", "AvgPool2D", "GlobalAvgPool2D", "GlobalMaxPool2D", "AdaptiveAvgPool2D")),
    (mark("Activation"), ("ReLU", "LeakyReLU", "ELU", "Sigmoid", "Tanh", "Softplus")),
    (mark("Dense"), ("Flatten", "Linear", "Softmax", "LogSoftmax")),
    (mark("Regularisation"), ("BatchNorm2D", "Dropout")),
    (mark("Branches"), ("Add", "Concat")),
)
MERGES = frozenset({"Add", "Concat"})
KEEPING = frozenset(
    {"ReLU", "LeakyReLU", "ELU", "Sigmoid", "Tanh", "Softplus", "Softmax", "LogSoftmax", "Dropout"}
)  # kinds that give as many numbers as they take, also of a vector
