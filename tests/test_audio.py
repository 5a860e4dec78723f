"""Every format gives its own sound, length and times, and what is written can be read back."""

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
from numpy.typing import NDArray

from tests.recordings import AMR_FRAME, GSM, STEP_S, WAV, encoded, pcm, riff, tone, video
from vmcoach.audio import SAMPLE_RATE_HZ, load_audio, segment, write_wav
from vmcoach.errors import RecordingError, SetupError, UsageError, VmcoachError
from vmcoach.printable import printable

Write = Callable[..., Path]


def step_s(samples: NDArray[np.float32]) -> float:
    """Where a decoded `tone` gets louder."""
    return float(np.argmax(np.abs(samples) > 0.15)) / SAMPLE_RATE_HZ


def level(samples: NDArray[np.float32]) -> float:
    """RMS of the loud part of a decoded `tone`, away from its ends."""
    return float(np.sqrt(np.mean(samples[round(0.9 * SAMPLE_RATE_HZ) : round(1.4 * SAMPLE_RATE_HZ)] ** 2)))


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


def ima_block(codes: list[int]) -> bytes:
    """A mono IMA ADPCM block that starts from silence: predictor 0, step index 0, then 4-bit codes, low one first."""
    return struct.pack("<hBB", 0, 0, 0) + bytes(low | high << 4 for low, high in zip(*[iter(codes)] * 2, strict=True))


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


def test_an_mp3_without_a_count_of_frames_is_taken_as_it_is(tmp_path: Path) -> None:
    """Nothing in it says how long it was meant to be; an estimate from its first frames would be far too long here."""
    path = tmp_path / "a.mp3"
    parts = [encoded(tone(44_100)[None, :], 44_100, "mp3", "libmp3lame", bit_rate) for bit_rate in (32_000, 160_000)]
    path.write_bytes(b"".join(frames_after_the_count(part) for part in parts))
    assert load_audio(path).duration_s == pytest.approx(3.0, abs=2 * CODEC_S)


def frames_after_the_count(mp3: bytes) -> bytes:
    """An mp3 without its tag and its first frame, which counts the others."""
    mark = b"\xff\xfb"
    return mp3[mp3.index(mark, mp3.index(mark) + 2) :]


def test_a_fifth_of_a_second_is_a_recording(write_recording: Write) -> None:
    assert load_audio(write_recording("short.wav", tone(8000, 0.2), 8000)).duration_s == 0.2


RIGHT = tone(48_000)
NOISE = np.random.default_rng(0).normal(0, 0.3, len(RIGHT)).astype(np.float32)
QUARTER = round(48_000 / 440 / 4)  # samples of a quarter of the tone's period: as loud, but no more alike
OFFSET = np.full(len(RIGHT), 0.6, np.float32)


@pytest.mark.parametrize(
    ("channels", "expected"),
    [
        ([RIGHT, RIGHT], 0.5),
        ([RIGHT, 0 * RIGHT], 0.5),
        ([0 * RIGHT, RIGHT], 0.5),
        ([RIGHT, -RIGHT], 0.5),
        ([0.2 * RIGHT, RIGHT], 0.5),
        ([RIGHT, OFFSET], 0.5),  # a dead input with an offset
        ([RIGHT, 0.8 * RIGHT], 0.45),
        ([RIGHT, 0.1 * NOISE], 0.5),
        ([RIGHT, np.roll(RIGHT, QUARTER)], 0.5),
        ([0 * RIGHT, 0 * RIGHT, RIGHT, 0 * RIGHT, 0 * RIGHT, 0 * RIGHT], 0.5),
    ],
    ids=["same", "dead right", "dead left", "opposite", "panned", "offset", "near", "noise", "unlike", "centre of 5.1"],
)
def test_channels_never_cancel_or_halve_a_voice(
    write_recording: Write, channels: list[NDArray[np.float32]], expected: float
) -> None:
    """The mean where the channels agree, else the loudest of them."""
    loaded = load_audio(write_recording("a.wav", channels, 48_000))
    assert level(loaded.samples) == pytest.approx(expected / 2**0.5, rel=0.02)
    assert loaded.source.channels == len(channels)
    assert len(loaded.others) in (0, len(channels) - 1)


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
    with pytest.raises(RecordingError) as caught:
        load_audio(path)
    assert printable(str(caught.value)) == str(caught.value)


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
    assert load_audio(tmp_path / "take.wav").samples[:3] == pytest.approx([1, -1, 1], abs=1e-4)


def test_a_failed_write_leaves_the_old_recording_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "take.wav"
    path.write_bytes(b"the last take")

    def full(*args: Any) -> NoReturn:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(SetupError, match="No space left on device"):
        write_wav(tone(SAMPLE_RATE_HZ), path)
    assert [entry.read_bytes() for entry in tmp_path.iterdir()] == [b"the last take"]


@pytest.mark.parametrize(("place", "error"), [("", UsageError), ("no such folder/take.wav", SetupError)])
def test_a_place_that_cannot_hold_a_recording_is_told(tmp_path: Path, place: str, error: type[VmcoachError]) -> None:
    with pytest.raises(error, match="choose another"):
        write_wav(tone(SAMPLE_RATE_HZ), tmp_path / place)


def test_a_link_is_written_through(tmp_path: Path) -> None:
    """It leads to the same place afterwards."""
    link = tmp_path / "link.wav"
    link.symlink_to(tmp_path / "take.wav")
    write_wav(tone(SAMPLE_RATE_HZ), link)
    assert link.is_symlink()
    assert load_audio(tmp_path / "take.wav").duration_s == 1.5


def test_a_device_is_not_replaced_by_a_recording(tmp_path: Path) -> None:
    """Not even when root asks for it."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(UsageError, match="is not a file"):
        write_wav(tone(SAMPLE_RATE_HZ), pipe)
    assert pipe.is_fifo()


def test_a_segment_slices_by_milliseconds() -> None:
    """As pydub lets sound be handled."""
    sound = segment(tone(SAMPLE_RATE_HZ))
    assert (len(sound), sound.frame_rate, sound.channels) == (1500, SAMPLE_RATE_HZ, 1)
    assert sound[800:1400].rms == pytest.approx(0.5 / 2**0.5 * 32768, rel=0.02)
    assert sound[:700].rms < sound[800:].rms / 20
