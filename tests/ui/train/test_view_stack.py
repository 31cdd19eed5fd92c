"""The views of a run: what is turned to is as it is now."""

from pytestqt.qtbot import QtBot

from cnnviz.settings import Choice
from cnnviz.ui.train.turns import Part
from cnnviz.ui.train.view import RunView
from cnnviz.ui.train.view_stack import ViewStack


class Drawn(RunView):
    """Draws what it was told only where it can be seen."""

    def __init__(self) -> None:
        super().__init__()
        self.told = self.drawn = 0

    def parts(self) -> list[Part]:
        return [self._draw]

    def _draw(self) -> bool:
        if not self.isVisible():
            return False
        self.drawn = self.told
        return True


def test_a_view_that_is_turned_to_draws_what_came_while_it_was_hidden(qtbot: QtBot) -> None:
    stack = ViewStack([Choice("a", "A"), Choice("b", "B")], {"a": Drawn, "b": Drawn})
    qtbot.addWidget(stack)
    stack.show()
    stack.show_view("a")
    stack.show_view("b")
    first = stack.view("a")
    assert isinstance(first, Drawn)
    first.told = 7  # a run that ends while the other view is shown tells nothing more after this
    stack.show_view("a")
    assert first.drawn == 7
