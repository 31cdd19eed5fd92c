"""Models that PyTorch exports: they open in the engine, and every layer gives what PyTorch's module gives."""

import warnings
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from cnnviz.data.onnx_files import OnnxFile, load_onnx
from cnnviz.engine.arrays import Array
from cnnviz.engine.input_normalisation import IMAGENET_MEAN, IMAGENET_SPREAD, normalisation_of
from cnnviz.traces.passes import NetworkModel, Pass

EXPORTERS = [False, pytest.param(True, marks=pytest.mark.skipif(not find_spec("onnxscript"), reason="no onnxscript"))]
Shape = tuple[int, int, int]


def lenet() -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.Tanh(), nn.AvgPool2d(2), nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2),
        nn.Flatten(), nn.Linear(400, 120), nn.Tanh(), nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, 10),
    )  # fmt: skip


class Vgg(nn.Module):
    """Blocks of convolutions, some with batch normalisation, and a classifier behind an adaptive pooling."""

    def __init__(self) -> None:
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU(True), nn.Conv2d(8, 8, 3, padding=1),
            nn.ReLU(True), nn.MaxPool2d(2, 2), nn.Conv2d(8, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16),
            nn.ReLU(True), nn.MaxPool2d(2, 2),
        )  # fmt: skip
        self.avgpool = nn.AdaptiveAvgPool2d((4, 4))
        self.classifier = nn.Sequential(nn.Linear(256, 32), nn.ReLU(True), nn.Dropout(), nn.Linear(32, 5))

    def forward(self, x: torch.Tensor) -> Any:
        return self.classifier(torch.flatten(self.avgpool(self.features(x)), 1))


class Block(nn.Module):
    """A residual block, as torchvision writes it."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs)
        self.relu = nn.ReLU()
        self.conv2, self.bn2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False), nn.BatchNorm2d(outputs)
        self.downsample = None
        if stride > 1:
            conv = nn.Conv2d(inputs, outputs, 1, stride, bias=False)
            self.downsample = nn.Sequential(conv, nn.BatchNorm2d(outputs))

    def forward(self, x: torch.Tensor) -> Any:
        y = self.bn2(self.conv2(self.relu(self.bn1(self.conv1(x)))))
        return self.relu(y + (x if self.downsample is None else self.downsample(x)))


class ResNet(nn.Module):
    """Three blocks; the row of units is made by `view`, whose size the graph works out."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, 8, 7, 2, 3, bias=False), nn.BatchNorm2d(8)
        self.relu, self.maxpool = nn.ReLU(), nn.MaxPool2d(3, 2, 1)
        self.layer1 = nn.Sequential(Block(8, 8, 1), Block(8, 8, 1))
        self.layer2 = nn.Sequential(Block(8, 16, 2))
        self.avgpool, self.fc = nn.AdaptiveAvgPool2d((1, 1)), nn.Linear(16, 5)

    def forward(self, x: torch.Tensor) -> Any:
        x = self.avgpool(self.layer2(self.layer1(self.maxpool(self.relu(self.bn1(self.conv1(x)))))))
        return self.fc(x.view(x.size(0), -1))


class Normalising(nn.Module):
    """Takes mean and spread off by itself; its border repeats the edge, its pooling is a mean."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(3, 8, 3, padding=1, padding_mode="replicate")
        self.second, self.last = nn.Conv2d(8, 8, 3, groups=8), nn.Linear(8, 4)
        self.register_buffer("mean", torch.tensor(IMAGENET_MEAN).view(1, 3, 1, 1))
        self.register_buffer("spread", torch.tensor(IMAGENET_SPREAD).view(1, 3, 1, 1))

    def forward(self, x: torch.Tensor) -> Any:
        x = torch.relu(self.second(torch.relu(self.first((x - self.mean) / self.spread))))
        return functional.log_softmax(self.last(x.mean((2, 3))), 1)


class Swish(nn.Module):
    """What the engine has not."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.fc = nn.Conv2d(3, 8, 3), nn.Linear(8, 4)

    def forward(self, x: torch.Tensor) -> Any:
        return self.fc(functional.silu(self.conv(x)).mean((2, 3)))


MODELS: list[tuple[Callable[[], nn.Module], Shape]] = [
    (lenet, (1, 28, 28)),
    (Vgg, (3, 32, 32)),
    (ResNet, (3, 64, 64)),
    (Normalising, (3, 20, 24)),
]


def made(build: Callable[[], nn.Module]) -> nn.Module:
    """The module with random weights, in use; its batch normalisation has seen something."""
    torch.manual_seed(1)
    module = build().eval()
    for part in module.modules():
        if isinstance(part, nn.BatchNorm2d):
            for tensor in (part.running_mean, part.weight.data, part.bias.data):
                tensor.normal_()
            part.running_var.uniform_(0.5, 2)
    return module


