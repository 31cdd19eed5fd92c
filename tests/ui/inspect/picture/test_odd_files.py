"""Every awkward file opens as it should, or says why it does not and leaves the last picture where it is."""

import csv
from pathlib import Path

import numpy as np
from pytestqt.qtbot import QtBot

from cnnviz.engine.input_normalisation import InputNormalisation
from cnnviz.ui.inspect.picture.opening import MODEST_PIXELS
from cnnviz.ui.inspect.picture.picture_panel import PicturePanel
from tests.ui.inspect.picture.reader import Reader

PATIENCE_MS = 30_000


def rows(shared: Path) -> list[dict[str, str]]:
    with (shared / "images" / "odd" / "EXPECTED.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def opened(qtbot: QtBot, panel: PicturePanel, path: Path) -> str:
    """Open a file and wait; what the notice says."""
    panel.notice.clear()
    panel.open_path(str(path))
    qtbot.waitUntil(lambda: not panel.is_opening(), timeout=PATIENCE_MS)
    return panel.notice.text()


def test_files_that_open_are_prepared_at_their_upright_size(
    qtbot: QtBot, panel: PicturePanel, reader: Reader, shared: Path
) -> None:
    for row in rows(shared):
        if row["expect"] == "error":
            continue
        said = opened(qtbot, panel, shared / "images" / "odd" / row["file"])
        width, height = map(int, row["upright_size"].split("x"))
        if width * height <= MODEST_PIXELS:
            assert panel.picture_name() == f"{row['file']} · {width} × {height}"
        else:
            assert panel.picture_name().startswith(row["file"]) and "reduced" in said
        assert reader.values.shape == (1, 28, 28) and np.isfinite(reader.values).all()


def test_files_that_are_broken_say_why_and_change_nothing(
    qtbot: QtBot, panel: PicturePanel, reader: Reader, shared: Path
) -> None:
    name, given = panel.picture_name(), len(reader.seen)
    broken = [row["file"] for row in rows(shared) if row["expect"] == "error"]
    for file in broken:
        said = opened(qtbot, panel, shared / "images" / "odd" / file)
        assert file in said and said.endswith("."), said
        assert panel.picture_name() == name and len(reader.seen) == given
    assert len(broken) == 7


def test_what_was_done_to_a_picture_on_opening_is_said(qtbot: QtBot, panel: PicturePanel, shared: Path) -> None:
    folder = shared / "images" / "odd"
    for file, word in (
        ("exif_orientation_6.jpg", "upright"), ("rgba.png", "ransparency"), ("gray16_ramp.png", "16 bits"),
        ("float_nan.tif", "not numbers"), ("cmyk.jpg", "CMYK"), ("three_frames.gif", "first"),
    ):  # fmt: skip
        assert word in opened(qtbot, panel, folder / file), file


def test_a_turned_photograph_is_upright_in_colour_networks(
    qtbot: QtBot, panel: PicturePanel, reader: Reader, shared: Path
) -> None:
    panel.set_model_input((3, 32, 48), InputNormalisation())
    for turn in range(1, 9):
        opened(qtbot, panel, shared / "images" / "odd" / f"exif_orientation_{turn}.jpg")
        red, green, blue = reader.values
        assert red[4, 4] > 0.7 > 0.3 > green[4, 4], "red at the top left"
        assert green[4, -4] > 0.4 and red[4, -4] < 0.3 and blue[-4, 4] > 0.7, "green beside it, blue below"
