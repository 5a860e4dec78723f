"""The result document: its fields, its schema, and values that JSON cannot hold."""

import copy
import json
import math
from dataclasses import replace
from importlib.resources import files
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from tests.builders import EMPTY, TEXT, TWICE, content_of, measures_of, messages, phrase, quote
from tests.judgements import judged
from vmcoach.assessment import Assessment
from vmcoach.content import Content
from vmcoach.document import document, document_json, result_document
from vmcoach.measures import Filler, Measures, PaceWindow
from vmcoach.outcome import Failure
from vmcoach.rubric import Rubric

SCHEMA = json.loads(files("vmcoach").joinpath("schema/result.schema.json").read_text(encoding="utf-8"))


def closed(schema: Any) -> Any:
    """The schema with no property allowed that it does not name: what is written must be described."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: closed(each) for key, each in schema.items()}
    return {"additionalProperties": False, **inner} if "properties" in inner and "type" in inner else inner


VALIDATOR = Draft202012Validator(closed(SCHEMA))


def rich() -> Assessment:
    """A message that fills every list of the document."""
    measures = measures_of(
        f"um {TWICE} um um",
        words_per_second=1.9,
        fillers=[("like", "discourse_marker")],
        pauses=[(3.0, 4.5)],
        windows=[PaceWindow(1.0, 6.0, 4.0)],
    )
    doubtful = (Filler("uh", "filled_pause", 9.0, 9.2, 0.4, "a uh b"),)
    measures = replace(measures, fillers=replace(measures.fillers, doubtful=doubtful))
    parts = {
        "generic_pitch": "two teams like yours",
        "cliches": (phrase(measures, "thanks omar"),),
        "hedges": (phrase(measures, "two", "weak"),) * 2,
    }
    facts = (quote(measures, "driver turnover"),)
    return judged(
        measures, content_of(measures, **parts), Rubric(extra_fillers=("so",)), facts_said=facts, earlier=(TEXT,)
    )


def silent() -> Assessment:
    return judged(measures_of("", number=None), EMPTY)


FAILURE = Failure("gone.wav", "missing", "gone.wav does not exist.")


def test_the_schema_is_a_schema() -> None:
    """And itself open, because fields may be added within a version."""
    Draft202012Validator.check_schema(SCHEMA)
    assert "additionalProperties" not in SCHEMA


def test_a_document_keeps_to_its_schema() -> None:
    """Every field that is written is described, every field described is written."""
    result = document([rich(), FAILURE, silent()])
    VALIDATOR.validate(result)
    assert [each["score"] for each in result["results"]] == [rich().score, 0]
    assert result["errors"] == [{"path": "gone.wav", "kind": "missing", "message": "gone.wav does not exist."}]


@given(messages())
def test_every_message_keeps_to_the_schema(message: tuple[Measures, Content]) -> None:
    """Whatever was heard and found."""
    VALIDATOR.validate(document([judged(*message)]))


def test_no_recordings_give_an_empty_document() -> None:
    """Nothing is a valid answer."""
    assert document([]) == {"schema_version": 1, "results": [], "errors": []}
    VALIDATOR.validate(document([]))


def test_the_schema_refuses_what_is_not_a_result() -> None:
    """A missing field, an unknown verdict and a negative time are caught."""
    good = document([rich()])
    for path, value in ((("duration", "verdict"), "fine"), (("duration", "total_s"), -1.0), (("score",), 101)):
        bad = copy.deepcopy(good)
        place = bad["results"][0]
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = value
        assert not VALIDATOR.is_valid(bad), path
    missing = copy.deepcopy(good)
    del missing["results"][0]["pace"]["words_per_second"]
    assert not VALIDATOR.is_valid(missing)


def test_the_fields_that_others_rely_on_say_what_was_measured() -> None:
    """The contract, field by field, for one message."""
    assessment = rich()
    measures, result = assessment.measures, result_document(assessment)
    assert result["source"] == {
        "path": "take.wav",
        "sha256": "0" * 64,
        "format": "wav",
        "sample_rate_hz": 16_000,
        "channels": 1,
    }
    assert result["engine"] == {"name": "scripted", "model": "", "version": "1", "settings": ""}
    assert result["duration"]["total_s"] == round(measures.duration.total_s, 3)
    assert (result["duration"]["target_s"], result["duration"]["limit_s"]) == (20, 30)
    assert result["duration"]["verdict"] == "over_limit"
    assert result["pace"]["words"] == measures.pace.words == 60
    assert result["pace"]["verdict"] == assessment.pace_verdict
    assert result["pace"]["judged_words_per_second"] == round(assessment.judged_pace.words_per_second, 3)
    assert result["pace"]["windows"] == [{"start_s": 1.0, "end_s": 6.0, "words_per_second": 4.0}]
    assert [each["kind"] for each in result["fillers"]["items"]] == [
        *("filled_pause", "discourse_marker", "filled_pause", "filled_pause")
    ]
    assert result["fillers"]["count"] == 4
    assert result["fillers"]["doubtful"][0]["text"] == "uh"
    assert result["pauses"] == {
        "items": [{"start_s": 3.0, "end_s": 4.5}],
        "count": 1,
        "longest_s": 1.5,
        "total_s": 1.5,
    }
    assert result["transcript"]["spoken"] == f"um {TWICE} um um"
    assert [each["kind"] for each in result["transcript"]["words"]][:2] == ["filled_pause", "word"]
    assert result["phone_number"]["digits"] == "7205550164"
    assert (result["phone_number"]["times_said"], result["phone_number"]["sayings_agree"]) == (2, True)
    assert result["phone_number"]["extension"] is None
    assert result["content"]["recipient"]["found"] is True
    assert result["content"]["recipient"]["text"] == "omar"
    assert result["content"]["cliches"][0]["severity"] == "strong"
    assert [each["reason"] for each in result["reasons"]] == list(range(1, 10))
    assert result["score"] == assessment.score
    assert sum(each["points"] for each in result["score_parts"]) == pytest.approx(assessment.score, abs=0.51)
    assert result["rubric"]["clipped_fraction"] == {"watch_above": 0.0005, "flag_above": 0.005}
    assert result["cuts"][0]["text"] == assessment.cuts[0].quote.text


def test_what_was_not_found_is_null() -> None:
    """For a silent recording no number is made up."""
    result = result_document(silent())
    assert result["content"]["caller"] == {"found": False, "text": None, "start_s": None, "end_s": None}
    assert result["phone_number"] is None
    assert result["pace"]["words_per_second"] is result["pace"]["judged_words_per_second"] is None
    assert result["duration"]["speech_start_s"] is None
    assert result["duration"]["verdict"] == "no_speech"


def test_the_same_assessment_gives_the_same_text() -> None:
    """Byte for byte, and in ASCII."""
    text = document_json([rich(), FAILURE])
    assert text == document_json([rich(), FAILURE])
    assert text.isascii()
    assert json.loads(text) == document([rich(), FAILURE])


def test_numbers_that_json_does_not_know_are_null() -> None:
    """A level of digital silence is minus infinity, and an engine's float32 is a number like any other."""
    measures = measures_of(peak_dbfs=-math.inf, noise_floor_dbfs=math.nan, clipped_fraction=np.float32(0.00025))
    delivery = result_document(judged(measures, EMPTY))["delivery"]
    assert delivery["peak_dbfs"] is delivery["noise_floor_dbfs"] is None
    assert delivery["clipped_fraction"] == 0.00025


