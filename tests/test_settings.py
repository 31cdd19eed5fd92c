"""A setting knows what it takes, and says so when it is given something else."""

import pytest

from cnnviz.settings import Choice, Setting, SettingError, checked

RATE = Setting("rate", "Rate", 0.001, minimum=0.00001, maximum=10)
BATCH = Setting("batch", "Batch", 64, minimum=1, maximum=1024)
KIND = Setting("kind", "Kind", "adam", choices=(Choice("adam", "Adam"), Choice("sgd", "SGD")))


@pytest.mark.parametrize(
    ("setting", "given", "good"),
    [(RATE, "0.01", 0.01), (RATE, 1, 1.0), (BATCH, "32", 32), (BATCH, 128.0, 128), (KIND, "sgd", "sgd")],
)
def test_an_allowed_value_comes_back_in_its_own_type(setting: Setting, given: object, good: object) -> None:
    value = setting.check(given)
    assert value == good
    assert type(value) is type(setting.default)


@pytest.mark.parametrize(
    ("setting", "given", "message"),
    [
        (RATE, "fast", r"Rate is “fast”; it must be a number"),
        (RATE, "nan", r"must be a finite number"),
        (RATE, 0, r"Rate is 0; it must lie between 1e-05 and 10"),
        (BATCH, 1.5, r"whole number"),
        (BATCH, 2000, r"between 1 and 1024"),
        (KIND, "lion", r"one of: adam, sgd"),
        (BATCH, None, r"must be a number"),
    ],
)
def test_a_wrong_value_is_named_with_what_is_allowed(setting: Setting, given: object, message: str) -> None:
    with pytest.raises(SettingError, match=message):
        setting.check(given)


def test_a_table_fills_in_what_is_not_given() -> None:
    table = (RATE, BATCH, KIND)
    assert checked(table, {"batch": "8"}) == {"rate": 0.001, "batch": 8, "kind": "adam"}
