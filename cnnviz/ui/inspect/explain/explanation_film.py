"""The film of an explanation: computed step by step, every step a frame."""

from collections.abc import Iterator

from cnnviz.engine.input_normalisation import InputNormalisation
from cnnviz.explain.explanation import Explanation
from cnnviz.explain.target_words import explained_words
from cnnviz.ui.export.explanation_reel import Explained, ExplanationSubject, check_fits
from cnnviz.ui.inspect.explain.facts import report_facts
from cnnviz.ui.inspect.explain.request import Request


class ExplanationFilm:
    """A Filming of the first target of a request; `strength` is that of the overlay."""

    def __init__(self, request: Request, normalisation: InputNormalisation, strength: float) -> None:
        self._request, self._normalisation, self._strength = request, normalisation, strength
        self._reports: list[Explanation] = []

    def steps(self) -> Iterator[tuple[int, int]]:
        """Explain anew, and keep every report. ExportError where they are too many to be kept."""
        request = self._request
        self._reports = []
        for report in request.method.explain(request.model, request.picture, request.targets[0], request.settings):
            check_fits(report, request.picture)
            self._reports.append(report)
            yield report.done, report.total

    def subject(self) -> ExplanationSubject:
        request = self._request
        target = explained_words(request.method, request.targets[0], request.model, request.settings)
        told = [report_facts(report, passing=len(self._reports) > 1) for report in self._reports]
        return ExplanationSubject(
            Explained(request.method, self._reports, request.picture, self._normalisation, target, told, self._strength)
        )
