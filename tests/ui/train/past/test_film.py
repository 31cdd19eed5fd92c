"""The film of a run: a frame for each snapshot, painted alike at every size, and exported as other films are."""

import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from cnnviz.engine.architectures import lenet5
from cnnviz.ui.export.changes import pixels_of
from cnnviz.ui.export.export_dialog import ExportDialog
from cnnviz.ui.export.options import ExportSettings
from cnnviz.ui.export.orders import Order
from cnnviz.ui.train.live.look_choice import LookChoice
from cnnviz.ui.train.live.watched import Watched
from cnnviz.ui.train.past.film import LossCurves, RunFilm, film_of
from cnnviz.ui.train.past.film_board import FilmSubject
from cnnviz.ui.train.past.film_curve import _polygon
from cnnviz.ui.train.past.run_export import RunExport
from tests.ui.train.runs import STEPS, drifting_run, network_named, snapshot_of

PICTURE = np.random.default_rng(0).random((1, 28, 28), np.float32)
WATCHED = Watched("test", 7, PICTURE, 3, tuple("0123456789"), 20)
SMALL = ExportSettings(800, 450)
Make = Callable[..., RunFilm]


@pytest.fixture
def make(qapp: object) -> Make:
    def film(watched: Watched | None = WATCHED, labels: bool = True, choice: LookChoice | None = None) -> RunFilm:
        record, store = drifting_run()
        return RunFilm(record, store, watched, np.arange(20) % 10 if labels else None, choice)

    return film


def texts(film: RunFilm, index: int, settings: ExportSettings = SMALL) -> list[str]:
    """All that is written in a frame, from its drawing."""
    return re.findall(r">([^<>]+)</text>", FilmSubject(film).reel(settings).svg(index).decode())


def test_there_is_a_frame_for_each_snapshot_and_it_says_where_it_is(make: Make) -> None:
    film = make()
    assert film.length == len(STEPS) and film.title == "a run"
    score = film.snapshots.get(4).evaluation
    assert film.position(score) == "step 8 · epoch 1.0 · validation 50.0 %"
    assert film.position(replace(score, part="test", accuracy=0.982)).endswith("test 98.2 %")


def test_a_frame_shows_curve_probe_confusion_kernels_gradients_and_maps(make: Make) -> None:
    words = " ".join(texts(make(), 3))
    for part in ("Loss", "Probe", "Confusion", "Kernels of conv1", "Their gradients", "Maps of conv1", "Maps of conv2"):
        assert part in words
    assert "true 3" in words and "step 4" in words


def test_the_curve_falls_by_factors_so_that_its_later_part_is_not_flat(make: Make) -> None:
    film = make()
    low, high = film.curves.span
    assert 0 < low <= min(film.curves.smooth[1].min(), film.curves.validation[1].min()) and high >= 2.3
    words = texts(film, 3, ExportSettings(1280, 720))
    assert {"0.2", "0.5", "1", "2"} <= set(words) and "0" not in words[: words.index("Probe")]
    assert film.curves.validation[1][-1] == pytest.approx(2.3 / 17)
    plot, ends = QRectF(0, 0, 100, 100), (np.log10(low), np.log10(high))
    heights = [point.y() for point in _polygon((np.arange(3.0), np.array([1.6, 0.8, 0.4])), plot, ends, 2)]
    assert heights[1] - heights[0] == pytest.approx(heights[2] - heights[1]) and heights[1] > heights[0]


def test_a_run_without_a_step_has_an_axis_too() -> None:
    record, _ = drifting_run((0,))
    record.evaluations.clear()
    assert LossCurves.of(record).span == (0.1, 10.0)


def test_without_a_picture_that_is_watched_kernels_and_gradients_have_the_place(make: Make) -> None:
    words = " ".join(texts(make(watched=None, labels=False), 3))
    assert "Probe" not in words and "Maps of" not in words and "Confusion" not in words
    assert "Kernels of conv1" in words and "Their gradients" in words


def test_other_layers_are_filmed_if_they_are_chosen(make: Make) -> None:
    words = " ".join(texts(make(choice=LookChoice("conv2", ("pool2",))), 2))
    assert "Kernels of conv2" in words and "Maps of pool2" in words


def ends(words: list[str]) -> list[str]:
    return [text for text in words if re.fullmatch(r"[+−]\d+\.\d+", text)]


def test_the_scales_of_kernels_and_maps_are_the_same_in_all_frames(make: Make) -> None:
    film = make()
    scales = [ends(texts(film, index)) for index in (2, 5)]
    gradients = 2, 3  # behind those of the kernels
    one, other = ([text for place, text in enumerate(scale) if place not in gradients] for scale in scales)
    assert len(one) == 6 and one == other
    limits = FilmSubject(film).shots.limits
    assert limits.kernels >= float(np.abs(lenet5(0).parameters["conv1.weight"]).max()) * 2.6


