"""The pages of a team and of a rep in a real browser: quiet, inert, sorted and narrowed by mouse and keys."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from tests.assessments import good
from tests.browsers import DESK, PHONE, SMALL_PHONE, Opened, needs_chromium
from tests.pages import HOSTILE, page_of
from tests.teams import failed, many, page_of_team, scored, team_of
from tests.test_history import keep_days
from tests.test_rep_page import GOOD, POOR, SILENT, page_of_rep
from vmcoach.history import open_history
from vmcoach.rounding import shown

pytestmark = needs_chromium

REPS = ["Ann Lee", "bob", "Zoë", "Élise"]
SHOWN = 25
TIES = (8.05, 8.25, 8.3496, 8.45, 8.65, 8.75)
"""Lengths that lie, or nearly lie, halfway between two tenths."""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Pages on disk; the first message of the team has a page of its own."""
    folder = tmp_path_factory.mktemp("pages")
    with open_history(folder / "history") as history:
        keep_days(history, "Dana", [(1 + day % 30, (POOR, GOOD, SILENT)[day % 3]) for day in range(40)])
        dana = page_of_rep(history, "Dana")
    messages = many(120, REPS)
    messages[5] = scored("team/bob/quiet.wav", "bob", judged_words_per_second=None, fillers_per_minute=None, score=50)
    strange = [scored(f"{text}/{text}", text, main_finding=text, cliches=(text,)) for text in HOSTILE]
    pages = {
        "team": page_of_team(
            team_of(messages, [failed("torn.wav", "bob")]), {messages[0].take.place: "pages/0001.html"}
        ),
        "large": page_of_team(team_of(many(5000, [f"Rep {number}" for number in range(30)]))),
        "hostile": page_of_team(team_of(strange, [failed(text, text) for text in HOSTILE])),
        "empty": page_of_team(team_of([], [failed("torn.wav")])),
        "ties": page_of_team(team_of([scored(f"{s}.wav", "Ann", duration_s=s) for s in TIES])),
        "rep": dana,
        "pages/0001": page_of(good(), with_sound=False, index="../team.html"),
    }
    (folder / "pages").mkdir()
    for name, page in pages.items():
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in pages}


@pytest.fixture
def team(browser: Browser, files: dict[str, Path]) -> Iterator[Opened]:
    """The page of a team."""
    each = Opened(browser, files["team"])
    yield each
    each.close_quiet()


def column(each: Opened, name: str) -> list[str]:
    """What stands in a column of the rows shown."""
    return each.page.locator(f'.table [data-name="{name}"]').all_inner_texts()


def status(each: Opened) -> str:
    """Which rows are shown, of how many."""
    return each.page.get_by_role("status").inner_text()


def test_the_script_of_a_page_rounds_as_the_reports_do(browser: Browser, files: dict[str, Path]) -> None:
    """So that the table, the cards above it and the terminal never differ by a tenth."""
    each = Opened(browser, files["ties"])
    assert column(each, "Length") == [shown(length_s, unit=" s") for length_s in TIES]
    each.close_quiet()


@pytest.mark.parametrize("name", ["team", "large", "hostile", "empty", "rep"])
@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk", "phone"])
def test_a_page_of_many_opens_quietly_and_fits(
    browser: Browser, files: dict[str, Path], name: str, size: ViewportSize, scheme: str
) -> None:
    """No console message, no request off the file, nothing wider than the screen."""
    each = Opened(browser, files[name], size, scheme)
    assert each.page.evaluate("document.documentElement.scrollWidth") == size["width"]
    each.close_quiet()


@pytest.mark.parametrize("name", ["team", "rep"])
@pytest.mark.parametrize("width", [320, 800, 1060, 1400])
def test_no_column_lies_beyond_the_edge(browser: Browser, files: dict[str, Path], name: str, width: int) -> None:
    """Where a table is wider than the page its rows are blocks; the dates and figures of weeks stay on one line."""
    each = Opened(browser, files[name], {"width": width, "height": 900})
    beyond = "[...document.querySelectorAll('.scroll')].map((table) => table.scrollWidth - table.clientWidth)"
    assert set(each.page.evaluate(beyond)) == {0}
    lines = """[...document.querySelectorAll('.weeks tbody :is(th, .number)')].map((cell) => {
        const text = document.createRange();
        text.selectNodeContents(cell);
        return text.getClientRects().length;
    })"""
    assert set(each.page.evaluate(lines)) == ({1} if name == "rep" else set())
    each.close_quiet()


