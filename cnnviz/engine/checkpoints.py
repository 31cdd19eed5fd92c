"""A run at one moment, with all that it takes to go on from there as if it had never been left."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from cnnviz.engine.arrays import Array, as_numbers
from cnnviz.engine.network import Network
from cnnviz.engine.setting_changes import checked_changes
from cnnviz.engine.training_settings import TrainingSettings
from cnnviz.settings import Value
from cnnviz.text import ExplainedError, quoted

VERSION = 1
COUNTS = ("step", "epoch", "batch", "pictures", "total_steps", "best_epoch")


class CheckpointError(ExplainedError):
    """What should be a checkpoint is none, or is one of another network."""


class Place(StrEnum):
    """What a run does next."""

    START = "start"
    EPOCH = "epoch"  # begin the next one, or end the run
    STEP = "step"
    LOOK = "look"  # score some of the pictures in the middle of an epoch
    CLOSE = "close"  # the epoch: score all validation pictures
    STOP = "stop"  # early
    TEST = "test"
    DONE = "done"


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """Settings, place and numbers of a run between two of its reports.

    `epoch` is the one of the last step, counted from 1 (0 before the first), and `batch` how many of its batches are
    done; `pictures` were seen since the start; `total_steps` as in a StepReport. `settings` are those in force,
    `pending` changes of them that are still to come. `dropout` is the probability of each Dropout layer. `best_epoch`
    and `best_loss` are for early stopping (0 and None before the first epoch).

    `arrays` are copies: "weights.conv1.weight", "optimizer.mean.conv1.weight", "best.conv1.weight" and so on.
    """

    settings: TrainingSettings
    step: int
    epoch: int
    batch: int
    pictures: int
    total_steps: int
    place: Place
    pending: Mapping[str, Value] = field(default_factory=dict)
    dropout: Mapping[str, float] = field(default_factory=dict)
    best_epoch: int = 0
    best_loss: float | None = None
    arrays: Mapping[str, Array] = field(default_factory=dict, repr=False)

    def part(self, name: str) -> dict[str, Array]:
        """The arrays of one part, "weights", "optimizer" or "best", by their names there."""
        return {key.partition(".")[2]: array for key, array in self.arrays.items() if key.partition(".")[0] == name}

    def facts(self) -> dict[str, Any]:
        """Everything but the arrays, as plain data for JSON."""
        return {
            "version": VERSION,
            **{name: getattr(self, name) for name in COUNTS},
            "settings": asdict(self.settings),
            "place": self.place.value,
            "pending": dict(self.pending),
            "dropout": dict(self.dropout),
            "best_loss": self.best_loss,
        }

    @classmethod
    def of(cls, facts: Mapping[str, Any], arrays: Mapping[str, Array]) -> "Checkpoint":
        """The checkpoint that gave these `facts` and `arrays`.

        CheckpointError where they are none, SettingError where its settings are outside their range.
        """
        if not isinstance(facts, Mapping) or facts.get("version") != VERSION:
            raise CheckpointError(
                "This is no checkpoint that this program can read: its version is {given}; it must be {version}.",
                version=VERSION, given=quoted(facts.get("version") if isinstance(facts, Mapping) else facts),
            )  # fmt: skip
        _demand("settings", isinstance(facts.get("settings"), Mapping))
        settings = dict(facts["settings"])
        for name in COUNTS:
            _demand(name, type(facts.get(name)) is int and facts[name] >= 0)
        _demand("place", facts.get("place") in list(Place))
        for name in ("pending", "dropout"):
            _demand(name, isinstance(facts.get(name), Mapping))
        _demand("dropout", all(_is_number(p) and 0 <= p <= 1 for p in facts["dropout"].values()))
        _demand("best_loss", "best_loss" in facts and (facts["best_loss"] is None or _is_number(facts["best_loss"])))
        return cls(
            TrainingSettings.of(settings, evaluate_every=settings.get("evaluate_every", 0)),
            place=Place(facts["place"]),
            pending=checked_changes(facts["pending"]),
            dropout=dict(facts["dropout"]),
            best_loss=facts["best_loss"],
            arrays={name: as_numbers(array, name) for name, array in arrays.items()},
            **{name: facts[name] for name in COUNTS},
        )

    def check(self, network: Network) -> None:
        """CheckpointError where the arrays, or the Dropout layers, are not those of `network`."""
        shapes = {name: array.shape for name, array in network.weights.items()}
        learnt = {name: shapes[name] for name in network.parameters}
        fits = {name: array.shape for name, array in self.part("weights").items()} == shapes
        fits &= {name: array.shape for name, array in self.part("best").items()} in ({}, shapes)
        kinds: dict[str, dict[str, tuple[int, ...]]] = {}
        for key, array in self.part("optimizer").items():
            kind, _, name = key.partition(".")
            kinds.setdefault(kind, {})[name] = array.shape
        fits &= kinds.pop("steps", None) == {"": ()} and all(one == learnt for one in kinds.values())
        fits &= self.dropout.keys() == {name for name, layer in network.layers if layer.kind == "Dropout"}
        if not fits:
            raise CheckpointError(
                "The checkpoint is of another network than {network}; take the network that the run was started with.",
                network=network,
            )


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _demand(part: str, holds: object) -> None:
    if not holds:
        raise CheckpointError("The checkpoint has no usable “{part}”.", part=part)
