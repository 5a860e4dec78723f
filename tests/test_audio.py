"""Every format gives its own sound and length; everything else is refused with one sentence."""

import io
import json
import os
import struct
import wave
from collections.abc import Callable
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any, NoReturn

import av  # noqa: TID253 (the ban keeps the program's start quick)
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from vmcoach import audio as audio_module
from vmcoach.audio import PROBLEMS, SAMPLE_RATE_HZ, Audio, decoding, load_audio, path_text, segment, write_wav
from vmcoach.errors import RecordingError, UsageError

Write = Callable[..., Path]

STEP_S = 0.75
"""Where the test sound gets louder: shows whether the decoded sound stands at its place in time."""


def tone(rate_hz: int, seconds: float = 1.5) -> NDArray[np.float32]:
    """440 Hz, soft until STEP_S, then at half of full scale."""
    time_s = np.arange(round(seconds * rate_hz)) / rate_hz
    return (np.where(time_s < STEP_S, 0.02, 0.5) * np.sin(2 * np.pi * 440 * time_s)).astype(np.float32)


def step_s(samples: NDArray[np.float32]) -> float:
    """Where a decoded `tone` gets louder."""
    return float(np.argmax(np.abs(samples) > 0.15)) / SAMPLE_RATE_HZ


def level(samples: NDArray[np.float32]) -> float:
    """RMS of the loud part of a decoded `tone`, away from its ends."""
    return float(np.sqrt(np.mean(samples[round(0.9 * SAMPLE_RATE_HZ) : round(1.4 * SAMPLE_RATE_HZ)] ** 2)))


def riff(
    form: int,
    block: int,
    data: bytes,
    *,
    rate_hz: int = 8000,
    bits: int | None = None,
    extra: bytes = b"",
    size: int | None = None,
) -> bytes:
    """A mono wav by hand: `bits` a sample if coded, `extra` ends the format chunk, `size` replaces the true one."""
    header = (
        struct.pack("<HHIIHH", form, 1, rate_hz, rate_hz * block, block, 8 * block if bits is None else bits) + extra
    )
    chunks = b"fmt " + struct.pack("<I", len(header)) + header
    chunks += b"data" + struct.pack("<I", len(data) if size is None else size) + data
    return b"RIFF" + struct.pack("<I", 4 + len(chunks) if size is None else size) + b"WAVE" + chunks


def pcm(samples: NDArray[np.float32]) -> bytes:
    """16-bit samples."""
    return np.rint(samples * 32767).astype("<i2").tobytes()


def refused(path: Path) -> RecordingError:
    """The error that a file ends in, checked for what every message owes the user."""
    with pytest.raises(RecordingError) as caught:
        load_audio(path)
    message = str(caught.value)
    assert message.isprintable()
    assert path_text(path).isprintable() is False or path_text(path) in message
    assert caught.value.kind in PROBLEMS
    return caught.value


EXACT, CODEC_S = 0.5 / SAMPLE_RATE_HZ, 0.06
"""How far a length may be off: not at all; or by the padding that a codec adds and its file does not tell."""


