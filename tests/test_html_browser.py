"""The page in a real browser: it opens quietly, plays, follows, can be worked by keyboard, and prints on one side."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from tests.assessments import good, poor, silent
from tests.browsers import DESK, PHONE, SMALL_PHONE, Opened, needs_chromium
from tests.pages import HOSTILE, audio_of, page_of
from tests.test_html_report import hostile
from vmcoach.changes import Since, gist
from vmcoach.document import result_document
from vmcoach.reports.html import html_report, message

pytestmark = needs_chromium

SINCE_GOOD = gist(result_document(good()), result_document(poor()))
UH_S = poor().measures.fillers.items[2].start_s


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Pages on disk."""
    folder = tmp_path_factory.mktemp("pages")
    pages = {
        "poor": page_of(poor()),
        "again": html_report([message(poor(), audio_of(poor()), since=Since(7, date(2026, 3, 1), SINCE_GOOD))]),
        "several": page_of(good(), poor()),
        "many": page_of(*[poor()] * 9, good()),
        "silent": page_of(silent()),
        "mute": page_of(poor(), with_sound=False),
        "hostile": page_of(*map(hostile, HOSTILE), with_sound=False),
    }
    for name, page in pages.items():
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in pages}


@pytest.fixture
def opened(browser: Browser, files: dict[str, Path]) -> Iterator[Opened]:
    """The page of one message, ready to play."""
    each = Opened(browser, files["poor"])
    each.until("document.querySelector('audio').readyState >= 2")
    each.hold()
    yield each
    each.close_quiet()


@pytest.mark.parametrize("name", ["poor", "mute"])
def test_no_line_begins_with_the_comma_of_a_filler(browser: Browser, files: dict[str, Path], name: str) -> None:
    """However wide the page is."""
    each = Opened(browser, files[name])
    pieces = "[...document.querySelectorAll('.transcript .whole')].map((piece) => piece.getClientRects().length)"
    for width in range(300, 460, 10):
        each.page.set_viewport_size({"width": width, "height": 800})
        assert set(each.page.evaluate(pieces)) == {1}
    each.close_quiet()


@pytest.mark.parametrize("name", ["poor", "again", "several", "silent", "mute", "hostile"])
@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk", "phone"])
def test_a_page_opens_quietly_and_fits(
    browser: Browser, files: dict[str, Path], name: str, size: ViewportSize, scheme: str
) -> None:
    """No console message, no request off the file, nothing wider than the screen."""
    each = Opened(browser, files[name], size, scheme)
    assert each.page.evaluate("document.documentElement.scrollWidth") == size["width"]
    each.close_quiet()


@pytest.mark.parametrize("name", ["poor", "again", "several", "silent", "mute", "hostile"])
def test_letters_twice_as_large_fit_a_small_phone(browser: Browser, files: dict[str, Path], name: str) -> None:
    """What is read grows as the reader has set it, and neither the page nor its table is wider than the screen."""
    each = Opened(browser, files[name], SMALL_PHONE)
    each.enlarge()
    wide = "[document.documentElement, ...document.querySelectorAll('.scroll')].map((each) => each.scrollWidth)"
    assert max(each.page.evaluate(wide)) == SMALL_PHONE["width"]
    each.close_quiet()