def exported(module: nn.Module, shape: Shape, path: Path, dynamo: bool, **options: Any) -> OnnxFile:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about the older exporter
        torch.onnx.export(module, (torch.zeros(1, *shape),), path, dynamo=dynamo, **options)
    return load_onnx(path)


def picture(shape: Shape) -> Array:
    return np.random.default_rng(2).random(shape, np.float32)


def outputs(module: nn.Module, x: Array) -> dict[str, Array]:
    """What every part that is no container gives, by its name with "_" for dots, and the whole as ""."""
    found: dict[str, Array] = {}

    def keep(name: str) -> Callable[..., None]:
        def hook(_: nn.Module, __: object, y: torch.Tensor) -> None:
            found.setdefault(name.replace(".", "_"), y[0].detach().numpy().copy())

        return hook

    for name, part in module.named_modules():
        if not name or not list(part.children()):
            part.register_forward_hook(keep(name))
    with torch.no_grad():
        module(torch.from_numpy(x)[None])
    return found


def compare(shown: Pass, theirs: dict[str, Array], least: int) -> None:
    """Every layer that has the name of a module gives what that gives; there are at least so many."""
    told = {layer.name: layer.maps for layer in shown.layers}
    common = [name for name in theirs if name in told]
    assert len(common) >= least, f"{sorted(told)} and {sorted(theirs)}"
    for name in common:
        wanted = theirs[name].reshape(told[name].shape)
        np.testing.assert_allclose(told[name], wanted, rtol=1e-4, atol=1e-5 * np.abs(wanted).max(), err_msg=name)


def last(shown: Pass) -> Array:
    """What the model itself gives, without the probabilities that are made for showing."""
    return shown.layers[-2 if shown.layers[-1].name == "softmax" else -1].maps.reshape(-1)


# by module: PyTorch 2 folds batch normalisation into convolutions unless it is told to keep what training needs
KEPT = {"training": torch.onnx.TrainingMode.PRESERVE, "do_constant_folding": False}


@pytest.mark.parametrize("dynamo", EXPORTERS)
@pytest.mark.parametrize(("build", "shape"), MODELS, ids=["LeNet", "VGG", "ResNet", "normalising"])
def test_it_opens_in_the_engine_and_gives_the_same(
    build: Callable[[], nn.Module], shape: Shape, dynamo: bool, tmp_path: Path
) -> None:
    module, x = made(build), picture(shape)
    network = exported(module, shape, tmp_path / "theirs.onnx", dynamo).network()
    shown = NetworkModel(network).run(normalisation_of(network.info).of(x))
    wanted = outputs(module, x)[""]
    np.testing.assert_allclose(last(shown), wanted, rtol=1e-4, atol=1e-5 * np.abs(wanted).max())


@pytest.mark.parametrize(
    ("build", "shape", "least"),
    [(lenet, (1, 28, 28), 0), (Vgg, (3, 32, 32), 7), (ResNet, (3, 64, 64), 17)],
    ids=["LeNet", "VGG", "ResNet"],
)
def test_all_maps_in_between_are_those_of_the_modules(
    build: Callable[[], nn.Module], shape: Shape, least: int, tmp_path: Path
) -> None:
    module, x = made(build), picture(shape)
    network = exported(module, shape, tmp_path / "theirs.onnx", False, **KEPT).network()
    theirs = outputs(module, x)
    shown = NetworkModel(network).run(x)
    compare(shown, theirs, least)
    if not least:  # a plain row: layer by layer
        for layer, wanted in zip(shown.layers[1:-1], list(theirs.values())[:-1], strict=True):
            np.testing.assert_allclose(layer.maps, wanted.reshape(layer.maps.shape), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(("build", "shape"), [*MODELS, (Swish, (3, 20, 24))],
                         ids=["LeNet", "VGG", "ResNet", "normalising", "Swish"])  # fmt: skip
@pytest.mark.parametrize("dynamo", EXPORTERS)
def test_onnx_runtime_shows_the_same(
    build: Callable[[], nn.Module], shape: Shape, dynamo: bool, tmp_path: Path
) -> None:
    pytest.importorskip("onnxruntime")
    from cnnviz.inspection.foreign_model import OnnxModel

    module, x = made(build), picture(shape)
    open_sizes = not dynamo and build is not Vgg  # its adaptive pooling needs to know them
    options: dict[str, Any] = {} if dynamo else KEPT
    if open_sizes:
        options = options | {"dynamic_axes": {"x": {0: "n", 2: "h", 3: "w"}}, "input_names": ["x"]}
    file = exported(module, shape, tmp_path / "theirs.onnx", dynamo, **options)
    assert file.input_shape == ((shape[0], None, None) if open_sizes else shape)
    shown = OnnxModel(file.settled(shape)).run(x)
    theirs = outputs(module, x)
    compare(shown, {} if dynamo else theirs, 0)
    np.testing.assert_allclose(last(shown), theirs[""], rtol=1e-4, atol=1e-5 * np.abs(theirs[""]).max())
