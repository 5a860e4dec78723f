"""What scoring a recording comes to: an assessment, or a failure that says why there is none."""

from collections.abc import Sequence
from dataclasses import dataclass

from vmcoach.assessment import Assessment
from vmcoach.errors import ExitCode


@dataclass(frozen=True, slots=True)
class Failure:
    """A recording that could not be scored; `kind` is that of the RecordingError."""

    path: str
    kind: str
    message: str


Outcome = Assessment | Failure


def exit_code(outcomes: Sequence[Outcome], fail_under: int | None = None, check: bool = False) -> ExitCode:
    """What the shell is told of several outcomes.

    A failure outranks a message below the bar: of what was not scored nobody knows whether it would pass.
    """
    scored = [outcome for outcome in outcomes if isinstance(outcome, Assessment)]
    if len(scored) < len(outcomes):
        return ExitCode.NOT_SCORED
    below = fail_under is not None and any(assessment.score < fail_under for assessment in scored)
    failed = check and not all(assessment.passed for assessment in scored)
    return ExitCode.BELOW_BAR if below or failed else ExitCode.OK