@pytest.mark.parametrize("name", ["team", "rep"])
def test_no_number_on_a_small_phone_runs_into_the_next(browser: Browser, files: dict[str, Path], name: str) -> None:
    """Nor does its name above it."""
    each = Opened(browser, files[name], SMALL_PHONE)
    beyond = "[...document.querySelectorAll('td.number')].map((cell) => cell.scrollWidth - cell.clientWidth)"
    assert set(each.page.evaluate(beyond)) == {0}
    each.enlarge()
    assert set(each.page.evaluate(beyond)) == {0}
    each.close_quiet()


@pytest.mark.parametrize("name", ["team", "hostile", "empty", "rep"])
def test_letters_twice_as_large_fit_a_small_phone(browser: Browser, files: dict[str, Path], name: str) -> None:
    """Neither the page nor a table is wider than the screen."""
    each = Opened(browser, files[name], SMALL_PHONE)
    each.enlarge()
    wide = "[document.documentElement, ...document.querySelectorAll('.scroll')].map((each) => each.scrollWidth)"
    assert max(each.page.evaluate(wide)) == SMALL_PHONE["width"]
    each.close_quiet()


@pytest.mark.parametrize(
    ("name", "size", "scheme"),
    [("team", DESK, "light"), ("team", PHONE, "dark"), ("rep", DESK, "dark"), ("rep", PHONE, "light")],
)
def test_axe_finds_nothing_serious_in_pages_of_many(
    browser: Browser, files: dict[str, Path], name: str, size: ViewportSize, scheme: str
) -> None:
    """Contrast, names, roles and labels hold in light and dark, also while the table is sorted and narrowed."""
    each = Opened(browser, files[name], size, scheme)
    each.page.get_by_role("button", name="Score", exact=True).click()
    each.page.get_by_label("Verdict").select_option("not yet")
    assert each.serious() == []
    each.page.close()


def test_a_column_sorts_by_its_values(team: Opened) -> None:
    """Numbers as numbers, up and then down; what has no value is last both ways; one column at a time says so."""
    scores, paces = (team.page.get_by_role("columnheader", name=name, exact=True) for name in ("Score", "Words/s"))
    scores.get_by_role("button").click()
    expect(scores).to_have_attribute("aria-sort", "ascending")
    assert column(team, "Score")[:3] == ["0", "0", "1"]
    scores.get_by_role("button").click()
    expect(scores).to_have_attribute("aria-sort", "descending")
    assert column(team, "Score")[:2] == ["100", "99"]
    for way in ("ascending", "descending"):
        paces.get_by_role("button").click()
        expect(paces).to_have_attribute("aria-sort", way)
        expect(scores).to_have_attribute("aria-sort", "none")
        shown = [float(value) for value in column(team, "Words/s")]
        assert shown == sorted(shown, reverse=way == "descending")
        for _ in range(4):
            team.page.get_by_role("button", name="Next").click()
        assert column(team, "Words/s")[-1] == "–"


def test_names_sort_as_people_sort_them(team: Opened) -> None:
    """Capitals and accents do not matter, and numbers in names count."""
    team.page.get_by_role("button", name="Rep", exact=True).click()
    team.page.get_by_label("Verdict").select_option("pass")
    seen: list[str] = []
    while True:
        seen += column(team, "Rep")
        if team.page.get_by_role("button", name="Next").is_disabled():
            break
        team.page.get_by_role("button", name="Next").click()
    assert list(dict.fromkeys(seen)) == ["Ann Lee", "bob", "Élise", "Zoë"]


def test_the_table_is_worked_by_keys(team: Opened) -> None:
    """Tab goes from the filters to the headings, Enter and space sort, and the focus stays."""
    team.page.get_by_role("searchbox").focus()
    stops = []
    for _ in range(7):
        team.page.keyboard.press("Tab")
        stops.append(team.page.evaluate("document.activeElement.textContent.trim().split('\\n')[0]"))
    assert stops[3] == "Show all"
    assert stops[5:] == ["Rep", "Recording"]
    team.page.keyboard.press("Enter")
    head = team.page.get_by_role("columnheader", name="Recording")
    expect(head).to_have_attribute("aria-sort", "ascending")
    team.page.keyboard.press("Space")
    expect(head).to_have_attribute("aria-sort", "descending")
    assert team.page.evaluate("document.activeElement.textContent") == "Recording"


