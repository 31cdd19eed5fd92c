"""Whether a film plays cell after cell or row after row."""

from cnnviz.traces.playback import Playback
from cnnviz.traces.scene import Scene

LONG = 5000  # frames; of more, nobody wants to watch each


class RowPace:
    """Long films play in rows by themselves, short ones only where a person wants it.

    What a person sets for a long film stays until the film is a short one.
    """

    def __init__(self) -> None:
        self._on = False
        self._chosen = False  # by a person, so that it holds for short films as well

    def note(self, before: Playback, after: Playback) -> None:
        """A person has asked for another state of the film."""
        if before.stride != after.stride:
            self._on = self._chosen = after.stride > 1

    def for_scene(self, before: Playback, scene: Scene) -> Playback:
        """The state `before`, which is of another film, with the steps in which that of `scene` is played."""
        if scene.length <= LONG:
            self._on = self._chosen
        elif before.length <= LONG:
            self._on = True
        return self._with_steps(before, scene)

    def for_view(self, state: Playback, scene: Scene, rows: bool) -> Playback:
        """The state of the film of `scene`, in rows or not, as a saved page says."""
        self._on, self._chosen = rows, rows and scene.length <= LONG
        return self._with_steps(state, scene)

    def _with_steps(self, state: Playback, scene: Scene) -> Playback:
        return state.with_stride(scene.row_length if self._on else 1)
