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
    if padding not in ("same", "full"):
        return None
    kernel, gaps = (value if isinstance(value, tuple) else (value, value) for value in (kernel_size, dilation))
    spare = [gap * (length - 1) for length, gap in zip(kernel, gaps, strict=True)]
    if padding == "full":
        return (spare[0], spare[0], spare[1], spare[1])
    return (spare[0] // 2, spare[0] - spare[0] // 2, spare[1] // 2, spare[1] - spare[1] // 2)


def convolution(**arguments: Any) -> nn.Module:
    padding = arguments.get("padding", 0)
    border = four_sides(padding, arguments["kernel_size"], arguments.get("dilation", 1))
    if border is None or padding == "same":
        return nn.Conv2d(**arguments)
    mode = PADDINGS[arguments.pop("padding_mode", "zeros")]
    return Bordered(border, mode, 0.0, nn.Conv2d(**arguments | {"padding": 0}))


def max_pooling(**arguments: Any) -> nn.Module:
    dilation = arguments.get("dilation", 1)
    border = four_sides(arguments.get("padding", 0), arguments["kernel_size"], dilation)
    if border is None:
        return nn.MaxPool2d(**arguments)
    check_half(border, arguments["kernel_size"], dilation)
    return Bordered(border, "constant", -torch.inf, nn.MaxPool2d(**arguments | {"padding": 0}))


def average_pooling(**arguments: Any) -> nn.Module:
    border = four_sides(arguments.get("padding", 0), arguments["kernel_size"], 1)
    if border is None:
        return nn.AvgPool2d(**arguments)
    check_half(border, arguments["kernel_size"], 1)
    counted = arguments.pop("count_include_pad", True)
    inner = nn.AvgPool2d(**arguments | {"padding": 0})
    return Bordered(border, "constant", 0.0, inner) if counted else MeanInside(border, inner)


def check_half(border: Four, kernel_size: Any, dilation: Any) -> None:
    """PyTorch's own rule for pooling, for a border that it cannot be given."""
    kernel, gaps = (value if isinstance(value, tuple) else (value, value) for value in (kernel_size, dilation))
    spans = [gap * (length - 1) + 1 for length, gap in zip(kernel, gaps, strict=True)]
    if max(border[:2]) > spans[0] // 2 or max(border[2:]) > spans[1] // 2:
        raise ValueError("pad should be at most half of effective kernel size")


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
    "ConvTranspose2D": nn.ConvTranspose2d,
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
