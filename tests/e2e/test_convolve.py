"""The Convolve page in a real X window."""

from typing import Any

import pytest

pytestmark = pytest.mark.x11


@pytest.mark.parametrize("scenario", ["teach", "slides", "examples"])
def test_a_teacher_is_at_home_on_the_convolve_page(play: Any, scenario: str) -> None:
    result = play("convolve_scenarios.py", scenario)
    assert result.returncode == 0 and "Traceback" not in result.stderr, result.stderr