def test_at_either_end_the_focus_goes_to_the_way_back(team: Opened) -> None:
    """A button that leads no further would lose it."""
    for name, back in (("Next", "Previous"), ("Previous", "Next")):
        team.page.get_by_role("button", name=name).focus()
        for _ in range(4):
            team.page.keyboard.press("Enter")
        assert team.page.evaluate("document.activeElement.textContent") == back


def test_the_table_is_narrowed_by_words_and_choices(team: Opened) -> None:
    """All must hold; the number found is told; one button takes it all back."""
    assert status(team) == "1–25 of 120 messages"
    team.page.get_by_label("Rep", exact=True).select_option("Zoë")
    assert status(team) == "1–25 of 30 found of 120 messages"
    assert set(column(team, "Rep")) == {"Zoë"}
    team.page.get_by_label("Verdict").select_option("pass")
    assert set(column(team, "Verdict")) == {"✓ pass"}
    team.page.get_by_label("Length", exact=True).select_option("over limit")
    assert all(float(value.removesuffix(" s")) > 30 for value in column(team, "Length"))
    team.page.get_by_role("button", name="Show all").click()
    expect(team.page.get_by_role("status")).to_have_text("1–25 of 120 messages")
    team.page.get_by_role("searchbox").fill("REASON zoë")
    assert set(column(team, "Rep")) == {"Zoë"}
    assert set(column(team, "Main finding")) == {"reason for the call: not found"}
    team.page.get_by_role("searchbox").fill("elise")
    assert set(column(team, "Rep")) == {"Élise"}
    team.page.get_by_role("searchbox").fill("nobody")
    assert status(team) == "none of 120 messages"
    assert column(team, "Rep") == []


def test_what_is_found_stays_found_when_it_is_sorted(team: Opened) -> None:
    """And stands out in the picture of pace and fillers."""
    chosen = "document.querySelector('.plot .chosen').getAttribute('d').split('M').length - 1"
    assert team.page.evaluate(chosen) == 0
    team.page.get_by_label("Rep", exact=True).select_option("bob")
    team.page.get_by_role("button", name="Score", exact=True).click()
    assert set(column(team, "Rep")) == {"bob"}
    assert team.page.evaluate(chosen) == 29  # one of the 30 has no pace
    assert team.page.get_by_text("chosen below").is_visible()


def test_a_reps_picture_leads_to_their_messages(team: Opened) -> None:
    """The table is narrowed to them, and the focus goes there."""
    team.page.get_by_role("searchbox").fill("nobody")
    team.page.get_by_role("button", name="Show the messages of Ann Lee").click()
    expect(team.page.get_by_role("status")).to_have_text("1–25 of 30 found of 120 messages")
    assert set(column(team, "Rep")) == {"Ann Lee"}
    assert team.page.evaluate("document.activeElement.textContent") == "Messages"


def test_a_row_leads_to_the_page_of_its_message(browser: Browser, files: dict[str, Path]) -> None:
    """Where there is one; that page leads back to all messages."""
    each = Opened(browser, files["team"])
    each.page.get_by_role("table").get_by_role("link", name="take-0000.wav").click()
    expect(each.page).to_have_title(re.compile("^Pass: "))
    each.page.get_by_role("link", name="All messages").click()
    expect(each.page).to_have_url(files["team"].as_uri())
    assert each.page.locator("tbody a").count() == 1
    each.page.close()


def test_five_thousand_messages_are_sorted_narrowed_and_leafed_through(
    browser: Browser, files: dict[str, Path]
) -> None:
    """Only the rows in sight are in the page, and each of the others can be reached."""
    each = Opened(browser, files["large"])
    assert each.page.locator("tbody tr").count() == SHOWN
    each.page.get_by_role("button", name="Score", exact=True).click()
    each.page.get_by_role("button", name="Score", exact=True).click()
    assert set(column(each, "Score")) == {"100"}
    each.page.get_by_role("searchbox").fill("take-4999")
    assert status(each) == "1–1 of 1 found of 5,000 messages"
    each.page.get_by_role("searchbox").fill("")
    each.page.get_by_role("button", name="Next").click()
    assert status(each) == "26–50 of 5,000 messages"
    each.page.get_by_role("button", name="Previous").click()
    assert each.page.get_by_role("button", name="Previous").is_disabled()
    each.close_quiet()