@pytest.mark.parametrize(
    ("path", "shown"),
    [("caf\udce9.wav", "caf\\udce9.wav"), ("naïve 語.wav", "naïve 語.wav"), ("a\x1b[31m.wav", "a\x1b[31m.wav")],
)
def test_a_file_name_that_is_not_utf8_stays_visible(path: str, shown: str) -> None:
    """Its lone surrogates become escapes; every other name is itself."""
    measures = measures_of()
    observation = replace(measures.observation, source=replace(measures.observation.source, path=path))
    assessment = judged(replace(measures, observation=observation), EMPTY)
    failure = Failure(path, "missing", f"{path} does not exist.")
    result = json.loads(document_json([assessment, failure]))
    assert result["results"][0]["source"]["path"] == shown
    assert result["errors"][0]["path"] == shown


def test_no_number_is_minus_zero() -> None:
    """Rounding a little less than nothing gives nothing."""
    message = rich()
    duration = replace(message.measures.duration, tail_silence_s=-1e-9)
    result = result_document(replace(message, measures=replace(message.measures, duration=duration)))
    assert str(result["duration"]["tail_silence_s"]) == "0.0"


def test_times_are_rounded_to_milliseconds() -> None:
    """No digit is printed that was not measured."""
    for value in numbers(result_document(rich())):
        assert round(value, 3) == value


def numbers(value: Any) -> list[float]:
    """Every float of a document, settings of the rubric left out."""
    if isinstance(value, dict):
        return [number for key, each in value.items() if key != "rubric" for number in numbers(each)]
    if isinstance(value, list):
        return [number for each in value for number in numbers(each)]
    return [value] if isinstance(value, float) else []
