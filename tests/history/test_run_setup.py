"""A setup is enough to begin the same run again."""

import numpy as np
import pytest

from cnnviz.data.data_choice import DataChoice
from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.training_settings import TrainingSettings
from cnnviz.history.run_setup import RunSetup
from cnnviz.settings import SettingError


def setup_of(name: str, **settings: object) -> RunSetup:
    network = NETWORKS["lenet5"].build(None, ("cat", "dog"), (3, 32, 32))
    return RunSetup("run", network.describe(), name, DataChoice(), TrainingSettings.of(settings))


def test_a_known_network_gets_the_weights_that_it_is_known_for() -> None:
    made = setup_of("lenet5", seed=4).new_network()
    known = NETWORKS["lenet5"].build(4, ("cat", "dog"), (3, 32, 32))
    assert all(np.array_equal(made.weights[name], array) for name, array in known.weights.items())
    assert made.class_names == ("cat", "dog") and made.info["network"] == "lenet5"


def test_an_edited_network_is_made_of_its_description_the_same_each_time() -> None:
    first, again = setup_of("own", seed=4).new_network(), setup_of("own", seed=4).new_network()
    assert [layer.kind for _, layer in first.layers][:2] == ["Conv2D", "ReLU"]
    assert all(np.array_equal(again.weights[name], array) for name, array in first.weights.items())
    assert not np.array_equal(
        setup_of("own", seed=5).new_network().weights["conv1.weight"], first.weights["conv1.weight"]
    )


def test_dropout_and_first_weights_are_those_of_the_settings() -> None:
    network = setup_of("lenet5", dropout=0.5, initialization="lecun_normal").new_network()
    assert [layer.p for _, layer in network.layers if layer.kind == "Dropout"] == [0.5, 0.5]
    usual = setup_of("lenet5").new_network()
    assert not np.array_equal(network.weights["conv1.weight"], usual.weights["conv1.weight"])


def test_dropout_without_a_place_for_it_is_explained() -> None:
    network = NETWORKS["resnet8"].build(None).describe()
    layers = [layer for layer in network["layers"] if layer["kind"] != "Linear"]
    shape = {**network, "layers": layers, "class_names": []}
    with pytest.raises(SettingError, match="no dense layer"):
        RunSetup("run", shape, "own", DataChoice(), TrainingSettings.of({"dropout": 0.5})).new_network()
