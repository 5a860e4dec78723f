"""How one written thing is said: prices, times, ordinals, ranges, addresses, letters among digits, and mixtures.

A table of patterns, tried in order on the text without the punctuation around it; what none of them matches is taken
apart into runs of letters and numbers.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from vmcoach.spoken.abbreviations import abbreviation, word
from vmcoach.spoken.addresses import ADDRESS, address
from vmcoach.spoken.numbers import (
    Readings,
    amount,
    cardinal,
    digits,
    fraction,
    in_pairs,
    joined,
    ordinal,
    plural,
    two_digits,
    whole,
)
from vmcoach.spoken.prices import price, price_among_others
from vmcoach.spoken.units import stripped

CURRENCIES = {
    "$": ("dollar", "cents"), "€": ("euro", "cents"), "£": ("pound", "p"), "₹": ("rupee", "paise"), "¥": ("yen", ""),
}  # fmt: skip
COUNTRIES = {"us": "us", "a": "australian", "au": "australian", "c": "canadian", "ca": "canadian", "nz": "new zealand"}
"""Whose dollars "US$5" and "A$5" are."""
SCALES = {"k": "k", "m": "million", "mm": "million", "b": "billion", "bn": "billion", "t": "trillion", "tn": "trillion"}
UNITS = {"%": "percent", "°": "degrees", "°f": "degrees fahrenheit", "°c": "degrees celsius", "x": "x", "+": "plus"}
PER = {"hr": "an hour", "hour": "an hour", "mo": "a month", "yr": "a year"}
SYMBOLS = {"&": "and", "@": "at", "%": "percent", "+": "plus", "°": "degrees", "=": "equals"}
FALLING_RANGES = {("9", "5"), ("8", "5"), ("8", "4"), ("9", "6"), ("7", "3")}
"""Working hours: said with "to" though the second number is smaller."""
NUMBERED = frozenset((
    "room", "suite", "page", "flight", "route", "highway", "interstate", "apartment", "unit", "gate", "building",
    "office", "microsoft",
))  # fmt: skip
STREETS = frozenset(("street", "st", "avenue", "ave", "road", "rd", "drive", "lane", "boulevard", "blvd", "court"))
"""After the first, and two words before the second, three digits are said as two numbers: room five twelve."""
DIGITS_FOLLOW = frozenset(("code", "extension", "ext", "x"))
LABELS = DIGITS_FOLLOW | NUMBERED
TIME_FOLLOWS = frozenset(("at", "by", "around", "until"))

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d*\.\d+|\d+"
_MERIDIEM = r"[ap]\.?m"
_SCALE = r"(?-i:[kKMBT]|[km]m|[bt]n|MM)"
_UNIT = r"%|°[cf]?|x|\+"
_MONEY_SCALE = "[kmbt]|mm|bn|tn|hundred|thousand|million|billion|trillion"
_QUANTITY = rf"(?:[$£€¥₹]?(?:{_NUMBER})(?:{_SCALE})?(?:{_UNIT}| ?{_MERIDIEM})?|\d{{1,2}}:\d\d ?(?:{_MERIDIEM})?)"


@dataclass(frozen=True, slots=True)
class Context:
    """The written things before and after, without punctuation; `stopped` says whether a full stop follows at once."""

    before: str = ""
    after: str = ""
    second_after: str = ""
    stopped: bool = False

    @property
    def meridiem_follows(self) -> bool:
        """Whether "a.m." or "pm" comes next."""
        return re.fullmatch(_MERIDIEM, self.after, re.IGNORECASE) is not None


Rule = Callable[[re.Match[str], Context], Readings]


def _meridiem(text: str | None) -> str:
    return f"{text.strip()[0].lower()} m" if text else ""


def _time(match: re.Match[str], context: Context) -> Readings:
    """10:05 is ten oh five, 3:00 three o'clock."""
    meridiem = _meridiem(match["meridiem"])
    said = joined((cardinal(match["hour"]),), two_digits(match["minutes"]), meridiem)
    full_hour = match["minutes"] == "00" and int(match["hour"]) <= 12
    return joined(said, "o'clock") + said if full_hour and not meridiem and not context.meridiem_follows else said


def _dotted_time(match: re.Match[str], context: Context) -> Readings:
    """3.30 is a time beside "p.m." or after "at", and a decimal otherwise."""
    announced = match["meridiem"] or context.meridiem_follows or context.before.lower() in TIME_FOLLOWS
    on_clock = int(match["hour"]) <= 24 and int(match["minutes"]) < 60
    return _time(match, context) if announced and on_clock else amount(match[0])


