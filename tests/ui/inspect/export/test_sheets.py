"""Every view as a sheet: it says what the view says, and can be drawn at any size, as pixels and as shapes."""

import re
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtSvg import QSvgRenderer
from pytestqt.qtbot import QtBot

from cnnviz.engine.arrays import Array
from cnnviz.engine.convolution import Conv2D
from cnnviz.engine.network import Network
from cnnviz.inspection.exciting import Exciting
from cnnviz.traces.follow import follow
from cnnviz.traces.following import Field
from cnnviz.traces.passes import Cell, NetworkModel, Pass
from cnnviz.ui.export.changes import rgb_of
from cnnviz.ui.export.options import ExportSettings
from cnnviz.ui.export.sheet import Sheet, SheetReel, SheetSubject
from cnnviz.ui.inspect.compare.compare_view import CompareView
from cnnviz.ui.inspect.explain.exciting_sheet import ExcitingSheet
from cnnviz.ui.inspect.explain.explain_view import ExplainView
from cnnviz.ui.inspect.explain.picture_sets import PictureSet
from cnnviz.ui.inspect.follow.follow_card import FollowCard
from cnnviz.ui.inspect.follow.follow_sheet import FollowSheet
from cnnviz.ui.inspect.maps.kernels_view import KernelsView
from cnnviz.ui.inspect.maps.maps_view import MapsView
from cnnviz.ui.inspect.shift.shift_view import ShiftView
from cnnviz.ui.inspect.view import InspectView
from cnnviz.ui.workspace import Workspace

PATIENCE_MS = 20_000
SIZES = ((320, 180, 2.5), (640, 360, 0.4), (1280, 720, 1.0), (900, 2000, 1.0))
TEXT = re.compile(r"<text[^>]*>([^<]*)</text>")


@pytest.fixture
def shown(qapp: object) -> Pass:
    picture = np.zeros((1, 28, 28), np.float32)
    picture[0, 6:9, 6:20] = 1
    picture[0, 9:22, 15:18] = 1
    return NetworkModel(Workspace().model().network).run(picture)


@pytest.fixture
def made(qtbot: QtBot, shown: Pass) -> Iterator[Callable[[InspectView], InspectView]]:
    """A view that is told what the page tells it."""
    views: list[InspectView] = []

    def make(view: InspectView) -> InspectView:
        views.append(view)
        qtbot.addWidget(view)
        view.resize(920, 640)
        view.show()
        assert shown.network is not None
        view.show_model(NetworkModel(shown.network))
        view.show_pass(shown)
        view.show_layer("conv1")
        view.show_cell(Cell("conv1", 2, 5, 6))
        return view

    yield make
    for view in views:
        view.close_down()


def reel(
    sheet: Sheet | None, width: int = 1280, height: int = 720, text: float = 1.0, theme: str = "light"
) -> SheetReel:
    assert sheet is not None
    return SheetSubject(sheet).reel(ExportSettings(width=width, height=height, text=text, theme=theme))


def words(sheet: Sheet | None) -> str:
    """All that is written on it."""
    return " | ".join(TEXT.findall(reel(sheet).svg(0).decode()))


def check_sizes(sheet: Sheet | None) -> None:
    """It is drawn at any size and in both themes, and SVG and PNG are of the same size."""
    for width, height, text in SIZES:
        for theme in ("light", "dark"):
            drawn = reel(sheet, width, height, text, theme)
            image = drawn.image(0)
            assert (image.width(), image.height()) == (width, height)
            assert len(np.unique(drawn.pixels(0))) > 20
            renderer = QSvgRenderer(drawn.svg(0))
            assert renderer.isValid() and renderer.defaultSize().width() == width


def test_maps_are_drawn_with_heading_legend_and_the_followed_number(made: Callable[..., MapsView]) -> None:
    view = made(MapsView())
    sheet = view.sheet()
    said = words(sheet)
    assert "conv1" in said and "6 maps of 28 × 28" in said and "zero is the ground colour" in said
    pixels = reel(sheet).pixels(0)
    assert (rgb_of(pixels) == (0xE2, 0x67, 0x0C)).all(axis=-1).sum() > 100  # the orange frame
    check_sizes(sheet)


def test_an_enlarged_map_is_drawn_with_its_numbers(made: Callable[..., MapsView]) -> None:
    view = made(MapsView())
    view.card.enlarge(2)
    said = words(view.sheet())
    assert "conv1 map 2" in said and "smallest" in said and "Histogram" in said
    check_sizes(view.sheet())


def test_kernels_are_drawn_with_the_one_in_detail(made: Callable[..., KernelsView]) -> None:
    view = made(KernelsView())
    said = words(view.sheet())
    assert said.endswith("| 0 | 1 | 2 | 3 | 4 | 5") and "6 kernels of 1 × 5 × 5" in said
    assert view.card.detail.title() in said and "All weights of conv1" in said
    check_sizes(view.sheet())


