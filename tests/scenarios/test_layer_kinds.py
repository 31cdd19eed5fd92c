"""The editor's table of layers says all that the engine's layers can be told, and nothing else."""

import inspect

import pytest

from cnnviz.engine.description import LAYERS
from cnnviz.scenarios.layer_kinds import GROUPS, KEEPING, KINDS, MERGES
from cnnviz.scenarios.size_setting import SizeSetting
from cnnviz.settings import SettingError

PADDING = KINDS["Conv2D"].setting("padding").setting


@pytest.mark.parametrize("kind", list(LAYERS))
def test_every_argument_is_set_or_follows(kind: str) -> None:
    arguments = inspect.signature(LAYERS[kind]).parameters.keys() - {"rng", "dtype"}
    told = {one.name for one in KINDS[kind].settings} | ({KINDS[kind].follows} - {""})
    assert told == arguments


@pytest.mark.parametrize("kind", list(LAYERS))
def test_defaults_are_those_of_the_engine(kind: str) -> None:
    for name, parameter in inspect.signature(LAYERS[kind]).parameters.items():
        if parameter.default is inspect.Parameter.empty or name in ("rng", "dtype"):
            continue
        setting = KINDS[kind].setting(name).setting
        assert setting.default == setting.check(parameter.default)


def test_every_kind_stands_in_one_group_of_the_menu() -> None:
    listed = [kind for _, kinds in GROUPS for kind in kinds]
    assert sorted(listed) == sorted(LAYERS) and len(set(listed)) == len(listed)
    assert set(LAYERS) > MERGES | KEEPING


@pytest.mark.parametrize(
    ("text", "value"),
    [("3", (3, 3, 3, 3)), ("1×2", (1, 1, 2, 2)), ("1, 2, 3, 4", (1, 2, 3, 4)), ("SAME", "same"), ("0", (0, 0, 0, 0))],
)
def test_sizes_are_read_as_people_write_them(text: str, value: object) -> None:
    assert isinstance(PADDING, SizeSetting)
    assert PADDING.read(text) == value
    assert PADDING.read(PADDING.text(PADDING.read(text))) == value


@pytest.mark.parametrize("text", ["", "-1", "x", "1 2 3", "1 2 3 4 5", "1.5", "full", "100000", "9" * 40])
def test_what_is_no_size_is_refused_with_what_is_allowed(text: str) -> None:
    assert isinstance(PADDING, SizeSetting)
    with pytest.raises(SettingError, match=r"Padding is .*; give one whole number or two.*between 0 and 9999"):
        PADDING.read(text)


def test_an_empty_stride_of_a_pooling_follows_the_window() -> None:
    stride = KINDS["MaxPool2D"].setting("stride").setting
    assert isinstance(stride, SizeSetting) and stride.read(" ") is None and stride.text(None) == ""