def _three_or_four_digits(match: re.Match[str], context: Context) -> Readings:
    """330 is a time beside "p.m." or after "at", digits after "extension", a label after "room", or else a number."""
    before, on_clock = context.before.lower(), 0 < int(match["hour"]) <= 12 and int(match["minutes"]) < 60
    number, meridiem = match["hour"] + match["minutes"], _meridiem(match["meridiem"])
    if on_clock and (meridiem or context.meridiem_follows):
        return joined((cardinal(match["hour"]),), two_digits(match["minutes"]), meridiem)
    if meridiem:  # by a clock of 24 hours
        return joined((in_pairs(number), *whole(number)), meridiem)
    if before in DIGITS_FOLLOW:
        return (digits(number), *whole(number))
    usual = whole(number)
    if before in NUMBERED or context.second_after.lower() in STREETS or (before in TIME_FOLLOWS and on_clock):
        return tuple(dict.fromkeys((in_pairs(number), *usual)))
    return usual


def _money(match: re.Match[str], context: Context) -> Readings:
    """$1.5M is one point five million dollars; the unit is left to what follows in "$2 to $3" and "$5 dollars"."""
    unit, cents = CURRENCIES[match["currency"]]
    between = context.after.lower() in ("to", "or") or context.before.lower() == "between"
    named_later = context.after.lower().startswith(unit) or (between and match["currency"] in context.second_after)
    unit = f"{COUNTRIES[match['country'].lower()]} {unit}" if match["country"] else unit
    units = "" if named_later else unit if unit == "yen" else f"{unit}s"
    scale = (match["scale"] or "").lower()
    read = amount if scale else price_among_others
    said = read(match["low"])
    if match["high"]:
        said = joined(said, "to", read(match["high"]))
        units = "" if not scale and re.search(r"\.(?!00)\d\d$", match["high"]) else units
    if scale == "k":
        said = joined(said, "k") + joined(said, "thousand", units)
    elif scale or match["high"]:
        said = joined(said, SCALES.get(scale, scale), units)
    elif not named_later:
        said = price(match["low"], unit, cents)
    per = (match["per"] or "").lower()
    return joined(said, "plus" if match["plus"] else "", PER.get(per, f"a {per}") if per else "")


def _quantity(match: re.Match[str], _: Context) -> Readings:
    scale, unit = (match["scale"] or "").lower(), (match["unit"] or "").lower()
    sign = "plus" if match["sign"] else ""
    said = joined(sign, amount(match["number"]), SCALES.get(scale, ""), UNITS.get(unit, ""))
    return joined(said, _meridiem(match["meridiem"]))


def is_range(low: str, high: str) -> bool:
    """Whether two numbers, amounts or times beside a dash are said with "to" between them; 50-50 and 80-20 are not."""
    if not all(re.fullmatch(_QUANTITY, text, re.IGNORECASE) for text in (low, high)):
        return False
    first, second = (float(re.findall(_NUMBER, text)[0].replace(",", "")) for text in (low, high))
    of_times = re.search(rf":|{_MERIDIEM}$", low + high, re.IGNORECASE)
    return first < second or of_times is not None or (low, high) in FALLING_RANGES


def _range(match: re.Match[str], context: Context) -> Readings:
    """20-30 is twenty to thirty, 8am-5pm eight a m to five p m."""
    low, high = match["low"], match["high"]
    to = "to" if is_range(low, high) else ""
    return joined(readings(low, Context(before=context.before)), to, readings(high, Context(after=context.after)))


def _plural(said: Readings) -> Readings:
    """90s is nineties; 100s is hundreds, of which there is not one."""
    return tuple(words[1:] if words[0] == "one" and len(words) == 2 else words for words in plural(said))


def _fraction(match: re.Match[str], context: Context) -> Readings:
    """1/2 is one half, and 1 1/2 one and one half."""
    said = fraction(match[1], match[2])
    return joined("and", said) if context.before.isdigit() and 0 < int(match[1]) < int(match[2]) <= 10 else said


