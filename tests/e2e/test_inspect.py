"""The Inspect page in a real X window."""

from typing import Any

import pytest

pytestmark = pytest.mark.x11


@pytest.mark.parametrize(
    "scenario", ["follow_a_number_back", "ask_why", "move_the_picture", "put_side_by_side", "look_at_all_views"]
)
def test_a_person_who_wants_to_know_finds_out(play: Any, scenario: str) -> None:
    result = play("inspect_scenarios.py", scenario)
    assert result.returncode == 0 and "Traceback" not in result.stderr, result.stderr
