"""A real X server for the tests that play a person at the program."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
# They run in the process of the program.
collect_ignore = ["person.py", "scenarios.py", "convolve_scenarios.py", "train_scenarios.py", "inspect_scenarios.py"]
Play = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def display() -> Iterator[str]:
    """The name of an X server started for these tests, 1920×1080; the window opens at 1280×800."""
    missing = [tool for tool in ("Xvfb", "xdotool") if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"{' and '.join(missing)} not installed")
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1920x1080x24", "-nolisten", "tcp", "-noreset"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as pipe:
        number = pipe.readline().strip()
    assert number, "Xvfb did not start"
    yield f":{number}"
    server.terminate()
    server.wait()


@pytest.fixture
def play(display: str, tmp_path: Path) -> Play:
    """Plays a scenario of a test file in the real program; pictures of the screen go to CNNVIZ_SCREENSHOTS if set."""

    def run(file: str, scenario: str, *arguments: str, home: Path = tmp_path) -> "subprocess.CompletedProcess[str]":
        folder = Path(os.environ.get("CNNVIZ_SCREENSHOTS", tmp_path))
        folder.mkdir(parents=True, exist_ok=True)
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("QT_", "WAYLAND", "XDG"))}
        environment |= {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "HOME": str(home)}
        return subprocess.run(
            [sys.executable, str(HERE / "person.py"), str(HERE / file), scenario, str(folder), *arguments],
            env=environment,
            capture_output=True,
            text=True,
            timeout=280,
        )

    return run
