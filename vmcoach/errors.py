"""The errors a user can meet, each with the exit code it ends in.

    VmcoachError
    +- UsageError           2  a file of the user's own (rubric, prospect, manifest) or an option is wrong
    +- RecordingError       3  one recording cannot be scored; the others are
    +- SetupError           4  a model, microphone or engine is missing
       +- WeightsError         weights are absent, cannot be fetched or fail their hash

A message is one sentence or two for the user: the file, what is wrong with it, what to do. Anything else that is
raised is a bug and keeps its traceback.
"""

from enum import IntEnum


class ExitCode(IntEnum):
    """What the shell is told."""

    OK = 0
    BELOW_BAR = 1
    USAGE = 2
    NOT_SCORED = 3
    SETUP = 4


class VmcoachError(Exception):
    """Root of all errors whose message is shown to the user as it stands."""

    exit_code = ExitCode.NOT_SCORED


class UsageError(VmcoachError):
    """A file or option the user gave is wrong."""

    exit_code = ExitCode.USAGE


class RecordingError(VmcoachError):
    """One recording cannot be scored.

    `kind` is a stable word for machines: missing, unreadable, empty, not_audio, truncated, no_samples, too_long, ...
    """

    def __init__(self, message: str, kind: str) -> None:
        super().__init__(message)
        self.kind = kind

    def __reduce__(self) -> tuple[type["RecordingError"], tuple[str, str]]:
        return (type(self), (str(self), self.kind))


class SetupError(VmcoachError):
    """Something vmcoach needs on this machine is missing."""

    exit_code = ExitCode.SETUP


class WeightsError(SetupError):
    """A model's weights are absent, cannot be fetched or are not what their hash says."""
