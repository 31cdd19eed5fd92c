"""Batch normalisation: every map gets the mean and spread that its layer has learnt, whatever the layers before do."""

from typing import Any

import numpy as np
import numpy.typing as npt

from cnnviz.engine.arrays import Array, Shape, float_type
from cnnviz.engine.initializers import Random
from cnnviz.engine.layer import Layer, LayerError, Saved, channels_height_width, finite, positive
from cnnviz.engine.workspace import Workspace


class BatchNorm2D(Layer):
    """``y = weight * (x - mean) / √(variance + eps) + bias``, channel by channel; maps (C, H, W) keep their shape.

    In training mean and variance are those of the batch, over all its pictures and places, and the layer follows them
    with its buffers: ``running = (1 - momentum) * running + momentum * batch's``, for the variance the unbiased one. In
    use they are those buffers (mean 0 and variance 1 at first). Without `affine` there are no weight and bias, which
    are (C,), 1 and 0 at first.

    LayerError for `num_features` that is no whole number from 1 on, `eps` that is not above 0, `momentum` outside 0..1.

    Ioffe and Szegedy 2015, "Batch Normalization", arXiv:1502.03167.

    >>> from cnnviz.engine.network import Network
    >>> network = Network([("norm", BatchNorm2D(1))], (1, 1, 2))
    >>> network.forward([[[[10.0, 30.0]]]], training=np.random.default_rng(0)).output.round(3).tolist()
    [[[[-1.0, 1.0]]]]
    >>> {name: round(float(array[0]), 1) for name, array in network.buffers.items()}
    {'norm.running_mean': 2.0, 'norm.running_var': 20.9}
    """

    mixes_batch = True

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float = 0.1,
        affine: bool = True,
        *,
        dtype: npt.DTypeLike = np.float32,
    ) -> None:
        super().__init__()
        self.num_features = positive(num_features, "BatchNorm2D", "num_features")
        self.eps = finite(eps, "BatchNorm2D", "eps", low=0, but=0)
        self.momentum = finite(momentum, "BatchNorm2D", "momentum", low=0, high=1)
        dtype = float_type(dtype)
        if affine:
            self.parameters = {"weight": np.ones(num_features, dtype), "bias": np.zeros(num_features, dtype)}
        self.buffers = {"running_mean": np.zeros(num_features, dtype), "running_var": np.ones(num_features, dtype)}

    def output_shape(self, shape: Shape) -> Shape:
        return channels_height_width(shape, self, self.num_features)

    def forward(self, x: Array, workspace: Workspace) -> tuple[Array, Saved]:
        mean, variance = (self.buffers[name].astype(x.dtype) for name in ("running_mean", "running_var"))
        centred = workspace.empty("y", x.shape, x.dtype)
        np.subtract(x, _each(mean), out=centred)
        inverse = self._scale(centred, variance)
        return centred, (x, mean, inverse, np.zeros((), x.dtype))

    def forward_training(self, x: Array, workspace: Workspace, rng: Random) -> tuple[Array, Saved]:
        """With mean and variance of the batch, which the buffers take note of.

        LayerError where a channel has a single value: that is its own mean, and its spread is zero.
        """
        count = x[0].size
        if count < 2:
            raise LayerError(
                "{layer} gets {count} numbers per channel (batch {batch}, maps of {height} × {width}); in training it "
                "needs two or more. Take a larger batch or larger maps.",
                layer=self, count=count, batch=x.shape[3], height=x.shape[1], width=x.shape[2],
            )  # fmt: skip
        centred = workspace.empty("y", x.shape, x.dtype)
        mean = _rows(x, "x", workspace).mean(axis=1)
        np.subtract(x, _each(mean), out=centred)  # first: squares of numbers far from zero would lose the spread
        variance = _products(centred, centred) / np.asarray(count, x.dtype)
        for name, found in (("running_mean", mean), ("running_var", variance * (count / (count - 1)))):
            self.buffers[name] *= 1 - self.momentum
            self.buffers[name] += self.momentum * found
        inverse = self._scale(centred, variance)
        return centred, (x, mean, inverse, np.asarray(1 / count, x.dtype))

    def _scale(self, centred: Array, variance: Array) -> Array:
        """Make the output of ``x - mean``, where it lies; gives 1 / √(variance + eps), one number for each channel."""
        inverse: Array = 1 / np.sqrt(variance + np.asarray(self.eps, variance.dtype))
        centred *= _each(inverse * self._weight(inverse.dtype))
        if self.parameters:
            centred += _each(self.parameters["bias"])
        return inverse

    def backward(self, dy: Array, saved: Saved, workspace: Workspace) -> tuple[Array, dict[str, Array]]:
        """With ``z = (x - mean) / √(variance + eps)`` and sums over the batch of a channel.

        ``dbias = sum of dy``, ``dweight = sum of dy z`` and, in training, where mean and variance move with the inputs,
        ``dx = weight / √(variance + eps) * (dy - dbias / count - z dweight / count)``; otherwise only its first term.
        """
        x, mean, inverse, share = saved  # share: how much one input moves the mean of its channel
        dy = _rows(dy, "dy", workspace).reshape(dy.shape)
        dx = workspace.empty("dx", x.shape, x.dtype)
        np.subtract(x, _each(mean), out=dx)
        bias, weight = dy.reshape(len(dy), -1).sum(axis=1), _products(dy, dx) * inverse
        if share:
            dx *= _each(-share * inverse * weight)
            dx += dy
            dx -= _each(share * bias)
            dx *= _each(inverse * self._weight(dx.dtype))
        else:
            np.multiply(dy, _each(inverse * self._weight(dx.dtype)), out=dx)
        return dx, {"weight": weight, "bias": bias} if self.parameters else {}

    def _weight(self, dtype: npt.DTypeLike) -> Array:
        return self.parameters["weight"] if self.parameters else np.ones(self.num_features, dtype)

    def config(self) -> dict[str, Any]:
        return {
            "num_features": self.num_features,
            "eps": self.eps,
            "momentum": self.momentum,
            "affine": bool(self.parameters),
        }

    def __repr__(self) -> str:
        return f"BatchNorm2D({self.num_features})"


def _each(numbers: Array) -> Array:
    """One number for each channel, to be used with (C, H, W, N)."""
    return numbers[:, None, None, None]


def _rows(maps: Array, name: str, workspace: Workspace) -> Array:
    """Maps (C, H, W, N) as one row for each channel; what does not lie in one piece is copied to the buffer `name`."""
    if not maps.flags.c_contiguous:
        piece = workspace.empty(name, maps.shape, maps.dtype)
        np.copyto(piece, maps)
        maps = piece
    return maps.reshape(len(maps), -1)


def _products(one: Array, other: Array) -> Array:
    """For each channel, the sum of products of two contiguous arrays: no array of the products is needed."""
    sums: Array = np.vecdot(one.reshape(len(one), -1), other.reshape(len(other), -1))
    return sums
