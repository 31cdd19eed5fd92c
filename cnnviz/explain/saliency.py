"""Saliency: how much the score moves when a pixel does."""

from collections.abc import Iterator, Mapping

import numpy as np

from cnnviz.engine.arrays import Array
from cnnviz.engine.network import Network
from cnnviz.explain.explanation import Explanation, Method, Target
from cnnviz.explain.passes import passes_of
from cnnviz.explain.scores import Score
from cnnviz.settings import Choice, Setting, Value
from cnnviz.text import mark

NAME = "saliency"
SIZE, SIGNED = "size", "signed"


def saliency(network: Network, picture: Array, target: Target, settings: Mapping[str, Value]) -> Iterator[Explanation]:
    """The gradient of the score by the picture: ``max over channels of |dscore/dx|`` (H, W), or signed (C, H, W).

    Simonyan, Vedaldi and Zisserman 2014, "Deep Inside Convolutional Networks", arXiv:1312.6034, section 3.
    ExplanationError for a target that there is not.
    """
    score = Score.of(network, target)
    with passes_of(network, picture) as passes:
        tape = passes.run(picture[np.newaxis])
        gradient, value = score.gradient(tape)[0], float(score.values(tape)[0])
        signed = settings.get("form", SIZE) == SIGNED
        values = np.array(gradient) if signed else np.abs(gradient).max(axis=0)
    yield Explanation(NAME, target, values, signed, value, facts={mark("largest slope"): float(np.abs(gradient).max())})


SALIENCY = Method(
    NAME,
    mark("Saliency"),
    mark("It shows how fast the score would change if a pixel changed a little: the gradient of the score by the "
         "picture, at each pixel the largest size over its channels or, with sign, their sum."),
    mark("It does not show what makes the score as high as it is: a pixel that carries it may have no slope any more, "
         "and a noisy one a steep slope."),
    mark("Simonyan, Vedaldi and Zisserman 2014, “Deep Inside Convolutional Networks”, arXiv:1312.6034"),
    saliency,
    (
        Setting(
            "form", mark("Slopes"), SIZE, mark("How steep, whatever the direction, or up and down"),
            choices=(
                Choice(SIZE, mark("How steep"), mark("The largest size over the channels, as in the paper")),
                Choice(SIGNED, mark("With sign"), mark("Positive where a brighter pixel raises the score; its channels "
                                                       "are added up")),
            ),
        ),
    ),
)  # fmt: skip
