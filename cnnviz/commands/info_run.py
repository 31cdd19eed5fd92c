"""What ``cnnviz info`` tells of a run that is kept in a folder."""

from pathlib import Path

from cnnviz.commands.shell_words import shell_word
from cnnviz.data.datasets import data_label
from cnnviz.history.run_facts import settings_words
from cnnviz.history.run_results import NOTHING, RESULTS
from cnnviz.history.snapshots import SnapshotStore
from cnnviz.history.stored_run import StoredRun, open_run
from cnnviz.text import tr


def run_lines(path: Path) -> tuple[StoredRun, list[str]]:
    """The run in `path` and lines about it: what it was started with, what came of it, what is damaged."""
    stored = open_run(path)
    setup, record = stored.setup, stored.record
    results = {tr(result.label): result.cell(record).text for result in RESULTS}
    facts = {
        tr("Run"): setup.name or path.name,
        tr("Begun"): setup.created.replace("T", " "),
        tr("Learns from"): data_label(setup.data),
        tr("Settings"): settings_words(setup.settings),
        **{label: text for label, text in results.items() if text != NOTHING},
        tr("Snapshots"): _snapshots(stored.snapshots),
        tr("Reason"): stored.summary.reason,
    }
    lines = [f"{name}: {fact}" for name, fact in facts.items() if fact]
    return stored, [*lines, *stored.notes, *([_way_on(path)] if stored.can_go_on else [])]


def _snapshots(snapshots: SnapshotStore) -> str:
    if not len(snapshots):
        return ""
    return tr(
        "{count}, of steps {first} to {last}, {size} MB",
        count=len(snapshots), first=f"{snapshots.steps[0]:,}", last=f"{snapshots.steps[-1]:,}",
        size=f"{snapshots.size / 1e6:.1f}",
    )  # fmt: skip


def _way_on(path: Path) -> str:
    return tr("“cnnviz train --resume {path}” goes on with it.", path=shell_word(path))
