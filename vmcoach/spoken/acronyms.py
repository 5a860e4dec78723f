"""Capitals and abbreviations: which are said letter by letter, which as a word, which as a longer word.

The rule: up to three capitals are spelled ("CRM"), and so are more without a vowel ("HTML"); four or more with a vowel
are read as a word ("NASA"). The lists hold what the rule gets wrong and nothing else. All of it rests on capitals or
full stops, so that text in lower case, which is how spoken words look, passes through as it is.
"""

import re

from vmcoach.spoken.numbers import Reading

READ_AS_WORDS = {
    "A", "ACE", "AH", "AIM", "ALL", "AN", "AND", "ANY", "ARE", "AS", "ASK", "AT", "BANT", "BE", "BIG", "BUT", "BUY",
    "BY", "CAD", "CAN", "DAY", "DID", "DO", "DOS", "ER", "ERM", "FOR", "GAP", "GET", "GIF", "GO", "GOT", "HAD", "HAS",
    "HE", "HER", "HEY", "HI", "HIM", "HIS", "HM", "HMM", "HOW", "I", "IF", "IN", "IS", "ISO", "JOB", "LAN", "LET",
    "MAN", "ME", "MM", "MY", "NAS", "NEW", "NO", "NOT", "NOW", "OF", "OFF", "OH", "ON", "ONE", "OR", "OUR", "OUT",
    "PIN", "PIP", "RAM", "SEE", "SHE", "SHH", "SIM", "SIP", "SKU", "SO", "SPIN", "TED", "THE", "TO", "TOO", "TWO",
    "UH", "UHM", "UM", "UP", "VAT", "WAN", "WAS", "WAY", "WE", "WHO", "WHY", "WIN", "WOW", "YES", "YET", "YOU", "ZIP",
}  # fmt: skip
"""Short acronyms that are words of their own, sounds, and words a recogniser puts in capitals for stress."""
SPELLED = {
    "AARP", "ACLU", "ADHD", "AICPA", "ASAP", "IEEE", "IPTV", "NAACP", "UCLA", "USAA", "USDA", "USPS", "YMCA",
}  # fmt: skip
MIXED = {
    "OK": "okay", "PhD": "p h d", "iOS": "i o s", "HVAC": "h vac", "JPEG": "j peg", "MPEG": "m peg", "CSAT": "c sat",
    "pm": "p m",
}  # fmt: skip
"""Said neither as spelled nor as written."""

ABBREVIATIONS = {"Mr": "mister", "Mrs": "missus", "Dr": "doctor"}
ABBREVIATIONS_WITH_STOP = {
    "jr": "junior", "sr": "senior", "mt": "mount", "blvd": "boulevard", "ave": "avenue", "ste": "suite",
    "dept": "department", "ext": "extension", "vs": "versus", "etc": "et cetera", "approx": "approximately",
    "ph.d": "p h d", "feb": "february", "aug": "august", "sept": "september", "oct": "october", "nov": "november",
    "dec": "december",
}  # fmt: skip
"""Only with the stop: without it they are words, or already as spoken."""


def abbreviation(core: str, stopped: bool) -> Reading | None:
    """The words of an abbreviation such as "Mr." or "etc.", or None; `stopped` says whether a full stop followed."""
    longer = ABBREVIATIONS.get(core) or (ABBREVIATIONS_WITH_STOP.get(core.lower()) if stopped else None)
    return tuple(longer.split()) if longer else None


def _is_spelled(capitals: str) -> bool:
    if capitals in READ_AS_WORDS:
        return False
    return capitals in SPELLED or len(capitals) <= 3 or not set(capitals) & set("AEIOUY")


def word(piece: str) -> Reading:
    """The spoken words of a run of letters and apostrophes: ("c", "r", "m's") for "CRMs", ("you're",) for "You're"."""
    mixed = MIXED.get(piece) or MIXED.get(piece.lower())
    if mixed:
        return tuple(mixed.split())
    capitals = re.fullmatch(r"([A-Z]{2,6})('?s)?", piece)
    if capitals and _is_spelled(capitals[1]):
        letters = capitals[1].lower()
        return (*letters[:-1], letters[-1] + ("'s" if capitals[2] else ""))
    lower = piece.lower().strip("'")
    return (lower,) if lower else ()
