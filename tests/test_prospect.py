"""Notes on a prospect: how they are read from files, and which of them a message says."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.test_content import transcript
from vmcoach.errors import UsageError
from vmcoach.prospect import (
    Prospect,
    facts_said,
    forbidden_said,
    greeted,
    load_prospect,
    load_prospects,
    may_be_same_name,
)
from vmcoach.spoken import spoken_words

TOML = """
name = "Dana Whitfield"
company = "Harbor Mutual"
industry = "insurance"
facts = ["Opened a second depot in Reno in March", "Wrote about driver turnover on LinkedIn"]
earlier_contacts = ["Met at the Denver fleet summit"]
do_not_mention = ["the lawsuit"]
"""

DANA = Prospect(
    name="Dana Whitfield",
    company="Harbor Mutual",
    industry="insurance",
    facts=("Opened a second depot in Reno in March", "Wrote about driver turnover on LinkedIn"),
    earlier_contacts=("Met at the Denver fleet summit",),
    do_not_mention=("the lawsuit",),
)

CSV = """facts,name,company,industry,earlier_contacts,do_not_mention
"Opened a second depot in Reno in March; Wrote about driver turnover on LinkedIn",\
Dana Whitfield,Harbor Mutual,insurance,Met at the Denver fleet summit,the lawsuit
"""


def said(prospect: Prospect, text: str) -> list[str]:
    """The quotes of the facts that a text says."""
    return [mention.quote.text for mention in facts_said(prospect, spoken_words(transcript(text).words))]


YAML = """name: Dana Whitfield
company: Harbor Mutual
industry: insurance
facts:
  - Opened a second depot in Reno in March
  - Wrote about driver turnover on LinkedIn
