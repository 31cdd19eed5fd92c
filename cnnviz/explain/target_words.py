"""What is explained, in words."""

from collections.abc import Mapping

from cnnviz.engine.network import Network
from cnnviz.explain.answering import Askable
from cnnviz.explain.explanation import Explanation, Method, Target
from cnnviz.explain.grad_cam import usual_layer
from cnnviz.numbers import number, telling_decimals
from cnnviz.settings import Value
from cnnviz.text import tr


def target_words(target: Target, model: Askable) -> str:
    """The class, the unit, the map or the number that is meant."""
    if not target.layer:
        name = model.class_names[target.index] if model.class_names else str(target.index)
        return tr("class {name}", name=name)
    if len(model.shapes[target.layer]) == 1:
        return tr("{layer} unit {index}", layer=target.layer, index=target.index)
    if target.row is None:
        return tr("mean of {layer} map {index}", layer=target.layer, index=target.index)
    return tr("{layer} map {index} ({row}, {column})", layer=target.layer, index=target.index, row=target.row,
              column=target.column)  # fmt: skip


def score_words(explanation: Explanation, decimals: int | None = None) -> str:
    """The number that is explained: a class's score, the mean of a map or one number of a layer.

    >>> import numpy as np
    >>> score_words(Explanation("saliency", Target(5, "conv2"), np.zeros((1, 1)), False, 0.25))
    'mean of the map 0.25'
    """
    score, target = explanation.score, explanation.target
    value = number(score, max(2, telling_decimals(score)) if decimals is None else decimals)
    if not target.layer:
        return tr("score {score}", score=value)
    return tr("mean of the map {value}", value=value) if target.row is None else tr("value {value}", value=value)


def explained_words(method: Method, target: Target, model: Askable, settings: Mapping[str, Value]) -> str:
    """What is explained, and by the maps of which layer where that is a choice."""
    words = target_words(target, model)
    if not method.needs_layer or not isinstance(model, Network):
        return words
    layer = settings.get("layer") or usual_layer(model, target)
    return tr("{target}, by the maps of {layer}", target=words, layer=layer)
