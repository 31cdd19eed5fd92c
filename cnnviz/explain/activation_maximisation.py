"""Activation maximisation: a picture that grows until the network says the class as loudly as it can."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields

import numpy as np

from cnnviz.engine.arrays import Array, Shape
from cnnviz.engine.network import Network
from cnnviz.engine.softmax import Softmax
from cnnviz.explain.blurring import blurred
from cnnviz.explain.explanation import Explanation, Method, Target
from cnnviz.explain.fills import BLACK, USUAL, WHITE, WITH_USUAL, colour, usual_fill
from cnnviz.explain.passes import Passes, passes_of
from cnnviz.explain.scores import Score, score_layer
from cnnviz.settings import Setting, Value
from cnnviz.text import mark

NAME = "activation-maximisation"
NOISE = 0.1  # of the first picture, as a part of the way from black to white
LEAST_SLOPE = 1e-12  # below it a score does not depend on the picture


@dataclass(frozen=True)
class Growth:
    """How the picture grows: the settings by name."""

    steps: int = 200
    rate: float = 0.05
    l2: float = 0.01
    jitter: int = 2
    blur: float = 0.7
    start: str = USUAL
    seed: int = 0

    @classmethod
    def of(cls, settings: Mapping[str, Value]) -> "Growth":
        """The settings that are given, and the usual ones elsewhere."""
        known = {one.name for one in fields(cls)}
        return cls(**{name: value for name, value in settings.items() if name in known})  # type: ignore[arg-type]


def activation_maximisation(
    network: Network, picture: Array, target: Target, settings: Mapping[str, Value]
) -> Iterator[Explanation]:
    """Climb from noise along ``dscore/dx``; one report for each step, the picture (C, H, W) in it as far as it is.

    Erhan, Bengio, Courville and Vincent 2009, "Visualizing Higher-Layer Features of a Deep Network"; the pull back to
    the first colour (L2) is that of Simonyan et al. 2014, arXiv:1312.6034, blur that of Yosinski et al. 2015,
    arXiv:1506.06579, jitter that of Mordvintsev et al. 2015, "Inceptionism". Every step goes `rate` of the way from
    black to white along the gradient, measured by its root mean square; nothing gets darker than black or lighter
    than white. Of `picture` only the shape and the type count. `score` is that of the shifted picture on the way, and
    in the last report that of the finished one. ExplanationError for a target that there is not.
    """
    score, growth = Score.of(network, target), Growth.of({**suiting_jitter(target, network.shapes), **settings})
    with passes_of(network, picture) as passes:
        rng = np.random.default_rng(growth.seed)
        ground = colour(network, picture, growth.start)
        black, white = colour(network, picture, BLACK), colour(network, picture, WHITE)
        span = white - black
        grown = ground + (NOISE * rng.standard_normal(picture.shape)).astype(picture.dtype) * span
        low, high = np.minimum(black, white), np.maximum(black, white)
        for step in range(1, growth.steps + 1):
            shift = tuple(int(way) for way in rng.integers(-growth.jitter, growth.jitter + 1, 2))
            value, slope = _slope(passes, score, np.roll(grown, shift, (1, 2)))
            climbed = grown + growth.rate * abs(span) * np.roll(slope, (-shift[0], -shift[1]), (1, 2))
            climbed -= growth.l2 * (climbed - ground)
            soft = blurred(climbed, growth.blur) if growth.blur and step % 4 == 0 else climbed
            grown = np.clip(soft, low, high)
            facts: dict[str, float] = {}
            if step == growth.steps:
                value, facts = _outcome(passes, score, target, grown)
            yield Explanation(NAME, target, grown, False, value, step, growth.steps, picture=grown, facts=facts)


def suiting_jitter(target: Target, shapes: Mapping[str, Shape]) -> dict[str, Value]:
    """None for one number of a map: it looks at a place of the picture, and would be shown its neighbours' as well.

    >>> suiting_jitter(Target(5, "conv2", 4, 4), {"conv2": (16, 10, 10)}), suiting_jitter(Target(5), {})
    ({'jitter': 0}, {'jitter': 2})
    """
    shape = shapes.get(target.layer, ())
    has_place = len(shape) == 3 and shape[1:] != (1, 1) and target.row is not None
    return {"jitter": 0 if has_place else Growth.jitter}


def _slope(passes: Passes, score: Score, picture: Array) -> tuple[float, Array]:
    """The score of a picture and its gradient by it, which is 1 in the root mean square; 0 where there is none."""
    tape = passes.run(picture[np.newaxis])
    gradient = score.gradient(tape)[0]
    size = float(np.sqrt(np.mean(np.square(gradient, dtype=np.float64))))
    slope: Array = (gradient / size if size > LEAST_SLOPE else np.zeros_like(gradient)).astype(picture.dtype)
    return float(score.values(tape)[0]), slope


def _outcome(passes: Passes, score: Score, target: Target, picture: Array) -> tuple[float, dict[str, float]]:
    """The score of the finished picture, and how probable the class then is."""
    tape = passes.run(picture[np.newaxis])
    value = float(score.values(tape)[0])
    if target.layer or len(score.shape) != 1:
        return value, {}
    shares = Softmax()(tape[score_layer(passes.network)].output)
    return value, {mark("probability"): float(shares[0, target.index])}


ACTIVATION_MAXIMISATION = Method(
    NAME,
    mark("Activation maximisation"),
    mark("It shows a picture, grown from noise, that gives the class, the map or the unit as high a score as can be "
         "found: what the network looks for."),
    mark("It does not show what pictures of the class look like, nor anything about your picture; with other settings "
         "or another seed it ends elsewhere."),
    mark("Erhan et al. 2009; Simonyan et al. 2014; Yosinski et al. 2015, arXiv:1506.06579"),
    activation_maximisation,
    (
        Setting("steps", mark("Steps"), Growth.steps, mark("How often the picture climbs"), minimum=1, maximum=5000,
                step=50),
        Setting("rate", mark("Step size"), Growth.rate, mark("How far it climbs each time; 1 is from black to white"),
                minimum=0.001, maximum=1, step=0.01),
        Setting("l2", mark("L2"), Growth.l2, mark("How strongly every pixel is pulled back to the first colour"),
                minimum=0, maximum=1, step=0.01),
        Setting("jitter", mark("Jitter"), Growth.jitter, mark("The picture is shifted by up to so many pixels at every "
                                                              "step, so that no single pixel matters; one number of "
                                                              "a map has its place, so for it none is usual"),
                minimum=0, maximum=64, unit=mark("px")),
        Setting("blur", mark("Blur"), Growth.blur, mark("Width of the blur after every fourth step; 0 is none"),
                minimum=0, maximum=10, step=0.1, decimals=1, unit=mark("px")),
        Setting("start", mark("Start"), USUAL, mark("The colour under the first noise"), choices=WITH_USUAL[:4]),
        Setting("seed", mark("Seed"), 0, mark("The first noise and the shifts"), minimum=0, maximum=2**31 - 1),
    ),
    takes_picture=False,
    usual=lambda shape, settings: {"start": usual_fill(shape[0])},
    suits=suiting_jitter,
)  # fmt: skip
