"""What the tests of exports put into files: a real scene on real numbers."""

from cnnviz.commands.animate_options import animate_parser
from cnnviz.commands.animate_scenario import scenario_of
from cnnviz.scenarios.headline import headline
from cnnviz.scenarios.scenario import Scenario
from cnnviz.scenarios.scenes import scene_of
from cnnviz.ui.export.board import Board, Look
from cnnviz.ui.export.options import ExportSettings


def scenario(*words: str) -> Scenario:
    """A scenario in the words of the command line."""
    return scenario_of(animate_parser().parse_args([*words, "--out", "a.gif"]))[0]


def board(*words: str, look: Look | None = None, **settings: object) -> Board:
    """A small board of a scenario."""
    made = scenario(*words)
    values = {"width": 480, "height": 270, **settings}
    return Board(scene_of(made), headline(made), ExportSettings.of(values), look)
