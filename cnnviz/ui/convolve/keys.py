"""What the keys do to the film."""

from PySide6.QtCore import Qt

from cnnviz.traces.playback import Playback


def after_key(key: Qt.Key, state: Playback, row: int) -> Playback | None:
    """What a key makes of the playback, with `row` frames in a row; None for a key without a meaning here."""
    steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
    rows = {Qt.Key.Key_Up: -row, Qt.Key.Key_Down: row}
    speeds = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1}
    ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: state.last}
    if key in steps:
        return state.moved(steps[key])
    if key in rows:
        return state.rows_moved(rows[key])
    if key in speeds:
        return state.faster(speeds[key])
    if key in ends:
        return state.at(ends[key]).paused()
    return state.toggled() if key == Qt.Key.Key_Space else None