@pytest.mark.parametrize(
    ("name", "container", "codec", "rate_hz", "within_s"),
    [
        ("a.wav", "wav", "pcm_u8", 8000, EXACT),
        ("a.wav", "wav", "pcm_s16le", 11025, EXACT),
        ("a.wav", "wav", "pcm_s16le", 44100, EXACT),
        ("a.wav", "wav", "pcm_s24le", 48000, EXACT),
        ("a.wav", "wav", "pcm_s32le", 96000, EXACT),
        ("a.wav", "wav", "pcm_f32le", 16000, EXACT),
        ("a.wav", "wav", "pcm_f64le", 22050, EXACT),
        ("a.wav", "wav", "pcm_mulaw", 8000, EXACT),
        ("a.wav", "wav", "pcm_alaw", 8000, EXACT),
        ("a.wav", "wav", "adpcm_ima_wav", 22050, 0.1),
        ("a.mp3", "mp3", "libmp3lame", 44100, EXACT),
        ("a.mp3", "mp3", "libmp3lame", 8000, EXACT),
        ("a.m4a", "ipod", "aac", 44100, 2 / 1000),
        ("a.m4a", "ipod", "aac", 16000, EXACT),
        ("a.mp4", "mp4", "aac", 48000, EXACT),
        ("a.mov", "mov", "aac", 44100, 2 / 1000),
        ("a.3gp", "3gp", "aac", 16000, EXACT),
        ("a.aac", "adts", "aac", 44100, CODEC_S),
        ("a.ogg", "ogg", "libopus", 48000, EXACT),
        ("a.flac", "flac", "flac", 44100, EXACT),
        ("a.webm", "webm", "libopus", 48000, EXACT),
        ("a.mkv", "matroska", "aac", 44100, CODEC_S),
        ("a.aiff", "aiff", "pcm_s16be", 44100, EXACT),
        ("a.au", "au", "pcm_mulaw", 8000, EXACT),
        ("a.caf", "caf", "pcm_s16le", 44100, EXACT),
        ("a.avi", "avi", "mp2", 44100, CODEC_S),
    ],
)
def test_every_format_gives_its_length_its_level_and_its_times(
    write_recording: Write, name: str, container: str, codec: str, rate_hz: int, within_s: float
) -> None:
    path = write_recording(name, tone(rate_hz), rate_hz, container, codec)
    loaded = load_audio(path)
    source = loaded.source
    assert (source.format, source.sample_rate_hz, source.channels) == (path.suffix[1:], rate_hz, 1)
    assert loaded.duration_s == pytest.approx(len(tone(rate_hz)) / rate_hz, abs=within_s)
    assert loaded.samples.dtype == np.float32
    assert len(loaded.samples) == round(loaded.duration_s * SAMPLE_RATE_HZ)
    assert step_s(loaded.samples) == pytest.approx(STEP_S, abs=0.03)
    assert level(loaded.samples) == pytest.approx(0.5 / 2**0.5, rel=0.06)
    assert source.sha256 == sha256(path.read_bytes()).hexdigest()


GSM = struct.pack("<HH", 2, 320)
"""The format chunk of Microsoft's GSM 6.10 ends so: two more bytes, 320 samples in each block of 65 bytes."""


def ima_block(codes: list[int]) -> bytes:
    """A mono IMA ADPCM block that starts from silence: predictor 0, step index 0, then 4-bit codes, low one first."""
    return struct.pack("<hBB", 0, 0, 0) + bytes(low | high << 4 for low, high in zip(*[iter(codes)] * 2, strict=True))


AMR_FRAME = b"\x3c" + bytes(range(31))
"""160 samples of AMR at 12.2 kbit/s: a header and 31 bytes that may be anything."""


@pytest.mark.parametrize(
    ("name", "data", "samples"),
    [
        ("gsm.wav", riff(0x31, 65, bytes(range(65)) * 25, bits=0, extra=GSM), 25 * 320),
        ("ima.wav", riff(0x11, 260, ima_block([7, 15] * 256) * 4, bits=4, extra=struct.pack("<HH", 2, 513)), 4 * 513),
        ("mulaw.wav", riff(7, 1, bytes([0x80, 0x00]) * 2000), 4000),
        ("alaw.wav", riff(6, 1, bytes([0xAA, 0x2A]) * 2000), 4000),
        ("amr.amr", b"#!AMR\n" + AMR_FRAME * 50, 50 * 160),
    ],
)
def test_telephone_codings_made_by_hand_are_decoded(tmp_path: Path, name: str, data: bytes, samples: int) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    loaded = load_audio(path)
    assert loaded.duration_s == samples / 8000
    assert np.abs(loaded.samples).max() > 0.05


@pytest.mark.skipif("libopencore_amrnb" not in av.codecs_available, reason="PyAV built without OpenCORE")
def test_amr_frames_that_stand_for_a_pause_take_their_time(tmp_path: Path) -> None:
    """Phones send one description of the noise and then empty frames while nobody speaks."""
    path = tmp_path / "pauses.amr"
    path.write_bytes(b"#!AMR\n" + AMR_FRAME * 9 + b"\x44" + bytes(5) + b"\x7c" * 40)
    assert load_audio(path).duration_s == 1.0


