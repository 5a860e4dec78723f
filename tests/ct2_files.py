"""CTranslate2 models written by hand: the format, and a small Whisper in it beside what openai-whisper holds."""

import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Tensors = dict[str, NDArray[Any]]

TYPES = {"float32": 0, "int8": 1, "int16": 2, "float16": 4}
MELS, STATE, HEADS, LAYERS, VOCABULARY, AUDIO_CTX, TEXT_CTX = 4, 16, 8, 6, 20, 10, 7


def write_ct2(path: Path, variables: Mapping[str, NDArray[Any]], version: int = 6) -> None:
    """A `model.bin` of these variables, with the one alias that every Whisper has."""

    def name(text: str) -> bytes:
        return struct.pack("<H", len(text) + 1) + text.encode() + b"\0"

    def variable(text: str, values: NDArray[Any]) -> bytes:
        shape = struct.pack(f"<B{values.ndim}I", values.ndim, *values.shape)
        return name(text) + shape + struct.pack("<BI", TYPES[values.dtype.name], values.nbytes) + values.tobytes()

    alias = struct.pack("<I", 1) + name("decoder/projection/weight") + name("decoder/embeddings/weight")
    head = struct.pack("<I", version) + name("WhisperSpec") + struct.pack("<II", 3, len(variables))
    path.write_bytes(head + b"".join(variable(*item) for item in variables.items()) + alias)


def small_whisper(seed: int = 0) -> tuple[Tensors, Tensors]:
    """CTranslate2's variables of a small Whisper with base's layers and heads, and openai-whisper's tensors."""
    draw = np.random.default_rng(seed)
    theirs: Tensors = {
        "encoder/num_heads": np.int16(HEADS).reshape(()),
        "decoder/num_heads": np.int16(HEADS).reshape(()),
    }
    theirs |= {"decoder/scale_embeddings": np.zeros((), np.int8), "decoder/alignment_heads": np.int16([[3, 1]])}
    ours: Tensors = {}

    def tensor(*shape: int) -> NDArray[np.float16]:
        return draw.normal(size=shape).astype(np.float16)

    def put(their_name: str, *our_names: str, shape: tuple[int, ...], bias: bool = True) -> None:
        for name in our_names:
            ours[f"{name}.weight"] = tensor(*shape)
            if bias and not name.endswith(".key"):
                ours[f"{name}.bias"] = tensor(shape[0])
        theirs[f"{their_name}/weight"] = np.concatenate([ours[f"{name}.weight"] for name in our_names])
        if bias:
            zeros = np.zeros(shape[0], np.float16)
            theirs[f"{their_name}/bias"] = np.concatenate([ours.get(f"{name}.bias", zeros) for name in our_names])

    def put_norm(their_name: str, our_name: str) -> None:
        ours[f"{our_name}.weight"] = theirs[f"{their_name}/gamma"] = tensor(STATE)
        ours[f"{our_name}.bias"] = theirs[f"{their_name}/beta"] = tensor(STATE)

    square = (STATE, STATE)
    put("encoder/conv1", "encoder.conv1", shape=(STATE, MELS, 3))
    put("encoder/conv2", "encoder.conv2", shape=(STATE, STATE, 3))
    put("decoder/embeddings", "decoder.token_embedding", shape=(VOCABULARY, STATE), bias=False)
    put_norm("encoder/layer_norm", "encoder.ln_post")
    put_norm("decoder/layer_norm", "decoder.ln")
    for half, context in (("encoder", AUDIO_CTX), ("decoder", TEXT_CTX)):
        positions = tensor(context, STATE)
        ours[f"{half}.positional_embedding"] = theirs[f"{half}/position_encodings/encodings"] = positions
        for layer in range(LAYERS):
            their, our = f"{half}/layer_{layer}", f"{half}.blocks.{layer}"
            stacked = [f"{our}.attn.{part}" for part in ("query", "key", "value")]
            put(f"{their}/self_attention/linear_0", *stacked, shape=square)
            put(f"{their}/self_attention/linear_1", f"{our}.attn.out", shape=square)
            put_norm(f"{their}/self_attention/layer_norm", f"{our}.attn_ln")
            put(f"{their}/ffn/linear_0", f"{our}.mlp.0", shape=(4 * STATE, STATE))
            put(f"{their}/ffn/linear_1", f"{our}.mlp.2", shape=(STATE, 4 * STATE))
            put_norm(f"{their}/ffn/layer_norm", f"{our}.mlp_ln")
            if half == "decoder":
                put(f"{their}/attention/linear_0", f"{our}.cross_attn.query", shape=square)
                put(f"{their}/attention/linear_1", f"{our}.cross_attn.key", f"{our}.cross_attn.value", shape=square)
                put(f"{their}/attention/linear_2", f"{our}.cross_attn.out", shape=square)
                put_norm(f"{their}/attention/layer_norm", f"{our}.cross_attn_ln")
    return theirs, ours
