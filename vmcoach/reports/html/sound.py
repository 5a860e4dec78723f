"""The small copy of a recording that a page carries: Opus in WebM, which every current browser plays and seeks."""

import io

import numpy as np

from vmcoach.audio import Audio, segment

BIT_RATE = 24_000
"""Bits a second: clear wideband speech in Opus (RFC 7587 suggests 16 to 20 kbit/s for it), 90 kB for half a minute."""
MEDIA_TYPE = "audio/webm"


def small_copy(audio: Audio) -> bytes:
    """The sound as a WebM file, whole and with its times kept."""
    import av

    target, sound = io.BytesIO(), segment(audio.samples)
    pcm = np.frombuffer(sound.raw_data, "<i2")[np.newaxis]
    with av.open(target, "w", format="webm", options={"fflags": "bitexact"}) as out:  # no number drawn by lot in it
        stream = out.add_stream("libopus", rate=sound.frame_rate, layout="mono")
        stream.bit_rate = BIT_RATE
        frame = av.AudioFrame.from_ndarray(pcm, format="s16", layout="mono")
        frame.sample_rate, frame.pts = sound.frame_rate, 0
        out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return target.getvalue()
