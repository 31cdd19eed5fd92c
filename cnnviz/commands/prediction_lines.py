"""What a model says of a picture, on the terminal and as JSON."""

from typing import Any

import numpy as np

from cnnviz.engine.softmax import Softmax
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


def prediction_facts(shown: Pass) -> list[dict[str, Any]]:
    """Every class with its probability, and its score where there is one; most probable first, ready for JSON."""
    shares = shown.shares
    if shares is None:
        return []
    scores = _scores(shown)
    facts: list[dict[str, Any]] = []
    for index in np.argsort(-shares, kind="stable").tolist():
        one: dict[str, Any] = {"class": index, "name": shown.names[index], "probability": _known(shares[index])}
        if scores is not None:
            one["score"] = _known(scores[index])
        facts.append(one)
    return facts


def _known(value: float) -> float | None:
    """The number; None for what is none, which JSON has no word for."""
    return float(value) if np.isfinite(value) else None


def _scores(shown: Pass) -> np.ndarray | None:
    """The numbers that the probabilities are the softmax of, where a layer gave them."""
    shares = shown.shares
    if shares is None or len(shown.layers) < 2 or shown.layers[-2].maps.shape != (len(shares), 1, 1):
        return None
    scores: np.ndarray = shown.layers[-2].maps[:, 0, 0]
    return scores if np.allclose(Softmax()(scores[np.newaxis])[0], shares, atol=1e-5) else None
