"""Explanations beside the same ones from PyTorch: its autograd, hooks on its layers, and the definitions."""

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from cnnviz.engine.activations import ReLU
from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.arrays import Array
from cnnviz.engine.network import Network
from cnnviz.explain.explanation import Explanation, Target
from cnnviz.explain.grad_cam import map_layers
from cnnviz.explain.methods import METHODS
from cnnviz.settings import Value, checked
from tests.parity.agreement import assert_close
from tests.parity.graphs import torch_twin
from tests.parity.random_networks import random_network

SEEDS = range(12)


def ours(name: str, network: Network, picture: Array, **settings: Value) -> Explanation:
    layer = {"layer": settings.pop("layer")} if "layer" in settings else {}
    *_, last = METHODS[name].run(network, picture, Target(1), checked(METHODS[name].settings, settings) | layer)
    return last


def both(seed: int, graph: bool) -> tuple[Network, nn.Module, Array]:
    """A network, its twin, and a picture."""
    network = random_network(seed, graph)
    picture = np.random.default_rng(seed).random(network.input_shape)
    return network, torch_twin(network, np.dtype(np.float64)).eval(), picture


def slope(theirs: nn.Module, x: torch.Tensor) -> torch.Tensor:
    """The gradient of the score of class 1 by pictures (N, C, H, W)."""
    x = x.detach().requires_grad_()
    theirs(x)[:, 1].sum().backward()
    assert x.grad is not None
    return x.grad


def one(picture: Array) -> torch.Tensor:
    return torch.from_numpy(picture[None])


@pytest.mark.parametrize("graph", [False, True], ids=["chain", "graph"])
@pytest.mark.parametrize("seed", SEEDS)
def test_gradients_agree(seed: int, graph: bool) -> None:
    network, theirs, picture = both(seed, graph)
    gradient = slope(theirs, one(picture))[0].numpy()
    assert_close(ours("saliency", network, picture).values, np.abs(gradient).max(axis=0), "saliency")
    assert_close(ours("saliency", network, picture, form="signed").values, gradient, "signed")
    assert_close(ours("gradient-x-input", network, picture).values, gradient * picture, "gradient x input")


@pytest.mark.parametrize("graph", [False, True], ids=["chain", "graph"])
@pytest.mark.parametrize("seed", SEEDS)
def test_integrated_gradients_agree(seed: int, graph: bool) -> None:
    network, theirs, picture = both(seed, graph)
    shares = (torch.arange(20, dtype=torch.float64) + 0.5) / 20
    way = one(picture) - 0.5
    mean = slope(theirs, 0.5 + shares[:, None, None, None] * way).mean(dim=0)
    result = ours("integrated-gradients", network, picture, steps=20, baseline="grey")
    assert_close(result.values, (way[0] * mean).numpy(), "integrated gradients")
    with torch.no_grad():
        difference = theirs(one(picture))[0, 1] - theirs(torch.full_like(one(picture), 0.5))[0, 1]
    error = float((way[0] * mean).sum() - difference)
    assert result.facts["completeness error"] == pytest.approx(error, rel=1e-6, abs=1e-10)


@pytest.mark.parametrize("graph", [False, True], ids=["chain", "graph"])
@pytest.mark.parametrize("seed", SEEDS)
def test_guided_backpropagation_agrees_with_hooks(seed: int, graph: bool) -> None:
    network, theirs, picture = both(seed, graph)
    if not any(isinstance(layer, ReLU) for _, layer in network.layers):
        network = NETWORKS["resnet8"].build(seed).copy(np.float64)
        theirs = torch_twin(network, np.dtype(np.float64)).eval()
        picture = np.random.default_rng(seed).random(network.input_shape)
    for module in theirs.modules():
        if isinstance(module, nn.ReLU):
            module.register_full_backward_hook(lambda _, by_input, __: (by_input[0].clamp(min=0),))
    assert_close(ours("guided-backprop", network, picture).values, slope(theirs, one(picture))[0].numpy(), "guided")


@pytest.mark.parametrize("graph", [False, True], ids=["chain", "graph"])
@pytest.mark.parametrize("seed", SEEDS)
def test_grad_cam_agrees_with_hooks_at_every_layer_with_maps(seed: int, graph: bool) -> None:
    network, theirs, picture = both(seed, graph)
    merges = {name for name, layer in network.layers if not hasattr(theirs, name)}
    for name in set(map_layers(network, Target(1))) - merges:
        kept: list[torch.Tensor] = []
        hook = getattr(theirs, name).register_forward_hook(lambda _, __, out, kept=kept: kept.append(out))
        score = theirs(one(picture))[0, 1]
        hook.remove()
        (gradient,) = torch.autograd.grad(score, kept)
        cam = (gradient.mean(dim=(2, 3), keepdim=True) * kept[0]).sum(dim=1, keepdim=True).clamp(min=0)
        large = functional.interpolate(cam, size=picture.shape[1:], mode="bilinear", align_corners=False)
        result = ours("grad-cam", network, picture, layer=name)
        assert result.coarse is not None
        assert_close(result.coarse, cam[0, 0].detach().numpy(), name)
        assert_close(result.values, large[0, 0].detach().numpy(), f"{name} enlarged")


@pytest.mark.parametrize("graph", [False, True], ids=["chain", "graph"])
@pytest.mark.parametrize("seed", SEEDS)
def test_occlusion_agrees_with_its_definition(seed: int, graph: bool) -> None:
    network, theirs, picture = both(seed, graph)
    height, width = picture.shape[1:]
    total, count = torch.zeros(height, width, dtype=torch.float64), torch.zeros(height, width, dtype=torch.float64)
    with torch.no_grad():
        whole = theirs(one(picture))[0, 1]
        for top in sorted({*range(0, height - 2, 2), height - 3}):
            for left in sorted({*range(0, width - 2, 2), width - 3}):
                covered = one(picture).clone()
                covered[:, :, top : top + 3, left : left + 3] = 1
                total[top : top + 3, left : left + 3] += whole - theirs(covered)[0, 1]
                count[top : top + 3, left : left + 3] += 1
    result = ours("occlusion", network, picture, patch=3, stride=2, fill="white")
    gap = np.abs(result.values - (total / count).numpy()).max()
    assert gap <= 1e-9 * abs(float(whole)) + 1e-12  # falls are small beside the scores that they are taken from
