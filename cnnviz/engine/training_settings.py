"""What can be chosen for a training run: form, command line and saved runs read this one table."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np

from cnnviz.engine.augmentation import Augmentation
from cnnviz.engine.initialization import initialize
from cnnviz.engine.initializers import INITIALIZERS
from cnnviz.engine.losses import ChosenLoss
from cnnviz.engine.network import Network
from cnnviz.engine.optimizer import Optimizer
from cnnviz.engine.optimizers import SGD, Adam, AdamW
from cnnviz.engine.schedules import Schedule, constant, cosine, step_decay, warmed_up
from cnnviz.settings import Choice, Setting, SettingError, checked
from cnnviz.text import mark, quoted

OPTIMIZERS = (
    Choice("sgd", mark("SGD"), mark("Plain gradient descent: each weight moves straight down its slope.")),
    Choice("momentum", mark("Momentum"), mark("SGD that keeps most of its last step.")),
    Choice("nesterov", mark("Nesterov"), mark("SGD with momentum, by the slope where the momentum leads to.")),
    Choice("adam", mark("Adam"), mark("Each weight has its own step size, from the slopes it has seen.")),
    Choice("adamw", mark("AdamW"), mark("Adam whose weight decay is the same for every weight.")),
)
SCHEDULE_CHOICES = (
    Choice("constant", mark("Constant"), mark("The same learning rate throughout.")),
    Choice("step", mark("Step"), mark("The learning rate drops at even distances.")),
    Choice("cosine", mark("Cosine"), mark("The learning rate falls to almost nothing along half a cosine.")),
)
LOSSES = (
    Choice("cross_entropy", mark("Cross entropy"), mark("How unlikely the right class was held to be.")),
    Choice("mean_squared_error", mark("Squared error"), mark("How far the outputs are from 1 for the class, else 0.")),
)
AS_BUILT = "as_built"
INITIALIZATIONS = (
    Choice(AS_BUILT, mark("As built"), mark("What the network comes with: He, uniform.")),
    *(Choice(name, label) for name, (label, _) in INITIALIZERS.items()),
)
TRAINING_SETTINGS: tuple[Setting, ...] = (
    Setting(
        "optimizer", mark("Optimiser"), "adam",
        mark("How weights follow their slopes. Adam needs least care; SGD with momentum can end a little better."),
        choices=OPTIMIZERS,
    ),
    Setting(
        "learning_rate", mark("Learning rate"), 2e-3,
        mark("How far one step goes: larger learns faster until it overshoots, smaller is slower but steadier. Adam "
             "likes 0.001 to 0.003, SGD 0.01 to 0.1."),
        minimum=1e-6, maximum=1e6, step=1e-3, decimals=6,
    ),
    Setting(
        "schedule", mark("Schedule"), "cosine",
        mark("How the learning rate changes during the run: large steps find the way, small ones at the end settle."),
        choices=SCHEDULE_CHOICES,
    ),
    Setting(
        "batch_size", mark("Batch size"), 64,
        mark("Pictures looked at before each step: more give steadier slopes but fewer steps an epoch, fewer give many "
             "noisy steps."),
        minimum=1, maximum=4096, unit=mark("pictures"),
    ),
    Setting(
        "epochs", mark("Epochs"), 10,
        mark("How often the whole training set is gone through: more takes longer and may learn it by heart, fewer may "
             "stop before all is learnt."),
        minimum=1, maximum=1000,
    ),
    Setting(
        "seed", mark("Seed"), 0,
        mark("Where all randomness starts: the same seed gives the same run, another one a run as good but different."),
        minimum=0, maximum=2**31 - 1,
    ),
    Setting(
        "shift", mark("Random shift"), 0,
        mark("Move each picture by up to so many pixels, anew each time: more makes the network heed shapes, not "
             "places, too much cuts them off."),
        minimum=0, maximum=8, unit=mark("pixels"),
    ),
    Setting(
        "rotation", mark("Random rotation"), 0.0,
        mark("Turn each picture by up to so many degrees, anew each time: some tilt is made up for, too much turns a 6 "
             "into a 9."),
        minimum=0, maximum=180, step=5, decimals=1, unit=mark("°"),
    ),
    Setting(
        "scale", mark("Random scale"), 0.0,
        mark("Make each picture up to so much larger or smaller, anew each time: more teaches that size matters not, "
             "too much cuts off or blurs."),
        minimum=0, maximum=50, step=5, decimals=1, unit=mark("%"),
    ),
    Setting(
        "flip", mark("Random flip"), False,
        mark("Mirror every second picture, left for right. Good for things that have no side; not for digits and "
             "letters."),
    ),
    Setting(
        "dropout", mark("Dropout"), 0.0,
        mark("The chance that a number before a dense layer is left out in a step: more keeps the network from "
             "learning by heart but slows it down, 0 leaves the network as it is built."),
        minimum=0, maximum=0.95, step=0.05, advanced=True,
    ),
    Setting(
        "patience", mark("Patience"), 0,
        mark("End the run after so many epochs without a smaller validation loss, and go back to the best weights: a "
             "larger number waits longer, 0 never ends it early."),
        minimum=0, maximum=1000, unit=mark("epochs"), advanced=True,
    ),
    Setting(
        "momentum", mark("Momentum"), 0.9,
        mark("How much of its last step SGD keeps, with the optimisers Momentum and Nesterov: more runs through dips "
             "and noise but turns slowly, less is closer to plain SGD."),
        minimum=0.01, maximum=0.999, step=0.01, advanced=True,
    ),
    Setting(
        "weight_decay", mark("Weight decay"), 0.0,
        mark("How strongly weights are pulled towards zero: more keeps the network simple until it learns too little; "
             "0 not at all, 0.0005 is usual, 0.01 with AdamW."),
        minimum=0, maximum=1, step=1e-4, decimals=6, advanced=True,
    ),
    Setting(
        "warm_up", mark("Warm-up"), 0.0,
        mark("Over this part of the run (0.1 is a tenth) the learning rate first rises from almost nothing: longer "
             "lets a large rate begin gently, 0 begins at once."),
        minimum=0, maximum=0.9, step=0.05, advanced=True,
    ),
    Setting(
        "drops", mark("Drops"), 2,
        mark("How often the schedule “Step” lowers the learning rate: more drops come closer to a steady fall."),
        minimum=1, maximum=100, advanced=True,
    ),
    Setting(
        "drop_factor", mark("Drop factor"), 0.1,
        mark("What the schedule “Step” multiplies the learning rate by: smaller makes each drop deeper."),
        minimum=0.001, maximum=0.999, step=0.1, advanced=True,
    ),
    Setting(
        "loss", mark("Loss"), "cross_entropy",
        mark("What is to become small. Cross entropy learns faster; the squared error forgives sure mistakes more."),
        choices=LOSSES, advanced=True,
    ),
    Setting(
        "label_smoothing", mark("Smoothing"), 0.0,
        mark("With cross entropy, ask for a little less than certainty: this much is shared among all classes. More "
             "makes the network less sure of itself, 0 asks for all."),
        minimum=0, maximum=0.9, step=0.05, advanced=True,
    ),
    Setting(
        "clip_norm", mark("Clip slopes"), 0.0,
        mark("Where all slopes together are longer than this, they are shortened to it: smaller tames wild steps but "
             "slows all down, 0 leaves them as they are."),
        minimum=0, maximum=1000, step=0.5, advanced=True,
    ),
    Setting(
        "cores", mark("Cores"), 2,
        mark("How many processor cores share a batch: more is faster where they are free. The same number gives the "
             "same run, to the last digit."),
        minimum=1, maximum=16, advanced=True,
    ),
    Setting(
        "initialization", mark("First weights"), AS_BUILT,
        mark("How the weights are drawn before the first step: too large or too small, and slopes explode or vanish."),
        choices=INITIALIZATIONS, advanced=True,
    ),
)  # fmt: skip
CHANGES_ANY_STEP = frozenset({"learning_rate"})
CHANGES_EACH_EPOCH = frozenset({
    "batch_size", "epochs", "schedule", "warm_up", "drops", "drop_factor", "momentum", "weight_decay", "clip_norm",
    "shift", "rotation", "scale", "flip", "dropout", "patience",
})  # fmt: skip


@dataclass(frozen=True)
class TrainingSettings:
    """The settings of one run; TRAINING_SETTINGS says what each is, its unit and its range.

    They are checked, with a SettingError, by `of` and `checked` and wherever they are used. `evaluate_every` is in
    steps, 0 for never; else there is one before the first step too, and some more at first, when most happens. Two are
    not for training itself: for `initialization` call `draw_weights`, for `dropout` `dropout_setting.with_dropout`.

    During a run those of CHANGES_ANY_STEP can be changed at any moment, those of CHANGES_EACH_EPOCH from an epoch to
    the next; the others are fixed: without the same optimiser, loss and randomness it would be another run.
    """

    optimizer: str = "adam"
    learning_rate: float = 2e-3
    schedule: str = "cosine"
    batch_size: int = 64
    epochs: int = 10
    seed: int = 0
    shift: int = 0
    rotation: float = 0.0
    scale: float = 0.0
    flip: bool = False
    dropout: float = 0.0
    patience: int = 0
    momentum: float = 0.9
    weight_decay: float = 0.0
    warm_up: float = 0.0
    drops: int = 2
    drop_factor: float = 0.1
    loss: str = "cross_entropy"
    label_smoothing: float = 0.0
    clip_norm: float = 0.0
    cores: int = 2
    initialization: str = AS_BUILT
    evaluate_every: int = 0

    @classmethod
    def of(cls, values: Mapping[str, object], *, evaluate_every: int = 0) -> "TrainingSettings":
        """From values by name, checked against the table; SettingError says what is allowed."""
        if not isinstance(evaluate_every, int) or evaluate_every < 0:
            raise SettingError(
                "evaluate_every is {given}; it must be a whole number of steps, 0 or more.",
                given=quoted(evaluate_every),
            )
        return cls(**checked(TRAINING_SETTINGS, values), evaluate_every=evaluate_every)  # type: ignore[arg-type]

    def checked(self) -> "TrainingSettings":
        """These settings, checked against the table."""
        return self.of(asdict(self), evaluate_every=self.evaluate_every)

    def changed(self) -> dict[str, object]:
        """Those of the rarer settings that are not as usual, by name."""
        usual, own = TrainingSettings(), asdict(self)
        names = (setting.name for setting in TRAINING_SETTINGS if setting.advanced)
        return {name: own[name] for name in names if own[name] != getattr(usual, name)}

    def new_optimizer(self) -> Optimizer:
        """The chosen optimiser, with nothing remembered yet."""
        self.checked()
        if self.optimizer == "adam":
            return Adam(self.learning_rate, weight_decay=self.weight_decay)
        if self.optimizer == "adamw":
            return AdamW(self.learning_rate, weight_decay=self.weight_decay)
        momentum = 0.0 if self.optimizer == "sgd" else self.momentum
        return SGD(self.learning_rate, momentum, self.weight_decay, nesterov=self.optimizer == "nesterov")

    def new_schedule(self) -> Schedule:
        """The chosen schedule, behind its warm-up."""
        self.checked()
        kinds = {"constant": constant, "step": step_decay(self.drops, self.drop_factor), "cosine": cosine}
        return warmed_up(kinds[self.schedule], self.warm_up)

    def augmentation(self) -> Augmentation:
        """What is done to the pictures of a batch."""
        return Augmentation(self.rotation, self.shift, self.scale, self.flip)

    def new_loss(self) -> ChosenLoss:
        """The chosen loss, with smoothed labels where they are asked for."""
        return ChosenLoss(self.loss, self.label_smoothing)

    def draw_weights(self, network: Network) -> None:
        """Draw the weights of a new `network` in the chosen way, from the seed; "as built" leaves them."""
        self.checked()
        if self.initialization != AS_BUILT:
            initialize(network, INITIALIZERS[self.initialization][1], np.random.default_rng(self.seed))