def test_a_page_of_kernels_says_which_it_is(made: Callable[..., KernelsView], qtbot: QtBot) -> None:
    network = Network([("wide", Conv2D(1, 400, 3))], (1, 8, 8))
    view = made(KernelsView())
    view.show_model(NetworkModel(network))
    view.show_pass(NetworkModel(network).run(np.ones((1, 8, 8), np.float32)))
    view.show_layer("wide")
    assert "page 1 of 3" in words(view.sheet())


def test_a_view_without_a_picture_has_no_sheet_and_no_numbers(qtbot: QtBot) -> None:
    for view in (MapsView(), KernelsView(), ShiftView(), CompareView(), ExplainView(Workspace())):
        qtbot.addWidget(view)
        assert view.sheet() is None and view.numbers() is None and view.filming() is None
        view.close_down()


def test_an_explanation_is_drawn_with_its_facts_and_sentences(qtbot: QtBot, made: Callable[..., ExplainView]) -> None:
    view = made(ExplainView(Workspace()))
    qtbot.waitUntil(lambda: view.pane.shown is not None, timeout=PATIENCE_MS)
    method = view.method
    said = words(view.sheet())
    assert method is not None and method.label in said and method.shows[:20] in said and "score" in said
    assert view.filming() is None  # a method of one step
    check_sizes(view.sheet())


def test_what_is_laid_over_the_picture_is_drawn_so(qtbot: QtBot, made: Callable[..., ExplainView]) -> None:
    view = made(ExplainView(Workspace()))
    qtbot.waitUntil(lambda: view.pane.shown is not None, timeout=PATIENCE_MS)
    beside = reel(view.sheet()).pixels(0)
    view.pane.look.place.set_value("over")
    view.pane.look.place.changed.emit("over")
    assert not np.array_equal(reel(view.sheet()).pixels(0), beside)
    assert "| Picture |" not in words(view.sheet())


def test_a_shift_is_drawn_with_the_picture_the_bars_the_wall_and_the_sweep(
    qtbot: QtBot, made: Callable[..., ShiftView]
) -> None:
    view = made(ShiftView())
    qtbot.waitUntil(lambda: view.card.curves() is not None, timeout=PATIENCE_MS)
    said = words(view.sheet())
    for part in ("Turn 20°", "Moved picture", "Who follows?", "fc3", "expected · got · difference", "still read as",
                 "probabilities over “Turn”"):  # fmt: skip
        assert part in said
    assert "Click" not in said  # nothing can be clicked in a file
    check_sizes(view.sheet())


def test_a_comparison_is_drawn_with_both_sides(made: Callable[..., CompareView]) -> None:
    view = made(CompareView())
    said = words(view.sheet())
    for part in ("the page's model", "the same layers, untrained", "How alike?", "A · B · B − A", "map 0"):
        assert part in said
    check_sizes(view.sheet())


@pytest.mark.parametrize("layer", ["input", "conv2", "relu1", "pool1", "fc1", "fc2", "softmax"])
def test_any_followed_number_is_drawn_with_its_arithmetic(shown: Pass, layer: str) -> None:
    followed = follow(shown, Cell(layer, 0, 0, 0))
    sheet = FollowSheet(shown, followed, ["picture", layer], "", largest_first=False)
    check_sizes(sheet)
    said = words(sheet)
    if followed.parts:
        assert followed.kind in said and f"picture ← {layer}" in said


def test_rows_that_do_not_fit_are_counted(qtbot: QtBot, shown: Pass) -> None:
    card = FollowCard()
    qtbot.addWidget(card)
    card.show_pass(shown)
    card.show_cell(Cell("fc2", 3))
    said = words(card.sheet())
    assert re.search(r"The \d+ largest of 120 are shown\.", said)
    card.largest_first.setChecked(False)
    assert re.search(r"The first \d+ of 120 are shown\.", words(card.sheet()))


@pytest.mark.parametrize("field", [Field(2, 3, 5, 5), Field(0, 0, 8, 8)])
def test_the_most_exciting_pictures_are_drawn_best_first(field: Field) -> None:
    pictures: Array = np.random.default_rng(0).random((9, 1, 8, 8), np.float32)
    found = [Exciting(n, pictures[n], 9.0 - n, Cell("conv1", 0), field, n % 2) for n in range(9)]
    labels = np.array([one.label for one in found])
    source = PictureSet("pets", pictures, labels, ("cat", "dog"), (8, 8), scaled=np.array([1, 1, *[-1] * 7]))
    sheet = ExcitingSheet("conv1 map 0", found, source)
    said = words(sheet)
    assert "Most exciting pictures: conv1 map 0" in said and said.index("9.000") < said.index("1.000")
    assert "dog · no. 1" in said and "pets: 2 enlarged to 8 × 8 · 7 reduced to 8 × 8" in said
    check_sizes(sheet)
