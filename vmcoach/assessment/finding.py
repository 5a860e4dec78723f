"""One thing worth telling about a message."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["info", "watch", "flag"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing worth telling, with where it is in the recording if it is anywhere."""

    code: str
    severity: Severity
    message: str
    start_s: float | None = None
    end_s: float | None = None
