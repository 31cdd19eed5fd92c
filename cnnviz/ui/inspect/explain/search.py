"""Looking through a data set for the pictures that excite a map most: what is asked, and what comes of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from cnnviz.data.data_choice import DataChoice
from cnnviz.data.datasets import Loading
from cnnviz.engine.network import Network
from cnnviz.explain.explanation import Target
from cnnviz.explain.scores import score_layer
from cnnviz.inspection.exciting import Search, most_exciting
from cnnviz.ui.inspect.explain.picture_sets import PictureSet, read_set


@dataclass(frozen=True, eq=False)
class Finding:
    """What has been found so far among the pictures of `source`."""

    source: PictureSet
    search: Search


@dataclass(frozen=True, eq=False)
class SearchRequest:
    """Look through at most `most` pictures of `choice` for those that `target` of `network` answers to."""

    network: Network
    target: Target
    choice: DataChoice
    most: int

    def run(self) -> Iterator[Loading | Finding]:
        """Reports: reading first, then the search, the finished one last."""
        source: PictureSet | None = None
        for report in read_set(self.choice, self.most, self.network):
            if isinstance(report, PictureSet):
                source = report
            else:
                yield report
        if source is None:
            raise RuntimeError("nothing was read")
        layer = self.target.layer or score_layer(self.network)
        for search in most_exciting(self.network, layer, self.target.index, source.pictures, source.labels):
            yield Finding(source, search)
