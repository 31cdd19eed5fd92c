"""What can be chosen for a training run: form, command line and saved runs read this one table."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from cnnviz.engine.optimizer import Optimizer
from cnnviz.engine.optimizers import SGD, Adam
from cnnviz.settings import Choice, Setting, checked
from cnnviz.text import mark

OPTIMIZERS = (
    Choice("sgd", mark("SGD"), mark("Plain gradient descent: each weight moves straight down its slope.")),
    Choice("momentum", mark("SGD with momentum"), mark("Gradient descent that keeps nine tenths of its last step.")),
    Choice("adam", mark("Adam"), mark("Each weight has its own step size, from the slopes it has seen.")),
)
SCHEDULE_CHOICES = (
    Choice("constant", mark("Constant"), mark("The same learning rate throughout.")),
    Choice("cosine", mark("Cosine"), mark("The learning rate falls to almost nothing along half a cosine.")),
)
TRAINING_SETTINGS: tuple[Setting, ...] = (
    Setting("optimizer", mark("Optimiser"), "adam", mark("How weights follow their slopes."), choices=OPTIMIZERS),
    Setting(
        "learning_rate", mark("Learning rate"), 1e-3, mark("How far one step goes: Adam likes 0.001, SGD 0.01 to 0.1."),
        minimum=1e-6, maximum=1e6, step=1e-3, decimals=6,
    ),
    Setting(
        "schedule", mark("Schedule"), "constant", mark("How the learning rate changes during the run."),
        choices=SCHEDULE_CHOICES,
    ),
    Setting(
        "batch_size", mark("Batch size"), 64, mark("Pictures looked at before each step."),
        minimum=1, maximum=4096, unit=mark("pictures"),
    ),
    Setting(
        "epochs", mark("Epochs"), 3, mark("How often the whole training set is gone through."), minimum=1, maximum=1000
    ),
    Setting(
        "seed", mark("Seed"), 0, mark("Where all randomness starts: the same seed gives the same run."),
        minimum=0, maximum=2**31 - 1,
    ),
    Setting(
        "shift", mark("Random shift"), 0, mark("Move each picture by up to so many pixels, anew each time."),
        minimum=0, maximum=8, unit=mark("pixels"),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class TrainingSettings:
    """The settings of one run. `shift` is for the source of the pictures; `evaluate_every` is in steps, 0 for never."""

    optimizer: str = "adam"
    learning_rate: float = 1e-3
    schedule: str = "constant"
    batch_size: int = 64
    epochs: int = 3
    seed: int = 0
    shift: int = 0
    evaluate_every: int = 0

    @classmethod
    def of(cls, values: Mapping[str, object], *, evaluate_every: int = 0) -> "TrainingSettings":
        """From values by name, checked against the table; SettingError says what is allowed."""
        return cls(**checked(TRAINING_SETTINGS, values), evaluate_every=evaluate_every)  # type: ignore[arg-type]

    def checked(self) -> "TrainingSettings":
        """These settings, checked against the table."""
        return self.of(asdict(self), evaluate_every=self.evaluate_every)

    def new_optimizer(self) -> Optimizer:
        """The chosen optimiser, with nothing remembered yet."""
        if self.optimizer == "adam":
            return Adam(self.learning_rate)
        return SGD(self.learning_rate, momentum=0.9 if self.optimizer == "momentum" else 0.0)
