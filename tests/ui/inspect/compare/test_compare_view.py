"""Compare as a person uses it: two sides, each a model and a picture, and the maps between them."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cnnviz.data.model_files import save_model
from cnnviz.engine.lenet import lenet5
from cnnviz.traces.passes import NetworkModel
from cnnviz.ui.inspect.compare.compare_view import CompareView
from cnnviz.ui.inspect.compare.contestant import Untrained
from cnnviz.ui.inspect.compare.run_moments import RunMoments
from cnnviz.ui.workspace import Workspace
from tests.history.kept_runs import keep_run

LEFT = Qt.MouseButton.LeftButton
PATIENCE_MS = 20_000
PICTURES = np.random.default_rng(4).random((2, 1, 28, 28), np.float32)


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[CompareView]:
    model = NetworkModel(Workspace().model().network)
    view = CompareView()
    qtbot.addWidget(view)
    view.resize(920, 640)
    view.show()
    view.show_model(model)
    view.show_pass(model.run(PICTURES[0]))
    view.show_layer("conv2")
    yield view
    view.close_down()


def choose(view: CompareView, side: int, menu: str, text: str) -> None:
    """Open a menu of a side and take an entry."""
    button = getattr(view.cards[side], menu)
    button.menu().aboutToShow.emit()
    next(action for action in button.menu().actions() if action.text() == text).trigger()


def test_at_first_the_network_stands_beside_its_untrained_self(view: CompareView) -> None:
    ways = view.wall.ways()
    assert ways is not None
    network = Workspace().model().network
    fresh = lenet5(0)
    assert np.allclose(ways.first, network.forward(PICTURES[:1])["conv2"].output[0], atol=1e-5)
    assert np.allclose(ways.second, fresh.forward(PICTURES[:1])["conv2"].output[0], atol=1e-5)
    assert np.allclose(ways.first + ways.difference, ways.second, atol=1e-5)


def test_a_kept_picture_stays_while_the_page_goes_on(qtbot: QtBot, view: CompareView) -> None:
    model = view.cards[0].side.page.contestant.model  # type: ignore[union-attr]
    qtbot.mouseClick(view.cards[1].keep, LEFT)
    view.show_pass(model.run(PICTURES[1]))
    ways = view.wall.ways()
    assert ways is not None
    network = Workspace().model().network
    assert np.allclose(ways.first, network.forward(PICTURES[1:])["conv2"].output[0], atol=1e-5)
    assert np.allclose(ways.second, network.forward(PICTURES[:1])["conv2"].output[0], atol=1e-5)
    assert "kept picture" in view.cards[1].words.text()
    choose(view, 1, "pictures", "The page's picture")
    assert view.bars.values()["conv2"] == pytest.approx(1), "the kept model is the page's, and sees what it sees"


def test_a_model_from_a_file_stands_on_a_side(qtbot: QtBot, view: CompareView, tmp_path: Path) -> None:
    other = lenet5(7)
    save_model(other, tmp_path / "other.safetensors")
    view.cards[1].open_model(tmp_path / "other.safetensors")
    qtbot.waitUntil(lambda: not view.cards[1].is_busy, timeout=PATIENCE_MS)
    ways = view.wall.ways()
    assert ways is not None
    assert np.allclose(ways.second, other.forward(PICTURES[:1])["conv2"].output[0], atol=1e-5)
    assert "other.safetensors" in view.cards[1].words.text()


def test_what_is_wrong_with_a_file_is_said_and_the_side_stays(qtbot: QtBot, view: CompareView, tmp_path: Path) -> None:
    (tmp_path / "broken.safetensors").write_bytes(b"nothing")
    before = view.wall.ways()
    with qtbot.waitSignal(view.failed) as told:
        view.cards[1].open_model(tmp_path / "broken.safetensors")
    assert "broken.safetensors" in told.args[0]
    assert view.wall.ways() is before


def test_a_model_that_takes_other_pictures_is_explained(qtbot: QtBot, view: CompareView, tmp_path: Path) -> None:
    from cnnviz.engine.convolution import Conv2D
    from cnnviz.engine.network import Network

    save_model(Network([("conv", Conv2D(3, 2, 3))], (3, 32, 32)), tmp_path / "colour.safetensors")
    view.cards[1].open_model(tmp_path / "colour.safetensors")
    qtbot.waitUntil(lambda: not view.cards[1].is_busy, timeout=PATIENCE_MS)
    assert view.wall.ways() is None
    choose(view, 1, "models", "The same layers, untrained")
    assert view.wall.ways() is not None


def test_a_layer_that_only_one_side_has_is_said_to_have_no_counterpart(view: CompareView) -> None:
    view.show_layer("conv3")
    assert view.wall.ways() is None
    view.show_layer("conv1")
    assert view.wall.ways() is not None


def test_the_moments_of_a_run_are_gone_through_with_a_slider(view: CompareView, tmp_path: Path) -> None:
    path = keep_run(tmp_path, "short")
    view.cards[1].open_run(path)
    moments = RunMoments(path)
    assert len(moments.steps) > 1
    for index in (0, len(moments.steps) - 1):
        view.cards[1].moment.setValue(index)
        ways = view.wall.ways()
        assert ways is not None
        picture = PICTURES[:1]
        assert np.allclose(ways.second, moments.network(index).forward(picture)["conv2"].output[0], atol=1e-5)
        assert f"step {moments.steps[index]}" in view.cards[1].words.text()


def test_a_folder_without_a_run_is_explained(qtbot: QtBot, view: CompareView, tmp_path: Path) -> None:
    with qtbot.waitSignal(view.failed) as told:
        view.cards[1].open_run(tmp_path)
    assert str(tmp_path.name) in told.args[0]


def test_a_model_whose_maps_would_fill_the_memory_stands_on_no_side(
    qtbot: QtBot, view: CompareView, tmp_path: Path
) -> None:
    from cnnviz.engine.convolution import Conv2D
    from cnnviz.engine.network import Network

    save_model(Network([("vast", Conv2D(1, 4, 3))], (1, 8000, 8000)), tmp_path / "vast.safetensors")
    with qtbot.waitSignal(view.failed, timeout=PATIENCE_MS) as told:
        view.cards[1].open_model(tmp_path / "vast.safetensors")
    assert "million numbers" in told.args[0] and "vast" not in view.cards[1].words.text()


def test_the_layers_of_large_passes_are_compared_once_and_away_from_the_window(
    qtbot: QtBot, view: CompareView, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = dict(view.bars.values())
    monkeypatch.setattr("cnnviz.ui.inspect.compare.compare_view.MOST_AT_ONCE", 10)
    model = view.cards[0].side.page.contestant.model  # type: ignore[union-attr]
    view.show_pass(model.run(PICTURES[0]))
    assert not view.bars.values()
    qtbot.waitUntil(lambda: bool(view.bars.values()), timeout=PATIENCE_MS)
    assert dict(view.bars.values()) == small
    view.show_layer("conv1")
    assert dict(view.bars.values()) == small, "at once: they are known"


def test_the_weights_of_an_untrained_network_are_drawn_for_its_first_look() -> None:
    untrained = Untrained(lenet5(3))
    assert untrained.input_shape == (1, 28, 28) and untrained._model is None
    shown = untrained.run(PICTURES[0])
    assert np.array_equal(shown.layers[-1].maps, NetworkModel(lenet5(0)).run(PICTURES[0]).layers[-1].maps)


def test_a_side_that_has_lost_its_numbers_says_so(view: CompareView) -> None:
    network = lenet5(0)
    network.weights["fc3.bias"][:] = np.nan
    model = NetworkModel(network)
    view.show_model(model)
    view.show_pass(model.run(PICTURES[0]))
    assert "no numbers (NaN)" in view.cards[0].seen().reason and not view.cards[0].bars.isVisible()
    assert view.cards[1].bars.isVisible()
