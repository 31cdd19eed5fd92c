"""Integrated gradients: the slopes on the whole way from a picture of nothing to this one."""

from collections.abc import Iterator, Mapping

import numpy as np

from cnnviz.engine.arrays import Array
from cnnviz.engine.network import Network
from cnnviz.explain.explanation import Explanation, Method, Target
from cnnviz.explain.fills import BLACK, FILLS, colour
from cnnviz.explain.passes import passes_of
from cnnviz.explain.scores import Score
from cnnviz.settings import Setting, Value
from cnnviz.text import mark

NAME = "integrated-gradients"
STEPS = 64


def integrated_gradients(
    network: Network, picture: Array, target: Target, settings: Mapping[str, Value]
) -> Iterator[Explanation]:
    """``(x - x0) * mean of dscore/dx at x0 + a (x - x0)`` (C, H, W), for a from 0 to 1; x0 is the baseline.

    Sundararajan, Taly and Yan 2017, "Axiomatic Attribution for Deep Networks", arXiv:1703.01365. The integral is taken
    at the middles of equal steps. In the limit the values add up to ``score(x) - score(x0)``; by how much they miss it
    is the fact "completeness error". What is reported on the way is the mean of the steps so far, which are spread over
    the whole way. ExplanationError for a target that there is not.
    """
    score = Score.of(network, target)
    steps = int(settings.get("steps", STEPS))
    with passes_of(network, picture) as passes:
        baseline = np.broadcast_to(colour(network, picture, str(settings.get("baseline", BLACK))), picture.shape)
        way = picture - baseline
        ends = [float(score.values(passes.run(one[np.newaxis]))[0]) for one in (baseline, picture)]
        batches = -(-steps // passes.at_once())
        shares = (np.arange(steps) + 0.5) / steps
        slopes, taken = np.zeros(picture.shape), 0
        for batch in range(batches):
            these = shares[batch::batches].astype(picture.dtype)
            pictures = baseline + these[:, np.newaxis, np.newaxis, np.newaxis] * way
            slopes += score.gradient(passes.run(pictures)).sum(axis=0, dtype=np.float64)
            taken += len(these)
            values = way * slopes / taken
            yield Explanation(
                NAME, target, values.astype(picture.dtype), True, ends[1], batch + 1, batches,
                facts=_facts(float(values.sum()), ends),
            )  # fmt: skip


def _facts(total: float, ends: list[float]) -> dict[str, float]:
    """What the values add up to, and what they should."""
    difference = ends[1] - ends[0]
    return {mark("score of the baseline"): ends[0], mark("difference of the scores"): difference, mark("sum"): total,
            mark("completeness error"): total - difference}  # fmt: skip


INTEGRATED_GRADIENTS = Method(
    NAME,
    mark("Integrated gradients"),
    mark("It shows each pixel's share of the difference between this picture's score and that of the baseline: slopes "
         "are averaged on the straight way from the one to the other, so that all shares add up to the difference."),
    mark("It does not show what a pixel of the baseline's own colour does, since it has no way to go; and another "
         "baseline gives other shares."),
    mark("Sundararajan, Taly and Yan 2017, “Axiomatic Attribution for Deep Networks”, arXiv:1703.01365"),
    integrated_gradients,
    (
        Setting("baseline", mark("Baseline"), BLACK, mark("The picture of nothing that the way starts from"),
                choices=FILLS),
        Setting("steps", mark("Steps"), STEPS, mark("Points on the way where the slopes are taken: more of them make "
                                                    "the completeness error smaller"), minimum=1, maximum=2000),
    ),
)  # fmt: skip
