"""What a model says of a picture, on the terminal and as JSON."""

from typing import Any

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


def prediction_facts(shown: Pass) -> list[dict[str, Any]]:
    """Every class with its probability, and its score where there is one; most probable first, ready for JSON."""
    shares = shown.shares
    if shares is None:
        return []
    scores = _scores(shown)
    facts: list[dict[str, Any]] = []
    for index in np.argsort(-shares, kind="stable").tolist():
        one: dict[str, Any] = {"class": index, "name": shown.names[index], "probability": float(shares[index])}
        if scores is not None:
            one["score"] = float(scores[index])
        facts.append(one)
    return facts


def _scores(shown: Pass) -> np.ndarray | None:
    """The numbers before softmax, where those are as many as classes."""
    before = shown.layers[-2].maps if len(shown.layers) > 1 else None
    fits = before is not None and shown.shares is not None and before.shape == (len(shown.shares), 1, 1)
    return before[:, 0, 0] if fits and before is not None else None
