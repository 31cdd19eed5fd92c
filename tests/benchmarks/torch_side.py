"""The networks of the benchmarks in PyTorch, as its tutorials write them."""

import numpy as np
import torch
from sides import threads
from torch import nn

VGG16 = (64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0)  # 0 is pooling


def use_threads() -> None:
    """As many threads as the side may have."""
    torch.set_num_threads(threads())


def network(name: str) -> nn.Module:
    """The network by the name that cnnviz has for it."""
    return {"lenet5": lenet5, "32-64-128": three_block, "vgg16": vgg16}[name]()


def lenet5() -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10),
    )  # fmt: skip


def three_block() -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(64, 128, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(128, 128), nn.ReLU(), nn.Linear(128, 10),
    )  # fmt: skip


def vgg16() -> nn.Module:
    layers: list[nn.Module] = []
    channels = 3
    for maps in VGG16:
        layers += [nn.Conv2d(channels, maps, 3, padding=1), nn.ReLU(inplace=True)] if maps else [nn.MaxPool2d(2)]
        channels = maps or channels
    rows = [nn.Linear(25088, 4096), nn.ReLU(True), nn.Linear(4096, 4096), nn.ReLU(True), nn.Linear(4096, 1000)]
    return nn.Sequential(*layers, nn.Flatten(), *rows)


class Learner:
    """A network with Adam, in one of PyTorch's two memory layouts.

    torch.compile is not used: it needs a C++ compiler on the machine, which users of a window seldom have.
    """

    def __init__(self, name: str, channels_last: bool) -> None:
        self.layout = torch.channels_last if channels_last else torch.contiguous_format
        self.model = network(name).to(memory_format=self.layout)
        self.optimizer, self.loss = torch.optim.Adam(self.model.parameters(), 1e-3), nn.CrossEntropyLoss()

    def step(self, images: np.ndarray, labels: np.ndarray) -> None:
        """One step on pictures (N, C, H, W)."""
        self.optimizer.zero_grad()
        pictures = torch.from_numpy(images).contiguous(memory_format=self.layout)
        self.loss(self.model(pictures), torch.from_numpy(labels)).backward()
        self.optimizer.step()

    def forward(self, images: np.ndarray) -> np.ndarray:
        """The outputs for pictures (N, C, H, W), with nothing kept for a way back."""
        self.model.eval()
        with torch.inference_mode():
            outputs = self.model(torch.from_numpy(images).contiguous(memory_format=self.layout)).numpy()
        self.model.train()
        return outputs
