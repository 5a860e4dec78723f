"""What is written is said in words: tables of things, planted times where the time decides, and any text at all."""

import unicodedata
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vmcoach.spoken import SpokenWord, spoken_text, spoken_words
from vmcoach.spoken.timing import middles, syllables
from vmcoach.transcript import EngineInfo, Transcript, Word

ENGINE = EngineInfo("scripted", "", "1")


def transcript(text: str, duration_s: float = 0.0) -> Transcript:
    """A transcript of a text, each word lasting `duration_s`; "um" and "uh" are filled pauses."""
    words = [
        Word(
            word,
            at * duration_s,
            (at + 1) * duration_s,
            "filled_pause" if word.strip(".,").lower() in ("um", "uh") else "word",
        )
        for at, word in enumerate(text.split())
    ]
    return Transcript(tuple(words), ENGINE)


def said(text: str) -> str:
    """The usual reading of a text: its words carry no time, so nothing else can decide."""
    return spoken_text(spoken_words(transcript(text).words))


NUMBERS = {
    "0": "zero",
    "7": "seven",
    "90 days": "ninety days",
    "120": "one hundred twenty",
    "100": "one hundred",
    "1200": "twelve hundred",
    "1,200": "twelve hundred",
    "2,500": "two thousand five hundred",
    "2500": "twenty five hundred",
    "3,000": "three thousand",
    "11,000": "eleven thousand",
    "10000": "ten thousand",
    "1,234,567": "one million two hundred thirty four thousand five hundred sixty seven",
    "90210": "nine zero two one zero",
    "007": "zero zero seven",
    "2.5": "two point five",
    "0.5": "zero point five",
    ".5": "point five",
    "3.14159": "three point one four one five nine",
    "10-minute": "ten minute",
    "1-on-1": "one on one",
    "F-150": "f one fifty",
    "I-405": "i four oh five",
    "90%": "ninety percent",
    "90 %": "ninety percent",
    "5-10%": "five to ten percent",
    "2.5%": "two point five percent",
    "+20%": "plus twenty percent",
    "1st": "first",
    "2nd": "second",
    "21st": "twenty first",
    "100th": "one hundredth",
    "1/2": "one half",
    "3/4": "three quarters",
    "2/3": "two thirds",
    "½": "one half",
    "1 1/2": "one and one half",
    "5 12/25": "five twelve twenty five",
    "2½": "two and one half",
    "0/5": "zero five",
    "05": "zero five",
    "24/7": "twenty four seven",
    "247": "twenty four seven",
    "24/7/365": "twenty four seven three sixty five",
    "1:1": "one on one",
    "3:1": "three to one",
    "100s": "hundreds",
    "1,000s": "thousands",
    "Office 365": "office three sixty five",
    "Microsoft 365": "microsoft three sixty five",
    "50/50": "fifty fifty",
    "20-30": "twenty to thirty",
    "20–30": "twenty to thirty",
    "20 -30": "twenty to thirty",
    "9-5": "nine to five",
    "80-20": "eighty twenty",
    "2019-2021": "twenty nineteen to twenty twenty one",
    "500-600 units": "five hundred to six hundred units",
    "500-1000 units": "five hundred to one thousand units",
    "3x": "three x",
    "50k": "fifty k",
    "10K-15K": "ten k to fifteen k",
    "5M": "five million",
    "50+": "fifty plus",
    "72°": "seventy two degrees",
    "72°F": "seventy two degrees fahrenheit",
    "#1": "number one",
    "No. 5": "number five",
    "No. Five": "no five",
    "5'10\"": "five ten",
    "room 512": "room five twelve",
    "512 Main Street": "five twelve main street",
    "512 units": "five hundred twelve units",
    "１２": "twelve",
    "٣": "three",
}
YEARS_AND_TIMES = {
    "2024": "twenty twenty four",
    "2008": "two thousand eight",
    "2000": "two thousand",
    "2010": "twenty ten",
    "1999": "nineteen ninety nine",
    "2019 - 2023": "twenty nineteen to twenty twenty three",
    "2 - 3 weeks": "two to three weeks",
    "2 – 3 weeks": "two to three weeks",
    "10% - 15%": "ten percent to fifteen percent",
    "9 - 5": "nine to five",
    "9am - 5pm": "nine a m to five p m",
    "50 - 50": "fifty fifty",
    "1 - 2 - 3": "one two three",
    "5 - people": "five people",
    "- 5 to 6 -": "five to six",
    "my extension is 204": "my extension is two zero four",
    "the area code is 512": "the area code is five one two",
    "room number 512": "room number five twelve",
    "the total is 512": "the total is five hundred twelve",
    "1905": "nineteen oh five",
    "1990s": "nineteen nineties",
    "'90s": "nineties",
    "20s": "twenties",
    "3:30": "three thirty",
    "3 :30": "three thirty",
    "10:05": "ten oh five",
    "3:00": "three o'clock",
    "3:00 p.m.": "three p m",
    "14:30": "fourteen thirty",
    "1530pm": "fifteen thirty p m",
    "2000AM": "two thousand a m",
    "9am": "nine a m",
    "9 am": "nine a m",
    "10 AM": "ten a m",
    "9-10am": "nine to ten a m",
    "9-9:30": "nine to nine thirty",
    "7am-7pm": "seven a m to seven p m",
    "8:30am-5pm": "eight thirty a m to five p m",
    "9:30-10": "nine thirty to ten",
    "3 p .m.": "three p m",
    "3.30 p.m.": "three thirty p m",
    "at 3.30": "at three thirty",
    "330 p.m.": "three thirty p m",
    "at 330": "at three thirty",
    "5pm": "five p m",
    "12/25": "twelve twenty five",
    "12-25-2024": "twelve twenty five twenty twenty four",
}
MONEY = {
    "$1": "one dollar",
    "$500": "five hundred dollars",
    "$500 dollars": "five hundred dollars",
    "$1,500": "fifteen hundred dollars",
    "$12500": "twelve thousand five hundred dollars",
    "$500+": "five hundred dollars plus",
    "US$500": "five hundred us dollars",
    "US$2 million": "two million us dollars",
    "A$500": "five hundred australian dollars",
    "$1.5M": "one point five million dollars",
    "$1.5 million": "one point five million dollars",
    "$1.5 million, and": "one point five million dollars and",
    "$1 .5 million": "one point five million dollars",
    "$2M": "two million dollars",
    "$3 billion": "three billion dollars",
    "$50k": "fifty k",
    "$4.99": "four ninety nine",
    "$4.00": "four dollars",
    "$4.05": "four oh five",
    "$0.99": "ninety nine cents",
    "$20-30": "twenty to thirty dollars",
    "$20-$30": "twenty to thirty dollars",
    "$5-10 million": "five to ten million dollars",
    "$4.50-$5.00": "four fifty to five dollars",
    "$4.50-$5.75": "four fifty to five seventy five",
    "$1.25-$2.75 million": "one point two five to two point seven five million dollars",
    "$500 - $700": "five hundred dollars to seven hundred dollars",
    "$40-50K": "forty to fifty k",
    "$5M-$10M": "five million dollars to ten million dollars",
    "$2 to $3 million": "two to three million dollars",
    "$20/month": "twenty dollars a month",
    "$20/hour": "twenty dollars an hour",
    "$10-million deal": "ten million dollars deal",
    "€20": "twenty euros",
    "£5.50": "five fifty",
    "¥500": "five hundred yen",
}
PHONES = {
    "512-555-0147.": "five one two five five five zero one four seven",
    "512 -555 -0147.": "five one two five five five zero one four seven",
    "5-1-2-5-5-5-0-1-4-7": "five one two five five five zero one four seven",
    "512 555 0147": "five one two five five five zero one four seven",
    "(512) 555-0147": "five one two five five five zero one four seven",
    "512.555.0147": "five one two five five five zero one four seven",
    "5125550147": "five one two five five five zero one four seven",
    "512, 555, 0147": "five one two five five five zero one four seven",
    "my number is 555 - 1247": "my number is five five five one two four seven",
    "my number 850-3000": "my number eight five zero three zero zero zero",
    "850-3000, us at 850-3000": "eight five zero three zero zero zero us at eight five zero three zero zero zero",
    "my number is 850 3000": "my number is eight five zero three zero zero zero",
    "for 850-3000 seats": "for eight hundred fifty to three thousand seats",
    "call me 24-7, 555-0147": "call me twenty four seven five five five zero one four seven",
    "850 5553000": "eight five zero five five five three zero zero zero",
    "512 - 555 - 0147": "five one two five five five zero one four seven",
    "at 10 – 512 – 555 – 0147": "at ten five one two five five five zero one four seven",
    "512-555-0-1-47": "five one two five five five zero one four seven",
    "512-555-01 47": "five one two five five five zero one four seven",
    "2-1-2-5-5-5-0-1-2-6": "two one two five five five zero one two six",
    "7, 2, 0, uh, 555-0164": "seven two zero uh five five five zero one six four",
    "eight, one, three, 555-0136": "eight one three five five five zero one three six",
    "720-uh-555 0164": "seven two zero uh five five five zero one six four",
    "720-uh-555": "seven two zero uh five five five",
    "512. 555. 0147.": "five one two five five five zero one four seven",
    "555-0147,": "five five five zero one four seven",
    "5550147": "five five five zero one four seven",
    "5550000 units": "five million five hundred fifty thousand units",
    "1 512 555 0147": "one five one two five five five zero one four seven",
    "5, 5, 5": "five five five",
    "1-800-555-0199": "one eight hundred five five five zero one nine nine",
    "1-800-FLOWERS": "one eight hundred flowers",
    "a 1-800 number": "a one eight hundred number",
    "+1 512 555 0147": "plus one five one two five five five zero one four seven",
    "+44 20 7946 0018": "plus four four two zero seven nine four six zero zero one eight",
    "020 7946 0018": "zero two zero seven nine four six zero zero one eight",
    "area code 512": "area code five one two",
    "ext. 204": "extension two zero four",
    "extension 12": "extension twelve",
    "again that's 512 555 014.": "again that's five one two five five five zero one four",
    "call me at 10, 512-555-0147": "call me at ten five one two five five five zero one four seven",
    "512-555-0147 10 minutes": "five one two five five five zero one four seven ten minutes",
    "In 2023, 500 customers": "in twenty twenty three five hundred customers",
    "100, 200, 300 units": "one hundred two hundred three hundred units",
    "room 100, 2023": "room one hundred twenty twenty three",
}
WORDS = {
    "You’re": "you're",
    "you're": "you're",
    "'cause": "cause",
    "“Hello,”": "hello",
    "well-known": "well known",
    "twenty-five": "twenty five",
    "Wi-Fi": "wi fi",
    "e-mail": "email",
    "and/or": "and or",
    "w- we": "w we",
    "naïve José": "naïve josé",
    "CRM": "crm",
    "CRMs": "crms",
    "CEO's": "ceo's",
    "IBM": "ibm",
    "HTML": "html",
    "NASA": "nasa",
    "OK": "okay",
    "SaaS": "saas",
    "PhD": "phd",
    "iOS": "ios",
    "U.S.": "u s",
    "U.S.-based": "u s based",
    "e.g.": "e g",
    "A.I.": "a i",
    "AT&T": "a t and t",
    "AT &T": "a t and t",
    "R&D": "r and d",
    "salt & pepper": "salt and pepper",
    "B2B": "b two b",
    "Q3": "q three",
    "5G": "five g",
    "M365": "m three sixty five",
    "COVID-19": "covid nineteen",
    "401(k)": "four oh one k",
    "401 (k)": "four oh one k",
    "Mr. Lee": "mister lee",
    "Dr. Lee": "doctor lee",
    "etc.": "et cetera",
    "St. Louis": "saint louis",
    "Main St. is": "main street is",
    "jane.doe@acme-corp.com": "jane dot doe at acme dash corp dot com",
    "jane .doe @acme -corp .com.": "jane dot doe at acme dash corp dot com",
    "jane.doe at acmecorp.com": "jane dot doe at acmecorp dot com",
    "first_last@ibm.com": "first underscore last at i b m dot com",
    "jd42@acme.co.uk": "j d forty two at acme dot co dot u k",
    "www.acme.com": "w w w dot acme dot com",
    "https://acme.io/demo": "acme dot i o slash demo",
    "acme .com": "acme dot com",
    "-- … ♪ , 😀": "",
    "Привет, мир!": "привет мир",
    "नमस्ते": "नमस्ते",
    "你好": "你好",
    "İstanbul": "istanbul",
    "CALL ME BACK WHEN YOU CAN": "call me back when you can",
}

