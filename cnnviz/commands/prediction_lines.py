"""What a model says of a picture, on the terminal."""

import numpy as np

from cnnviz.text import tr
from cnnviz.traces.passes import Pass

SHOWN = 5  # classes on the terminal


def prediction_lines(shown: Pass) -> list[str]:
    """The most probable classes, a line each; a sentence where the model tells no classes."""
    shares, names = shown.shares, shown.names
    if shares is None:
        return [tr("The model ends in maps, so it predicts no class.")]
    from cnnviz.ui.widgets.bars import exact_percent

    order = np.argsort(-shares, kind="stable")[:SHOWN]
    width = max(len(names[index]) for index in order)
    return [f"{names[index]:<{width}}  {exact_percent(float(shares[index])):>10}" for index in order]
