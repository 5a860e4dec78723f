"""Thresholds, their TOML file and what is said about a bad one."""

import contextlib
import math
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vmcoach.errors import UsageError
from vmcoach.rubric import Ceiling, Floor, Grades, PaceBand, Rubric, Weights, load_rubric, rubric_toml, starter_toml


def written(folder: Path, text: str) -> Path:
    path = folder / "team.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("profile", ["callback", "email"])
def test_the_starter_file_is_the_default_rubric(tmp_path: Path, profile: str) -> None:
    """What a new user edits says the same as no file at all."""
    assert load_rubric(written(tmp_path, starter_toml(profile))) == Rubric(profile=profile)


def test_the_starter_file_gives_a_reason_for_every_setting() -> None:
    """No number stands without a comment above it or above its table."""
    lines = starter_toml().splitlines()
    for number, line in enumerate(lines):
        if "=" in line and not line.startswith("#"):
            top = lines[number - 1]
            in_a_table_with_reason = any(before.startswith("[") for before in lines[:number])
            assert top.startswith("#") or in_a_table_with_reason, line
        if line.startswith("["):
            assert lines[number - 1].startswith("#"), line


def test_a_changed_rubric_survives_its_file(tmp_path: Path) -> None:
    """Writing the rubric in force and loading it changes nothing."""
    rubric = Rubric(
        name='the "fast" team \\ ümlaut',
        target_s=18,
        extra_fillers=("anyhow", "you see"),
        fail_on_reasons=(),
        pace=PaceBand(1.9, 2.2, 3.3, 3.6),
        weights=replace(Weights(), hedges=0.0),
    )
    assert load_rubric(written(tmp_path, rubric_toml(rubric))) == rubric


def test_what_a_file_leaves_out_keeps_its_default(tmp_path: Path) -> None:
    """One line is a complete rubric file."""
    assert load_rubric(written(tmp_path, "pace.good_to = 3.4")) == Rubric(pace=PaceBand(good_to=3.4))
    assert load_rubric(written(tmp_path, "")) == Rubric()


@pytest.mark.parametrize(
    ("text", "line", "key", "problem"),
    [
        ("\nseconds = 20", 2, "seconds", "not a setting"),
        ("target = 20", 1, "target", "did you mean target_s?"),
        ("[pace]\n# quick\ngood_too = 3.0", 3, "pace.good_too", "did you mean good_to?"),
        ("[paces]\ngood_to = 3.0", 1, "paces", "did you mean pace?"),
        ('target_s = "20"', 1, "target_s", "must be a number"),
        ("target_s = true", 1, "target_s", "must be a number"),
        ("target_s = nan", 1, "target_s", "must be a number"),
        ("limit_s = inf", 1, "limit_s", "must be a number"),
        (f"limit_s = 1{'0' * 400}", 1, "limit_s", "must be a number"),
        ("pass_score = 70.5", 1, "pass_score", "must be a whole number"),
        ("name = 3", 1, "name", "must be a text in quotes"),
        ('extra_fillers = "anyhow"', 1, "extra_fillers", "must be a list"),
        ("extra_fillers = [1]", 1, "extra_fillers", "must be a list in square brackets, of texts in quotes"),
        ("fail_on_reasons = [true]", 1, "fail_on_reasons", "must be a list in square brackets, of whole numbers"),
        ('profile = "phone"', 1, "profile", 'must be "callback" or "email"'),
        ("profile = [1]", 1, "profile", 'must be "callback" or "email"'),
        ("pace = 3", 1, "pace", "must be a table"),
        ("[[pace]]\ngood_to = 3.0", 1, "pace", "must be a table"),
        ("target_s = 40", 1, "target_s", "must be below limit_s, not 40 against 30"),
        ("limit_s = 20", 1, "limit_s", "must be above target_s, not 20 against 20"),
        ("[pace]\ngood_from = 3.0\ngood_to = 2.5", 2, "pace.good_from", "must be below pace.good_to"),
        (
            "name = 'x'\n[pace]\n\nfast_above = 3.0",
            4,
            "pace.fast_above",
            "must be above pace.good_to, not 3 against 3.2",
        ),
        ("pace = { good_to = 3.6 }", 1, "pace.good_to", "must be below pace.fast_above"),
        ("name = 'x'\npace.\"good_to\" = 3.6", 2, "pace.good_to", "must be below pace.fast_above"),
        ("[pause_s]\nwatch_above = 2.0", 2, "pause_s.watch_above", "must be below pause_s.flag_above"),
        ("[signal_to_noise_db]\nflag_below = 20", 2, "signal_to_noise_db.flag_below", "must be below"),
        ("[grades]\nb_from = 60", 2, "grades.b_from", "must be above grades.c_from"),
        ("[weights]\nhedges = -1", 2, "weights.hedges", "must be from 0 to 1000"),
        ("[weights]\nlength = 0", 2, "weights.length", "must be from 0.1 to 1000"),
        ("pass_score = 101", 1, "pass_score", "must be from 0 to 100"),
        ("fail_on_reasons = [10]", 1, "fail_on_reasons", "must list reasons from 1 to 9"),
    ],
)
def test_a_bad_setting_is_named_with_its_line(tmp_path: Path, text: str, line: int, key: str, problem: str) -> None:
    """The user is told file, line, key and what is wanted, in one sentence."""
    path = written(tmp_path, text)
    with pytest.raises(UsageError) as caught:
        load_rubric(path)
    message = str(caught.value)
    assert message.startswith(f"{path}, line {line}: {key} ")
    assert problem in message
    assert message.endswith(".")
    assert "\n" not in message


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"target_s = \n", "line 1"),
        (b"\xff\xfe", "not UTF-8"),
        (b"target_s = 1\ntarget_s = 2", "not valid TOML"),
        (b"target_s = " + b"[" * 5000, "nested too deeply"),
    ],
)
def test_a_file_that_is_no_toml_is_refused(tmp_path: Path, content: bytes, problem: str) -> None:
    """A broken file gives a sentence that names it, not a traceback."""
    path = tmp_path / "team.toml"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=problem) as caught:
        load_rubric(path)
    assert str(path) in str(caught.value)