def test_hostile_names_are_shown_and_do_nothing(browser: Browser, files: dict[str, Path]) -> None:
    """In the table, the pictures, the choices and the list of failures; no link leads anywhere else."""
    each = Opened(browser, files["hostile"])
    each.page.get_by_label("Rep", exact=True).select_option(HOSTILE[0])
    assert column(each, "Rep") == [HOSTILE[0]]
    assert column(each, "Main finding") == [HOSTILE[0]]
    each.page.get_by_role("button", name="Show all").click()
    reps = each.page.locator('tbody [data-name="Rep"]')
    expect(reps).to_have_count(len(HOSTILE))  # the rows that come back move the buttons below them
    for text in HOSTILE[:3]:
        each.page.get_by_role("button", name=f"Show the messages of {text}").click()
        expect(reps).to_have_text([text])  # waits for the other rows to go
    assert each.page.title() == f"{2 * len(HOSTILE)} voicemails"
    assert each.page.locator("img, iframe, main script:not([type])").count() == 0
    assert each.page.locator("a").evaluate_all("links => links.map(link => link.getAttribute('href'))") == [
        "#messages", "#failed",
    ]  # fmt: skip
    each.close_quiet()


@pytest.mark.parametrize(("name", "heading"), [("team", "Messages"), ("rep", "Takes")])
def test_the_first_stop_leads_to_the_table(browser: Browser, files: dict[str, Path], name: str, heading: str) -> None:
    """Past everything that is told of forty reps or of half a year."""
    each = Opened(browser, files[name], PHONE)
    each.page.keyboard.press("Tab")
    each.page.keyboard.press("Enter")
    each.until(f"document.activeElement.textContent === '{heading}'")
    each.until("document.activeElement.getBoundingClientRect().top < innerHeight")
    each.close_quiet()


def test_takes_of_a_rep_are_sorted_and_narrowed(browser: Browser, files: dict[str, Path]) -> None:
    """By the same table."""
    each = Opened(browser, files["rep"])
    assert column(each, "Take")[:2] == ["take 40", "take 39"]
    each.page.get_by_role("button", name="Take", exact=True).click()
    assert column(each, "Take")[:10] == [f"take {number}" for number in range(1, 11)]
    each.page.get_by_label("Verdict").select_option("pass")
    assert set(column(each, "Score")) == {"91"}
    each.page.close()


def test_without_script_the_pictures_are_there(browser: Browser, files: dict[str, Path]) -> None:
    """And the page says why there is no table."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(files["team"].as_uri())
    assert page.get_by_text("put together by the page's own script").is_visible()
    assert page.locator("svg.chart").first.is_visible()
    assert page.locator("form, table").first.is_hidden()
    context.close()


@pytest.mark.parametrize(
    ("name", "rows", "told"),
    [
        ("team", 120, "1–120 of 120 messages"),
        ("large", 1000, "1–1,000 of 5,000 messages"),
        ("rep", 40, "1–40 of 40 takes"),
    ],
)
def test_paper_has_the_rows_that_cannot_be_leafed_to(
    browser: Browser, files: dict[str, Path], name: str, rows: int, told: str
) -> None:
    """From the first on, wherever one was; the screen has its own again afterwards."""
    each = Opened(browser, files[name])
    each.page.get_by_role("button", name="Next").click()
    before = status(each)
    each.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert (each.page.locator("tbody tr:not(.weeks *)").count(), status(each)) == (rows, told)
    each.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert status(each) == before
    assert before.startswith("26–")
    each.close_quiet()


@pytest.mark.parametrize("name", ["team", "rep"])
def test_the_headings_of_a_table_are_on_each_side_of_paper(browser: Browser, files: dict[str, Path], name: str) -> None:
    """Chromium draws them anew on each side, but a button's own box on the first alone."""
    each = Opened(browser, files[name])
    each.page.emulate_media(media="print")
    boxes = "[...document.querySelectorAll('thead button')].map((button) => getComputedStyle(button).display)"
    assert set(each.page.evaluate(boxes)) == {"contents"}
    each.close_quiet()


@pytest.mark.parametrize(("name", "most"), [("team", 5), ("large", 23), ("rep", 2)])
def test_pages_of_many_print_on_few_sides(browser: Browser, files: dict[str, Path], name: str, most: int) -> None:
    """The pictures and all rows, but not five thousand."""
    each = Opened(browser, files[name], scheme="dark")
    printed = each.page.pdf(prefer_css_page_size=True)
    assert 1 <= len(re.findall(rb"/Type /Page\b", printed)) <= most
    each.page.close()
