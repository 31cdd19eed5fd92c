"""The Train page in a real X window."""

from typing import Any

import pytest

pytestmark = pytest.mark.x11


@pytest.mark.parametrize(
    "scenario",
    ["go_back_in_time", "build_a_network", "watch_single_batches", "keep_runs", "find_mistakes", "look_at_all_views"],
)
def test_a_curious_person_gets_to_the_bottom_of_a_run(play: Any, scenario: str) -> None:
    result = play("train_scenarios.py", scenario)
    assert result.returncode == 0 and "Traceback" not in result.stderr, result.stderr
