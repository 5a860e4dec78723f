"""Weights on disk -> openai-whisper's model in memory.

Torch takes a second to import, so the weights are hashed and read in a thread meanwhile: checking every byte at every
start costs next to nothing.
"""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

from vmcoach.errors import SetupError
from vmcoach.weights.ct2 import Tensors, read_variables, whisper_dimensions, whisper_tensors
from vmcoach.weights.store import Weights, verify

if TYPE_CHECKING:
    from whisper.model import Whisper


def load_whisper(weights: Weights) -> "Whisper":
    """Whisper on the CPU, in eval mode, without gradients.

    Raises WeightsError if the weights are not what their hashes say, SetupError if the libraries cannot be loaded.

    What its layers multiply by is in float16, as published, and widened by them when it is used; all else in float32.
    """
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(_read, weights)
        try:
            import torch

            with _without_compiler():
                import whisper
        except (ImportError, OSError) as error:  # OSError on Windows, where a library of the system is missing
            raise SetupError(f"PyTorch and Whisper cannot be loaded ({error}); install vmcoach anew.") from error
        dimensions, tensors = reading.result()
    if weights.is_checkpoint:
        checkpoint = torch.load(weights.path, map_location="cpu", weights_only=True, mmap=True)
        dimensions = checkpoint["dims"]
        held = checkpoint["model_state_dict"].items()
        state = {name: tensor if _is_matrix(name, tensor.ndim) else tensor.float() for name, tensor in held}
    else:
        state = {name: torch.from_numpy(tensor) for name, tensor in tensors.items()}
    with _no_initialisation():
        model = whisper.model.Whisper(whisper.model.ModelDimensions(**dimensions))
    model.load_state_dict(state, assign=True)
    model.set_alignment_heads(whisper._ALIGNMENT_HEADS[weights.model])
    return model.requires_grad_(False).eval()


def _read(weights: Weights) -> tuple[dict[str, int], Tensors]:
    verify(weights)
    if weights.is_checkpoint:
        return {}, {}
    variables = read_variables(weights.path / "model.bin")
    views = whisper_tensors(variables)
    tensors = {
        name: view.copy() if _is_matrix(name, view.ndim) else view.astype(np.float32) for name, view in views.items()
    }
    return whisper_dimensions(variables), tensors


def _is_matrix(name: str, dimensions: int) -> bool:
    """Whether a layer multiplies by it."""
    return dimensions > 1 and name.endswith(".weight")


@contextmanager
def _without_compiler() -> Iterator[None]:
    """Leave out numba, a quarter of a second to import: whisper compiles its word timing with it, which is not ours."""
    if "whisper" in sys.modules or "numba" in sys.modules:
        yield
        return
    idle = ModuleType("numba")
    idle.jit = lambda *args, **kwargs: args[0] if args and callable(args[0]) else lambda function: function  # type: ignore[attr-defined]
    sys.modules["numba"] = idle
    try:
        yield
    finally:
        del sys.modules["numba"]


def _no_initialisation() -> Any:
    """Skip torch's random first weights, half a second's work, where all of them are replaced at once."""
    from torch import nn
    from torch.overrides import TorchFunctionMode

    class NoInitialisation(TorchFunctionMode):
        def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            if getattr(func, "__module__", None) == nn.init.__name__:
                return kwargs["tensor"] if kwargs and "tensor" in kwargs else args[0]
            return func(*args, **(kwargs or {}))

    return NoInitialisation()
