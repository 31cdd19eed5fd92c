"""Whatever a scene shows, its panels lie inside the stage, do not overlap and look good."""

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.engine.geometry import Pair
from cnnviz.traces.grids import HEAD, LEGEND, SHORT, Grid
from cnnviz.traces.layout import arrange
from cnnviz.traces.layout_scores import readable_cell
from cnnviz.traces.scene import Panel
from cnnviz.ui.painting.cells import plan_range

SMALL, LARGE = (860, 500), (1500, 780)
STAGES = (SMALL, LARGE, (480, 260))
Panels = tuple[Panel, ...]


def incoming(key: str, count: int, size: Pair, picture: bool = True) -> Panel:
    scale, low = ("picture", 0.0) if picture else ("maps", -1.0)
    return Panel(key, key, "input" if picture else "output", "in", count, *size, "fixed", scale, low, 1.0)


def middle(key: str, count: int, size: Pair, role: str = "plain", optional: bool = False) -> Panel:
    return Panel(key, key, role, "middle", count, *size, "changing", "maps", -2.0, 2.0, optional=optional)


def outgoing(key: str, count: int, size: Pair) -> Panel:
    return Panel(key, key, "output", "out", count, *size, "growing", "maps", -4.0, 4.0)


def gathered(channels: int, size: Pair, kernel: Pair) -> Panels:
    patch = middle("patch", channels, kernel, "input", optional=True)
    return (incoming("input", channels, size), middle("kernel", channels, kernel, "kernel"), patch,
            middle("products", channels, kernel))  # fmt: skip


def convolution(channels: int, filters: int, size: Pair, kernel: Pair, output: Pair) -> Panels:
    return (*gathered(channels, size, kernel), outgoing("output", filters, output))


def chain(channels: int, filters: int, size: Pair, kernel: Pair, output: Pair, pooled: Pair) -> Panels:
    last = (outgoing("convolution", filters, output), outgoing("activation", filters, output))
    return (*gathered(channels, size, kernel), *last, outgoing("pooling", filters, pooled))


def spread(upstream: Pair, kernel: Pair, gradient: Pair) -> Panels:
    return (incoming("upstream", 1, upstream, picture=False), middle("kernel", 1, kernel, "kernel"),
            middle("shares", 1, kernel), outgoing("gradient", 1, gradient))  # fmt: skip


def weight_gradient(size: Pair, upstream: Pair, kernel: Pair) -> Panels:
    return (incoming("input", 1, size), incoming("upstream", 1, upstream, picture=False),
            middle("products", 1, upstream), outgoing("gradient", 1, kernel))  # fmt: skip


CASES: dict[str, Panels] = {
    "digit": convolution(1, 1, (12, 12), (3, 3), (10, 10)),
    "digit, 28": convolution(1, 1, (32, 32), (5, 5), (28, 28)),
    "colour, 6 filters": convolution(3, 6, (32, 32), (5, 5), (28, 28)),
    "photograph": convolution(3, 3, (200, 300), (3, 3), (198, 298)),
    "chain": chain(3, 3, (200, 300), (3, 3), (198, 298), (99, 149)),
    "chain of a digit": chain(1, 1, (28, 28), (3, 3), (26, 26), (13, 13)),
    "largest": convolution(3, 1, (1024, 1024), (3, 3), (1022, 1022)),
    "input gradient": spread((4, 4), (3, 3), (6, 6)),
    "weight gradient": weight_gradient((12, 12), (10, 10), (3, 3)),
    "weight gradient, 64": weight_gradient((66, 66), (64, 64), (3, 3)),
    "pooling": (incoming("input", 1, (8, 8)), middle("patch", 1, (2, 2), "input"), outgoing("output", 1, (4, 4))),
    "activation": (incoming("input", 1, (10, 10)), outgoing("output", 1, (10, 10))),
    "LeNet": convolution(6, 16, (14, 14), (5, 5), (10, 10)),
    "16 to 16": convolution(16, 16, (14, 14), (3, 3), (12, 12)),
    "wide": convolution(1, 1, (1, 200), (1, 3), (1, 198)),
    "tall": convolution(1, 1, (300, 1), (3, 1), (298, 1)),
    "panorama": convolution(3, 1, (100, 400), (3, 3), (98, 398)),
    "one cell": convolution(1, 1, (1, 1), (1, 1), (1, 1)),
    "bias gradient": (incoming("upstream", 6, (10, 10), picture=False), outgoing("gradient", 1, (6, 1))),
    "gate": (incoming("upstream", 3, (9, 9), picture=False), incoming("input", 3, (9, 9)),
             outgoing("gradient", 3, (9, 9))),
}  # fmt: skip


Box = tuple[float, float, float, float]


def boxes_of(panels: Panels, found: dict[str, tuple[Grid, ...]]) -> list[Box]:
    """Left, top, right, bottom of all grids with their headings, and of the legends."""
    boxes = []
    for panel in panels:
        grids = found.get(panel.key, ())
        assert len(grids) == panel.count or (panel.optional and not grids)
        for grid in grids:
            boxes.append((grid.x, grid.y - HEAD, grid.x + grid.width, grid.y + grid.height))
        if panel.zone == "out" and panel.scale == "maps":
            left, bottom = min(grid.x for grid in grids), max(grid.y + grid.height for grid in grids)
            boxes.append((left, bottom, left + 8, bottom + LEGEND))
    return boxes


