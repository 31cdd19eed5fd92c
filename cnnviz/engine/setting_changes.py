"""Settings that are changed while a run is on: asked for by one thread, taken over by another."""

from collections.abc import Mapping
from dataclasses import replace
from threading import Lock

from cnnviz.engine.reports import Change
from cnnviz.engine.training_settings import CHANGES_ANY_STEP, CHANGES_EACH_EPOCH, TRAINING_SETTINGS, TrainingSettings
from cnnviz.settings import SettingError, Value
from cnnviz.text import tr


class SettingChanges:
    """The changes that are asked for and not in force yet. All methods may be called from any thread."""

    def __init__(self, asked: Mapping[str, Value] | None = None) -> None:
        self._lock = Lock()
        self._asked: dict[str, Value] = dict(asked or {})

    @property
    def asked(self) -> dict[str, Value]:
        """What is asked for, by the settings' names."""
        with self._lock:
            return dict(self._asked)

    def ask(self, values: Mapping[str, Value]) -> None:
        """Ask for checked `values`; a later wish for the same setting replaces an earlier one."""
        with self._lock:
            self._asked.update(values)

    def take(self, settings: TrainingSettings, begin: bool) -> tuple[TrainingSettings, tuple[Change, ...]]:
        """`settings` with what may change now, and what that is; at the `begin` of an epoch everything may."""
        with self._lock:
            now = {name: value for name, value in self._asked.items() if begin or name in CHANGES_ANY_STEP}
            for name in now:
                del self._asked[name]
        changes = tuple(
            Change(name, getattr(settings, name), value)
            for name, value in now.items()
            if getattr(settings, name) != value
        )
        return replace(settings, **{change.name: change.after for change in changes}), changes  # type: ignore[arg-type]


def checked_changes(values: Mapping[str, object]) -> dict[str, Value]:
    """`values` in the settings' own types; SettingError for one out of its range, fixed for the run, or unknown.

    >>> checked_changes({"learning_rate": "0.01"})
    {'learning_rate': 0.01}
    """
    table = {setting.name: setting for setting in TRAINING_SETTINGS}
    for name in values:
        if name not in table:
            raise SettingError(
                "There is no setting “{name}”; during a run these can be changed: {known}.",
                name=name, known=", ".join(sorted(CHANGES_ANY_STEP | CHANGES_EACH_EPOCH)),
            )  # fmt: skip
        if name not in CHANGES_ANY_STEP | CHANGES_EACH_EPOCH:
            raise SettingError(
                "{label} is fixed once the run has begun. Stop the run and start a new one to change it.",
                label=tr(table[name].label),
            )
    return {name: table[name].check(value) for name, value in values.items()}
