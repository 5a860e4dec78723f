"""Memory that libraries keep for later use, which an engine has no later use for."""

import ctypes
import os
import sys

_M_ARENA_MAX = -8


def tighten_heap() -> None:
    """Give back what was freed, and let all threads take theirs from one place; nothing where glibc is not in use.

    glibc keeps what a thread has freed for that thread. Reading weights leaves 0.15 GB so, and two threads that hear
    in turn as much again.
    """
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None)
    if hasattr(libc, "malloc_trim"):
        libc.mallopt(_M_ARENA_MAX, 1)
        libc.malloc_trim(0)


def forget_kernels() -> None:
    """Let oneDNN keep fewer of the products it has prepared; to be called before its first.

    It keeps 1024, a quarter of a megabyte each; preparing one anew takes half a millisecond. With 64 a folder of
    messages is heard as fast, in 0.1 GB less.
    """
    os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "64")
