"""The small copy of a recording that a page carries: Opus in WebM, which every current browser plays and seeks."""

import io

import numpy as np
from numpy.typing import NDArray

from vmcoach.audio import SAMPLE_RATE_HZ

BIT_RATE = 24_000
"""Bits a second: clear wideband speech in Opus (RFC 7587 suggests 16 to 20 kbit/s for it), 90 kB for half a minute."""
MEDIA_TYPE = "audio/webm"


def small_copy(samples: NDArray[np.float32]) -> bytes:
    """The samples as a WebM file, whole and with its times kept."""
    import av

    target = io.BytesIO()
    with av.open(target, "w", format="webm") as out:
        stream = out.add_stream("libopus", rate=SAMPLE_RATE_HZ, layout="mono")
        stream.bit_rate = BIT_RATE
        frame = av.AudioFrame.from_ndarray(_pcm(samples), format="s16", layout="mono")
        frame.sample_rate, frame.pts = SAMPLE_RATE_HZ, 0
        out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return target.getvalue()


def _pcm(samples: NDArray[np.float32]) -> NDArray[np.int16]:
    pcm: NDArray[np.int16] = np.clip(np.rint(samples * 32768.0), -32768, 32767).astype(np.int16)
    return pcm[np.newaxis]
