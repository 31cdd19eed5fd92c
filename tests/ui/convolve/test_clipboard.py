"""Whatever is copied elsewhere and can be shown, can be pasted."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from cnnviz.ui.convolve.clipboard import PasteError, source_from_clipboard


def text(words: str) -> QMimeData:
    data = QMimeData()
    data.setText(words)
    return data


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "grey.png"
    Image.fromarray(np.full((2, 3), 51, np.uint8)).save(path)
    return path


def test_a_picture_keeps_its_colours(qtbot: QtBot) -> None:
    image = QImage(3, 2, QImage.Format.Format_RGB32)
    image.fill(QColor(255, 0, 51))
    data = QMimeData()
    data.setImageData(image)
    source = source_from_clipboard(data)
    np.testing.assert_allclose(source.values[:, 1, 2], [1, 0, 0.2], rtol=1e-6)
    assert source.values.shape == (3, 2, 3)


def test_a_copied_file_is_opened(file: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    assert source_from_clipboard(data).name == "grey.png"


def test_the_path_of_a_file_is_opened(file: Path) -> None:
    assert source_from_clipboard(text(str(file))).name == "grey.png"
    assert source_from_clipboard(text(file.as_uri())).name == "grey.png"


def test_a_table_of_numbers_is_taken_as_it_is() -> None:
    assert source_from_clipboard(text("1\t2\n3\t4")).values.tolist() == [[[1, 2], [3, 4]]]


@pytest.mark.parametrize("words", ["", "  \n "])
def test_nothing_that_can_be_shown_is_explained(words: str) -> None:
    with pytest.raises(PasteError, match="Copy a picture"):
        source_from_clipboard(text(words))