def test_gradients_have_a_scale_in_each_frame_and_it_is_written_beside_them(make: Make) -> None:
    film = make()
    for index, limit in ((1, 0.01), (2, 0.02), (5, 0.2)):  # after steps 1, 2 and 16: 0.01, 0.02, 0.16
        words = texts(film, index, ExportSettings(1280, 720))
        text = {0.01: "0.010", 0.02: "0.020", 0.2: "0.20"}[limit]
        assert f"±{text} in this frame" in words and {f"+{text}", f"−{text}"} <= set(words)
        assert FilmSubject(film).shots.shot(index).gradient_limit == limit
    assert "none yet" in texts(film, 0)


@pytest.mark.parametrize("size", [(800, 450), (1280, 720), (1920, 1080), (480, 480)])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_frame_has_the_size_and_the_ground_that_were_asked_for(make: Make, size: tuple[int, int], theme: str) -> None:
    image = FilmSubject(make()).reel(ExportSettings(*size, theme=theme)).image(2)
    assert (image.width(), image.height()) == size
    assert (image.pixelColor(2, 2).lightness() > 128) == (theme == "light")


def test_frames_of_different_moments_differ_and_the_same_one_is_painted_alike(make: Make) -> None:
    reel = FilmSubject(make()).reel(SMALL)
    first, again, other = reel.pixels(1), reel.pixels(4), reel.pixels(1)
    assert not np.array_equal(first, again)
    np.testing.assert_array_equal(first, other)


def test_a_film_goes_on_where_the_run_goes_on_and_its_snapshots_are_thinned(make: Make) -> None:
    record, store = drifting_run()
    film = RunFilm(record, store, WATCHED)
    reel = FilmSubject(film).reel(SMALL)
    before = reel.pixels(3)
    store.add(snapshot_of(lenet5(0), 400))
    record.loss.add(17, 9.0)
    reel.pixels(0)
    assert reel.length == len(STEPS)
    np.testing.assert_array_equal(reel.pixels(3), before)


@pytest.mark.parametrize("name", ["32-64-128", "resnet8"])
def test_other_networks_can_be_filmed(qapp: object, name: str) -> None:
    network = network_named(name)
    record, store = drifting_run((0, 2), network)
    picture = np.random.default_rng(1).random(network.input_shape, np.float32)
    film = RunFilm(record, store, Watched("validation", 0, picture, 1, tuple(network.class_names), 1))
    assert not FilmSubject(film).reel(SMALL).image(1).isNull()


def test_a_film_of_a_run_is_a_gif_of_its_snapshots(make: Make, tmp_path: Path) -> None:
    film, settings = make(), ExportSettings(480, 270, speed=2)
    order = Order(tmp_path / "a.gif", settings)
    reports = list(order.export(FilmSubject(film).reel(settings)))
    with Image.open(BytesIO(order.path.read_bytes())) as gif:
        assert (gif.n_frames, gif.size) == (len(STEPS), (480, 270))
    assert reports[-1] == (len(STEPS), len(STEPS))


def test_the_dialog_saves_a_picture_of_the_moment(make: Make, qtbot: QtBot, tmp_path: Path) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    film = make()
    dialog = RunExport(parent).open(film, 2, "still")
    assert "decimals" not in dialog.form.values.values()
    assert parent.findChild(ExportDialog) is dialog
    path = tmp_path / "moment.png"
    with qtbot.waitSignal(dialog.saved, timeout=20_000):
        dialog.start(path)
    settings = ExportSettings()
    np.testing.assert_array_equal(pixels_of(QImage(str(path))), FilmSubject(film).reel(settings).pixels(2))
    dialog.close()


@pytest.mark.parametrize("part", ["validation", "test"])
def test_the_confusion_is_that_of_the_part_that_snapshots_are_scored_on(
    qapp: object, tiny_source: Any, part: str
) -> None:
    record, store = drifting_run()
    record.evaluations[:] = [replace(each, part=part) for each in record.evaluations]
    film = film_of(record, store, tiny_source, WATCHED, LookChoice())
    assert film.labels is not None and len(film.labels) == {"validation": 10, "test": 20}[part]
    assert film_of(record, store, None, WATCHED, LookChoice()).labels is None


def test_the_dialog_begins_with_all_frames_and_can_be_cancelled(make: Make, qtbot: QtBot, tmp_path: Path) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = RunExport(parent).open(make(), None, "animation", speed=15)
    settings = dialog.form.settings()
    assert list(settings.frames(len(STEPS))) == list(range(len(STEPS))) and settings.speed == 15
    path = tmp_path / "a.webp"
    dialog.start(path)
    qtbot.mouseClick(dialog.cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.worker.running, timeout=20_000)
    dialog.close()
    assert not path.exists()
