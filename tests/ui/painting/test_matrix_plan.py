"""The parts of a confusion matrix find room for any number of classes and do not lie on each other."""

import pytest

from cnnviz.ui.painting.matrix_plan import plan_matrix


@pytest.mark.parametrize("area", [(456, 300), (800, 640), (300, 220)], ids=str)
@pytest.mark.parametrize("classes", [2, 5, 10, 26, 47, 100])
def test_all_parts_lie_inside(classes: int, area: tuple[int, int]) -> None:
    plan = plan_matrix(classes, area, 60, 24, (50, 60))
    assert plan.left > 0 and plan.top > 0
    last = plan.row_sum(classes - 1, 1) if plan.sums else plan.cell(classes - 1, classes - 1)
    assert last.right() <= area[0] + 1
    assert plan.total_height <= area[1] + 1
    assert plan.width >= 1 and plan.height >= 1


def test_every_cell_is_found_in_its_middle() -> None:
    plan = plan_matrix(7, (400, 300), 10, 20, (40, 50))
    for row in range(7):
        for column in range(7):
            middle = plan.cell(row, column).center()
            assert plan.place_at(middle.x(), middle.y()) == (row, column)


def test_names_that_are_wider_than_a_cell_stand_upright() -> None:
    assert not plan_matrix(10, (456, 300), 8, 24, (50, 60)).upright
    assert plan_matrix(10, (456, 300), 60, 24, (50, 60)).upright


def test_short_names_are_read_without_turning_the_head_also_where_sums_have_to_go() -> None:
    plan = plan_matrix(10, (340, 240), 9, 24, (52, 62))
    assert not plan.sums_below and plan.width >= 9 + 4
    assert not plan.upright


def test_sums_go_where_there_is_no_room_for_their_digits() -> None:
    assert plan_matrix(10, (456, 300), 8, 24, (50, 60)).sums_below
    small = plan_matrix(100, (456, 300), 8, 24, (50, 60))
    assert not small.sums_below and not small.sums


def test_the_cells_of_two_classes_grow_with_the_window() -> None:
    plan = plan_matrix(2, (600, 500), 30, 24, (50, 60))
    assert 100 < plan.width == plan.height <= 120
