"""How well a network reads pictures that it does not learn from."""

import numpy as np
import pytest

from cnnviz.engine.arrays import ArrayError
from cnnviz.engine.description import NetworkError
from cnnviz.engine.evaluation import evaluate
from cnnviz.engine.linear import Linear
from cnnviz.engine.network import Network
from cnnviz.engine.shape import Flatten


def test_an_evaluation_takes_lists_and_wants_a_label_for_every_picture() -> None:
    network = Network([("flatten", Flatten()), ("fc", Linear(4, 3))], (1, 2, 2))
    pictures = np.zeros((2, 1, 2, 2))
    assert evaluate(network, pictures.tolist(), [0, 1])[1] == 0.5  # type: ignore[arg-type]
    with pytest.raises(NetworkError, match=r"^There are 2 pictures, but the labels have the shape \(1,\)"):
        evaluate(network, pictures, np.array([0]))
    with pytest.raises(ArrayError, match=r"^What is given as pictures is “x”"):
        evaluate(network, "x", np.array([0]))  # type: ignore[arg-type]