CASES = NUMBERS | YEARS_AND_TIMES | MONEY | PHONES | WORDS


@pytest.mark.parametrize(("written", "words"), CASES.items())
def test_the_usual_reading(written: str, words: str) -> None:
    """Without times to decide by, a thing is read as Americans usually say it."""
    assert said(written) == words


@pytest.mark.parametrize(
    "text",
    [
        "you're going to uh save ninety days and two thousand dollars with the c r m",
        "five one two five five five oh one four seven",
        "call doctor lee at nine a m o'clock saint no mr dr ext vs am",
    ],
)
def test_what_is_spelled_out_passes_through(text: str) -> None:
    """Spoken text is left as it is."""
    assert said(text) == text


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("120", "one hundred twenty"),
        ("120", "one twenty"),
        ("4,500", "four thousand five hundred"),
        ("$9.99", "nine ninety nine"),
        ("$9.99", "nine dollars and ninety nine cents"),
        ("3:00", "three o'clock"),
        ("3:00", "three"),
        ("$50k", "fifty k"),
        ("$50k", "fifty thousand dollars"),
        ("1250", "twelve fifty"),
        ("1250", "one thousand two hundred fifty"),
    ],
)
@pytest.mark.parametrize("per_syllable_s", [0.15, 0.2, 0.3])
def test_the_time_decides_between_readings(written: str, words: str, per_syllable_s: float) -> None:
    """A number that took as long as one of its readings is read so, at the pace of its message."""
    assert said_as_long_as(words, written, per_syllable_s) == words