earlier_contacts: [Met at the Denver fleet summit]
do_not_mention: [the lawsuit]
"""


@pytest.mark.parametrize(
    ("name", "text"),
    [("notes.toml", TOML), ("notes.yaml", YAML), ("a.yml", YAML), ("notes.csv", CSV), ("NOTES.CSV", "\ufeff" + CSV)],
)
def test_notes_are_read(tmp_path: Path, name: str, text: str) -> None:
    """TOML, YAML and CSV say the same, with or without a byte order mark."""
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert load_prospect(path) == DANA


def test_a_csv_file_holds_many_prospects(tmp_path: Path) -> None:
    """One prospect a line; columns may be in any order and any case."""
    path = tmp_path / "team.csv"
    path.write_text("Company,Name\nAcme,Ann\nBolt,Bob\n", encoding="utf-8")
    assert load_prospects(path) == (Prospect(name="Ann", company="Acme"), Prospect(name="Bob", company="Bolt"))
    with pytest.raises(UsageError, match="notes on 2 prospects"):
        load_prospect(path)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "a.toml",
            'name = "Ann"\nfact = ["x"]\n',
            "line 2: there is no 'fact' in notes on a prospect; there are name,",
        ),
        ("a.toml", 'name = "Ann"\n\nfacts = "x"\n', "line 3: facts must be a list of texts"),
        ("a.toml", "facts = [1]\n", "line 1: facts must be a list of texts"),
        ("a.toml", "name = 5\n", "line 1: name must be text in quotes"),
        ("a.toml", 'name = "Ann"\n[extra]\nx = 1\n', "line 2: there is no 'extra'"),
        ("a.toml", "name = Ann\n", "not valid TOML .*line 1"),
        ("a.toml", f"name = {'[' * 5000}", "nested too deeply"),
        ("a.yaml", "[" * 100_000, "nested too deeply"),
        ("a.toml", "", "nothing is noted here"),
        ("a.yaml", "", "nothing is noted here"),
        ("a.yaml", "- Ann\n", "must be keys and values"),
        ("a.yaml", "name: [Ann\n", "line 2: the notes are not valid YAML .*expected"),
        ("a.yaml", "name: Ann\nfacts:\n  - 2026-02-30\n", "not valid YAML .*day is out of range"),
        ("a.yaml", "name: Ann\nfacts: x\n", "line 2: facts must be a list of texts"),
        ("a.csv", "name,phone\nAnn,1\n", "line 1: there is no 'phone'"),
        ("a.csv", "name,company\nAnn,Acme\nBob,Bolt,more\n", "line 3: more cells than columns"),
        ("a.csv", "name,company\nAnn,Acme\n,\n", "line 3: nothing is noted here"),
        ("a.csv", 'name,company\n"Ann"x,Acme\n', "line 2: the notes are not valid CSV"),
        ("a.csv", "", "notes on 0 prospects"),
        ("a.json", "{}", "TOML, YAML or CSV files"),
    ],
)
def test_a_mistake_in_the_notes_is_told(tmp_path: Path, name: str, text: str, message: str) -> None:
    """File, line and key of a mistake are named, and what would be right."""
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=rf"{name}.*{message}"):
        load_prospect(path)


def test_notes_that_are_not_there_or_no_text_are_told(tmp_path: Path) -> None:
    """A missing file and one that is not UTF-8 are the user's mistakes, not bugs."""
    with pytest.raises(UsageError, match="cannot be read"):
        load_prospect(tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes('name = "Jos\xe9"'.encode("latin-1"))
    with pytest.raises(UsageError, match="not UTF-8"):
        load_prospect(tmp_path / "latin.toml")


@pytest.mark.parametrize(
    ("fact", "text", "quote"),
    [
        (
            "Opened a second depot in Reno in March",
            "I saw you opened a second depot in Reno.",
            "opened a second depot in reno",
        ),
        ("Opened a second depot in Reno in March", "Your Reno depot is new.", "reno depot"),
        (
            "Opened a second depot in Reno in March",
            "you're opening, um, another site in Reno",
            "opening um another site in reno",
        ),
        ("Opened a second depot in Reno in March", "I was in Reno last week.", None),
        ("Opened a second depot in Reno in March", "We opened a second depot in Tampa.", None),
        ("Hiring 12 drivers", "You're hiring twelve drivers.", "hiring twelve drivers"),
        ("Hiring 12 drivers", "You will hire twelve more drivers.", "hire twelve more drivers"),
        ("Raised $12M series B", "Congrats on the twelve million dollar series B.", "twelve million dollar series b"),
        ("Raised $12M series B", "Congrats on the $12M round.", "twelve million dollars round"),
        ("Raised $12M series B", "You raised $20M.", None),
        (
            "2024-05-03: met at the Denver fleet summit",
            "We met at the fleet summit in Denver.",
            "met at the fleet summit in denver",
        ),
        (
            "Wrote about driver turnover on LinkedIn",
            "Your LinkedIn post on driver turnover.",
            "linkedin post on driver turnover",
        ),
        ("Uses Salesforce", "I know you run on Salesforce.", "salesforce"),
        ("Uses Salesforce", "I know you run on sales force.", "sales force"),
        ("Moved from Wexford to Kilkenny", "You moved to Kill Kenny from Wexford.", "moved to kill kenny from wexford"),
        ("Works with Brightline Foods", "I saw you work with bright line foods.", "work with bright line foods"),
        ("Boss is Katrin Voss", "I spoke with Catrin Foss.", "catrin foss"),
        ("Has 40 trucks", "You run forty trucks.", "forty trucks"),
        ("Has 40 trucks", "We have forty trucks.", None),
        ("Raised $12 million Series B in June", "Congrats on the series B.", "series b"),
        ("Moving HQ to Austin in Q3", "I hear you're moving to Austin.", "moving to austin"),
        ("Moving HQ to Austin in Q3", "I'm calling from Austin.", None),
        ("Complained about hold times on Twitter", "Your tweet about hold times.", "tweet about hold times"),
        ("Dana Whitfield runs Harbor Mutual", "Hi Dana, how is Harbor Mutual?", None),
        ("Quiet about 5 layoffs", "Call me at five one two, five five five, zero one four four.", None),
        ("Grows tomatoes", "Hi Dana, this is Rob.", None),
        ("", "Hi Dana, this is Rob.", None),
        ("???", "Hi Dana, this is Rob.", None),
    ],
)
def test_a_fact_is_said_in_many_ways(fact: str, text: str, quote: str | None) -> None:
    """In other words, other order, misheard names and spelled-out numbers; not by one name or another number."""
    assert said(Prospect(name="Dana Whitfield", company="Harbor Mutual", facts=(fact,)), text) == (
        [quote] if quote else []
    )


def test_words_far_apart_do_not_say_a_fact() -> None:
    """The words of a fact scattered over a message are not the fact."""
    text = "Reno is nice. " + "and so on and on " * 8 + "your depot"
    assert said(DANA, text) == []


def test_earlier_contacts_are_facts_too_and_quotes_have_times() -> None:
    """A contact of old that is mentioned is found, with where it is said."""
    words = spoken_words(transcript("Hi Dana, we met at the summit in Denver.").words)
    (mention,) = facts_said(DANA, words)
    assert mention.note == "Met at the Denver fleet summit"
    assert (mention.quote.text, mention.quote.start_s) == ("met at the summit in denver", words[3].start_s)


@pytest.mark.parametrize(
    ("note", "text", "hit"),
    [
        ("the lawsuit", "Sorry about the lawsuit.", True),
        ("the lawsuit", "I heard you got sued.", True),
        ("the lawsuit", "Nice suits in your ad.", False),
        ("layoffs in May", "After the layoffs in May.", True),
        ("layoffs in May", "May I call you?", False),
        ("her old boss at Acme", "Your old boss at Acme said hi.", True),
        ("her old boss at Acme", "We work with Acme.", False),
        ("Do not mention Salesforce", "I know you run Salesforce.", True),
        ("Do not mention Salesforce", "I know you run sales force.", True),
        ("Do not mention Oracle", "Give me a call.", False),
        ("Never mention Dell", "It is no big deal.", False),
        ("Do not mention Slack", "I'd like to look at it.", False),
        ("don't mention the CEO leaving", "I heard your CEO is leaving.", True),
        ("don't mention the CEO leaving", "Your CEO said retention matters.", False),
        ("Never say the word cheap", "We are cheap.", True),
        ("please do not bring up the divorce", "Sorry about the divorce.", True),
        ("please do not bring up the divorce", "Please bring the word up.", False),
        ("strike", "The strike must have hurt.", True),
        ("strike", "We strike a balance.", False),
        ("the fire", "I saw you had a fire.", True),
        ("the fire", "You fire up the ovens at six.", False),
    ],
)
def test_what_must_not_be_mentioned(note: str, text: str, hit: bool) -> None:
    """A forbidden subject is told when it is clearly said."""
    mentions = forbidden_said(Prospect(do_not_mention=(note,)), spoken_words(transcript(text).words))
    assert bool(mentions) is hit


def test_notes_without_facts_are_no_research() -> None:
    """Whoever noted only a name has nothing that the message could use."""
    words = spoken_words(transcript("Hi Dana.").words)
    assert facts_said(Prospect(name="Dana", do_not_mention=("the lawsuit",)), words) is None
    assert facts_said(Prospect(name="Dana", earlier_contacts=("Met in Denver",)), words) == ()


@pytest.mark.parametrize(
    ("name", "heard", "expected"),
    [
        ("Dana Whitfield", "dana", True),
        ("Dana Whitfield", "whitfield", True),
        ("Dana Whitfield", "dayna", True),
        ("Hannah Ruiz", "hen", True),
        ("Victor Hall", "vickert", True),
        ("José Núñez", "jose", True),
        ("Robert King", "bob", True),
        ("Edward Stone", "ted", True),
        ("Theodore Stone", "ted", True),
        ("Elizabeth Hall", "betsy", True),
        ("Aleksandr Orlov", "sasha", True),
        ("Bob King", "robert king", True),
        ("Dana Whitfield", "sarah", False),
        ("Dana Whitfield", "sarah jones", False),
        ("Kevin Brooks", "hannah", False),
        ("", "sarah", True),
        ("Ольга Петрова", "olga", True),
        ("Dana", "", True),
    ],
)
def test_a_name_that_was_heard_may_be_the_one_in_the_notes(name: str, heard: str, expected: bool) -> None:
    """Misheard, short, or part of it; another name is told, and nothing where it cannot be."""
    assert may_be_same_name(name, heard) is expected


@settings(max_examples=50)
@given(st.text(max_size=60), st.text(max_size=120))
def test_any_note_and_any_message(note: str, text: str) -> None:
    """No note and no message fails, and whoever reads a fact out says it."""
    words = spoken_words(transcript(text).words)
    for mention in facts_said(Prospect(facts=(note,)), words) or ():
        assert mention.quote.text in " ".join(word.text for word in words)


@pytest.mark.parametrize(
    ("name", "text", "heard"),
    [
        ("Sarah Chen", "Hi, sir. It's Tom Becker.", "sir"),
        ("Miguel Santos", "Hi me gal, this is Nina.", "me gal"),
        ("Miguel Santos", "Good morning, me gal, this is Nina.", "me gal"),
        ("Nina Salvador", "Hello, Miss Elvador. It's Tom.", None),
        ("Dara Quinn", "Hi there, this is Tom.", None),
        ("Tess Hill", "Hi, this is Tom.", None),
        ("Sarah Chen", "Hi, it's Tom for a sir with a van.", None),
        ("Sarah Chen", "I thought, so, well, let me say hi, sir.", None),
        ("Dana Whitfield", "Hi, sir. It's Tom.", None),
        ("Ольга Петрова", "Hi, sir. It's Tom.", None),
        ("Amy", "Hi, me. It's Tom.", None),
        ("", "Hi, sir. It's Tom.", None),
        ("Sarah Chen", "Hi.", None),
        ("Sarah Chen", "", None),
    ],
)
def test_a_name_behind_a_greeting_may_have_been_misheard(name: str, text: str, heard: str | None) -> None:
    """By its consonants, in one word or two; who greets nobody by name is not taken to have."""
    quote = greeted(name, spoken_words(transcript(text).words))
    assert (quote.text if quote else None) == heard
