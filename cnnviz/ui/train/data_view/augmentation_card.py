"""What the chosen augmentation does to real pictures."""

from PySide6.QtWidgets import QPushButton

from cnnviz.engine.training_settings import TrainingSettings
from cnnviz.text import tr
from cnnviz.ui.train.data_view.augmentation_strip import AugmentationStrip
from cnnviz.ui.train.data_view.augmentation_words import augmentation_words
from cnnviz.ui.train.data_view.samples import Samples
from cnnviz.ui.widgets.card import Card
from cnnviz.ui.widgets.labels import wrapped
from cnnviz.ui.widgets.until_filled import UntilFilled


class AugmentationCard(Card):
    """A strip of training pictures, before and after, and a sentence on each change."""

    def __init__(self) -> None:
        super().__init__(tr("Augmentation"), tr("what the settings at the left make of training pictures"))
        self.strip, self.words = AugmentationStrip(), wrapped("", "label")
        self.others = QPushButton(tr("Others"))
        self.others.setToolTip(tr("Show other training pictures, and other random changes of them"))
        self.others.clicked.connect(self.strip.others)
        self.heading.add(self.others)
        self.place = UntilFilled(
            self.strip,
            tr(
                "No augmentation is set: pictures are learnt from as they are. Choose a shift, rotation, scale or flip "
                "at the left, and see here what it does."
            ),
        )
        self.body.addWidget(self.place)
        self.body.addWidget(self.words)

    def show_samples(self, samples: Samples, settings: TrainingSettings) -> None:
        """Show training pictures and what the settings make of them."""
        augmentation = settings.augmentation()
        self.strip.show_samples(samples, augmentation, settings.seed)
        self.words.setText(augmentation_words(augmentation))
        self.words.setVisible(augmentation.active)
        self.others.setVisible(augmentation.active)
        self.place.set_filled(augmentation.active)
