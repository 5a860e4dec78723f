"""What cannot be scored truthfully is refused, with a kind for machines and one sentence for people."""

import os
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import av  # noqa: TID253 (the ban keeps the program's start quick)
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.recordings import AMR_FRAME, GSM, WAV, riff, tone, video
from vmcoach import audio as audio_module
from vmcoach.audio import PROBLEMS, decoding, load_audio
from vmcoach.errors import RecordingError
from vmcoach.files import path_text
from vmcoach.printable import printable

TAGGED_HEADER = b"RIFF" + struct.pack("<I", 48) + riff(1, 2, b"")[8:] + b"LIST\4\0\0\0INFO"
"""No sound, and a chunk after it that is none either; all sizes right."""

Write = Callable[..., Path]


def refused(path: Path) -> RecordingError:
    """The error that a file ends in, checked for what every message owes the user."""
    with pytest.raises(RecordingError) as caught:
        load_audio(path)
    name, _, sentence = str(caught.value).rpartition(f"{printable(path_text(path))}: ")
    what, _, to_do = sentence.partition("; ")
    assert (name, bool(what), bool(to_do)) == ("", True, True)
    assert printable(sentence) == sentence
    assert caught.value.kind in PROBLEMS
    return caught.value


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("empty.wav", b"", "empty"),
        ("text.wav", b"Hi Dana, this is Sam from Acme. " * 40, "not_audio"),
        ("page.mp3", b"<!doctype html><html><body>404 Not Found</body></html>", "not_audio"),
        ("picture.m4a", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "not_audio"),
        ("list.wav", b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://127.0.0.1:9/a.ts\n", "not_audio"),
        ("list.wav", b"ffconcat version 1.0\nfile /etc/hostname\n", "not_audio"),
        ("zeros.wav", bytes(5000), "not_audio"),
        ("header only.wav", riff(1, 2, b""), "no_samples"),
        ("header and tags.wav", TAGGED_HEADER, "no_samples"),
        ("one sample.wav", riff(1, 2, b"\0\1", rate_hz=48_000), "no_samples"),
        ("half.wav", WAV[: len(WAV) // 2], "truncated"),
        ("nearly.wav", WAV[:-100], "truncated"),
        ("no sound yet.wav", WAV[:44], "truncated"),
        ("cut header.wav", WAV[:30], "truncated"),
        ("nan.wav", riff(3, 4, np.array([0.1, np.nan, 0.1] * 4000, "<f4").tobytes()), "damaged"),
        ("inf.wav", riff(3, 4, np.array([0.1, np.inf, 0.1] * 4000, "<f4").tobytes()), "damaged"),
        ("scale.wav", riff(3, 4, np.array([9000.0, -9000.0] * 4000, "<f4").tobytes()), "damaged"),
        ("old header.wav", riff(1, 2, tone(16_000).tobytes()) + tone(16_000).tobytes(), "damaged"),
        ("rate.wav", riff(1, 2, bytes(400_000), rate_hz=2_000_000), "damaged"),
    ],
)
def test_a_bad_file_is_refused_with_its_kind(tmp_path: Path, name: str, data: bytes, kind: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert refused(path).kind == kind


@pytest.mark.parametrize(
    ("name", "container", "codec"),
    [
        ("a.m4a", "ipod", "aac"),
        ("a.mp3", "mp3", "libmp3lame"),
        ("a.ogg", "ogg", "libopus"),
        ("a.flac", "flac", "flac"),
        ("a.webm", "webm", "libopus"),
        ("a.aiff", "aiff", "pcm_s16be"),
    ],
)
@pytest.mark.parametrize("kept", [0.4, 0.8])
def test_a_file_that_breaks_off_is_refused(
    write_recording: Write, name: str, container: str, codec: str, kept: float
) -> None:
    """The length of what is left would be taken for the message's."""
    path = write_recording(name, tone(48_000), 48_000, container, codec)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * kept)])
    assert refused(path).kind == "truncated"


def test_an_m4a_whose_recorder_was_stopped_hard_is_refused(write_recording: Write) -> None:
    """Its sound is there, but the index that is written last is not."""
    path = write_recording("a.m4a", tone(48_000), 48_000, "ipod", "aac")
    whole = path.read_bytes()
    path.write_bytes(whole[: whole.index(b"moov") - 4])
    assert refused(path).kind == "truncated"