def test_amr_inside_3gp_is_decoded(tmp_path: Path) -> None:
    """The usual file of older phones."""
    path = tmp_path / "phone.3gp"
    with av.open(io.BytesIO(b"#!AMR\n" + AMR_FRAME * 50)) as amr, av.open(path, "w") as phone:
        stream = phone.add_stream_from_template(amr.streams.audio[0])
        for packet in amr.demux():
            if packet.dts is not None:
                packet.stream = stream
                phone.mux(packet)
    assert load_audio(path).duration_s == pytest.approx(1.0)
    assert load_audio(path).source.format == "3gp"


def test_a_count_of_samples_cuts_the_padding_of_the_last_gsm_block(tmp_path: Path) -> None:
    """The fact chunk of a wav says how many samples of its blocks are sound."""
    plain = riff(0x31, 65, bytes(range(65)) * 25, bits=0, extra=GSM)
    at = plain.index(b"data")
    path = tmp_path / "gsm.wav"
    path.write_bytes(plain[:at] + b"fact" + struct.pack("<II", 4, 7777) + plain[at:])
    assert load_audio(path).duration_s == 7777 / 8000


@pytest.mark.parametrize("size", [0, 0x7FFFF000, 0x80000000, 0xFFFFFFFF])
def test_a_wav_written_into_a_pipe_is_taken_whole(tmp_path: Path, size: int) -> None:
    """Its header never learnt how long it became: sox, ALSA, FFmpeg and phone systems each have a number for that."""
    path = tmp_path / "piped.wav"
    path.write_bytes(riff(1, 2, pcm(tone(8000)), size=size))
    assert load_audio(path).duration_s == 1.5


def test_a_fifth_of_a_second_is_a_recording(write_recording: Write) -> None:
    assert load_audio(write_recording("short.wav", tone(8000, 0.2), 8000)).duration_s == 0.2


RIGHT = tone(48_000)
NOISE = np.random.default_rng(0).normal(0, 0.3, len(RIGHT)).astype(np.float32)
HUM = np.full(len(RIGHT), 0.6, np.float32)


@pytest.mark.parametrize(
    ("channels", "expected"),
    [
        ([RIGHT, RIGHT], 0.5),
        ([RIGHT, 0 * RIGHT], 0.5),
        ([0 * RIGHT, RIGHT], 0.5),
        ([RIGHT, -RIGHT], 0.5),
        ([0.2 * RIGHT, RIGHT], 0.5),
        ([RIGHT, HUM], 0.5),  # a dead input with an offset
        ([RIGHT, 0.8 * RIGHT], 0.45),
        ([RIGHT, 0.1 * NOISE], 0.5),
        ([0 * RIGHT, 0 * RIGHT, RIGHT, 0 * RIGHT, 0 * RIGHT, 0 * RIGHT], 0.5),
    ],
    ids=["same", "dead right", "dead left", "opposite", "panned", "offset", "near", "unlike", "centre of 5.1"],
)
def test_channels_never_cancel_or_halve_a_voice(
    write_recording: Write, channels: list[NDArray[np.float32]], expected: float
) -> None:
    """The mean where the channels agree, else the loudest of them."""
    loaded = load_audio(write_recording("a.wav", channels, 48_000))
    assert level(loaded.samples) == pytest.approx(expected / 2**0.5, rel=0.02)
    assert loaded.source.channels == len(channels)


@pytest.mark.parametrize("rate_hz", [22_050, 44_100, 48_000, 96_000])
def test_what_lies_above_8_khz_does_not_fold_down(write_recording: Write, rate_hz: int) -> None:
    """A tone at 9 kHz would come out at 7 kHz; below 7 kHz nothing is lost."""
    time_s = np.arange(rate_hz) / rate_hz
    gains = {}
    for pitch_hz in (1000, 7000, 9000):
        sound = 0.5 * np.sin(2 * np.pi * pitch_hz * time_s)
        middle = load_audio(write_recording("a.wav", sound, rate_hz, codec="pcm_f32le")).samples[4000:12000]
        gains[pitch_hz] = 20 * np.log10(np.std(middle) / np.std(sound))
    assert gains[1000] == pytest.approx(0, abs=0.05)
    assert gains[7000] == pytest.approx(0, abs=0.1)
    assert gains[9000] < -80


