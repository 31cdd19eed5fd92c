"""What a model says of a picture, as facts for a file."""

from typing import Any

import numpy as np

from cnnviz.engine.softmax import Softmax
from cnnviz.traces.passes import Pass
from cnnviz.traces.shown_layers import Array


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


def _scores(shown: Pass) -> Array | None:
    """The numbers that the probabilities are the softmax of, where a layer gave them."""
    shares = shown.shares
    if shares is None or len(shown.layers) < 2 or shown.layers[-2].maps.shape != (len(shares), 1, 1):
        return None
    scores: Array = shown.layers[-2].maps[:, 0, 0]
    return scores if np.allclose(Softmax()(scores[np.newaxis])[0], shares, atol=1e-5) else None
