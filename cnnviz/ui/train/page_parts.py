"""The parts of the Train page that views are wired to."""

from dataclasses import dataclass

from cnnviz.ui.train.data_loader import DataLoader
from cnnviz.ui.train.handover import HandOver
from cnnviz.ui.train.mistakes.evaluation_feed import EvaluationFeed
from cnnviz.ui.train.panel.controls import Controls
from cnnviz.ui.train.past.moments import Moments
from cnnviz.ui.train.past.time_machine import TimeMachine
from cnnviz.ui.train.probe_keeper import ProbeKeeper
from cnnviz.ui.train.run_keeper import RunKeeper
from cnnviz.ui.train.session import Session
from cnnviz.ui.train.view_stack import ViewStack
from cnnviz.ui.widgets.notice import Notice


@dataclass(frozen=True)
class PageParts:
    """What the page is made of, each part once."""

    session: Session
    loader: DataLoader
    keeper: RunKeeper
    moments: Moments
    probe: ProbeKeeper
    handover: HandOver
    evaluations: EvaluationFeed
    controls: Controls
    notice: Notice
    machine: TimeMachine
    views: ViewStack