def test_the_last_samples_are_not_lost_in_the_resampler(write_recording: Write) -> None:
    sound = np.zeros(44_100, np.float32)
    sound[-400:] = 0.5
    assert np.abs(load_audio(write_recording("a.wav", sound, 44_100)).samples[-100:]).min() > 0.3


def test_decoding_twice_gives_the_same_samples(write_recording: Write) -> None:
    path = write_recording("a.ogg", tone(48_000), 48_000, "ogg", "libopus")
    first, second = load_audio(path), load_audio(path)
    assert first.source == second.source
    assert np.array_equal(first.samples, second.samples)


def test_a_jump_of_the_clock_is_silence(tmp_path: Path, write_recording: Write) -> None:
    """Recorders that save no packets for a silence leave only a hole in the timestamps."""
    path, holed = write_recording("a.mkv", tone(16_000), 16_000, "matroska", "pcm_s16le"), tmp_path / "holed.mkv"
    with av.open(path) as whole, av.open(holed, "w") as out:
        stream = out.add_stream_from_template(whole.streams.audio[0])
        for packet in whole.demux():
            if packet.dts is not None:
                packet.stream = stream
                if packet.pts * packet.time_base >= 0.5:
                    packet.pts = packet.dts = packet.pts + int(2 / packet.time_base)
                out.mux(packet)
    loaded = load_audio(holed)
    assert loaded.duration_s == pytest.approx(3.5, abs=0.01)
    assert step_s(loaded.samples) == pytest.approx(STEP_S + 2, abs=0.01)
    assert not loaded.samples[round(0.6 * SAMPLE_RATE_HZ) : round(2.4 * SAMPLE_RATE_HZ)].any()


def test_the_sound_of_a_video_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "a.mkv"
    video(path, sound=tone(16_000))
    assert load_audio(path).duration_s == pytest.approx(1.5)


def video(path: Path, sound: NDArray[np.float32] | None = None) -> None:
    """Two seconds of black, with a sound track or without."""
    with av.open(path, "w") as out:
        pictures = out.add_stream("mpeg4", rate=10)
        pictures.width = pictures.height = 32
        pictures.pix_fmt = "yuv420p"
        track = None if sound is None else out.add_stream("pcm_s16le", rate=16_000, layout="mono")
        for _ in range(20):
            out.mux(pictures.encode(av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8))))
        out.mux(pictures.encode(None))
        if track is not None and sound is not None:
            frame = av.AudioFrame.from_ndarray(np.frombuffer(pcm(sound), np.int16)[None, :], layout="mono")
            frame.sample_rate = 16_000
            out.mux(track.encode(frame))
            out.mux(track.encode(None))


