"""Evaluations in the course of a run: when they are made, of which pictures, and what is reported of them."""

from collections.abc import Iterator

from cnnviz.engine.arrays import Array
from cnnviz.engine.evaluation import Answers, scores
from cnnviz.engine.losses import Loss
from cnnviz.engine.network import Network
from cnnviz.engine.reports import EvaluationProgress, EvaluationReport
from cnnviz.engine.team import Team
from cnnviz.engine.training_source import TrainingSource
from cnnviz.engine.workspace import Workspace

SUBSET = 1000  # pictures of an evaluation in the middle of an epoch
PROGRESS = 250  # pictures between two signs of life of an evaluation: a run can be stopped there


def is_due(step: int, every: int) -> bool:
    """Whether there is an evaluation after this step: `every` so many, and more often at first, when most happens.

    >>> [step for step in range(1, 41) if is_due(step, 20)]
    [1, 2, 3, 4, 6, 8, 11, 14, 18, 20, 40]
    """
    if not every or step >= every:
        return bool(every) and step % every == 0
    early = 1
    while early < step:
        early += early // 4 + 1
    return early == step


class RunEvaluations:
    """Scores `network` on pictures of `source` that it does not learn from."""

    def __init__(self, network: Network, source: TrainingSource, loss: Loss) -> None:
        self._network, self._source, self._loss = network, source, loss
        self._validation = source.validation
        self._test: tuple[Array, Array] | None = None
        self._workspace = Workspace()

    @property
    def has_validation(self) -> bool:
        """Whether pictures are set apart for validation."""
        return len(self._validation[0]) > 0

    @property
    def part(self) -> str:
        """The pictures that are scored during the run: "validation", or "test" where there are none for that."""
        return "validation" if self.has_validation else "test"

    def reports(
        self, part: str, step: int, epoch: int, team: Team, limit: int | None = None
    ) -> Iterator[EvaluationProgress | EvaluationReport]:
        """Score the first pictures of a part, or all: signs of life, and the score last; of no pictures there is none.

        The pictures are shared out to the threads of the `team`.
        """
        images, labels = (array[:limit] for array in self._pictures(part))
        answers: list[Answers] = []
        reported = 0
        for score in scores(self._network, images, labels, self._workspace, self._loss, team):
            answers.append(score.answers)
            if score.pictures == len(images):
                said = Answers.joined(answers)
                yield EvaluationReport(
                    step, epoch, score.loss, score.accuracy, part, score.pictures,
                    said.predicted, said.sureness, said.truth,
                )  # fmt: skip
            elif score.pictures >= reported + PROGRESS:
                reported = score.pictures
                yield EvaluationProgress(step, epoch, part, score.pictures, len(images))

    def _pictures(self, part: str) -> tuple[Array, Array]:
        if part == "validation":
            return self._validation
        if self.has_validation:  # they are needed only once
            return self._source.test
        self._test = self._test or self._source.test
        return self._test
