"""A run's setup as plain data for JSON, and back: whatever stands in a file, it is a sound setup or an explained error.

Numbers in a file may be missing (an older program wrote it), wrong or hostile; nothing is taken on trust.
"""

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from cnnviz.data.data_choice import DataChoice
from cnnviz.engine.description import read_description
from cnnviz.engine.training_settings import TrainingSettings
from cnnviz.history.run_files import RunFolderError
from cnnviz.history.run_setup import RunSetup
from cnnviz.text import ExplainedError, quoted

LONGEST_NAME = 200


def setup_as_data(setup: RunSetup) -> dict[str, Any]:
    """`setup` as JSON can hold it, and `setup_of_data` take it: a name given by a folder need not be sound text.

    >>> setup = RunSetup("first", {}, "lenet5", DataChoice("drawn"), TrainingSettings(epochs=2))
    >>> data = setup_as_data(setup)
    >>> data["name"], data["data"]["dataset"], data["settings"]["epochs"]
    ('first', 'drawn', 2)
    """
    return {
        "name": _sound(setup.name),
        "created": setup.created,
        "network_name": setup.network_name,
        "data": asdict(setup.data),
        "settings": asdict(setup.settings),
        "network": dict(setup.network),
    }


def setup_of_data(data: Any, *, whole: bool = True) -> RunSetup:
    """The setup that `setup_as_data` told; RunFolderError says what is wrong with it.

    Without `whole` the network's description is taken as it is: for lists of many runs.
    """
    if not isinstance(data, dict):
        raise RunFolderError("What the run was started with is not a table of names and values.")
    name, created, network_name = (_text(data, key) for key in ("name", "created", "network_name"))
    network = data.get("network")
    if not isinstance(network, dict):
        raise RunFolderError("The run does not say which network it trains.")
    try:
        if whole:
            read_description(network)
        settings = settings_of_data(data.get("settings"))
    except RunFolderError:
        raise
    except ExplainedError as error:
        raise RunFolderError("What the run was started with cannot be used: {reason}", reason=error) from error
    return RunSetup(name, network, network_name, _choice(data.get("data")), settings, created)


def settings_of_data(data: Any) -> TrainingSettings:
    """Settings by name, those that are missing as usual. SettingError for a value that is not allowed."""
    if not isinstance(data, Mapping):
        raise RunFolderError("The run has no settings.")
    known = {field.name for field in fields(TrainingSettings)}
    unknown = [str(name) for name in data if name not in known]
    if unknown:
        raise RunFolderError(
            "The run has the setting {unknown}, which this program does not know; a newer one may have made it.",
            unknown=quoted(unknown[0]),
        )  # fmt: skip
    values = dict(data)
    every = values.pop("evaluate_every", 0)
    return TrainingSettings.of(values, evaluate_every=every)


def _choice(data: Any) -> DataChoice:
    if not isinstance(data, dict):
        raise RunFolderError("The run does not say which pictures it learns from.")
    values: dict[str, Any] = {}
    for field in fields(DataChoice):
        value = data.get(field.name, field.default)
        if type(value) is not type(field.default) or (isinstance(value, str) and len(value) > 10_000):
            raise RunFolderError(
                "The choice of pictures has {given} as “{name}”.", given=quoted(value), name=field.name
            )
        values[field.name] = value
    return DataChoice(**values)


def _sound(name: str) -> str:
    r"""A name without the bytes that are no letters in any language, and not too long.

    >>> _sound("caf\udce9 2")
    'caf? 2'
    """
    return name.encode("utf-8", "replace").decode()[:LONGEST_NAME]


def _text(data: Mapping[str, Any], key: str) -> str:
    value = data.get(key, "")
    if not isinstance(value, str) or len(value) > LONGEST_NAME or any("\ud800" <= sign <= "\udfff" for sign in value):
        raise RunFolderError("The run has {given} as “{key}”; it must be a short text.", given=quoted(value), key=key)
    return value
