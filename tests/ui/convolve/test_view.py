"""How a scenario is looked at, as it is saved; and numbers typed into cells."""

import pytest

from cnnviz.traces.scene import Edit
from cnnviz.ui.convolve.start import start_scenario
from cnnviz.ui.convolve.view import View, with_number


def test_a_view_comes_back_from_its_data() -> None:
    view = View(7, 12.5, True, 4, True, 2.5, True)
    assert View.from_data(view.as_data()) == view


@pytest.mark.parametrize(
    "data", [{}, {"speed": "fast"}, {"unknown": 1}, {"loop": 3}, {"position": True}, {"zoom": 1e300}]
)
def test_what_a_file_does_not_say_well_is_left_as_usual(data: dict[str, object]) -> None:
    assert View.from_data(data) == View()


@pytest.mark.parametrize(
    ("part", "at"), [("image", (0, 2, 3)), ("kernel", (0, 0, 1, 1)), ("bias", (0,)), ("upstream", (0, 1, 1))]
)
def test_a_typed_number_changes_that_one_and_no_other(part: str, at: tuple[int, ...]) -> None:
    before = start_scenario()
    after = with_number(before, Edit(part, at, 0.0), 7.5)
    array = getattr(after, part)
    assert array[at] == 7.5
    old = getattr(before, part)
    if old is not None:
        assert (array != old).sum() == 1 and old[at] != 7.5
