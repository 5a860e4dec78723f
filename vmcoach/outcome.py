"""What scoring a recording comes to: an assessment, or a failure that says why there is none."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from vmcoach.assessment import Assessment
from vmcoach.errors import ExitCode


@dataclass(frozen=True, slots=True)
class Failure:
    """A recording that could not be scored; `kind` is a stable word for machines, as that of a RecordingError."""

    path: str
    kind: str
    message: str


Outcome = Assessment | Failure


class Scored(Protocol):
    """What is known of a message that was scored, be it an assessment or its figures."""

    @property
    def score(self) -> int:
        """0 to 100."""
        ...

    @property
    def passed(self) -> bool:
        """By the rubric."""
        ...


def exit_code(outcomes: Sequence[Scored | Failure], fail_under: int | None = None, check: bool = False) -> ExitCode:
    """What the shell is told of several outcomes.

    A failure outranks a message below the bar: of what was not scored nobody knows whether it would pass.
    """
    scored = [outcome for outcome in outcomes if not isinstance(outcome, Failure)]
    if len(scored) < len(outcomes):
        return ExitCode.NOT_SCORED
    below = fail_under is not None and any(each.score < fail_under for each in scored)
    failed = check and not all(each.passed for each in scored)
    return ExitCode.BELOW_BAR if below or failed else ExitCode.OK
