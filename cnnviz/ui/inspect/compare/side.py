"""What stands on one side of a comparison, and how it is chosen. No Qt."""

from cnnviz.engine.arrays import Array
from cnnviz.engine.input_normalisation import normalisation_of
from cnnviz.text import tr
from cnnviz.traces.passes import NetworkModel, Pass
from cnnviz.ui.inspect.compare.contestant import Contestant, Kept, Untrained
from cnnviz.ui.inspect.compare.run_moments import RunMoments

PAGE, KEPT, UNTRAINED, OTHER, MOMENT = "page", "kept", "untrained", "other", "moment"


class Side:
    """A model (of the page, kept, untrained, of a moment of a run, another) and a picture (of the page, or kept)."""

    def __init__(self, model: str = PAGE) -> None:
        self.model, self.picture = model, PAGE
        self.page: Kept | None = None
        self.kept: Kept | None = None
        self.moments: RunMoments | None = None
        self._untrained: Contestant | None = None
        self._other: Contestant | None = None
        self._moment: Contestant | None = None

    def set_page(self, page: Kept) -> None:
        """What the page looks at now."""
        before, self.page = self.page, page
        network = page.contestant.model.network
        if before is None or before.contestant.model is not page.contestant.model:
            words = tr("the same layers, untrained")
            self._untrained = None if network is None else Contestant(Untrained(network), words)

    def keep(self) -> None:
        """Let the page's model and picture stay on this side."""
        if self.page is not None:
            self.kept, self.model, self.picture = self.page, KEPT, KEPT

    def keep_picture(self) -> None:
        """Let the page's picture stay, whatever model sees it."""
        if self.page is not None:
            self.kept, self.picture = self.page, KEPT

    def use_moments(self, moments: RunMoments, index: int) -> None:
        """Let moment `index` of a run stand here. RunFolderError where it cannot be read; then nothing is changed."""
        moment = Contestant(NetworkModel(moments.network(index)), moments.words(index))
        self.moments, self._moment, self.model = moments, moment, MOMENT

    def use_other(self, other: Contestant) -> None:
        """Let another model stand here."""
        self._other, self.model = other, OTHER

    @property
    def has_untrained(self) -> bool:
        """Whether the page's network can be had as it is before any training."""
        return self._untrained is not None

    @property
    def contestant(self) -> Contestant | None:
        """The model that stands here; None where there is none yet."""
        chosen = {PAGE: self.page, KEPT: self.kept}
        if self.model in chosen:
            source = chosen[self.model]
            return None if source is None else source.contestant
        return {UNTRAINED: self._untrained, OTHER: self._other, MOMENT: self._moment}[self.model]

    @property
    def source(self) -> Kept | None:
        """Where the picture is from."""
        return self.kept if self.picture == KEPT else self.page

    @property
    def ready(self) -> Pass | None:
        """The pass that was made already, where this side shows just that."""
        source = self.source
        return source.shown if source is not None and self.model == self.picture else None

    def seen(self) -> Array | None:
        """The numbers (C, H, W) that the model here gets: the picture as this very model wants its pictures.

        None where there is nothing to see yet. NormalisationError where the model says nothing usable of its input.
        """
        contestant, source = self.contestant, self.source
        if contestant is None or source is None:
            return None
        own, other = (normalisation_of(one.model.info) for one in (source.contestant, contestant))
        picture = source.shown.picture
        return picture if own == other else other.of(own.undone(picture))

    def words(self) -> str:
        """What stands here, as a line."""
        contestant = self.contestant
        model = tr("no model yet") if contestant is None else contestant.words
        picture = tr("the kept picture") if self.picture == KEPT else tr("the page's picture")
        return tr("{model} · {picture}", model=model, picture=picture)
