"""Pictures and drawings of one frame, and numbered ones."""

import re
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from pytestqt.qtbot import QtBot

from cnnviz.ui.export.changes import pixels_of, rgb_of
from cnnviz.ui.export.errors import ExportError, WritingError
from cnnviz.ui.export.stills import export_still, export_stills
from tests.ui.export.boards import board

SVG = "{http://www.w3.org/2000/svg}"
WORDS = ("--matrix", "1 2 3; 4 5 6; 7 8 9", "--kernel", "1 0; 0 -1")


@pytest.fixture(autouse=True)
def an_application(qtbot: QtBot) -> None:
    """Painting needs one."""


@pytest.mark.parametrize("scale", [1.0, 2.0, 1.5])
def test_a_png_is_the_picture_in_as_many_pixels_as_wished(scale: float, tmp_path: Path) -> None:
    path, painted = tmp_path / "a.png", board(*WORDS)
    export_still(path, painted, 2, scale)
    image = Image.open(BytesIO(path.read_bytes()))
    assert image.size == (round(480 * scale), round(270 * scale))
    assert image.info["dpi"][0] == pytest.approx(96 * scale, abs=0.1)
    assert np.array_equal(np.asarray(image.convert("RGB")), rgb_of(pixels_of(painted.image(2, scale))))


def test_an_svg_has_real_text_with_the_numbers_and_their_fonts(tmp_path: Path) -> None:
    path = tmp_path / "a.svg"
    export_still(path, board(*WORDS, width=960, height=540), 3)
    root = ElementTree.parse(path).getroot()
    assert (root.get("width"), root.get("height"), root.get("viewBox")) == ("960", "540", "0 0 960 540")
    assert root.findtext(f"{SVG}title") == "Convolution · kernel 2 × 2"
    texts = list(root.iter(f"{SVG}text"))
    words = [text.text or "" for text in texts]
    assert {"1", "5", "9", "−4"} <= {word.strip() for word in words}
    for text in texts:
        assert re.search("sans-serif|monospace", text.get("font-family", "")), text.text
        if len(text.text or "") > 1:
            assert float(text.get("textLength", "0")) > 0


def test_every_piece_of_arithmetic_in_an_svg_has_a_place_of_its_own() -> None:
    """A viewer without the font must not have to count blanks: librsvg and Qt do not squeeze a text to its length."""
    root = ElementTree.fromstring(board(*WORDS, width=960, height=540).svg(0))
    texts = list(root.iter(f"{SVG}text"))
    assert [text.text for text in texts if "  " in (text.text or "").strip()] == []
    line = min(float(text.get("y", "0")) for text in texts if text.text == "·")
    terms = sorted((float(text.get("x", "0")), text.text or "") for text in texts if float(text.get("y", "0")) == line)
    assert "".join(words for _, words in terms) == "1·1+2·0+4·0+5·(−1)"


def test_an_svg_looks_like_the_png(tmp_path: Path) -> None:
    painted = board(*WORDS, width=640, height=360)
    renderer = QSvgRenderer(QByteArray(painted.svg(1)))
    again = QImage(640, 360, QImage.Format.Format_RGB32)
    painter = QPainter(again)
    renderer.render(painter)
    painter.end()
    different = np.abs(rgb_of(pixels_of(again)).astype(int) - rgb_of(painted.pixels(1)))
    assert different.mean() < 5


def test_numbered_pictures_carry_the_number_of_their_frame(tmp_path: Path) -> None:
    reports = list(export_stills(tmp_path / "steps", board(*WORDS), range(1, 4, 2)))
    assert [report.done for report in reports] == [1, 2]
    assert sorted(path.name for path in (tmp_path / "steps").iterdir()) == ["frame-0002.png", "frame-0004.png"]


@pytest.mark.parametrize("there", [True, False])
def test_numbered_pictures_that_are_given_up_leave_nothing(there: bool, tmp_path: Path) -> None:
    folder = tmp_path / "steps"
    if there:
        folder.mkdir()
        (folder / "frame-0001.png").write_bytes(b"old")
    reports = export_stills(folder, board(*WORDS), range(4))
    next(reports)
    reports.close()
    assert folder.exists() == there
    if there:
        assert [path.read_bytes() for path in folder.iterdir()] == [b"old"]


def test_what_cannot_be_kept_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"a\.tiff ends in \.tiff"):
        export_still(tmp_path / "a.tiff", board(*WORDS), 0)
    with pytest.raises(WritingError, match="there is no such folder"):
        export_still(tmp_path / "none" / "a.png", board(*WORDS), 0)
    with pytest.raises(ExportError, match="5001 frames are too many pictures"):
        next(export_stills(tmp_path / "steps", board(*WORDS), range(5001)))
    with pytest.raises(ExportError, match="15360 × 8640 pixels are too many"):
        board(*WORDS, width=3840, height=2160).image(0, 4.0)
    assert list(tmp_path.iterdir()) == []