WAV = riff(1, 2, pcm(tone(8000)))


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
        ("one sample.wav", riff(1, 2, b"\0\1", rate_hz=48_000), "no_samples"),
        ("half.wav", WAV[: len(WAV) // 2], "truncated"),
        ("nearly.wav", WAV[:-100], "truncated"),
        ("no sound yet.wav", WAV[:44], "truncated"),
        ("cut header.wav", WAV[:30], "truncated"),
        ("nan.wav", riff(3, 4, np.array([0.1, np.nan, 0.1] * 4000, "<f4").tobytes()), "damaged"),
        ("inf.wav", riff(3, 4, np.array([0.1, np.inf, 0.1] * 4000, "<f4").tobytes()), "damaged"),
        ("scale.wav", riff(3, 4, np.array([9000.0, -9000.0] * 4000, "<f4").tobytes()), "damaged"),
        ("rate.wav", riff(1, 2, bytes(4000), rate_hz=2_000_000_000), "damaged"),
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


def test_an_mp3_without_a_count_of_frames_is_taken_as_it_is(write_recording: Write) -> None:
    """Nothing in it says how long it was meant to be, so nothing can be held against it."""
    path = write_recording("a.mp3", tone(44_100), 44_100, "mp3", "libmp3lame")
    frames = path.read_bytes()
    second = frames.index(b"\xff\xfb", frames.index(b"\xff\xfb") + 2)
    path.write_bytes(frames[second:])
    assert load_audio(path).duration_s == pytest.approx(1.5, abs=CODEC_S)


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


@pytest.mark.parametrize("name", ["no such.wav", "x" * 300, "nul\0byte.wav", "no such folder/a.wav"])
def test_a_path_that_leads_nowhere_is_refused(tmp_path: Path, name: str) -> None:
    assert refused(tmp_path / name).kind in {"missing", "unreadable"}


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


@pytest.mark.parametrize(
    "name",
    [
        b"two words.wav",
        b'it\'s a "take".wav',
        b"line\nbreak\r.wav",
        b"tab\tescape\x1b[31m.wav",
        "Grüße 😀 مرحبا.wav".encode(),
        b"not utf-8 \xe9\xff.wav",
        b"-rf",
        b"--help.wav",
        b"no ending",
        b"%s {0} \\.wav",
    ],
)
def test_any_name_is_loaded_told_and_refused(tmp_path: Path, name: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name goes into JSON and UTF-8 whatever its bytes, and a message about it stays on one line."""
    monkeypatch.chdir(tmp_path)
    path = Path(os.fsdecode(name))
    path.write_bytes(WAV)
    told = json.dumps(asdict(load_audio(path).source), ensure_ascii=False).encode()
    assert json.loads(told)["path"] == name.decode("utf-8", "backslashreplace")
    path.write_bytes(b"nothing of the kind")
    assert refused(path).kind == "not_audio"


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


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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


def test_a_written_wav_is_read_back_to_the_bit(tmp_path: Path) -> None:
    values = np.array([0, 1, -1, 32767, -32768, 12345], np.int16).repeat(50)
    write_wav(values.astype(np.float32) / 32768, tmp_path / "take.wav")
    with wave.open(str(tmp_path / "take.wav")) as take:
        assert (take.getnchannels(), take.getsampwidth(), take.getframerate()) == (1, 2, SAMPLE_RATE_HZ)
    loaded = load_audio(tmp_path / "take.wav")
    assert np.array_equal(np.rint(loaded.samples * 32768).astype(np.int16), values)


def test_a_written_wav_clips_what_is_beyond_full_scale(tmp_path: Path) -> None:
    """A sample that wrapped round would be a loud click."""
    write_wav(np.array([1.5, -1.5, 1.0] * 100, np.float32), tmp_path / "take.wav")
    assert set(np.sign(load_audio(tmp_path / "take.wav").samples[:3])) == {1.0, -1.0}


def test_a_failed_write_leaves_the_old_recording_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "take.wav"
    path.write_bytes(b"the last take")

    def full(*args: Any) -> NoReturn:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(UsageError, match="No space left on device"):
        write_wav(tone(SAMPLE_RATE_HZ), path)
    assert [entry.read_bytes() for entry in tmp_path.iterdir()] == [b"the last take"]


@pytest.mark.parametrize("place", ["", "no such folder/take.wav"])
def test_a_place_that_cannot_hold_a_recording_is_a_usage_error(tmp_path: Path, place: str) -> None:
    with pytest.raises(UsageError, match="choose another place"):
        write_wav(tone(SAMPLE_RATE_HZ), tmp_path / place)


def test_a_device_is_not_replaced_by_a_recording(tmp_path: Path) -> None:
    """Not even when root asks for it."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(UsageError, match="is not a file"):
        write_wav(tone(SAMPLE_RATE_HZ), pipe)
    assert pipe.is_fifo()


def test_a_segment_slices_by_milliseconds(as_audio: Callable[[NDArray[np.float32]], Audio]) -> None:
    sound = segment(as_audio(tone(SAMPLE_RATE_HZ)))
    assert (len(sound), sound.frame_rate, sound.channels) == (1500, SAMPLE_RATE_HZ, 1)
    assert sound[800:1400].rms == pytest.approx(0.5 / 2**0.5 * 32768, rel=0.02)
    assert sound[:700].rms < sound[800:].rms / 20