RULES: tuple[tuple[re.Pattern[str], Rule], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), rule)
    for pattern, rule in (
        (r"[^\W\d_](?:\.[^\W\d_])+", lambda match, _: joined(match[0].lower().replace(".", " "))),
        (r"[a-z]{1,3}(?:&[a-z]{1,3})+", lambda match, _: joined(" ".join(match[0].lower()).replace("&", "and"))),
        (r"e-mail(s|ed|ing)?", lambda match, _: joined(match[0].lower().replace("-", ""))),
        (rf"(?P<hour>\d{{1,2}}):(?P<minutes>\d\d) ?(?P<meridiem>{_MERIDIEM})?", _time),
        (r"1:1", lambda *_: joined("one on one")),
        (r"(\d+):(\d)", lambda match, _: joined(whole(match[1]), "to", whole(match[2]))),
        (rf"(?P<hour>\d{{1,2}})\.(?P<minutes>\d\d) ?(?P<meridiem>{_MERIDIEM})?", _dotted_time),
        (r"24/?7", lambda match, _: joined("twenty four seven") + (whole("247") if match[0] == "247" else ())),
        (r"24/7/365", lambda *_: joined("twenty four seven three sixty five")),
        (rf"(?P<hour>\d{{1,2}})(?P<minutes>\d\d) ?(?P<meridiem>{_MERIDIEM})?", _three_or_four_digits),
        (
            rf"(?P<country>{'|'.join(COUNTRIES)})?(?P<currency>[$£€¥₹])(?P<low>{_NUMBER})(?:-(?P=currency)?(?P<high>{_NUMBER}))?"
            rf"[ -]?(?P<scale>{_MONEY_SCALE})?(?P<plus>\+)?(?:/(?P<per>[a-z]+))?",
            _money,
        ),
        (r"401 ?\(?k\)?", lambda *_: joined("four oh one k")),
        (
            rf"(?P<sign>\+)?(?P<number>{_NUMBER})(?P<scale>{_SCALE})?(?P<unit>{_UNIT})?"
            rf"(?: ?(?P<meridiem>{_MERIDIEM}))?",
            _quantity,
        ),
        (r"1-800", lambda *_: joined("one eight hundred")),
        (r"[a-z]-([1-9]\d\d)", lambda match, _: joined(match[0][0].lower(), (in_pairs(match[1]),))),  # F-150
        (rf"(?P<low>{_QUANTITY})-(?P<high>{_QUANTITY})", _range),
        (r"([\d,]*\d)(?:st|nd|rd|th)", lambda match, _: (ordinal(match[1]),)),
        (r"((?:1\d|20)\d0)'?s", lambda match, _: _plural(whole(match[1])[:1])),  # no decade is said digit by digit
        (r"(\d{1,3}(?:,\d{3})+|\d+)'?s", lambda match, _: _plural(whole(match[1]))),
        (r"(\d{1,3})/(\d{1,3})", _fraction),
        (r"(\d)'(\d{1,2})", lambda match, _: joined((cardinal(match[1]),), (cardinal(match[2]),))),
        (r"#(\d+)", lambda match, _: joined("number", whole(match[1]))),
    )
)
_LETTERS = re.compile(r"[A-Za-z']+")
"""Most words: no rule is for them."""
_PIECE = re.compile(
    rf"(?P<letters>(?:[A-Za-z']|[^\x00-\x7f£€¥₹°])+)|(?P<number>{_NUMBER})|(?P<symbol>[{''.join(SYMBOLS)}])"
)


def _piece(match: re.Match[str]) -> Readings:
    if match["letters"]:
        return (word(match["letters"]),)
    if match["symbol"]:
        return joined(SYMBOLS[match["symbol"]])
    return (in_pairs(match["number"]),) if re.fullmatch(r"[1-9]\d\d", match["number"]) else amount(match["number"])


def _taken_apart(text: str) -> Readings:
    """Readings of the parts of "10-minute", "and/or", "B2B" and of whatever else has no rule."""
    for separators in (r"[\s-]+", r"/"):
        parts = [part for part in re.split(separators, text) if part]
        if len(parts) > 1:
            return joined(*(readings(stripped(part), Context(stopped=part.endswith("."))) for part in parts))
    return joined(*map(_piece, _PIECE.finditer(text)))


def _by_neighbours(text: str, context: Context) -> str | None:
    """What stands for different words in different places: "No. 5", "9 am", "St. Louis" and "Main St."."""
    match text.lower():
        case "no" if context.stopped and context.after[:1].isdigit():
            return "number"
        case "am" if context.before[-1:].isdigit():
            return "a m"
        case "st" if context.stopped and text == "St":
            return "saint" if context.after[:1].isupper() else "street"
    return None


def readings(text: str, context: Context) -> Readings:
    """How a written thing, punctuation around it stripped, can be said; one empty reading when it is not said."""
    placed = _by_neighbours(text, context)
    if placed:
        return joined(placed)
    longer = abbreviation(text, context.stopped)
    if longer:
        return (longer,)
    if _LETTERS.fullmatch(text):
        return (word(text),)
    for pattern, rule in RULES:
        match = pattern.fullmatch(text)
        if match:
            return rule(match, context)
    return (address(text),) if ADDRESS.fullmatch(text) else _taken_apart(text)
