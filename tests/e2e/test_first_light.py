"""The real program in a real X window, with real mouse and key events."""

from pathlib import Path
from typing import Any

import pytest

from cnnviz.paths import resources

pytestmark = pytest.mark.x11


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home folder whose cache holds MNIST where the shared data is at hand; drawn digits serve otherwise."""
    mnist = Path(__file__).resolve().parents[3] / "shared" / "mnist"
    cache = tmp_path / ".cache" / "cnnviz"
    cache.mkdir(parents=True)
    if mnist.is_dir():
        (cache / "mnist").symlink_to(mnist)
    return tmp_path


def passed(result: Any) -> None:
    assert result.returncode == 0, result.stderr
    assert "Traceback" not in result.stderr, result.stderr


def test_a_new_user_steps_through_a_convolution_watches_lenet_learn_and_looks_inside(play: Any, home: Path) -> None:
    passed(play("scenarios.py", "all_three", home=home))


def test_the_window_closes_at_once_in_the_middle_of_a_run(play: Any, home: Path) -> None:
    passed(play("scenarios.py", "close_while_it_trains", home=home))


def test_a_picture_named_on_the_command_line_opens_in_inspect(play: Any) -> None:
    picture = resources() / "images" / "seven_photo.png"
    passed(play("scenarios.py", "opened_with_a_picture", str(picture)))
