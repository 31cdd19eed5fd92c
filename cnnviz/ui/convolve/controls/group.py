"""What all groups of controls share: each is a view of a scenario, and makes another one where a person edits it."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from cnnviz.scenarios.scenario import Scenario
from cnnviz.ui.widgets.control_group import ControlGroup
from cnnviz.ui.widgets.labels import set_role
from cnnviz.ui.widgets.pair import PairBox


class ScenarioGroup(ControlGroup):
    """Rows named as the causes of their edits. `edited` carries the new scenario and the cause.

    The controls are made when they first mean something: the window opens sooner without those that do not.
    """

    edited = Signal(object, str)

    def __init__(self, heading: str) -> None:
        super().__init__(heading)
        self._scenario: Scenario | None = None
        self._made = False

    @property
    def scenario(self) -> Scenario:
        """What is shown."""
        assert self._scenario is not None
        return self._scenario

    def show_scenario(self, scenario: Scenario) -> None:
        """Show what is set, and only what means something for it; nothing is sent."""
        self._scenario = scenario
        applies = self._applies(scenario)
        if applies:
            if not self._made:
                self._made = True
                self._make()
            self._show(scenario)
        self.setVisible(applies)

    def show_error(self, name: str, text: str) -> None:
        """Say below a row what is wrong with it, and mark its control; an empty text takes both away."""
        super().show_error(name, text)
        mark_wrong(self.marked(name), bool(text))

    def clear_errors(self) -> None:
        """Take all messages and marks away."""
        for name in self.rows_with_errors():
            self.show_error(name, "")

    def marked(self, name: str) -> QWidget:
        """The control of a row that is marked where it is wrong."""
        return self.control(name)

    def _applies(self, scenario: Scenario) -> bool:
        """Whether the group means something for what is set."""
        return True

    def _make(self) -> None:
        """Make the controls."""
        raise NotImplementedError

    def _show(self, scenario: Scenario) -> None:
        """Bring the controls in line with what is set, sending nothing."""
        raise NotImplementedError

    def _set(self, cause: str, **values: Any) -> None:
        """Send the scenario with these fields changed, if they are."""
        if any(getattr(self.scenario, name) != value for name, value in values.items()):
            self.edited.emit(replace(self.scenario, **values), cause)


def mark_wrong(control: QWidget, wrong: bool) -> None:
    """Mark a control as one that cannot be used so."""
    if isinstance(control, PairBox):
        control.set_wrong(wrong)
    else:
        set_role(control, "wrong", wrong)
