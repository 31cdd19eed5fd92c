"""PyTorch's layer for each of ours. Names and arguments are the same; what it has no word for is put together here."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import nn
from torch.nn import functional

Four = tuple[int, int, int, int]
PADDINGS = {"zeros": "constant", "reflect": "reflect", "replicate": "replicate", "circular": "circular"}


def twin(kind: str, arguments: Mapping[str, Any]) -> nn.Module:
    """The module that computes the same; whatever PyTorch raises for impossible arguments is passed on."""
    plain = {name: tuple(value) if isinstance(value, list) else value for name, value in arguments.items()}
    return TWINS[kind](**plain)


class Bordered(nn.Module):
    """A border of its own for each side, or "full", which PyTorch's layers cannot say; then the layer without one."""

    def __init__(self, border: Four, mode: str, value: float, inner: nn.Module) -> None:
        super().__init__()
        top, bottom, left, right = border
        self.border, self.mode, self.value = (left, right, top, bottom), mode, value
        for name, parameter in inner.named_parameters():
            self.register_parameter(name, parameter)
        self.inner = [inner]  # in a list its parameters are not counted twice

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        value = self.value if self.mode == "constant" else None
        return self.inner[0](functional.pad(x, self.border, self.mode, value))


class MeanInside(nn.Module):
    """Average pooling with a border of its own for each side, which is not counted."""

    def __init__(self, border: Four, inner: nn.Module) -> None:
        super().__init__()
        self.padded_mean = Bordered(border, "constant", 0.0, inner)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.padded_mean(x) / self.padded_mean(torch.ones_like(x))


def four_sides(padding: Any, kernel_size: Any, dilation: Any) -> Four | None:
    """The border where PyTorch's layers have no word for it; None where they have."""
    if isinstance(padding, tuple) and len(padding) == 4:
        if min(padding) < 0:
            raise ValueError("functional.pad would cut the picture; layers refuse it")
        return padding
    if padding not in ("same", "full", "valid"):
        return None
    kernel, gaps = (value if isinstance(value, tuple) else (value, value) for value in (kernel_size, dilation))
    spare = [gap * (length - 1) for length, gap in zip(kernel, gaps, strict=True)]
    if padding == "valid":
        return (0, 0, 0, 0)
    if padding == "full":
        return (spare[0], spare[0], spare[1], spare[1])
    return (spare[0] // 2, spare[0] - spare[0] // 2, spare[1] // 2, spare[1] - spare[1] // 2)


def convolution(**arguments: Any) -> nn.Module:
    """A border below zero, which PyTorch refuses with zeros and takes for a cut with other modes, is refused here."""
    padding = arguments.get("padding", 0)
    if not isinstance(padding, str) and min(padding if isinstance(padding, tuple) else (padding,)) < 0:
        raise ValueError("negative padding is not supported")
    border = four_sides(padding, arguments["kernel_size"], arguments.get("dilation", 1))
    if border is None or padding in ("same", "valid"):
        return nn.Conv2d(**arguments)
    mode = PADDINGS[arguments.pop("padding_mode", "zeros")]
    return Bordered(border, mode, 0.0, nn.Conv2d(**arguments | {"padding": 0}))


class Cropped(nn.Module):
    """A transposed convolution that takes away so many rows and columns on each side.

    PyTorch's refuses to take away all of them in float64, and gives empty maps in float32; here it always refuses.
    """

    def __init__(self, border: Four, inner: nn.ConvTranspose2d) -> None:
        super().__init__()
        self.border, self.inner = border, [inner]
        for name, parameter in inner.named_parameters():
            self.register_parameter(name, parameter)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        top, bottom, left, right = self.border
        y = self.inner[0](x)
        height, width = y.shape[2] - top - bottom, y.shape[3] - left - right
        if min(height, width) < 1:
            raise ValueError("nothing is left")
        return y.narrow(2, top, height).narrow(3, left, width)


def transposed_convolution(**arguments: Any) -> nn.Module:
    border = arguments.get("padding", 0)
    if not isinstance(border, tuple) or len(border) != 4:
        return Cropped((0, 0, 0, 0), nn.ConvTranspose2d(**arguments))
    return Cropped(border, nn.ConvTranspose2d(**arguments | {"padding": 0}))


def max_pooling(**arguments: Any) -> nn.Module:
    border = four_sides(arguments.get("padding", 0), arguments["kernel_size"], arguments.get("dilation", 1))
    if border is None:
        return nn.MaxPool2d(**arguments)
    check_half(border, arguments["kernel_size"])
    return Bordered(border, "constant", -torch.inf, nn.MaxPool2d(**arguments | {"padding": 0}))


def average_pooling(**arguments: Any) -> nn.Module:
    border = four_sides(arguments.get("padding", 0), arguments["kernel_size"], 1)
    if border is None:
        return nn.AvgPool2d(**arguments)
    check_half(border, arguments["kernel_size"])
    counted = arguments.pop("count_include_pad", True)
    inner = nn.AvgPool2d(**arguments | {"padding": 0})
    return Bordered(border, "constant", 0.0, inner) if counted else MeanInside(border, inner)


def check_half(border: Four, kernel_size: Any) -> None:
    """PyTorch's own rule for pooling, for a border that it cannot be given; dilation makes no difference."""
    kernel = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    if max(border[:2]) > kernel[0] // 2 or max(border[2:]) > kernel[1] // 2:
        raise ValueError("pad should be smaller than or equal to half of kernel size")


def log_softmax() -> nn.Module:
    return nn.LogSoftmax(dim=1)


def softmax() -> nn.Module:
    return nn.Softmax(dim=1)


def global_average() -> nn.Module:
    return nn.AdaptiveAvgPool2d(1)


def global_maximum() -> nn.Module:
    return nn.AdaptiveMaxPool2d(1)


TWINS = {
    "Conv2D": convolution,
    "ConvTranspose2D": transposed_convolution,
    "MaxPool2D": max_pooling,
    "AvgPool2D": average_pooling,
    "GlobalAvgPool2D": global_average,
    "GlobalMaxPool2D": global_maximum,
    "AdaptiveAvgPool2D": nn.AdaptiveAvgPool2d,
    "Linear": nn.Linear,
    "Flatten": nn.Flatten,
    "Dropout": nn.Dropout,
    "BatchNorm2D": nn.BatchNorm2d,
    "ReLU": nn.ReLU,
    "LeakyReLU": nn.LeakyReLU,
    "ELU": nn.ELU,
    "Sigmoid": nn.Sigmoid,
    "Tanh": nn.Tanh,
    "Softplus": nn.Softplus,
    "Softmax": softmax,
    "LogSoftmax": log_softmax,
}
