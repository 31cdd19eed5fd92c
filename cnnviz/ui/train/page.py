"""The page itself: its parts and how they are wired."""

from cnnviz.ui.page import Page
from cnnviz.ui.workspace import Workspace


class TrainPage(Page):
    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
