"""Abbreviations and short forms: which are said as longer words, and how a run of letters is counted.

An initialism ("CRM", "TV") is one word, as it is in a dictionary and as the row without capitals writes it ("tv");
where its letters are written apart ("U.S.") each is one.
"""

from vmcoach.spoken.numbers import Reading

MIXED = {"ok": "okay", "pm": "p m"}
"""Said otherwise than written."""

ABBREVIATIONS = {"Mr": "mister", "Mrs": "missus", "Dr": "doctor"}
ABBREVIATIONS_WITH_STOP = {
    "jr": "junior", "sr": "senior", "mt": "mount", "blvd": "boulevard", "ave": "avenue", "ste": "suite",
    "dept": "department", "ext": "extension", "vs": "versus", "etc": "et cetera", "approx": "approximately",
    "ph.d": "p h d", "feb": "february", "aug": "august", "sept": "september", "oct": "october", "nov": "november",
    "dec": "december",
}  # fmt: skip
"""Only with the stop: without it they are words, or already as spoken."""

KEEP_THEIR_STOP = frozenset({
    "mr.", "mrs.", "ms.", "dr.", "st.", "jr.", "sr.", "inc.", "co.", "corp.", "ltd.", "vs.", "prof.",
})  # fmt: skip
"""As written: the stop behind them ends no sentence."""


def abbreviation(core: str, stopped: bool) -> Reading | None:
    """The words of an abbreviation such as "Mr." or "etc.", or None; `stopped` says whether a full stop followed."""
    longer = ABBREVIATIONS.get(core) or (ABBREVIATIONS_WITH_STOP.get(core.lower()) if stopped else None)
    return tuple(longer.split()) if longer else None


def word(piece: str) -> Reading:
    """The spoken words of a run of letters and apostrophes: ("crms",) for "CRMs", ("you're",) for "You're"."""
    lower = piece.lower().strip("'")
    return tuple(MIXED.get(lower, lower).split())
