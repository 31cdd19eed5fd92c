"""What the settings of a run and their values are called where people compare and name runs."""

from collections.abc import Mapping

from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.training_settings import TRAINING_SETTINGS
from cnnviz.numbers import MINUS
from cnnviz.settings import Setting, Value
from cnnviz.text import tr

NETWORK, LEARNING_RATE = "network", "learning_rate"
_TABLE: Mapping[str, Setting] = {setting.name: setting for setting in TRAINING_SETTINGS}


def setting_label(name: str) -> str:
    """What a setting, or "network", is called."""
    return tr("Network") if name == NETWORK else tr(_TABLE[name].label)


def value_words(name: str, value: Value) -> str:
    """A value of a setting in words.

    >>> value_words("learning_rate", 0.001), value_words("optimizer", "sgd"), value_words("network", "lenet5")
    ('0.001', 'SGD', 'LeNet-5')
    """
    if name == NETWORK:
        return network_words(str(value))
    for choice in _TABLE[name].choices:
        if choice.value == value:
            return tr(choice.label)
    if isinstance(value, bool):
        return tr("on") if value else tr("off")
    return f"{value:g}".replace("-", MINUS) if isinstance(value, float) else str(value)


def network_words(name: str) -> str:
    """What a network is called: by its name in NETWORKS, or as one that somebody made."""
    if name in NETWORKS:
        return tr(NETWORKS[name].label)
    return tr("own network") if name == "own" else name
