"""Whisper's weights: what there is, fetching it, checking it, loading it.

Nothing is used that does not have the SHA-256 of the manifest, and only `fetch` and the first use of a model go to the
network.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from vmcoach.errors import WeightsError
from vmcoach.weights.loading import load_whisper
from vmcoach.weights.manifest import known_models, model_named
from vmcoach.weights.store import Weights, find, models_folder, verify

if TYPE_CHECKING:
    from whisper.model import Whisper

__all__ = ["Weights", "known_models", "load_model", "models_folder", "verify", "weights_info"]


def load_model(name: str) -> "Whisper":
    """openai-whisper's model in float32 on the CPU, in eval mode and without gradients."""
    weights = weights_info(name)
    if weights is None:
        raise WeightsError(f"the weights of {name} are not in {models_folder()}: run `vmcoach models fetch {name}`")
    return load_whisper(weights)


def weights_info(name: str) -> Weights | None:
    """The weights of a model on this machine and where they come from; None if they are not here."""
    return find(model_named(name), models_folder())
