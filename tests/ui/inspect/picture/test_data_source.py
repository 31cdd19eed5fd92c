"""A picture of a data set is found by its number, by its class or by chance, and its class is known."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cnnviz.data.idx_pictures import load_set
from cnnviz.data.mnist import MNIST
from cnnviz.ui.inspect.picture.labelled_sets import DrawnSet, FolderSet, nearest, open_set
from cnnviz.ui.inspect.picture.picture_panel import PicturePanel
from tests.ui.inspect.picture.reader import Reader

LEFT = Qt.MouseButton.LeftButton
PATIENCE_MS = 20_000


def use(qtbot: QtBot, panel: PicturePanel, folder: Path) -> None:
    panel.data.use("folder", folder)
    qtbot.waitUntil(lambda: not panel.is_opening(), timeout=PATIENCE_MS)


@pytest.fixture(autouse=True)
def turned_to(qtbot: QtBot, panel: PicturePanel) -> None:
    qtbot.mouseClick(panel.sources.button("data"), LEFT)


@pytest.fixture
def classes(tmp_path: Path) -> Path:
    """A folder with three cats and two dogs, each of another grey."""
    for name, count in (("cat", 3), ("dog", 2)):
        (tmp_path / "pets" / name).mkdir(parents=True)
        for index in range(count):
            Image.new("L", (40, 30), 50 * index + 10).save(tmp_path / "pets" / name / f"{index}.png")
    return tmp_path / "pets"


def truths(panel: PicturePanel) -> list[str | None]:
    """What the next pictures are said to be."""
    seen: list[str | None] = []
    panel.prepared.connect(lambda prepared: seen.append(prepared.truth))
    return seen


def test_a_test_digit_is_prepared_already_and_its_answer_is_known(panel: PicturePanel, reader: Reader) -> None:
    assert "drawn test digit 0" in panel.picture_name(), "without MNIST in the cache"
    assert reader.seen[-1].truth == reader.reading()
    options = panel.options()
    assert not (options.crop or options.centre or options.contrast) and options.invert == "off"


def test_mnist_is_taken_from_a_folder_as_it_is(qtbot: QtBot, panel: PicturePanel, reader: Reader, shared: Path) -> None:
    use(qtbot, panel, shared / "mnist")
    digits = load_set(MNIST, shared / "mnist")
    for index in (0, 9999):
        panel.data_tools.index.setValue(index)
        assert f"test picture {index}" in panel.picture_name() and "MNIST" in panel.data_tools.source.text()
        assert np.array_equal(reader.values, digits.test_images[index] / np.float32(255))
        assert reader.seen[-1].truth == str(digits.test_labels[index])


def test_clothes_are_not_taken_for_digits_although_their_files_have_the_same_names(
    qtbot: QtBot, panel: PicturePanel, shared: Path
) -> None:
    use(qtbot, panel, shared / "fashion-mnist")
    assert "Fashion" in panel.data_tools.source.text()
    panel.data_tools.classes.chosen.emit("1")
    assert panel.data_tools.classes.itemText(2) == "Trouser"


def test_a_folder_without_a_data_set_is_explained_and_the_last_picture_stays(
    qtbot: QtBot, panel: PicturePanel, tmp_path: Path
) -> None:
    before = panel.picture_name(), panel.data_tools.source.text()
    use(qtbot, panel, tmp_path)
    assert "class" in panel.notice.text()
    assert (panel.picture_name(), panel.data_tools.source.text()) == before


def test_a_folder_of_classes_is_gone_through_by_number_and_by_class(
    qtbot: QtBot, panel: PicturePanel, classes: Path
) -> None:
    seen = truths(panel)
    use(qtbot, panel, classes)
    assert "pets" in panel.data_tools.source.text() and panel.data_tools.index.maximum() == 4
    panel.data_tools.index.setValue(4)
    panel.data_tools.classes.chosen.emit("0")
    panel.data_tools.classes.chosen.emit("0")
    assert seen == ["cat", "dog", "cat", "cat"] and panel.data_tools.index.value() == 1


def test_a_picture_that_cannot_be_read_is_explained(qtbot: QtBot, panel: PicturePanel, classes: Path) -> None:
    (classes / "cat" / "1.png").write_text("no picture")
    use(qtbot, panel, classes)
    panel.data_tools.index.setValue(1)
    assert "1.png" in panel.notice.text()
    panel.data_tools.index.setValue(2)
    assert panel.notice.text() == "" and "2.png" in panel.picture_name()


def test_the_arrows_and_the_dice_keep_to_the_class(qtbot: QtBot, panel: PicturePanel) -> None:
    panel.data_tools.classes.set_value("7")
    seen = truths(panel)
    panel.data_tools.classes.chosen.emit("7")
    places = [panel.data_tools.index.value()]
    for step in (1, 1, -1):
        panel.data_tools.index.stepBy(step)
        places.append(panel.data_tools.index.value())
    for _ in range(3):
        qtbot.mouseClick(panel.data_tools.dice, LEFT)
    assert set(seen) == {"7"} and len(seen) == 7
    assert places[0] < places[1] < places[2] and places[3] == places[1]


def test_the_dice_takes_another_picture(qtbot: QtBot, panel: PicturePanel) -> None:
    seen = set()
    for _ in range(4):
        qtbot.mouseClick(panel.data_tools.dice, LEFT)
        seen.add(panel.picture_name())
    assert len(seen) > 1


def test_the_list_offers_what_is_on_the_machine(panel: PicturePanel) -> None:
    panel.data_tools.source.fill()
    offered = {action.text(): action.isEnabled() for action in panel.data_tools.source.list.actions()}
    assert offered["Drawn digits"] and not offered["MNIST"] and not offered["CIFAR-10"]
    assert offered["From a folder…"]


def test_leaving_the_data_set_hides_its_name(qtbot: QtBot, panel: PicturePanel) -> None:
    assert panel.data_tools.source.isVisible()
    qtbot.mouseClick(panel.sources.button("file"), LEFT)
    assert not panel.data_tools.source.isVisible()


def test_the_nearest_of_a_class_is_looked_for_round_the_end() -> None:
    labels = np.array([1, 0, 1, 0, 0])
    assert [nearest(labels, 1, start, 1) for start in range(5)] == [0, 2, 2, 0, 0]
    assert [nearest(labels, 1, start, -1) for start in range(5)] == [0, 0, 2, 2, 2]


def test_drawn_digits_are_found_by_class_as_arrays_are() -> None:
    drawn = DrawnSet(count=300)
    labels = np.array([int(drawn.picture(index)[1]) for index in range(300)])
    for start, step in ((0, 1), (250, 1), (299, 1), (3, -1)):
        assert drawn.find(4, start, step) == nearest(labels, 4, start, step)


def test_the_test_part_of_a_folder_is_taken_where_there_is_one(tmp_path: Path) -> None:
    for part, count in (("train", 4), ("test", 1)):
        for name in ("a", "b"):
            (tmp_path / part / name).mkdir(parents=True)
            for index in range(count):
                Image.new("L", (4, 4)).save(tmp_path / part / name / f"{part}{index}.png")
    found = next(iter(open_set("folder", tmp_path)))
    assert isinstance(found, FolderSet) and found.count == 2
    assert found.picture(1)[0].name == "test0.png" and found.picture(1)[1] == "b"
