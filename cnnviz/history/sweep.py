"""A small sweep: the same run again and again, with every combination of the values given for a few of its settings."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import product

from cnnviz.engine.architectures import NETWORKS
from cnnviz.engine.training_settings import TRAINING_SETTINGS, TrainingSettings
from cnnviz.history.run_setup import RunSetup
from cnnviz.history.setting_words import LEARNING_RATE, NETWORK, setting_label, value_words
from cnnviz.settings import Setting, Value
from cnnviz.text import ExplainedError, tr

MOST_VARIED = 3
MOST_RUNS = 48
SWEPT: Mapping[str, Setting] = {setting.name: setting for setting in TRAINING_SETTINGS}
YES, NO = ("yes", "on", "true", "1"), ("no", "off", "false", "0")


class SweepError(ExplainedError):
    """Runs that cannot be made so."""


@dataclass(frozen=True)
class Sweep:
    """The runs that differ from `base` in what is `varied`: names of settings, or "network", and their values.

    The first that is varied changes slowest. The values are checked by the table of settings.
    """

    base: RunSetup
    varied: Mapping[str, Sequence[Value]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many runs that makes; with nothing varied it is one."""
        result = 1
        for values in self.varied.values():
            result *= len(values)
        return result

    def setups(self) -> list[RunSetup]:
        """The runs, each with a name that says what it has of its own.

        SweepError where there are no values, too many settings or too many runs; SettingError and NetworkError where a
        value is none, or a network cannot take the pictures.
        """
        self._check_bounds()
        names = list(self.varied)
        known: dict[str, RunSetup] = {}  # setups by network, which takes a while to describe
        return [self._setup(dict(zip(names, values, strict=True)), known) for values in product(*self.varied.values())]

    def _check_bounds(self) -> None:
        if len(self.varied) > MOST_VARIED:
            raise SweepError(
                "{given} settings are varied at once; at most {most} can be told apart. Take one out.",
                given=len(self.varied), most=MOST_VARIED,
            )  # fmt: skip
        for name, values in self.varied.items():
            if not values:
                raise SweepError("{label} has no values yet; type one or more.", label=setting_label(name))
        if self.count > MOST_RUNS:
            raise SweepError(
                "That makes {given} runs; at most {most} fit into one sweep. Take out some values.",
                given=self.count, most=MOST_RUNS,
            )  # fmt: skip

    def _setup(self, values: Mapping[str, Value], known: dict[str, RunSetup]) -> RunSetup:
        network = str(values.get(NETWORK, self.base.network_name))
        if network not in known:
            known[network] = with_network(self.base, network)
        setup = known[network]
        settings = with_values(setup.settings, {name: value for name, value in values.items() if name != NETWORK})
        follows = setup.data.seed == setup.settings.seed  # the data's randomness starts at the same seed, as in a form
        data = replace(setup.data, seed=settings.seed) if follows else setup.data
        name = run_name(values) or setup.name
        return replace(setup, name=name, data=data, settings=settings, created="")


def with_network(setup: RunSetup, name: str) -> RunSetup:
    """`setup` with the network called so in NETWORKS, for its pictures and classes; its own stays as it is."""
    if name == setup.network_name:
        return setup
    if name not in NETWORKS:
        raise SweepError(
            "There is no network called “{given}”; there are: {allowed}.", given=name, allowed=", ".join(NETWORKS)
        )
    shape, classes = setup.network["input_shape"], setup.network["class_names"]
    network = NETWORKS[name].build(None, tuple(classes), tuple(shape))
    return replace(setup, network=network.describe(), network_name=name)


def with_values(settings: TrainingSettings, values: Mapping[str, Value]) -> TrainingSettings:
    """`settings` with other values, checked; it is evaluated after as many pictures as before.

    >>> settings = TrainingSettings(batch_size=64, evaluate_every=60)
    >>> changed = with_values(settings, {"batch_size": 32, "optimizer": "sgd"})
    >>> changed.batch_size, changed.optimizer, changed.evaluate_every
    (32, 'sgd', 120)
    """
    unknown = [name for name in values if name not in SWEPT]
    if unknown:
        raise SweepError("There is no setting called “{given}”.", given=unknown[0])
    every = settings.evaluate_every
    result = TrainingSettings.of({**asdict(settings), **values}, evaluate_every=every)
    if every and result.batch_size != settings.batch_size:
        result = replace(result, evaluate_every=max(1, round(every * settings.batch_size / result.batch_size)))
    return result


def run_name(values: Mapping[str, Value]) -> str:
    """What a run with these values is called.

    >>> run_name({"optimizer": "adam", "learning_rate": 0.002}), run_name({"learning_rate": 0.01, "seed": 3})
    ('adam 0.002', 'learning rate 0.01, seed 3')
    """
    plain = LEARNING_RATE in values and "optimizer" in values
    words = []
    for name, value in values.items():
        setting = SWEPT.get(name)
        if plain and name == LEARNING_RATE:
            continue
        if name == "optimizer":
            words.append(f"{value} {values[LEARNING_RATE]:g}" if plain else str(value))
        elif setting is None or setting.choices:
            words.append(value_words(name, value))
        else:
            words.append(f"{setting_label(name).lower()} {value_words(name, value)}")
    return ", ".join(words)


def parse_values(name: str, text: str) -> list[Value]:
    """The values of a setting that somebody typed, apart by spaces, commas or semicolons; each counts once.

    SettingError or SweepError says of the first that is none what is allowed.

    >>> parse_values("learning_rate", "0.01, 0.003 1e-3; 0.01"), parse_values("epochs", "1,2,5")
    ([0.01, 0.003, 0.001], [1, 2, 5])
    >>> parse_values("optimizer", "Adam SGD")
    ['adam', 'sgd']
    """
    words = [word for word in re.split(r"[\s,;]+", text) if word]
    return list(dict.fromkeys(_value(name, word) for word in words))


def _value(name: str, word: str) -> Value:
    if name == NETWORK:
        return word
    if name not in SWEPT:
        raise SweepError("There is no setting called “{given}”.", given=name)
    setting = SWEPT[name]
    if isinstance(setting.default, bool):
        if word.lower() not in (*YES, *NO):
            raise SweepError(
                "{label} is “{given}”; it must be one of: {allowed}.",
                label=tr(setting.label), given=word, allowed="on, off",
            )  # fmt: skip
        return word.lower() in YES
    if setting.choices:
        called = {tr(choice.label).lower(): choice.value for choice in setting.choices}
        return setting.check(called.get(word.lower(), word))
    return setting.check(word)
