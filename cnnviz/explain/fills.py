"""What stands in for a picture, or for a part of it that is taken away: a colour, as the network takes it."""

import numpy as np

from cnnviz.engine.arrays import Array
from cnnviz.engine.input_normalisation import normalisation_of
from cnnviz.explain.answering import Askable
from cnnviz.settings import Choice
from cnnviz.text import mark

BLACK, GREY, WHITE, MEAN, USUAL = "black", "grey", "white", "mean", "usual"
LEVELS = {BLACK: 0.0, GREY: 0.5, WHITE: 1.0}
FILLS = (
    Choice(BLACK, mark("Black")),
    Choice(GREY, mark("Grey")),
    Choice(WHITE, mark("White")),
    Choice(MEAN, mark("Mean"), mark("The mean of the picture, channel by channel")),
)

WITH_USUAL = (Choice(USUAL, mark("Usual"), mark("Black for one channel, grey for several")), *FILLS)


def usual_fill(channels: int) -> str:
    """What is usual for pictures of so many channels: digits are white on black, and grey is between all colours."""
    return BLACK if channels == 1 else GREY


def colour(model: Askable, picture: Array, fill: str) -> Array:
    """One number for each channel, (C, 1, 1), in what the network takes: black is what black pixels become there."""
    if fill == USUAL:
        fill = usual_fill(len(picture))
    if fill == MEAN:
        mean: Array = picture.mean(axis=(1, 2), keepdims=True)
        return mean
    level = np.full((len(picture), 1, 1), LEVELS[fill], picture.dtype)
    return normalisation_of(model.info).of(level)
