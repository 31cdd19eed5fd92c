"""Runs that end in the middle of a save, at any moment of it, go on to the same weights, optimiser state and tables."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cnnviz.history.run_folder import RunFolder
from cnnviz.history.stored_run import open_run
from tests.history.toy_runs import SETUP, differences, finished, recorder, taken

ROOT = Path(__file__).resolve().parents[2]
KEEPING = """
import sys
from pathlib import Path
from cnnviz.history.run_folder import RunFolder
from cnnviz.history.stored_run import open_run
from tests.history.toy_runs import SETUP, recorder, resumed
stored = open_run(Path(sys.argv[1])) if (Path(sys.argv[1]) / "checkpoint.safetensors").exists() else None
run = recorder(RunFolder(Path(sys.argv[1]))) if stored is None else resumed(stored, saves=True)
for report in run.reports():
    print(type(report).__name__, run.training.step, flush=True)
"""

posix = pytest.mark.skipif(os.name != "posix", reason="needs fork and signals")


def program(*words: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, *words], cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@posix
@pytest.mark.parametrize("kind", ["kill", "power"])
@pytest.mark.parametrize("first", [1, 5])
def test_a_crash_at_any_call_to_the_disk_loses_nothing_that_was_saved(tmp_path: Path, kind: str, first: int) -> None:
    with program("-m", "tests.history.crashes", str(tmp_path), kind, str(first), "9") as process:
        out, err = process.communicate(timeout=120)
    assert (err, process.returncode) == ("", 0)
    *found, count = out.splitlines()
    assert found == [] and int(count.split()[0]) >= 10


@posix
def test_a_program_that_is_killed_again_and_again_comes_to_the_same_end(tmp_path: Path) -> None:
    whole = RunFolder.create_at(tmp_path / "whole", SETUP)
    taken(recorder(whole, saves=False))
    folder = RunFolder.create_at(tmp_path / "run", SETUP)
    steps = []
    for wait_ms in (0, 7, 3):
        with program("-c", KEEPING, str(folder.path)) as process:
            assert process.stdout is not None
            for line in process.stdout:
                if "StepReport" in line and int(line.split()[1]) > max(steps, default=0) + 1:
                    break
            time.sleep(wait_ms / 1000)  # anywhere in the middle of a save
            process.send_signal(signal.SIGKILL)
            process.communicate()
        assert process.returncode == -signal.SIGKILL
        stored = open_run(folder.path)
        assert stored.summary.state == "stopped", "the lock of a dead program does not count"
        steps.append(stored.record.step)
    assert steps == sorted(steps) and steps[0] > 0
    finished(folder.path)
    assert list(differences(folder.path, whole.path)) == []
