"""What happened during a run, in words, for the marks of its plots."""

from cnnviz.engine.reports import ChangeReport
from cnnviz.history.record import RunRecord
from cnnviz.history.setting_words import setting_label, value_words
from cnnviz.numbers import count
from cnnviz.text import tr
from cnnviz.ui.train.plots.plot_marks import CHANGE, STOP, Mark


def marks_of(record: RunRecord) -> tuple[Mark, ...]:
    """The changes of settings, and the early end where there was one."""
    marks = [Mark(report.step, CHANGE, change_words(report)) for report in record.changes]
    stop = record.early_stop
    if stop is not None:
        text = tr("stopped early: no smaller validation loss since epoch {epoch}", epoch=stop.best_epoch)
        marks.append(Mark(stop.step, STOP, text))
    return tuple(marks)


def change_words(report: ChangeReport) -> str:
    """What was changed, from which step on."""
    changes = [
        tr(
            "{setting} {before} → {after}",
            setting=setting_label(change.name),
            before=value_words(change.name, change.before),
            after=value_words(change.name, change.after),
        )
        for change in report.changes
    ]
    return tr("{changes} from step {step}", changes=", ".join(changes), step=count(report.step + 1))
