"""Whether a file breaks off, or holds more than it says, told from its bytes.

FFmpeg decodes what is there without a word, and the length of what is there is not the recording's. A wav whose header
was never filled in (written into a pipe, as phone systems do) is whole: its writer could not go back. Other containers
that count their samples are held to it after decoding. What counts nothing (AMR, raw AAC, CAF, AVI, WMA, mp3 without a
count of frames) cannot show that it breaks off.
"""

import re
import struct

STREAMED_WAV_SIZE = 0x7FFF_0000
"""A size from here up was never filled in: sox, ALSA and FFmpeg write 0x7FFFF000, 0x80000000, 0xFFFFFFFF to a pipe."""

WAV_SLACK_BYTES = 64
"""Some writers count their own header into the size of the sound; 64 bytes are at most 8 ms of telephone sound."""

_CHUNK = re.compile(rb"[ -~]{3}")
"""How the name of a chunk or a tag begins: LIST, id3, TAG; sound hardly ever does."""


def truncation(data: bytes) -> str:
    """How the file breaks off, as a clause ("its last page is incomplete"); empty if nothing shows that it does."""
    if _is_wav(data):
        return _wav_truncation(data)
    if data[:4] == b"OggS" and _ends_inside_ogg_page(data):
        return "its last page is incomplete"
    if data[4:8] == b"ftyp":
        return _mp4_truncation(data)
    return ""


def uncounted(data: bytes) -> str:
    """What a wav holds beyond the sound that its header counts, as a clause; empty if that is chunks, tags or zeros.

    A recorder that broke down leaves a header from some time before, and FFmpeg would end there.
    """
    if not _is_wav(data) or not (sound := _wav_sound(data)):
        return ""
    end = sum(sound)
    rest = data[end:].lstrip(b"\0")
    if not sound[1] or len(rest) <= WAV_SLACK_BYTES or _CHUNK.match(rest):
        return ""
    return f"its header counts {sound[1]} bytes of sound, and {len(data) - end} more follow"


def is_header_alone(data: bytes) -> bool:
    """Whether a wav says that it holds no sound; FFmpeg would take what stands after that, such as tags, for sound."""
    if not _is_wav(data) or not (sound := _wav_sound(data)):
        return False
    sizes_are_filled_in = struct.unpack_from("<I", data, 4)[0] + 8 == len(data)
    return sizes_are_filled_in and sound[1] == 0


def counts_frames(mp3: bytes) -> bool:
    """Whether an mp3 opens with the frame that counts the others (Xing, Info or VBRI), after its ID3 tag if any."""
    at = 0
    if mp3[:3] == b"ID3" and len(mp3) >= 10:  # the tag's length is in four bytes of seven bits
        at = 10 + (mp3[6] << 21 | mp3[7] << 14 | mp3[8] << 7 | mp3[9])
    return any(mark in mp3[at : at + 64] for mark in (b"Xing", b"Info", b"VBRI"))


def _is_wav(data: bytes) -> bool:
    return data[:4] == b"RIFF" and data[8:12] == b"WAVE"


def _wav_truncation(data: bytes) -> str:
    sound = _wav_sound(data)
    if sound is None:
        return "it ends within its header"
    at, size = sound
    missing = size - (len(data) - at)
    if size < STREAMED_WAV_SIZE and missing > WAV_SLACK_BYTES:
        return f"its last {missing} of {size} bytes of sound are missing"
    return ""


def _wav_sound(data: bytes) -> tuple[int, int] | None:
    """Where a wav's sound begins, and how many bytes of it the header promises."""
    at = 12
    while at + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, at)
        at += 8
        if name == b"data":
            return at, size
        at += size + size % 2
    return None


def _ends_inside_ogg_page(data: bytes) -> bool:
    """Whether the last page is longer than what is left: header, table of lengths, that many bytes (RFC 3533)."""
    table = data.rfind(b"OggS") + 27
    if table > len(data):
        return True
    count = data[table - 1]
    return table + count + sum(data[table : table + count]) > len(data)


def _mp4_truncation(data: bytes) -> str:
    """Walk the outermost boxes (ISO 14496-12): the sound is in mdat, its index, often written last, in moov."""
    at, found = 0, set()
    while at + 8 <= len(data):
        size, name = struct.unpack_from(">I4s", data, at)
        if size == 1 and at + 16 <= len(data):
            (size,) = struct.unpack_from(">Q", data, at + 8)
        end = at + max(size, 8) if size else len(data)
        if name in (b"moov", b"mdat", b"moof") and end > len(data):
            return "it ends within its index" if name != b"mdat" else "it ends within its sound"
        found.add(name)
        at = end
    return "" if b"moov" in found else "its index is missing, which is written when a recording ends"