def test_a_key_that_cannot_be_located_is_still_named(tmp_path: Path) -> None:
    """A key may be spelt with escapes, which the search for its line does not undo."""
    with pytest.raises(UsageError, match=r"team\.toml, target_s must be a number"):
        load_rubric(written(tmp_path, '"target\\u005fs" = "20"'))


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    """The name that was given is in the message."""
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(UsageError, match="cannot be read") as caught:
            load_rubric(path)
        assert str(path) in str(caught.value)


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """Any file gives a rubric or a UsageError."""
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    with contextlib.suppress(UsageError):
        assert isinstance(load_rubric(path), Rubric)


@pytest.mark.parametrize(
    ("value", "level", "worth"),
    [(0.0, "ok", 1.0), (1.0, "ok", 1.0), (1.01, "watch", 0.9931), (2.0, "watch", 0.5), (2.01, "flag", 0.4966)],
)
def test_a_ceiling_judges_both_sides_of_its_limits(value: float, level: str, worth: float) -> None:
    """Exactly at a limit is still the better side; half the points are left at the flag."""
    ceiling, floor = Ceiling(1.0, 2.0), Floor(-1.0, -2.0)
    assert (ceiling.level(value), floor.level(-value)) == (level, level)
    assert ceiling.worth(value) == pytest.approx(worth, abs=1e-4)
    assert floor.worth(-value) == ceiling.worth(value)


@pytest.mark.parametrize(("rate", "worth"), [(1.7, 0.25), (2.0, 0.5), (2.3, 1), (3.2, 1), (3.5, 0.5), (3.8, 0.25)])
def test_a_pace_is_worth_less_on_both_sides_of_the_band(rate: float, worth: float) -> None:
    """Speed inside the band is not rewarded."""
    assert PaceBand().worth(rate) == pytest.approx(worth)


@given(st.floats(0, 1e9), st.floats(0, 1e9))
def test_more_of_a_bad_thing_is_never_worth_more(a: float, b: float) -> None:
    """The curve of the score only falls."""
    smaller, larger = sorted((a, b))
    assert 0 <= Ceiling(1.0, 2.0).worth(larger) <= Ceiling(1.0, 2.0).worth(smaller) <= 1


def test_the_default_weights_are_points_of_a_hundred() -> None:
    """What every message is judged on adds up to 100, as the starter file says of its two halves."""
    weights = Weights()
    every_message = {field.name for field in fields(weights)} - {"research", "novelty"}
    assert math.isclose(sum(getattr(weights, name) for name in every_message), 100)
    assert math.isclose(weights.length + weights.pace + weights.fillers + weights.sound, 35)


def test_the_rubric_tells_how_many_words_fit() -> None:
    """20 s hold 50 words."""
    assert Rubric().word_budget == 50
    assert Rubric(target_s=30, limit_s=40).word_budget == 75


def test_a_rubric_can_be_part_of_a_cache_key() -> None:
    """Equal rubrics are one key, others are not."""
    assert len({Rubric(), Rubric(), Rubric(grades=Grades(95))}) == 2
