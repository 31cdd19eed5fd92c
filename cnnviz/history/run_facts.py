"""What a person will want to know about a trained network later: facts that lie beside its weights."""

from cnnviz import __version__
from cnnviz.data.datasets import data_label
from cnnviz.engine.training_settings import TrainingSettings
from cnnviz.history.run_setup import RunSetup
from cnnviz.text import tr

PICTURES = ("rotation", "scale", "flip")  # told where they are on


def run_facts(setup: RunSetup, pictures: int) -> dict[str, str]:
    """Facts known before the first step, by name; `pictures` is how many an epoch shows."""
    return {
        "trained on": tr("{name}, {count} pictures", name=data_label(setup.data), count=f"{pictures:,}"),
        "settings": settings_words(setup.settings),
        "made by": f"cnnviz {__version__}",
    }


def settings_words(settings: TrainingSettings) -> str:
    """The settings on a line; of the rarer ones those that are not as usual.

    >>> settings_words(TrainingSettings("adam", 0.001, "constant", 64, 3, momentum=0.8, scale=10.0))
    'adam 0.001 constant, momentum 0.8, scale 10.0, batch size 64, 3 epochs, shift 0, seed 0'
    """
    on = {name: getattr(settings, name) for name in PICTURES if getattr(settings, name)}
    changed = "".join(f", {name} {value}" for name, value in {**settings.changed(), **on}.items())
    rate = f"{settings.optimizer} {settings.learning_rate:g} {settings.schedule}{changed}"
    epochs = tr("{count} epochs", count=settings.epochs) if settings.epochs != 1 else tr("1 epoch")
    return tr(
        "{rate}, batch size {batch}, {epochs}, shift {shift}, seed {seed}",
        rate=rate, batch=settings.batch_size, epochs=epochs, shift=settings.shift, seed=settings.seed,
    )  # fmt: skip
