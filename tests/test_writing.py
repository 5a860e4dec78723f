"""Many rows decoded together write what each would write alone, and what openai-whisper's own decoder writes."""

from pathlib import Path

import pytest

from vmcoach.audio import load_audio
from vmcoach.engines import EngineSpec, engine_info, load_engine
from vmcoach.engines.vocabulary import is_filled_pause
from vmcoach.engines.whisper import PROMPTS
from vmcoach.engines.writing import (
    LOOP_REPEATS,
    NEAR,
    SPARE_TOKENS,
    TOKENS_PER_S,
    Writer,
    behind,
    is_loop,
    token_limit,
)
from vmcoach.weights import load_model

SAMPLES = Path(__file__).parents[1] / "samples"
DISFLUENT = "uh so um I I was er you know"


@pytest.mark.parametrize(
    ("tokens", "expected"),
    [
        ([], False),
        ([7] * 40, True),
        ([1, 2, 3] * 8, True),
        ([1, 2, 3] * 7, False),
        ([*range(20), *[5, 6, 7, 8, 9, 10, 11] * LOOP_REPEATS], True),
        ([*range(20), *[5, 6, 7, 8, 9, 10, 11] * (LOOP_REPEATS - 1)], False),
        ([*range(60, 90)] * LOOP_REPEATS, True),
        ([*range(60, 90)] * (LOOP_REPEATS - 1), False),
        ([*range(60, 120), 9, 1, 9, 5, 5, 5, 5, 5, 5], False),
        ([*range(60)], False),
        ([*range(30), 4, 4, 4], False),
        ([*[1, 2, 3] * 12, 9], False),
    ],
)
def test_a_pattern_over_and_over_at_the_end_is_a_loop(tokens: list[int], expected: bool) -> None:
    """A loop is told by its end: repeated often enough, and not followed by anything else."""
    assert is_loop(tokens) is expected


def test_nine_times_the_same_word_is_no_loop() -> None:
    """People do say a short word several times over, as in a microphone test."""
    assert not is_loop([11, 50] * 9)


def test_the_limit_grows_with_the_time() -> None:
    """A longer stretch may hold more tokens, and none at all still a few."""
    assert token_limit(0.0) == SPARE_TOKENS
    assert token_limit(10.0) - token_limit(0.0) == int(10 * TOKENS_PER_S)


@pytest.mark.parametrize(
    ("tokens", "draft", "expected"),
    [
        ([1, 2, 3], [1, 2, 3, 4, 5, 6, 7, 8], [4, 5, 6, 7, 8]),
        ([1, 9, 2, 3], [1, 2, 3, 4, 5], [4, 5]),
        ([2, 3], [1, 9, 8, 2, 3, 4], [4]),
        ([7, 7, 7], [7, 7, 7, 7, 5], [7, 5]),
        ([1, 2, 3], [1, 2, 3], []),
        ([1, 2, 4], [1, 2, 3, 4, 5], []),
        ([3], [3, 4, 5], []),
        ([1, 2, 3], [], []),
        ([2, 3], [*range(50, 50 + NEAR + 1), 2, 3, 4], []),
    ],
    ids=["the same", "one more", "fewer", "nearest", "at its end", "else", "one alone", "no draft", "too far"],
)
def test_a_draft_is_taken_up_behind_the_last_two_tokens(
    tokens: list[int], draft: list[int], expected: list[int]
) -> None:
    """Where they are nearest to their place in the row."""
    assert behind(tokens, draft) == expected


@pytest.fixture(scope="module")
def engine():
    """Whisper base."""
    return load_engine(EngineSpec("whisper", "base"))


@pytest.fixture(scope="module")
def features(engine):
    """Of the first fifteen seconds of two samples."""
    import torch
    from whisper.audio import log_mel_spectrogram, pad_or_trim

    mels = [
        log_mel_spectrogram(pad_or_trim(torch.from_numpy(load_audio(SAMPLES / name).samples[: 15 * 16000])))
        for name in ("good.wav", "fillers.flac")
    ]
    with torch.inference_mode():
        return [engine._encoder(mel, 30.0) for mel in mels]


def rows_of(engine, features, prompts, drafts=None):
    """Rows of each window after each prompt, nothing but what Whisper never writes suppressed."""
    import torch

    decoder, tokens = engine._decoder, engine._decoder.tokens
    writer = Writer(decoder, prompts, [tokens.written] * len(prompts), tokens.filled_pauses)
    with torch.inference_mode():
        return writer.rows([*map(decoder.sound, features)], [100] * len(features), drafts)


@pytest.mark.whisper
def test_the_plain_row_is_openai_whispers(engine, features) -> None:
    """Without a prompt the tokens are those of whisper.decode, one window at a time."""
    import whisper

    model = load_model("base")
    options = whisper.DecodingOptions(language="en", without_timestamps=True, fp16=False)
    expected = [whisper.decode(model, window.states, options).tokens for window in features]
    assert [row.tokens for (row,) in rows_of(engine, features, [[]])] == expected


