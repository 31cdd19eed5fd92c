"""The film of one operation, to be exported."""

from cnnviz.scenarios.headline import headline
from cnnviz.scenarios.scenario import Scenario
from cnnviz.scenarios.scenes import scene_of
from cnnviz.ui.export.board import Board, Look
from cnnviz.ui.export.options import ExportSettings


class SceneSubject:
    """A Subject: a scene of its own of `scenario`, seen as `look` says. The page may go on playing."""

    unused = ()

    def __init__(self, scenario: Scenario, look: Look | None = None) -> None:
        self._scene, self.title = scene_of(scenario), headline(scenario)
        self._look = look or Look()

    @property
    def length(self) -> int:
        return self._scene.length

    def reel(self, settings: ExportSettings) -> Board:
        return Board(self._scene, self.title, settings, self._look)