def assert_legal(panels: Panels, stage: Sequence[float], zoom: float = 1.0) -> None:
    found = arrange(panels, *stage, zoom)
    boxes = boxes_of(panels, found)
    for left, top, right, bottom in boxes:
        assert left >= 0 and top >= 0 and right <= stage[0] and bottom <= stage[1]
    for one, other in itertools.combinations(boxes, 2):
        beside = one[2] <= other[0] or other[2] <= one[0]
        above = one[3] <= other[1] or other[3] <= one[1]
        assert beside or above, (one, other)
    for grid in itertools.chain(*found.values()):
        heads = [box for box in boxes if box[0] > grid.x and box[1] < grid.y and box[3] > grid.y - HEAD]
        assert 0 < grid.head <= min([box[0] for box in heads], default=stage[0]) - grid.x
        assert grid.cell < 2 or (grid.cell, grid.x, grid.y) == (int(grid.cell), int(grid.x), int(grid.y))


def cell_of(found: dict[str, tuple[Grid, ...]], key: str) -> float:
    return found[key][0].cell


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("name", CASES)
def test_nothing_overlaps_or_is_cut_off(name: str, stage: Pair) -> None:
    assert_legal(CASES[name], stage)


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("name", CASES)
def test_nothing_overlaps_when_zoomed(name: str, stage: Pair) -> None:
    for zoom in (1.5, 4.0, 100.0):
        assert_legal(CASES[name], stage, zoom)


SIDES = st.tuples(st.integers(1, 300), st.integers(1, 300)) | st.tuples(st.integers(1, 16), st.integers(1, 16))
COUNTS = st.sampled_from((1, 1, 2, 3, 5, 7, 16)) | st.integers(1, 16)


@st.composite
def panel_sets(draw: st.DrawFn) -> Panels:
    number = st.integers(1, 3)
    kernel, channels = draw(st.tuples(st.integers(1, 11), st.integers(1, 11)) | SIDES), draw(COUNTS)
    arriving = [incoming(f"in {i}", draw(COUNTS), draw(SIDES), draw(st.booleans())) for i in range(draw(number))]
    optional = draw(st.lists(st.booleans(), max_size=3))
    between = [middle(f"middle {i}", channels, kernel, optional=choice) for i, choice in enumerate(optional)]
    leaving = [outgoing(f"out {i}", draw(COUNTS), draw(SIDES)) for i in range(draw(number))]
    return (*arriving, *between, *leaving)


@settings(max_examples=150, deadline=None)
@given(panel_sets(), st.tuples(st.integers(480, 2000), st.integers(260, 1200)), st.sampled_from((1.0, 1.0, 1.7, 6.0)))
def test_any_panels_fit_any_stage(panels: Panels, stage: Pair, zoom: float) -> None:
    assert_legal(panels, stage, zoom)


@settings(max_examples=100, deadline=None)
@given(panel_sets(), st.tuples(st.integers(480, 2000), st.integers(260, 1200)))
def test_optional_panels_are_there_exactly_when_the_input_cannot_be_read(panels: Panels, stage: Pair) -> None:
    found = arrange(panels, *stage)
    arriving = [panel for panel in panels if panel.zone == "in"]
    readable = all(cell_of(found, panel.key) >= max(map(readable_cell, arriving)) for panel in arriving)
    for panel in panels:
        if panel.optional:
            assert (panel.key in found) != readable


RANGES = [(0.0, 1.0, None), (-1.0, 1.0, None), (0.0, 9.0, 0), (-9.0, 30.0, 0), (-9.5, 30.0, 1), (0.0, 255.0, 0),
          (-1234.0, 5.0, None), (0.0, 0.01, None)]  # fmt: skip


@pytest.mark.parametrize(("low", "high", "decimals"), RANGES)
def test_cells_that_are_called_readable_carry_numbers(low: float, high: float, decimals: int | None) -> None:
    panel = Panel("input", "Input", "input", "in", 1, 5, 5, "fixed", "picture", low, high, decimals)
    cell = readable_cell(panel)
    assert plan_range(low, high, decimals, cell, 1) is not None
    assert plan_range(low, high, decimals, cell - 3, 1) is None


@pytest.mark.parametrize("name", CASES)
def test_cells_grow_with_the_window(name: str) -> None:
    small, large = (arrange(CASES[name], *stage) for stage in (SMALL, LARGE))
    key = CASES[name][0].key
    assert cell_of(large, key) > cell_of(small, key) or cell_of(large, key) == 112


def test_the_usual_example_fills_the_height_of_a_small_window() -> None:
    found = arrange(CASES["digit"], 872, 505)
    assert cell_of(found, "input") >= 36 and cell_of(found, "output") >= 24 and cell_of(found, "kernel") >= 40
    assert "patch" not in found


