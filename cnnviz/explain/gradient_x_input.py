"""Gradient × input: the slope at each pixel times how far that pixel is from zero."""

from collections.abc import Iterator, Mapping

import numpy as np

from cnnviz.engine.arrays import Array
from cnnviz.engine.network import Network
from cnnviz.explain.explanation import Explanation, Method, Target
from cnnviz.explain.passes import passes_of
from cnnviz.explain.scores import Score
from cnnviz.settings import Value
from cnnviz.text import mark

NAME = "gradient-x-input"


def gradient_x_input(
    network: Network, picture: Array, target: Target, settings: Mapping[str, Value]
) -> Iterator[Explanation]:
    """``x * dscore/dx`` (C, H, W): each number's share of the score if the network were linear.

    Shrikumar, Greenside, Shcherbina and Kundaje 2016, "Not Just a Black Box", arXiv:1605.01713. In a network of
    convolutions, ReLU and max pooling without biases the shares add up to the score; the fact "sum" says what they
    add up to here. ExplanationError for a target that there is not.
    """
    score = Score.of(network, target)
    with passes_of(network, picture) as passes:
        tape = passes.run(picture[np.newaxis])
        values = picture * score.gradient(tape)[0]
        value = float(score.values(tape)[0])
    yield Explanation(NAME, target, values, True, value, facts={mark("sum"): float(values.sum(dtype=np.float64))})


GRADIENT_X_INPUT = Method(
    NAME,
    mark("Gradient × input"),
    mark("It shows each pixel's share of the score as if the network were linear: its value times the slope there."),
    mark("It does not show anything where a pixel is zero, black as a rule, even if being black is what counts; and "
         "the shares add up to the score only in networks without biases."),
    mark("Shrikumar, Greenside, Shcherbina and Kundaje 2016, “Not Just a Black Box”, arXiv:1605.01713"),
    gradient_x_input,
)  # fmt: skip
