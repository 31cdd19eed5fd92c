"""Every layer and loss beside PyTorch's, forward and backward, on the same random numbers."""

from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="PyTorch is in the optional group “parity”")

from cnnviz.engine.activations import ReLU, Sigmoid, Tanh  # noqa: E402
from cnnviz.engine.convolution import Conv2D  # noqa: E402
from cnnviz.engine.layer import Layer  # noqa: E402
from cnnviz.engine.linear import Linear  # noqa: E402
from cnnviz.engine.losses import cross_entropy, mean_squared_error  # noqa: E402
from cnnviz.engine.network import Network  # noqa: E402
from cnnviz.engine.pooling import AvgPool2D, MaxPool2D  # noqa: E402
from cnnviz.engine.shape import Flatten  # noqa: E402
from cnnviz.engine.softmax import Softmax  # noqa: E402

CONVOLUTIONS: tuple[dict[str, Any], ...] = (
    {"kernel_size": 5, "padding": 2},
    {"kernel_size": (2, 3), "stride": (2, 1)},
    {"kernel_size": 3, "dilation": (1, 2), "padding": (0, 3)},
    {"kernel_size": 3, "groups": 2, "stride": 3, "bias": False},
    {"kernel_size": 1, "groups": 4},
)
POOLINGS: tuple[tuple[Any, ...], ...] = ((2,), (3, 2), (3, 2, 1), ((2, 3), (1, 2), (1, 0)))


def compare(layer: Layer, theirs: Any, x: np.ndarray, dtype: Any = np.float64) -> None:
    """Output and all gradients of both must agree."""
    network = Network([("layer", layer)], x.shape[1:]).copy(dtype)
    theirs = theirs.to(torch.float64 if dtype == np.float64 else torch.float32)
    for name, array in network.layers[0][1].parameters.items():
        getattr(theirs, name).data = torch.from_numpy(array.copy())
    picture = torch.from_numpy(x.astype(dtype)).requires_grad_()
    output = theirs(picture)
    tape = network.forward(x.astype(dtype))
    tolerance = {"rtol": 1e-10, "atol": 1e-12} if dtype == np.float64 else {"rtol": 1e-4, "atol": 1e-5}
    np.testing.assert_allclose(tape.output, output.detach().numpy(), **tolerance)
    upstream = np.random.default_rng(9).standard_normal(tape.output.shape).astype(dtype)
    output.backward(torch.from_numpy(upstream))
    gradients = network.backward(tape, upstream)
    np.testing.assert_allclose(gradients.input, picture.grad.numpy(), **tolerance)
    for name, gradient in gradients.parameters.items():
        wanted = getattr(theirs, name.removeprefix("layer.")).grad.numpy()
        np.testing.assert_allclose(gradient, wanted, **tolerance)


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(2)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("arguments", CONVOLUTIONS, ids=str)
def test_convolution_agrees(arguments: dict[str, Any], dtype: Any, rng: np.random.Generator) -> None:
    x = rng.standard_normal((3, 4, 11, 9))
    compare(Conv2D(4, 8, **arguments, rng=rng), torch.nn.Conv2d(4, 8, **arguments), x, dtype)


def test_same_padding_of_an_even_kernel_agrees(rng: np.random.Generator) -> None:
    ours = Conv2D(2, 3, (2, 4), padding="same", rng=rng)
    with torch.no_grad():
        theirs = torch.nn.Conv2d(2, 3, (2, 4), padding="same")
    with pytest.warns(UserWarning, match="same"):
        compare(ours, theirs, rng.standard_normal((2, 2, 6, 7)))


@pytest.mark.parametrize("arguments", POOLINGS, ids=str)
def test_pooling_agrees(arguments: tuple[Any, ...], rng: np.random.Generator) -> None:
    x = rng.standard_normal((3, 2, 9, 8))
    compare(MaxPool2D(*arguments), torch.nn.MaxPool2d(*arguments), x)
    compare(AvgPool2D(*arguments), torch.nn.AvgPool2d(*arguments), x)


@pytest.mark.parametrize("arguments", POOLINGS, ids=str)
def test_ties_in_max_pooling_have_the_same_winner(arguments: tuple[Any, ...], rng: np.random.Generator) -> None:
    x = np.maximum(rng.integers(-3, 2, (3, 2, 9, 8)), 0).astype(np.float64)
    compare(MaxPool2D(*arguments), torch.nn.MaxPool2d(*arguments), x)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (ReLU(), torch.nn.ReLU()),
        (Sigmoid(), torch.nn.Sigmoid()),
        (Tanh(), torch.nn.Tanh()),
        (Softmax(), torch.nn.Softmax(dim=1)),
        (Flatten(), torch.nn.Flatten()),
    ],
    ids=str,
)
def test_activations_agree(ours: Layer, theirs: Any, rng: np.random.Generator) -> None:
    compare(ours, theirs, rng.standard_normal((3, 2, 4, 5)) * 3)


def test_linear_agrees(rng: np.random.Generator) -> None:
    compare(Linear(7, 4, rng=rng), torch.nn.Linear(7, 4), rng.standard_normal((5, 7)))


def test_losses_agree(rng: np.random.Generator) -> None:
    scores, labels = rng.standard_normal((6, 5)) * 20, rng.integers(0, 5, 6)
    targets = rng.standard_normal((6, 5))
    for ours, theirs in (
        (cross_entropy(scores, labels), lambda x: torch.nn.functional.cross_entropy(x, torch.from_numpy(labels))),
        (mean_squared_error(scores, targets), lambda x: torch.nn.functional.mse_loss(x, torch.from_numpy(targets))),
    ):
        x = torch.from_numpy(scores).requires_grad_()
        loss = theirs(x)
        loss.backward()
        assert ours[0] == pytest.approx(loss.item(), rel=1e-12)
        np.testing.assert_allclose(ours[1], x.grad.numpy(), rtol=1e-10, atol=1e-14)