@pytest.mark.parametrize(("name", "stage", "keys"), [
    ("digit", SMALL, ("input", "kernel", "products", "output")),
    ("digit, 28", SMALL, ("kernel", "patch", "products")),
    ("digit, 28", LARGE, ("input", "kernel", "products")),
    ("colour, 6 filters", SMALL, ("kernel", "patch", "products")),
    ("photograph", SMALL, ("kernel", "patch", "products")),
    ("chain", SMALL, ("kernel", "patch", "products")),
    ("largest", SMALL, ("kernel", "patch", "products")),
    ("input gradient", SMALL, ("upstream", "kernel", "shares", "gradient")),
    ("weight gradient", SMALL, ("input", "upstream", "products", "gradient")),
    ("pooling", SMALL, ("input", "patch", "output")),
    ("activation", SMALL, ("input", "output")),
    ("gate", LARGE, ("upstream", "input", "gradient")),
])  # fmt: skip
def test_numbers_can_be_read(name: str, stage: Pair, keys: tuple[str, ...]) -> None:
    found = arrange(CASES[name], *stage)
    needs = {panel.key: readable_cell(panel) for panel in CASES[name]}
    assert all(cell_of(found, key) >= needs[key] for key in keys)


@pytest.mark.parametrize("stage", (SMALL, LARGE))
@pytest.mark.parametrize("rows", (1, 3))
def test_weights_that_come_out_can_be_read_however_large_the_picture_is(rows: int, stage: Pair) -> None:
    gradient = Panel("gradient", "", "kernel", "out", 3, rows, rows, "growing", "weights", -500.0, 500.0)
    found = arrange(
        (incoming("input", 3, (402, 602)), incoming("upstream", 1, (400, 600), picture=False), gradient), *stage
    )
    assert cell_of(found, "gradient") >= readable_cell(gradient)
    assert cell_of(found, "input") * 602 >= 120


@pytest.mark.parametrize("stage", (SMALL, LARGE))
@pytest.mark.parametrize("name", CASES)
def test_what_comes_in_and_out_has_a_like_scale(name: str, stage: Pair) -> None:
    found = arrange(CASES[name], *stage)
    one, other = (cell_of(found, panel.key) for panel in (CASES[name][0], CASES[name][-1]))
    assert other <= 2 * one + 8 and one <= 2 * other


@pytest.mark.parametrize("stage", (SMALL, LARGE))
@pytest.mark.parametrize("name", CASES)
def test_every_heading_has_room_for_its_name(name: str, stage: Pair) -> None:
    found = arrange(CASES[name], *stage)
    assert all(max(grid.head, grid.width) >= SHORT for grid in itertools.chain(*found.values()))


@pytest.mark.parametrize("stage", (SMALL, LARGE))
@pytest.mark.parametrize("name", sorted(set(CASES) - {"wide", "tall", "one cell"}))
def test_no_room_is_wasted(name: str, stage: Pair) -> None:
    boxes = boxes_of(CASES[name], arrange(CASES[name], *stage))
    assert max(box[2] for box in boxes) > 0.75 * stage[0] or max(box[3] for box in boxes) > 0.9 * stage[1]
    assert max(box[3] for box in boxes) > 0.7 * stage[1]


def test_patch_kernel_and_products_of_a_channel_stand_in_this_order() -> None:
    found = arrange(CASES["photograph"], *LARGE)
    for channel in range(3):
        one, two, three = (found[key][channel] for key in ("patch", "kernel", "products"))
        assert one.y == two.y == three.y and one.x < two.x < three.x


def test_grids_of_a_panel_are_tiled_in_reading_order() -> None:
    grids = arrange(CASES["LeNet"], *LARGE)["output"]
    assert len({grid.x for grid in grids}) * len({grid.y for grid in grids}) == 16
    assert [(grid.y, grid.x) for grid in grids] == sorted((grid.y, grid.x) for grid in grids)


def test_a_zoomed_grid_keeps_its_place_and_shows_the_part_around_the_focus() -> None:
    panels = CASES["photograph"]
    plain, near = arrange(panels, *SMALL), arrange(panels, *SMALL, 40.0, {"input": (100.0, 299.0)})
    for before, after in zip(plain["input"], near["input"], strict=True):
        assert (after.x, after.y) == (before.x, before.y) and after.cell >= 24
        assert before.width - after.cell < after.width <= before.width
        assert before.height - after.cell < after.height <= before.height
        assert after.top < 100 < after.top + after.rows and after.left + after.columns == 300
    middle_row = near["output"][0].top + near["output"][0].rows / 2
    assert abs(middle_row - 99) <= 1
    assert near["kernel"] == plain["kernel"]


@pytest.mark.parametrize("name", ["wide", "tall"])
def test_a_thin_grid_takes_free_room_when_it_is_zoomed(name: str) -> None:
    found = arrange(CASES[name], *SMALL, 100.0)
    assert found["input"][0].cell >= 24 and found["output"][0].cell >= 24


@pytest.mark.parametrize("stage", STAGES)
def test_zooming_in_has_an_end(stage: Pair) -> None:
    assert arrange(CASES["photograph"], *stage, 1000.0) == arrange(CASES["photograph"], *stage, 2000.0)
