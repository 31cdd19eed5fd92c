"""What a step of training was made from, for those who look on."""

from collections.abc import Mapping
from dataclasses import dataclass

from cnnviz.engine.arrays import Array


@dataclass(frozen=True, eq=False)
class LastStep:
    """What the last step was made from; valid until the next report is asked for.

    `images` (N, C, H, W) as they were learnt from, augmented, with their `labels` (N,), the `outputs` (N, K) before the
    step, and the slope by each parameter.
    """

    images: Array
    labels: Array
    outputs: Array
    gradients: Mapping[str, Array]