def test_an_m4a_with_its_index_in_front_that_breaks_off_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.m4a"
    with av.open(path, "w", format="ipod", options={"movflags": "faststart"}) as out:
        stream = out.add_stream("aac", rate=48_000, layout="mono")
        frame = av.AudioFrame.from_ndarray(tone(48_000)[None, :], format="fltp", layout="mono")
        frame.sample_rate = 48_000
        out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    data = path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    path.write_bytes(data[:-200])
    assert refused(path).kind == "truncated"


def test_a_video_without_sound_is_refused(tmp_path: Path) -> None:
    video(tmp_path / "silent.mkv")
    assert refused(tmp_path / "silent.mkv").kind == "no_audio"


def test_a_coding_that_cannot_be_decoded_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rare.wav"
    path.write_bytes(riff(0x4242, 1, bytes(4000)))
    assert refused(path).kind == "unsupported"


def test_a_folder_a_pipe_and_a_device_are_refused_at_once(tmp_path: Path) -> None:
    """Opening a pipe nobody writes to would wait for ever; a device would never end."""
    os.mkfifo(tmp_path / "pipe.wav")
    assert [refused(path).kind for path in (tmp_path, tmp_path / "pipe.wav", Path("/dev/zero"))] == ["not_a_file"] * 3


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("no such.wav", "missing"),
        ("no such folder/a.wav", "missing"),
        ("a.wav/b.wav", "missing"),
        ("nul\0byte.wav", "missing"),
        ("x" * 300, "unreadable"),
        ("round.wav", "unreadable"),
    ],
)
def test_a_path_that_leads_nowhere_is_refused(tmp_path: Path, name: str, kind: str) -> None:
    (tmp_path / "a.wav").touch()
    (tmp_path / "round.wav").symlink_to("round.wav")
    assert refused(tmp_path / name).kind == kind


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's answer is passed on; it is put in its mouth here, since root may read everything."""
    path = tmp_path / "a.wav"
    path.write_bytes(WAV)

    def deny(*args: Any, **kwargs: Any) -> NoReturn:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", deny)
    error = refused(path)
    assert error.kind == "unreadable"
    assert "Permission denied" in str(error)


def test_a_recording_beyond_the_longest_is_refused_before_it_is_decoded_whole(
    write_recording: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_recording("a.flac", np.zeros(60 * 8000), 8000, "flac", "flac")
    decoded, add = [], decoding._Track.add

    def count(track: Any, frame: Any, start_s: float) -> None:
        decoded.append(frame.samples)
        add(track, frame, start_s)

    monkeypatch.setattr(decoding, "MAX_DURATION_S", 10.0)
    monkeypatch.setattr(decoding._Track, "add", count)
    assert refused(path).kind == "too_long"
    assert 10 < sum(decoded) / 8000 < 11


def test_a_file_beyond_the_largest_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(WAV)
    monkeypatch.setattr(audio_module, "MAX_BYTES", len(WAV) - 1)
    assert refused(path).kind == "too_large"


def test_damage_is_told_by_the_error_and_not_on_the_terminal(
    write_recording: Write, capfd: pytest.CaptureFixture[str]
) -> None:
    """FFmpeg has much to say about a bad file; none of it reaches the user."""
    path = write_recording("a.m4a", tone(44_100), 44_100, "ipod", "aac")
    data = bytearray(path.read_bytes())
    start = data.index(b"mdat") + 4
    data[start : start + 6000] = bytes(range(7, 247)) * 25
    path.write_bytes(data)
    assert refused(path).kind == "damaged"
    assert capfd.readouterr() == ("", "")


CORPUS = [WAV, riff(0x31, 65, bytes(range(65)) * 5, bits=0, extra=GSM), b"#!AMR\n" + AMR_FRAME * 5]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    whole=st.sampled_from(CORPUS),
    at=st.integers(0, 200),
    put=st.binary(min_size=1, max_size=12),
    kept=st.integers(20, 3000),
)
def test_any_bytes_are_either_sound_or_refused(tmp_path: Path, whole: bytes, at: int, put: bytes, kept: int) -> None:
    """Damage at random places never ends in another error, and never in samples that are no numbers."""
    path = tmp_path / "a.wav"
    path.write_bytes((whole[:at] + put + whole[at + len(put) :])[:kept])
    try:
        samples = load_audio(path).samples
    except RecordingError:
        return
    assert len(samples) > 0
    assert np.abs(samples).max() <= 1.0
