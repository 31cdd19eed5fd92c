"""A model that another program computes, as methods that explain by asking take it."""

from collections.abc import Mapping

import numpy as np

from cnnviz.engine.arrays import Array, Shape
from cnnviz.engine.softmax import Softmax
from cnnviz.traces.passes import Pass, PassModel

SOFTMAX = {"Softmax", "LogSoftmax"}


class AskedModel:
    """An `explain.answering.Answering` of a model without gradients, whose pass `shown` tells what layers it has."""

    def __init__(self, model: PassModel, shown: Pass) -> None:
        self._model = model
        self.shapes: Mapping[str, Shape] = {layer.name: layer.shape for layer in shown.layers}
        self.score_layer = score_layer(shown)
        self.input_shape, self.class_names = model.input_shape, model.class_names
        self.info, self.work = model.info, model.work

    def outputs(self, pictures: Array, layer: str) -> Array:
        """What `layer` gives for pictures (N, C, H, W), one after the other: (N, ...)."""
        return np.stack([self._model.run(one).layer(layer).maps.reshape(self.shapes[layer]) for one in pictures])


def score_layer(shown: Pass) -> str:
    """The layer of whose numbers the probabilities are the softmax; the last one where there is none."""
    index, shares = len(shown.layers) - 1, shown.shares
    while shares is not None and index > 1 and shown.layers[index].kind in SOFTMAX:
        layer = shown.layers[index]
        before = shown.index(layer.takes[0]) if layer.takes else index - 1
        maps = shown.layers[before].maps
        if maps.shape != layer.maps.shape or not np.allclose(Softmax()(maps.reshape(1, -1))[0], shares, atol=1e-5):
            break
        index = before
    return shown.layers[index].name
