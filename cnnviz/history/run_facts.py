"""What a person will want to know about a trained network later: facts that lie beside its weights."""

from dataclasses import asdict

from cnnviz import __version__
from cnnviz.data.datasets import data_label
from cnnviz.engine.training_settings import TRAINING_SETTINGS, TrainingSettings
from cnnviz.history.run_setup import RunSetup
from cnnviz.text import tr

ALWAYS = ("optimizer", "learning_rate", "schedule", "batch_size", "epochs", "seed")  # told even where as usual


def run_facts(setup: RunSetup, pictures: int) -> dict[str, str]:
    """Facts known before the first step, by name; `pictures` is how many an epoch shows."""
    return {
        "network": setup.network_name,
        "trained on": tr("{name}, {count} pictures", name=data_label(setup.data), count=f"{pictures:,}"),
        "settings": settings_words(setup.settings),
        "made by": f"cnnviz {__version__}",
    }


def settings_words(settings: TrainingSettings) -> str:
    """The settings on a line, without those that are as usual and rarely changed.

    >>> settings_words(TrainingSettings(shift=2))
    'optimizer adam, learning_rate 0.002, schedule cosine, batch_size 64, epochs 10, seed 0, shift 2'
    """
    own, usual = asdict(settings), asdict(TrainingSettings())
    names = (setting.name for setting in TRAINING_SETTINGS)
    shown = {name: own[name] for name in names if name in ALWAYS or own[name] != usual[name]}
    told = {name: f"{value:g}" if isinstance(value, float) else str(value) for name, value in shown.items()}
    order = [*ALWAYS, *(name for name in told if name not in ALWAYS)]
    return ", ".join(f"{name} {told[name]}" for name in order)
