"""A sweep: the full grid of the values, each checked by the table, with names that tell the runs apart."""

from dataclasses import replace

import pytest

from cnnviz.data.data_choice import DataChoice
from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.description import NetworkError
from cnnviz.engine.training_settings import TrainingSettings
from cnnviz.history.run_setup import RunSetup
from cnnviz.history.sweep import MOST_RUNS, Sweep, SweepError, parse_values
from cnnviz.settings import SettingError


@pytest.fixture
def base() -> RunSetup:
    network = NETWORKS["lenet5"].build(None).describe()
    settings = TrainingSettings(epochs=2, evaluate_every=50)
    return RunSetup("base", network, "lenet5", DataChoice("drawn"), settings, created="2025-01-01T10:00:00")


def test_every_combination_becomes_a_run_with_its_own_name(base: RunSetup) -> None:
    sweep = Sweep(base, {"optimizer": ["adam", "sgd"], "learning_rate": [0.002, 0.01, 0.05]})
    setups = sweep.setups()
    assert sweep.count == len(setups) == 6
    assert [setup.name for setup in setups] == [
        "adam 0.002", "adam 0.01", "adam 0.05", "sgd 0.002", "sgd 0.01", "sgd 0.05",
    ]  # fmt: skip
    assert [(setup.settings.optimizer, setup.settings.learning_rate) for setup in setups][4] == ("sgd", 0.01)


def test_what_is_not_varied_stays_as_it_is_and_the_date_is_left_open(base: RunSetup) -> None:
    [setup] = Sweep(base, {"weight_decay": [0.0005]}).setups()
    assert setup == replace(
        base, name="weight decay 0.0005", settings=replace(base.settings, weight_decay=0.0005), created=""
    )


def test_nothing_varied_is_the_run_itself(base: RunSetup) -> None:
    assert Sweep(base).setups() == [replace(base, created="")]


def test_networks_are_made_for_the_pictures_and_classes_of_the_base(base: RunSetup) -> None:
    setups = Sweep(base, {"network": ["lenet5", "tiny-vgg"]}).setups()
    assert [setup.name for setup in setups] == ["LeNet-5", "Tiny VGG"]
    assert [setup.network_name for setup in setups] == ["lenet5", "tiny-vgg"]
    assert setups[0].network is base.network
    assert setups[1].network["input_shape"] == [1, 28, 28] and len(setups[1].network["class_names"]) == 10


def test_an_edited_network_is_kept_beside_known_ones(base: RunSetup) -> None:
    own = replace(base, network_name="own")
    first, second = Sweep(own, {"network": ["own", "lenet5-1998"]}).setups()
    assert first.network is base.network and second.network != base.network


def test_a_network_that_cannot_take_the_pictures_says_so(base: RunSetup) -> None:
    with pytest.raises(NetworkError, match="pictures of 32 × 32 or more"):
        Sweep(base, {"network": ["lenet5", "vgg16"]}).setups()


def test_the_data_follows_the_seed_as_in_the_form(base: RunSetup) -> None:
    setups = Sweep(base, {"seed": [0, 7]}).setups()
    assert [(setup.settings.seed, setup.data.seed) for setup in setups] == [(0, 0), (7, 7)]
    apart = replace(base, data=replace(base.data, seed=3))
    assert [setup.data.seed for setup in Sweep(apart, {"seed": [0, 7]}).setups()] == [3, 3]


def test_smaller_batches_are_evaluated_after_as_many_pictures(base: RunSetup) -> None:
    setups = Sweep(base, {"batch_size": [32, 128]}).setups()
    assert [setup.settings.evaluate_every for setup in setups] == [100, 25]


@pytest.mark.parametrize(
    ("varied", "message"),
    [
        ({"learning_rate": []}, "Learning rate has no values yet"),
        ({"seed": list(range(MOST_RUNS + 1))}, f"{MOST_RUNS + 1} runs; at most {MOST_RUNS}"),
        ({"seed": [1], "epochs": [1], "batch_size": [8], "shift": [1]}, "4 settings are varied at once; at most 3"),
        ({"network": ["lenet6"]}, "no network called “lenet6”; there are: lenet5"),
        ({"speed": [1]}, "no setting called “speed”"),
    ],
)
def test_a_sweep_that_cannot_be_says_why(base: RunSetup, varied: dict[str, list[int]], message: str) -> None:
    with pytest.raises(SweepError, match=message):
        Sweep(base, varied).setups()


def test_values_are_checked_by_the_table_of_settings(base: RunSetup) -> None:
    with pytest.raises(SettingError, match="Learning rate is -1; it must lie between"):
        Sweep(base, {"learning_rate": [0.1, -1]}).setups()


@pytest.mark.parametrize(
    ("name", "text", "values"),
    [
        ("learning_rate", "0.01, 0.003 0.001", [0.01, 0.003, 0.001]),
        ("learning_rate", " 1e-3;1e-2 ;; 0.001", [0.001, 0.01]),
        ("seed", "0 1 2", [0, 1, 2]),
        ("optimizer", "SGD, nesterov", ["sgd", "nesterov"]),
        ("network", "lenet5 tiny-vgg", ["lenet5", "tiny-vgg"]),
        ("epochs", "", []),
    ],
)
def test_typed_values_are_read(name: str, text: str, values: list[object]) -> None:
    assert parse_values(name, text) == values


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("learning_rate", "0.01 fast", "Learning rate is “fast”; it must be a number"),
        ("epochs", "1 2.5", "Epochs is 2.5; it must be a whole number"),
        ("optimizer", "adam lion", "Optimiser is “lion”; it must be one of: sgd, momentum"),
        ("speed", "1", "no setting called “speed”"),
    ],
)
def test_a_typed_value_that_is_none_is_explained(name: str, text: str, message: str) -> None:
    with pytest.raises((SettingError, SweepError), match=message):
        parse_values(name, text)