@pytest.mark.parametrize(
    ("name", "size", "scheme"),
    [("poor", DESK, "light"), ("poor", PHONE, "dark"), ("mute", PHONE, "light"), ("several", DESK, "dark")],
)
def test_axe_finds_nothing_serious(
    browser: Browser, files: dict[str, Path], name: str, size: ViewportSize, scheme: str
) -> None:
    """Contrast, names, roles and headings hold in light and dark, with sound and without."""
    each = Opened(browser, files[name], size, scheme)
    assert each.serious() == []
    each.page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_where_the_pace_is_good_is_seen_on_a_pale_screen(browser: Browser, files: dict[str, Path], scheme: str) -> None:
    """The edge of the band stands out from the paper by 3:1, as WCAG asks of what is drawn."""
    each = Opened(browser, files["poor"], scheme=scheme)
    edge = each.page.evaluate("getComputedStyle(document.querySelector('.pace .band')).stroke")
    paper = each.page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    lighter, darker = sorted(map(luminance, (edge, paper)), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 3
    each.close_quiet()


def luminance(colour: str) -> float:
    """The relative luminance of a colour, as WCAG defines it."""
    shares = [int(share) / 255 for share in re.findall(r"\d+", colour)]
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_hostile_words_are_shown_and_do_nothing(browser: Browser, files: dict[str, Path]) -> None:
    """The title is as it was, no image was made, no dialog opened, and the words can be read."""
    each = Opened(browser, files["hostile"])
    assert each.page.title() == f"{len(HOSTILE)} voicemails"
    assert each.page.locator("img, iframe, article script").count() == 0
    assert each.page.locator(".name").first.inner_text() == HOSTILE[0]
    each.close_quiet()


def test_a_click_on_a_filler_plays_from_its_time(opened: Opened) -> None:
    """In the transcript, and again in the list of fillers."""
    for place in (
        opened.page.locator(".transcript button.filler", has_text=re.compile("^uh$")),
        opened.page.get_by_role("button", name=f"Hear uh at {UH_S:.1f} s"),
    ):
        opened.page.keyboard.press("Home")
        place.click()
        assert opened.heard_at() == pytest.approx(UH_S, abs=0.3)
        assert opened.playing()
        expect(opened.page.locator(".now")).to_have_text("uh")
        opened.page.get_by_role("button", name="Pause").click()
        assert not opened.playing()


def test_a_click_on_any_word_plays_it(opened: Opened) -> None:
    """The word is lit, and says so to whoever listens."""
    opened.page.locator(".transcript span[data-at]", has_text=re.compile("^touching$")).click()
    expect(opened.page.locator(".now")).to_have_text("touching")
    start_s = next(word.start_s for word in poor().measures.observation.transcript.words if word.text == "touching")
    assert opened.heard_at() == pytest.approx(start_s, abs=0.3)
    expect(opened.page.get_by_role("slider")).to_have_attribute("aria-valuetext", re.compile(r"^\d+\.\d s: touching$"))


def test_the_transcript_follows_the_sound(opened: Opened) -> None:
    """While it plays, one word after another is lit, in their order."""
    opened.page.evaluate("""() => {
        window.lit = [];
        const look = () => {
            const word = document.querySelector(".now")?.textContent;
            if (word && word !== lit.at(-1)) lit.push(word);
        };
        new MutationObserver(look).observe(document.querySelector(".transcript"), { attributes: true, subtree: true });
        document.querySelector("audio").playbackRate = 1;
    }""")
    opened.page.get_by_role("button", name="Play", exact=True).click()
    opened.until("lit.length >= 4")
    lit = opened.page.evaluate("lit")
    said = [word.text.rstrip(",.") for word in poor().measures.observation.transcript.words]
    places = [said.index(word.rstrip(",.")) for word in lit]
    assert places == sorted(set(places))


def test_the_wave_is_a_slider_for_keys_and_pointer(opened: Opened) -> None:
    """An arrow goes a word on or back, Home and End to the ends, a space plays; a click goes to its place."""
    slider = opened.page.get_by_role("slider")
    slider.focus()
    words = poor().measures.observation.transcript.words
    opened.page.keyboard.press("ArrowRight")
    assert opened.heard_at() == pytest.approx(words[0].start_s, abs=0.01)
    opened.page.keyboard.press("ArrowRight")
    assert opened.heard_at() == pytest.approx(words[1].start_s, abs=0.01)
    opened.page.keyboard.press("ArrowLeft")
    assert opened.heard_at() == pytest.approx(words[0].start_s, abs=0.01)
    opened.page.keyboard.press("End")
    assert opened.heard_at() == pytest.approx(36.4, abs=0.1)
    opened.page.keyboard.press("Home")
    opened.page.keyboard.press("Space")
    assert opened.playing()
    opened.page.keyboard.press("Space")
    assert not opened.playing()
    box = slider.bounding_box()
    assert box is not None
    opened.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 80)
    assert opened.heard_at() == pytest.approx(36.4 / 2, abs=0.2)


