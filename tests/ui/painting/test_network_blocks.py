"""The drawing of a network: every block fits, in its order, and is as high and wide as its maps are large and many."""

import itertools

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from cnnviz.engine.architectures import NETWORKS
from cnnviz.scenarios.network_draft import NetworkDraft
from cnnviz.ui.painting.network_blocks import Block, block_rects, paint_network
from cnnviz.ui.theme import DARK, LIGHT, Theme
from cnnviz.ui.train.network_view.roles import blocks_of

AREA = QRectF(0, 0, 900, 100)


@pytest.mark.parametrize("name", list(NETWORKS))
def test_all_blocks_of_every_network_fit_in_their_order(name: str) -> None:
    blocks = blocks_of(NetworkDraft.of(NETWORKS[name].build(None).describe()))
    rects = block_rects(blocks, AREA)
    assert rects[0].left() >= -1e-6 and rects[-1].right() <= 900 + 1e-6
    assert all(one.right() <= other.left() + 1e-6 for one, other in itertools.pairwise(rects))
    assert all(rect.top() > 0 and rect.bottom() < 100 - 10 and rect.width() > 0.5 for rect in rects)


def test_larger_maps_are_higher_and_more_of_them_wider() -> None:
    shapes = [(1, 32, 32), (8, 32, 32), (8, 16, 16), (64, 16, 16), (10,), (1000,)]
    blocks = [Block(str(place), "kernel", shape) for place, shape in enumerate(shapes)]
    rects = block_rects(blocks, AREA)
    heights, widths = [rect.height() for rect in rects], [rect.width() for rect in rects]
    assert heights[0] == heights[1] > heights[2] == heights[3] > heights[4] and heights[5] > heights[4]
    assert widths[3] > widths[2] == widths[1] > widths[0]


def painted(blocks: list[Block], theme: Theme, chosen: int | None = None) -> QImage:
    image = QImage(900, 100, QImage.Format.Format_RGB32)
    image.fill(theme.panel)
    painter = QPainter(image)
    paint_network(painter, AREA, blocks, theme, chosen)
    painter.end()
    return image


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_the_chosen_block_and_a_broken_one_can_be_told_apart(qtbot: QtBot, theme: Theme) -> None:
    draft = NetworkDraft.of(NETWORKS["lenet5"].build(None).describe())
    usual = painted(blocks_of(draft), theme)
    assert usual != painted(blocks_of(draft), theme, chosen=1)
    broken = blocks_of(draft.change(3, "kernel_size", 20))
    assert [block.broken for block in broken].index(True) == 4 and broken[5].shape is None
    assert painted(broken, theme) != usual


def test_a_skip_is_drawn_as_an_arc_above_the_blocks(qtbot: QtBot) -> None:
    row = [Block("input", "input", (4, 16, 16)), *(Block(f"c{n}", "kernel", (4, 16, 16), (n,)) for n in range(4))]
    skip = [*row, Block("add", "pool", (4, 16, 16), (4, 1))]
    plain = [*row, Block("add", "pool", (4, 16, 16), (4,))]
    first, second = painted(skip, LIGHT), painted(plain, LIGHT)
    changed = [(x, y) for x in range(900) for y in range(100) if first.pixel(x, y) != second.pixel(x, y)]
    top = min(rect.top() for rect in block_rects(skip, AREA))
    assert changed and min(y for _, y in changed) < top
    assert max(y for _, y in changed) <= top + 2