@pytest.mark.whisper
def test_rows_beside_each_other_do_not_change_each_other(engine, features) -> None:
    """A row's tokens are the same beside rows with longer prompts and beside other windows as alone."""
    prompt = engine._decoder.tokens.encode(" " + DISFLUENT)
    together = rows_of(engine, features, [[], prompt, prompt[:3]])
    for window in range(2):
        alone = rows_of(engine, features[window : window + 1], [[]])[0][0]
        assert together[window][0].tokens == alone.tokens
        assert together[window][0].filler_logprobs == pytest.approx(alone.filler_logprobs, abs=0.1)
        assert len(alone.filler_logprobs) == len(alone.tokens) + 1


@pytest.mark.whisper
def test_a_prompted_row_writes_the_fillers(engine, features) -> None:
    """After one of the engine's prompts a row has every filler of these seconds, and the plain row no more."""
    rows = rows_of(engine, features[1:], [[], engine._decoder.tokens.encode(" " + PROMPTS[1])])[0]
    texts = [engine._decoder.tokens.tokenizer.decode(row.tokens).lower() for row in rows]
    plain, prompted = (sum(map(is_filled_pause, text.split())) for text in texts)
    assert prompted >= max(plain, 4)


@pytest.mark.whisper
@pytest.mark.parametrize(
    "draft_of",
    [
        lambda tokens: tokens,
        lambda tokens: tokens[: len(tokens) // 2],
        lambda tokens: [*tokens, 11, 11],
        lambda tokens: tokens[:5] + tokens[7:20] + [400, 500] + tokens[20:],
        lambda tokens: [50_000, 11] * 60,
        lambda tokens: [],
    ],
    ids=["right", "half", "too long", "edited", "nonsense", "empty"],
)
def test_a_draft_changes_nothing_but_the_number_of_steps(engine, features, monkeypatch, draft_of) -> None:
    """Each row has the tokens and probabilities that it has without one; a right draft is done in one step."""
    prompts = [[], engine._decoder.tokens.encode(" " + DISFLUENT)]
    expected = rows_of(engine, features, prompts)
    drafts = [[draft_of(row.tokens) for row in rows] for rows in expected]
    asked, states = [], engine._decoder.states
    monkeypatch.setattr(engine._decoder, "states", lambda *given: asked.append(1) or states(*given))
    found = rows_of(engine, features, prompts, drafts)
    for row, other in zip(
        (row for rows in expected for row in rows), (row for rows in found for row in rows), strict=True
    ):
        assert other.tokens == row.tokens
        assert other.logprobs == pytest.approx(row.logprobs, abs=0.1)
        assert other.filler_logprobs == pytest.approx(row.filler_logprobs, abs=0.1)
        assert other.no_speech == pytest.approx(row.no_speech, abs=0.01)
    longest = max(len(row.tokens) for rows in expected for row in rows)
    assert len(asked) == 1 if drafts[0][0][:longest] == expected[0][0].tokens else len(asked) <= longest + 1


@pytest.mark.whisper
def test_a_row_takes_what_others_have_further_on(engine, features, monkeypatch) -> None:
    """A row without a right draft beside rows that have one is written in fewer steps than it has tokens."""
    encode = engine._decoder.tokens.encode
    prompts = [[], *(encode(" " + prompt) for prompt in PROMPTS[1:])]
    expected = rows_of(engine, features[1:], prompts)
    asked, states = [], engine._decoder.states
    monkeypatch.setattr(engine._decoder, "states", lambda *given: asked.append(1) or states(*given))
    drafts = [[[] if at == 2 else row.tokens for at, row in enumerate(expected[0])]]
    found = rows_of(engine, features[1:], prompts, drafts)
    assert [row.tokens for row in found[0]] == [row.tokens for row in expected[0]]
    assert len(asked) < len(expected[0][2].tokens) / 2


@pytest.mark.whisper
def test_writing_ends_where_the_check_says_so(engine, features) -> None:
    """Before the next step; it is told what is written."""
    import torch

    class EnoughError(Exception):
        pass

    written = []

    def check(rows) -> None:
        if len(written) == 2:
            raise EnoughError
        written.append([len(row.tokens) for row in rows[0]])

    with torch.inference_mode(), pytest.raises(EnoughError):
        engine._writer.rows([engine._decoder.sound(features[0])], [100], check=check)
    assert written == [[0] * len(PROMPTS), [1] * len(PROMPTS)]


@pytest.mark.whisper
def test_the_engine_is_known_without_its_model(engine) -> None:
    """What a kept transcript is known by is what the loaded engine says of itself."""
    assert engine_info(EngineSpec("whisper", "base")) == engine.info
