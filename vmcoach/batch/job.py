"""What is asked of a run over a team's recordings, and what came of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from vmcoach.assessment import Assessment
from vmcoach.batch.figures import Figures
from vmcoach.batch.graded import Failed, Graded
from vmcoach.batch.prospects import Notes
from vmcoach.batch.repeats import Repeat
from vmcoach.batch.takes import Take
from vmcoach.engines import EngineSpec
from vmcoach.redaction import Redaction
from vmcoach.rubric import Rubric


@dataclass(frozen=True, slots=True)
class Job:
    """What to make of the recordings, and where."""

    folder: Path
    private: Path
    """The part of the folder that is not passed on."""
    spec: EngineSpec
    rubric: Rubric
    anonymise: bool = False
    notes: Notes = field(default_factory=Notes)
    show: Callable[[int, Take, Assessment], None] | None = None
    """Given each message as it is judged, with its place among all, to make a page of it."""

    @property
    def settings_shown(self) -> tuple[EngineSpec, Rubric]:
        """How the recordings are heard and judged, as it is told: files and rubrics can be named after somebody."""
        if not self.anonymise:
            return self.spec, self.rubric
        nobody = Redaction("", (), "")
        return nobody.of(self.spec), nobody.of(self.rubric, "rubric")


@dataclass(frozen=True, slots=True)
class Team:
    """All that is known of a team after a run, in the order of the recordings."""

    scored: tuple[Graded, ...]
    failed: tuple[Failed, ...]
    figures: Figures
    reps: tuple[Figures, ...]
    repeats: tuple[Repeat, ...]