def said_as_long_as(words: str, written: str, per_syllable_s: float = 0.2, untimed: int = 0) -> str:
    """How a written thing is read that took as long as these words, at the end of a message with `untimed` others."""
    texts = ["send", "him", "another", "paper", "about", "people", "working", "here", written]
    heard, now_s = [Word("and", 0.0, 0.0)] * untimed, 0.0
    for text in texts:
        lasts_s = per_syllable_s * sum(map(syllables, words.split() if text == written else [text]))
        heard.append(Word(text, now_s, now_s + lasts_s))
        now_s += lasts_s
    spoken = spoken_words(heard)
    return spoken_text([word for word in spoken if word.written == len(heard) - 1])


def test_words_of_no_time_tell_no_pace() -> None:
    """However many they are: the pace of the others decides."""
    assert said_as_long_as("one twenty", "120", 0.3, untimed=10) == "one twenty"


def test_a_time_between_two_readings_leaves_the_usual_one() -> None:
    """Another must fit clearly better: five syllables are two too many for the usual one, one too few for the other."""
    assert said_as_long_as("one two three four five", "1,200") == "twelve hundred"


@pytest.mark.parametrize("duration_s", [0.02, 0.3, 30.0])
def test_an_impossible_time_decides_nothing(duration_s: float) -> None:
    """Where no reading can have taken the time, the usual one stands."""
    assert said("$9,999.99") == spoken_text(spoken_words(transcript("$9,999.99", duration_s).words))