def test_a_finger_that_scrolls_the_page_leaves_the_sound_where_it_is(opened: Opened) -> None:
    """The browser takes such a touch away; one that ends on the wave goes to its place."""
    box = opened.page.get_by_role("slider").bounding_box()
    assert box is not None
    finger = opened.page.context.new_cdp_session(opened.page)
    for end, place_s in (("touchCancel", 0.0), ("touchEnd", 36.4 / 2)):
        touched = {"touchPoints": [{"x": box["x"] + box["width"] / 2, "y": box["y"] + 80}]}
        finger.send("Input.dispatchTouchEvent", {"type": "touchStart"} | touched)
        finger.send("Input.dispatchTouchEvent", {"type": end, "touchPoints": []})
        assert opened.heard_at() == pytest.approx(place_s, abs=0.2)


def test_every_button_is_reached_by_tab(opened: Opened) -> None:
    """The first stops are the player's, then the fillers in their order."""
    told = []
    for _ in range(4):
        opened.page.keyboard.press("Tab")
        told.append(opened.page.evaluate("document.activeElement.getAttribute('aria-label')"))
    assert told[0] == "Play"
    assert told[1] == "Place in the recording"
    assert [each.split(",")[0] for each in told[2:]] == ["um", "like"]


def test_what_has_the_focus_is_never_under_the_player(opened: Opened) -> None:
    """The player stays at the top of the screen: a stop that lies there is moved from under it."""
    stops = opened.page.locator(".message button:not(.play)")
    stops.last.focus()
    covered = """stop => {
        const [it, player] = [stop, document.querySelector(".player")].map((each) => each.getBoundingClientRect());
        return document.activeElement !== stop || (it.top < player.bottom && it.bottom > player.top);
    }"""
    for place in reversed(range(stops.count() - 1)):
        stops.nth(place).evaluate("stop => scrollBy(0, stop.getBoundingClientRect().top - 10)")
        opened.page.keyboard.press("Shift+Tab")
        assert not stops.nth(place).evaluate(covered)


def test_only_one_recording_plays_at_a_time(browser: Browser, files: dict[str, Path]) -> None:
    """To start the second stops the first."""
    each = Opened(browser, files["several"])
    each.hold()
    each.page.locator(".play").nth(0).click()
    each.page.locator(".play").nth(1).click()
    playing = "[...document.querySelectorAll('audio')].map((sound) => !sound.paused)"
    each.until(f"JSON.stringify({playing}) === {json.dumps('[false,true]')}")
    each.close_quiet()


def test_a_message_far_down_is_laid_out_and_its_sound_read_when_it_is_wanted(
    browser: Browser, files: dict[str, Path]
) -> None:
    """So that hundreds open soon; a link, a search in the page and a click on a word lead to it all the same."""
    each = Opened(browser, files["many"])
    last = "document.querySelector('.message:last-child')"
    laid_out = f"{last}.querySelector('header').checkVisibility({{ contentVisibilityAuto: true }})"
    top = f"{last}.querySelector('h2').getBoundingClientRect().top"
    sounds_read = "[...document.querySelectorAll('audio')].filter((sound) => sound.readyState > 0).length"
    for way in ("document.querySelector('.overview tr:last-child a').click()", "find('Tulsa')"):
        each.page.evaluate("scrollTo(0, 0)")
        each.until(f"!{laid_out}")
        each.page.evaluate(way)
        each.until(laid_out)
        each.until(f"{top} < innerHeight")
    assert each.page.evaluate(sounds_read) == 0
    each.page.locator(".message:last-child .transcript span[data-at]", has_text="Tulsa").first.click()
    expect(each.page.locator(".now")).to_have_text("Tulsa")
    each.until(f"{sounds_read} === 1")
    each.close_quiet()


@pytest.mark.parametrize(("name", "sides"), [("poor", 1), ("again", 1), ("silent", 1), ("several", 3)])
def test_a_message_prints_on_one_side(browser: Browser, files: dict[str, Path], name: str, sides: int) -> None:
    """Even one with everything wrong, after an earlier take, from a dark screen; several start on a new side each."""
    each = Opened(browser, files[name], scheme="dark")
    printed = each.page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type /Page\b", printed)) == sides
    each.page.close()


def test_a_page_without_script_still_plays(browser: Browser, files: dict[str, Path]) -> None:
    """The browser's own player stands in, and nothing is said of clicks that do nothing."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(files["poor"].as_uri())
    assert page.locator("audio[controls]").is_visible()
    assert page.locator(".play").is_hidden()
    assert page.get_by_text("Click a word to hear it").is_hidden()
    assert page.locator(".head").is_hidden()
    context.close()
