"""The names of numbers, for all that looks for one among spoken words."""

DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")

DIGIT_OF = {name: str(value) for value, name in enumerate(DIGITS)} | dict.fromkeys(("oh", "o", "nought", "naught"), "0")
"""What each word stands for where digits are said one by one."""
SOUNDS_LIKE = {"to": "two", "too": "two", "for": "four", "of": "oh"}
"""Little words that a recogniser writes for a digit."""
TEENS = {
    "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15", "sixteen": "16",
    "seventeen": "17", "eighteen": "18", "nineteen": "19",
}  # fmt: skip
TENS = {
    "twenty": "2", "thirty": "3", "forty": "4", "fifty": "5", "sixty": "6", "seventy": "7", "eighty": "8",
    "ninety": "9",
}  # fmt: skip
"""The first digit of each."""

NUMBER_WORDS = frozenset((*DIGITS, *TEENS, *TENS, "hundred", "thousand", "million", "billion"))
"""Words that are a number, or part of one, wherever they stand."""
