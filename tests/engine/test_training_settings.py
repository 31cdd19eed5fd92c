"""The settings of a run, and the table that form, command line and saved runs read."""

from dataclasses import fields
from typing import Any

import pytest

from cnnviz.engine.lenet import lenet5
from cnnviz.engine.training_settings import TRAINING_SETTINGS, TrainingSettings
from cnnviz.settings import SettingError


def test_the_rarer_settings_are_named_where_they_are_not_as_usual() -> None:
    assert TrainingSettings(learning_rate=0.1).changed() == {}
    assert TrainingSettings(momentum=0.5, loss="mean_squared_error").changed() == {
        "momentum": 0.5, "loss": "mean_squared_error",
    }  # fmt: skip


def test_the_table_and_the_dataclass_agree() -> None:
    assert TrainingSettings.of({}) == TrainingSettings()
    own = {field.name for field in fields(TrainingSettings)} - {"evaluate_every"}  # no setting of a person
    assert {setting.name for setting in TRAINING_SETTINGS} == own
    typed = TrainingSettings.of({"learning_rate": "0.01", "epochs": "4"})
    assert typed == TrainingSettings(learning_rate=0.01, epochs=4)


@pytest.mark.parametrize("steps", [-1, 1.5, "1"])
def test_steps_between_evaluations_are_a_whole_number(steps: Any) -> None:
    with pytest.raises(SettingError, match=r"^evaluate_every is .*; it must be a whole number of steps, 0 or more"):
        TrainingSettings(evaluate_every=steps).checked()


def test_a_choice_that_does_not_exist_is_told_where_it_is_used() -> None:
    for use in (
        TrainingSettings(optimizer="adan").new_optimizer,
        TrainingSettings(schedule="adan").new_schedule,
        lambda: TrainingSettings(initialization="adan").draw_weights(lenet5(None)),
    ):
        with pytest.raises(SettingError, match=r"is “adan”; it must be one of"):
            use()