def test_a_decade_is_said_as_one_however_slowly() -> None:
    """Nobody says "one nine nine zeros"."""
    assert said_as_long_as("one thousand nine hundred nineties", "1990s") == "nineteen nineties"


def test_words_share_the_time_of_what_they_are_written_as() -> None:
    """Each word lasts as long as its syllables; ends meet starts, and the first and last keep the written word's."""
    heard = Transcript((Word("70", 1.0, 1.5), Word("555-0147.", 2.0, 3.8)), ENGINE)
    spoken = spoken_words(heard.words)
    assert [(word.text, word.written) for word in spoken[:2]] == [("seventy", 0), ("five", 1)]
    assert (spoken[0].start_s, spoken[0].end_s) == (1.0, 1.5)
    assert spoken[1].start_s == 2.0
    assert spoken[-1].end_s == 3.8
    lengths = {word.text: word.end_s - word.start_s for word in spoken[1:]}
    assert lengths["zero"] == pytest.approx(2 * lengths["one"])
    assert all(one.end_s == other.start_s for one, other in pairwise(spoken[1:]))


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        (("2", "- 3", "weeks"), "two to three weeks"),
        (("512", "- 513", "- 514"), "five hundred twelve five hundred thirteen five hundred fourteen"),
        (("512", "- 555", "- 0147"), "five one two five five five zero one four seven"),
    ],
)
def test_a_dash_may_be_written_with_what_follows(parts: tuple[str, ...], words: str) -> None:
    """As some engines do; a single one between rising numbers makes a range."""
    assert spoken_text(spoken_words([Word(part, 0.0, 0.0) for part in parts])) == words


