"""The input is chosen: shipped pictures, random numbers, digits, one's own; its size and channels."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from cnnviz.scenarios.source import Source, matrix_source
from cnnviz.ui.convolve.controls.side_panel import SidePanel
from cnnviz.ui.convolve.shipped import sample_source, samples
from cnnviz.ui.convolve.start import start_scenario
from cnnviz.ui.workspace import Workspace
from tests.ui.convolve.controls.person import Person


def test_every_shipped_picture_can_be_chosen(person: Person, panel: SidePanel) -> None:
    others = [key for key in samples() if key != "sample three"]
    for count, key in enumerate(others, start=1):
        person.choose(panel.picture.picture, key)
        scenario = person.last("picture", count)
        source = sample_source(key, samples()[key])
        assert scenario.source.key == key
        assert len(scenario.image) == source.channels
        assert max(scenario.image.shape) == (source.longest if source.longest <= 32 else 28)


def test_the_picture_that_is_shown_is_not_sent_again(person: Person, panel: SidePanel) -> None:
    person.choose(panel.picture.picture, "sample three")
    assert not person.sent


@pytest.mark.parametrize("value", ["open", "paste", "type"])
def test_pictures_from_elsewhere_are_asked_for_and_the_list_goes_back_to_what_is_shown(
    qtbot: QtBot, person: Person, panel: SidePanel, value: str
) -> None:
    picture = panel.picture
    wanted = {"open": picture.open_wanted, "paste": picture.paste_wanted, "type": picture.numbers_wanted}[value]
    with qtbot.waitSignal(wanted):
        person.choose(picture.picture, value)
    assert picture.picture.value() == "sample three" and not person.sent


def test_a_picture_is_reduced_to_the_size_that_is_typed(person: Person, panel: SidePanel) -> None:
    person.choose(panel.picture.picture, "sample house")
    assert panel.picture.longest.maximum() == 256
    person.type_into(panel.picture.longest, 100)
    assert person.last("size", 2).image.shape == (3, 100, 100)
    person.type_into(panel.picture.longest, 1)
    assert person.last("size", 3).image.shape == (3, 1, 1)


def test_a_large_picture_is_shown_whole_if_that_is_wanted(person: Person, panel: SidePanel) -> None:
    source = Source("large", np.zeros((1, 1024, 700), np.float32))
    panel.show_scenario(start_scenario().with_source(source))
    person.type_into(panel.picture.longest, 1024)
    assert person.last("size").image.shape == (1, 1024, 700)


def test_grey_becomes_colour_and_grey_again(person: Person, panel: SidePanel) -> None:
    person.choose(panel.picture.channels, "3")
    assert person.last("channels").image.shape == (3, 10, 10)
    person.choose(panel.picture.channels, "1")
    assert person.last("channels", 2).image.shape == (1, 10, 10)


def test_random_numbers_come_in_rows_and_columns(person: Person, panel: SidePanel) -> None:
    person.choose(panel.picture.picture, "random")
    assert person.last("picture").image.shape == (1, 10, 10)
    assert panel.picture.random_size.isVisible() and not panel.picture.longest.isVisible()
    person.type_into(panel.picture.random_size.boxes()[0], 1)
    assert person.last("size", 2).image.shape == (1, 1, 10)
    person.type_into(panel.picture.random_size.boxes()[1], 64)
    assert person.last("size", 3).image.shape == (1, 1, 64)
    person.choose(panel.picture.channels, "3")
    assert person.last("channels", 4).image.shape == (3, 1, 64)
    person.type_into(panel.picture.random_size.boxes()[0], 1024)
    person.type_into(panel.picture.random_size.boxes()[1], 1024)
    assert person.last("size", 6).image.shape == (3, 1024, 1024)
    for box in panel.picture.random_size.boxes():
        field = box.lineEdit()
        room = field.contentsRect().width() - field.textMargins().left()
        assert box.maximum() == 1024 and room >= field.fontMetrics().horizontalAdvance("1024")


def test_the_dice_throw_other_numbers_of_the_same_size(person: Person, panel: SidePanel) -> None:
    assert panel.picture.dice.isHidden()
    person.choose(panel.picture.picture, "random")
    before = person.last("picture").image
    person.press(panel.picture.dice)
    after = person.last("picture", 2).image
    assert after.shape == before.shape and not np.array_equal(before, after)


def test_a_small_matrix_has_neither_size_nor_dice(person: Person, panel: SidePanel) -> None:
    person.choose(panel.picture.picture, "numbers")
    assert person.last("picture").image.tolist() == [[[1, 2, 3], [4, 5, 6], [7, 8, 9]]]
    assert not panel.picture.has_row("size") and panel.picture.dice.isHidden()


def test_a_drawn_digit_is_chosen_by_its_number(person: Person, panel: SidePanel) -> None:
    person.choose(panel.picture.picture, "digit")
    assert person.last("picture").source.key == "drawn 0"
    person.type_into(panel.picture.digit, 17)
    scenario = person.last("picture", 2)
    assert scenario.source.key == "drawn 17" and scenario.image.shape == (1, 28, 28)
    person.press(panel.picture.dice)
    assert person.last("picture", 3).source.key.startswith("drawn ")
    assert not panel.picture.set.button("mnist").isEnabled()


def test_digits_that_train_has_read_are_there(person: Person, panel: SidePanel, workspace: Workspace) -> None:
    pictures = np.zeros((5, 28, 28), np.uint8)
    pictures[3] = 255
    workspace.set_test_pictures(pictures, np.arange(5))
    person.choose(panel.picture.picture, "digit")
    assert person.last("picture").source.key == "mnist 0"
    person.type_into(panel.picture.digit, 3)
    scenario = person.last("picture", 2)
    assert scenario.source.key == "mnist 3" and scenario.image.min() == 1
    assert panel.picture.digit.maximum() == 4
    person.choose(panel.picture.set, "drawn")
    assert person.last("picture", 3).source.key == "drawn 3"
    person.choose(panel.picture.set, "mnist")
    assert person.last("picture", 4).source.key == "mnist 3"


def test_a_digit_of_a_set_that_is_gone_is_still_shown(panel: SidePanel) -> None:
    source = Source("MNIST test digit 7000", np.zeros((1, 28, 28), np.float32), key="mnist 7000")
    panel.show_scenario(start_scenario().with_source(source))
    assert (panel.picture.set.value(), panel.picture.digit.value()) == ("mnist", 7000)


def test_a_picture_of_ones_own_joins_the_list_and_stays(person: Person, panel: SidePanel) -> None:
    own = Source("holiday.jpg", np.full((3, 20, 30), 0.5, np.float32), "It was turned upright.")
    panel.show_scenario(start_scenario().with_source(own))
    assert panel.picture.picture.currentText() == "holiday.jpg"
    assert panel.picture.notice.text() == "It was turned upright."
    person.choose(panel.picture.picture, "sample ring")
    assert panel.picture.notice.text() == ""
    person.choose(panel.picture.picture, "own")
    assert person.last("picture", 2).source is own


def test_what_was_closed_stays_closed(panel: SidePanel) -> None:
    own = Source("holiday.jpg", np.zeros((1, 9, 9), np.float32), "It was turned upright.")
    panel.show_scenario(start_scenario().with_source(own))
    panel.picture.notice.clear()
    panel.show_scenario(start_scenario().with_source(own).with_padding("valid"))
    assert panel.picture.notice.isHidden()


def test_a_long_name_is_shortened_and_told_in_full(panel: SidePanel) -> None:
    name = "a very long name of a picture that nobody can read in such a narrow list.jpeg"
    panel.show_scenario(start_scenario().with_source(Source(name, np.zeros((1, 9, 9), np.float32))))
    shown = panel.picture.picture.shown_text()
    assert "…" in shown and shown.endswith(".jpeg")
    assert name in panel.picture.picture.toolTip()


def test_maps_of_a_network_have_neither_size_nor_colours(panel: SidePanel) -> None:
    maps = Source("maps", np.zeros((6, 14, 14), np.float32), exact=True, maps=True)
    panel.show_scenario(start_scenario().with_source(maps))
    assert not panel.picture.has_row("size") and not panel.picture.has_row("channels")


def test_kernels_follow_the_channels(person: Person, panel: SidePanel) -> None:
    panel.take(start_scenario().with_source(matrix_source("rgb", [[[1.0, 2.0]]] * 3)), "picture")
    assert person.last("picture").kernel.shape == (1, 3, 3, 3)
