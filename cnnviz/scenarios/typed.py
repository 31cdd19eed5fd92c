"""A picture and a kernel that were typed in, as a scenario."""

import numpy as np

from cnnviz.scenarios.layers import convolution_of
from cnnviz.scenarios.scenario import MOST_FILTERS, Array, Scenario
from cnnviz.scenarios.source import Source
from cnnviz.text import ExplainedError, mark, tr
from cnnviz.traces.kernels import recognised


class TypedError(ExplainedError):
    """A picture and a kernel that do not go together."""


def typed_scenario(picture: Array, kernel: Array) -> Scenario:
    """The convolution of a picture (C, H, W) with a kernel, without padding; TypedError, GeometryError.

    A kernel (KH, KW) is the same for all channels. Several (N, KH, KW) are one filter for the N channels of a picture
    that has so many, or N filters for a picture of one channel; (F, C, KH, KW) are what they say.

    >>> typed_scenario(np.ones((1, 4, 4)), np.ones((2, 3, 3))).kernel.shape
    (2, 1, 3, 3)
    """
    channels = len(picture)
    weight = np.ascontiguousarray(_filters(np.asarray(kernel, np.float32), channels))
    if len(weight) > MOST_FILTERS:
        raise TypedError(mark("These are {given} filters; at most {most} are shown. Leave some out."),
                         given=len(weight), most=MOST_FILTERS)  # fmt: skip
    image = np.asarray(picture, np.float32)
    source = Source(tr("Typed matrix"), image, exact=True)
    bias = np.zeros(len(weight), np.float32)
    scenario = Scenario(source, image, weight, bias, longest=source.longest, preset=recognised(weight[0]))
    convolution_of(scenario).output_shape(image.shape)
    return scenario.with_padding("valid")


def _filters(kernel: Array, channels: int) -> Array:
    """(F, C, KH, KW)."""
    if kernel.ndim == 2:
        return np.broadcast_to(kernel, (1, channels, *kernel.shape))
    if kernel.ndim == 3:
        kernel = kernel[:, None] if channels == 1 else kernel[None]
    if kernel.shape[1] != channels:
        raise TypedError(
            mark("The kernel has {given} channels, the picture {wanted}; type {wanted} matrices for the kernel, or one "
                 "that is the same for all channels."), given=kernel.shape[1], wanted=channels,
        )  # fmt: skip
    return kernel
