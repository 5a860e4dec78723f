"""The engine that a command asks for, its weights fetched with a progress bar if they are not here."""

import sys
from types import ModuleType
from typing import TYPE_CHECKING

from vmcoach import console

if TYPE_CHECKING:
    from vmcoach.engines import EngineSpec, LaterEngine


def engine_soon(name: str, model: str) -> "LaterEngine":
    """An engine whose model is loaded while something else is done; what cannot be had is told at once."""
    from concurrent.futures import ThreadPoolExecutor

    from vmcoach.engines import EngineSpec, LaterEngine, load_engine

    spec = EngineSpec(name, model)
    fetch_for(spec)
    _spare_the_compiler()
    loader = ThreadPoolExecutor(1, thread_name_prefix="engine")
    loading = loader.submit(load_engine, spec)  # what goes wrong is told where the engine is used
    loader.shutdown(wait=False)
    return LaterEngine(spec, loading)


def fetch_for(spec: "EngineSpec") -> None:
    """Fetch what an engine needs; raises UsageError for a name that does not exist, SetupError."""
    from vmcoach.engines import load_engine
    from vmcoach.weights import fetch, weights_info

    if spec.name == "whisper":
        if weights_info(spec.model) is None:
            with console.fetching(f"Loading {spec.model}") as progress:
                fetch(spec.model, progress)
    elif spec.name == "faster-whisper":
        with console.fetching(f"Loading {spec.model}") as progress:
            load_engine(spec, progress)
    else:
        load_engine(spec)  # without a bar: it fetches nothing


def _spare_the_compiler() -> None:
    """Have torch not import what only its compiler asks for, the shapes of results, a quarter of its time to import.

    For a command alone: nothing in its process compiles, but other programs that load an engine may.
    """
    shapes = "torch._meta_registrations"
    if "torch" not in sys.modules:
        sys.modules.setdefault(shapes, ModuleType(shapes))
