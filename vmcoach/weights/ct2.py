"""CTranslate2's `model.bin` as the tensors of openai-whisper's model, without loss and without pickle.

Layout, little-endian (CTranslate2's `ModelSpec.save`, binary version 6): u32 version; name of the specification; u32
revision; u32 count of variables, each a name, u8 rank, u32 per dimension, u8 type, u32 bytes, data; u32 count of
aliases, each two names. A name is a u16 length and its characters, the last of them NUL.
"""

import mmap
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vmcoach.errors import WeightsError

Tensors = dict[str, NDArray[Any]]

BINARY_VERSION = 6
_TYPES = {0: "<f4", 1: "<i1", 2: "<i2", 3: "<i4", 4: "<f2"}

_MODULES = {
    "conv1": ("conv1",),
    "conv2": ("conv2",),
    "embeddings": ("token_embedding",),
    "self_attention/layer_norm": ("attn_ln",),
    "self_attention/linear_0": ("attn.query", "attn.key", "attn.value"),
    "self_attention/linear_1": ("attn.out",),
    "attention/layer_norm": ("cross_attn_ln",),
    "attention/linear_0": ("cross_attn.query",),
    "attention/linear_1": ("cross_attn.key", "cross_attn.value"),
    "attention/linear_2": ("cross_attn.out",),
    "ffn/layer_norm": ("mlp_ln",),
    "ffn/linear_0": ("mlp.0",),
    "ffn/linear_1": ("mlp.2",),
}
"""Each layer of CTranslate2's and what of Whisper's is stacked in it, in order."""

_FINAL_NORM = {"encoder": "ln_post", "decoder": "ln"}
_PARAMETERS = {"weight": "weight", "bias": "bias", "gamma": "weight", "beta": "bias"}


def read_variables(path: Path) -> Tensors:
    """Every variable of a `model.bin` by name, as read-only views of the file; WeightsError if it is not one."""
    try:
        with path.open("rb") as file:
            return dict(_variables(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)))
    except (struct.error, ValueError, KeyError, UnicodeDecodeError) as error:
        raise WeightsError(f"{path}: not a CTranslate2 Whisper model ({error})") from error


def _variables(data: mmap.mmap) -> Iterator[tuple[str, NDArray[Any]]]:
    position = 0

    def number(code: str) -> int:
        nonlocal position
        (value,) = struct.unpack_from(f"<{code}", data, position)
        position += struct.calcsize(f"<{code}")
        return int(value)

    def name() -> str:
        nonlocal position
        start, position = position + 2, position + 2 + number("H")
        return data[start:position].rstrip(b"\0").decode()

    version = number("I")
    if version != BINARY_VERSION or name() != "WhisperSpec":
        raise ValueError(f"binary version {version}, wanted {BINARY_VERSION} of a WhisperSpec")
    number("I")
    for _ in range(number("I")):
        variable, shape = name(), tuple(number("I") for _ in range(number("B")))
        values = np.dtype(_TYPES[number("B")])
        size = number("I")
        if size != values.itemsize * int(np.prod(shape, dtype=np.int64)):
            raise ValueError(f"{variable} has {size} bytes for shape {shape}")
        yield variable, np.frombuffer(data, values, size // values.itemsize, position).reshape(shape)
        position += size


def whisper_dimensions(variables: Mapping[str, NDArray[Any]]) -> dict[str, int]:
    """The fields of openai-whisper's `ModelDimensions`."""
    vocabulary, text_state = variables["decoder/embeddings/weight"].shape
    audio_state, mels, _ = variables["encoder/conv1/weight"].shape
    return {
        "n_mels": mels,
        "n_audio_ctx": len(variables["encoder/position_encodings/encodings"]),
        "n_audio_state": audio_state,
        "n_audio_head": int(variables["encoder/num_heads"]),
        "n_audio_layer": _layers(variables, "encoder"),
        "n_vocab": vocabulary,
        "n_text_ctx": len(variables["decoder/position_encodings/encodings"]),
        "n_text_state": text_state,
        "n_text_head": int(variables["decoder/num_heads"]),
        "n_text_layer": _layers(variables, "decoder"),
    }


def _layers(variables: Mapping[str, NDArray[Any]], half: str) -> int:
    return len({name.split("/")[1] for name in variables if name.startswith(f"{half}/layer_") and name.count("/") > 2})


def whisper_tensors(variables: Mapping[str, NDArray[Any]]) -> Tensors:
    """openai-whisper's state dict, as views of the file; settings of CTranslate2's own (scalars) are left out."""
    return {
        name: part
        for variable, values in variables.items()
        if values.ndim > 0 and variable != "decoder/alignment_heads"
        for name, part in _unstack(variable, values)
    }


def _unstack(variable: str, values: NDArray[Any]) -> Iterator[tuple[str, NDArray[Any]]]:
    half, _, rest = variable.partition("/")
    if rest == "position_encodings/encodings":
        yield f"{half}.positional_embedding", values
        return
    layer, _, parameter = rest.rpartition("/")
    prefix = half
    if layer.startswith("layer_") and "/" in layer:
        block, _, layer = layer.partition("/")
        prefix = f"{half}.blocks.{block.removeprefix('layer_')}"
    names = (_FINAL_NORM[half],) if layer == "layer_norm" else _MODULES[layer]
    for name, part in zip(names, np.split(values, len(names)), strict=True):
        if parameter == "bias" and name.endswith(".key"):  # Whisper's key has none; the stacked layer holds zeros
            if part.any():
                raise WeightsError(f"{variable}: Whisper's key projection has no bias, this one is not zero")
        else:
            yield f"{prefix}.{name}.{_PARAMETERS[parameter]}", part