def test_words_of_a_broken_number_lie_in_its_own_pieces() -> None:
    """Each digit keeps the written word it was in, and its time."""
    heard = Transcript((Word("512", 0.0, 1.0), Word("-555", 1.5, 2.5), Word("-0147", 3.0, 5.0)), ENGINE)
    assert [word.written for word in spoken_words(heard.words)] == [0] * 3 + [1] * 3 + [2] * 4


@pytest.mark.parametrize(("first_s", "at"), [(0.4, 1), (0.6, 0)])
def test_a_word_is_where_its_middle_is(first_s: float, at: int) -> None:
    """Of two words that take a second each."""
    assert middles(("one", "two"), (first_s, 2 - first_s)) == [at, 1]


def test_the_unit_of_a_price_goes_where_it_is_said() -> None:
    """The dollars of "$1.5 million" come after the million and in its time."""
    heard = Transcript((Word("$1.5", 0.0, 0.6), Word("million,", 0.6, 1.4)), ENGINE)
    assert [(word.text, word.written) for word in spoken_words(heard.words)] == [
        ("one", 0), ("point", 0), ("five", 0), ("million", 1), ("dollars", 1),
    ]  # fmt: skip


def test_filled_pauses_stay_what_they_are() -> None:
    """Their sound is kept in letters, their kind too, and they break nothing up."""
    heard = Transcript((Word("Um,", 0.0, 0.3, "filled_pause"), Word("Mm-hmm.", 0.3, 0.6, "filled_pause")), ENGINE)
    assert spoken_words(heard.words) == (
        SpokenWord("um", 0.0, 0.3, "filled_pause", 0),
        SpokenWord("mmhmm", 0.3, 0.6, "filled_pause", 1),
    )


def test_a_filled_pause_inside_a_written_number_is_one() -> None:
    """ "720-uh-555" holds six words and a filled pause."""
    kinds = [word.kind for word in spoken_words(transcript("720-uh-555", 2.0).words)]
    assert kinds == ["word"] * 3 + ["filled_pause"] + ["word"] * 3


def test_nothing_heard_is_nothing_spoken() -> None:
    """An empty transcript has no words."""
    assert spoken_words(()) == ()


PIECES = st.sampled_from(sorted({piece for written in CASES for piece in (*written.split(), "Ⅷ", "፩", "²", "'s")}))
TEXTS = st.one_of(
    st.text(max_size=12),
    PIECES,
    st.lists(PIECES, max_size=4).map("".join),
    st.text(alphabet="0123456789.,-/$%+'():apmkKMx @&_#", max_size=14),
)
HEARD = st.tuples(TEXTS, st.floats(0, 2), st.floats(0, 2), st.sampled_from(["word", "word", "word", "filled_pause"]))


def as_transcript(heard: Sequence[tuple[str, float, float, str]]) -> Transcript:
    """Words one after another from texts with the gap before them, their length and their kind."""
    words, now_s = [], 0.0
    for text, gap_s, lasts_s, kind in heard:
        words.append(Word(text, now_s + gap_s, now_s + gap_s + lasts_s, "word" if kind == "word" else "filled_pause"))
        now_s = words[-1].end_s
    return Transcript(tuple(words), ENGINE)


@settings(max_examples=150)
@given(st.lists(HEARD, max_size=12).map(as_transcript))
def test_any_text_becomes_plain_words_in_its_own_time(heard: Transcript) -> None:
    """Letters and apostrophes only, in order, each inside the written word it comes from."""
    spoken = spoken_words(heard.words)
    for word in spoken:
        written = heard.words[word.written]
        assert word.text
        assert word.text == word.text.lower()
        assert all(c == "'" or unicodedata.category(c)[0] in "LM" for c in word.text)
        assert written.start_s <= word.start_s <= word.end_s <= written.end_s
        assert word.kind == written.kind or word.text in ("um", "uh")
    assert all(one.end_s <= other.start_s for one, other in pairwise(spoken))
    assert [word.written for word in spoken] == sorted(word.written for word in spoken)


@settings(max_examples=150)
@given(st.lists(HEARD, max_size=12).map(as_transcript))
def test_the_spoken_form_is_its_own_spoken_form(heard: Transcript) -> None:
    """What is spelled out once is not spelled out again, whatever it was."""
    spoken = spoken_words(heard.words)
    again = Transcript(tuple(Word(word.text, word.start_s, word.end_s, word.kind) for word in spoken), ENGINE)
    assert [word.text for word in spoken_words(again.words)] == [word.text for word in spoken]
