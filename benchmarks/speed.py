"""How fast vmcoach is: beside its peers on the same weights, files and machine, and how its cost grows.

    python -m benchmarks.speed [FOLDER] [--part one|warm|many|growth]... [--model NAME] [--runs N] [--messages N]
                               [--counts N...] [--workers N...] [--beside N] [--peers VENV]

FOLDER holds recordings (default: samples). Its messages of 10-40 s are used; more than there are, are made by adding
to each an inaudible noise of its own. Peers are those of `requirements.txt`, which says how to install them; those that
are not there are left out.

- one: one message of about 22 s, each system a process from its command line, started cold.
- warm: the same message again and again in one process, its model loaded: what a rep waits for in a session.
- many: a folder of messages in one process of each system.
- growth: vmcoach alone, by the length of a message, the number of messages, and the number of worker processes.

All systems of a part take turns, several times over: what else the machine does meets all alike. Printed are medians
with the lowest and highest; a ratio is the median of the ratios within the turns. Memory is of the largest
process. `--beside N` lets N other processes work all the while, as on a machine in use.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from itertools import count, islice
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from time import monotonic, perf_counter
from typing import Any

import numpy as np

from vmcoach.audio import SAMPLE_RATE_HZ, Audio, load_audio, write_wav
from vmcoach.weights import ct2_folder, load_model

HERE = Path(__file__).parent
SHORTEST_S, LONGEST_S = 10.0, 40.0
USUAL_S = 22.0
NOISE = 1e-4
"""Amplitude of the noise that tells copies apart: -80 dBFS."""
LENGTHS_S = (5, 10, 20, 40, 80)


Command = Sequence[str | Path]


@dataclass(frozen=True, slots=True)
class Run:
    """One run of one system; the memory is that of its largest process, and no less than the benchmark's own."""

    seconds: float
    peak_mb: float
    output: str = ""


@dataclass(frozen=True, slots=True)
class Systems:
    """How each system is told what to do: its programs, weights, and a folder to write to."""

    model: str
    peers: Path
    checkpoint: Path
    ct2: Path
    output: Path

    def whole(self, files: Sequence[Path]) -> dict[str, Command]:
        """Commands that hear files with word times, as one types them."""
        words = ["--language", "en", "--word_timestamps", "True", "--verbose", "False"]
        words += ["--output_format", "json", "--output_dir", str(self.output)]
        whisper: Command = [self.peers / "whisper", *files, "--model", self.checkpoint, "--fp16", "False", *words]
        ct2: Command = [self.peers / "whisper-ctranslate2", *files, "--model_directory", self.ct2, *words]
        return self._installed({
            "vmcoach": [sys.executable, "-m", "vmcoach", "score", "--json", "--model", self.model, *files],
            "whisper, default (beam 5)": whisper,
            "whisper, greedy": [*whisper, "--beam_size", "None", "--best_of", "None"],
            "whisper-ctranslate2 int8, default (beam 5)": [*ct2, "--compute_type", "int8"],
            "faster-whisper int8, default (beam 5)": self._listen("faster-whisper", self.ct2, 5, files),
            "faster-whisper int8, beam 1": self._listen("faster-whisper", self.ct2, 1, files),
        })  # fmt: skip

    def warm(self, files: Sequence[Path]) -> dict[str, Command]:
        """Commands that hear files one after another in a process and print the seconds of each."""
        return self._installed({
            "vmcoach": self._listen("vmcoach", self.model, 1, files),
            "whisper, default of transcribe (greedy)": self._listen("whisper", self.checkpoint, 1, files),
            "faster-whisper int8, default (beam 5)": self._listen("faster-whisper", self.ct2, 5, files),
            "faster-whisper int8, beam 1": self._listen("faster-whisper", self.ct2, 1, files),
        })  # fmt: skip

    def grade(self, files: Sequence[Path], workers: int = 1) -> Command:
        """The command that grades files as a team's; without `--out`, so nothing is left over from an earlier run."""
        shared = [] if workers == 1 else ["--workers", str(workers)]
        return [sys.executable, "-m", "vmcoach", "grade", "--model", self.model, *shared, *files]

    def _listen(self, system: str, model: str | Path, beam: int, files: Sequence[Path]) -> Command:
        python = sys.executable if system == "vmcoach" else self.peers / "python"
        return [python, HERE / "listen.py", system, model, str(beam), *files]

    def _installed(self, commands: dict[str, Command]) -> dict[str, Command]:
        return {name: command for name, command in commands.items() if Path(command[0]).exists()}


def run(command: Command, environment: Mapping[str, str]) -> Run:
    """Run a command to its end; SystemExit with what it said where it fails."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        started_s = perf_counter()
        process = subprocess.Popen([*map(str, command)], stdout=out, stderr=err, env=dict(environment))
        _, status, usage = os.wait4(process.pid, 0)
        seconds = perf_counter() - started_s
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0), err.seek(0)
        output, complaint = out.read(), err.read()
        if process.returncode or output.startswith("Skipping "):  # whisper passes over what it cannot hear, and exits 0
            raise SystemExit(f"{Path(command[0]).name}: exit {process.returncode}\n{output[:200]}{complaint[-2000:]}")
        return Run(seconds, usage.ru_maxrss / (1024 if sys.platform == "linux" else 1024**2), output)


def in_turn(
    what: str, commands: Mapping[str, Command], runs: int, environment: Mapping[str, str]
) -> dict[str, list[Run]]:
    """Every command several times, one after another in each turn, telling rate and time left."""
    results: dict[str, list[Run]] = {name: [] for name in commands}
    started_s, total = monotonic(), runs * len(commands)
    for at in range(total):
        name = [*commands][at % len(commands)]
        results[name].append(run(commands[name], environment))
        each_s = (monotonic() - started_s) / (at + 1)
        left = f"{each_s:.1f} s each · {each_s * (total - at - 1):.0f} s left"
        print(
            f"\r{what}: {at + 1} of {total} · {left}   ",
            end="" if at + 1 < total else "\n",
            file=sys.stderr,
            flush=True,
        )
    return results


def compared(results: Mapping[str, Sequence[Run]], audio_s: float, seconds_of: Callable[[Run], float]) -> str:
    """A Markdown table of systems; the first is what the others are compared with."""
    lines = [
        "| system | seconds, median (range) | x real time | x the time of vmcoach | peak MB |",
        "|---|---|---|---|---|",
    ]
    first = [seconds_of(each) for each in next(iter(results.values()))]
    for name, runs in results.items():
        seconds = [seconds_of(each) for each in runs]
        ratio = median(own / other for own, other in zip(seconds, first, strict=True))
        peak_mb = max(each.peak_mb for each in runs)
        lines.append(f"| {name} | {spread(seconds)} | {audio_s / median(seconds):.1f} | {ratio:.2f} | {peak_mb:.0f} |")
    return "\n".join(lines)


def spread(values: Sequence[float]) -> str:
    """Median, lowest and highest."""
    return f"{median(values):.2f} ({min(values):.2f}–{max(values):.2f})"


def usual_s(output: str) -> float:
    """The median of the times that `listen` prints, without the first."""
    seconds: list[float] = json.loads(output)
    return median(seconds[1:])


def copies(audios: Sequence[Audio], folder: Path) -> Iterator[Path]:
    """As many different messages as wanted, made of some; written as they are asked for."""
    for at in count():
        audio = audios[at % len(audios)]
        noise = np.random.default_rng(at).standard_normal(len(audio.samples)).astype(np.float32)
        path = folder / f"message-{at:04}.wav"
        write_wav(np.clip(audio.samples + NOISE * noise, -1, 1), path)
        yield path


def of_length(audios: Sequence[Audio], length_s: float, folder: Path) -> Path:
    """A message of some length: messages one after another, cut off."""
    samples = np.concatenate([audio.samples for audio in audios])
    path = folder / f"length-{length_s:.0f}.wav"
    write_wav(np.resize(samples, round(length_s * SAMPLE_RATE_HZ)), path)
    return path


def machine() -> str:
    """What this was measured on."""
    names = [line.split(":")[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    memory_gb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    cores, cpu = os.cpu_count(), names[0] if names else platform.processor()
    load = os.getloadavg()[0]
    return (
        f"{cores} cores of {cpu} ({apart(cpu_capability)}), {memory_gb:.0f} GB, {platform.system()}, "
        f"Python {platform.python_version()}, torch {version('torch')}, openai-whisper {version('openai-whisper')}; "
        f"load at the start {load:.1f}"
    )


def apart(function: Callable[..., Any], *arguments: object) -> Any:
    """What a function gives in a process of its own: whatever is started later starts with this one's peak memory."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()


def cpu_capability() -> str:
    """The widest vector instructions that torch uses here."""
    import torch

    return torch.backends.cpu.get_cpu_capability()


def write_checkpoint(model: str, path: Path) -> None:
    """Write weights as openai-whisper's own download is."""
    import torch

    loaded = load_model(model)
    state = {name: tensor.half() for name, tensor in loaded.state_dict().items()}
    torch.save({"dims": vars(loaded.dims), "model_state_dict": state}, path)


@contextmanager
def beside(processes: int) -> Iterator[None]:
    """Processes that never rest, until the block ends."""
    command = [sys.executable, "-c", "while True: pass"]
    busy = [subprocess.Popen(command) for _ in range(processes)]
    try:
        yield
    finally:
        for each in busy:
            each.kill()
            each.wait()


def _lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines() if Path(path).exists() else []


class Benchmark:
    """The parts, on some messages."""

    def __init__(self, systems: Systems, messages: Sequence[Audio], folder: Path, options: argparse.Namespace) -> None:
        self.systems, self.messages, self.folder, self.options = systems, messages, folder, options
        self.made = copies(messages, folder)
        self.files: list[Path] = []
        # peers find an ffmpeg program where there is none, and nobody looks for a newer model
        self.environment = {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", "HF_HUB_OFFLINE": "1"}

    def first(self, wanted: int) -> list[Path]:
        """So many different messages."""
        self.files += islice(self.made, max(0, wanted - len(self.files)))
        return self.files[:wanted]

    def seconds(self, files: int) -> float:
        """How long so many messages are together."""
        return sum(self.messages[at % len(self.messages)].duration_s for at in range(files))

    def usual(self) -> tuple[Path, float]:
        """The message nearest to the usual length, and its seconds."""
        at = min(range(len(self.messages)), key=lambda at: abs(self.messages[at].duration_s - USUAL_S))
        return self.first(len(self.messages))[at], self.messages[at].duration_s

    def one(self) -> str:
        """One message by each system from a cold shell."""
        file, audio_s = self.usual()
        results = in_turn("one", self.systems.whole([file]), self.options.runs, self.environment)
        return (
            f"## One message of {audio_s:.1f} s, whole process\n\n{compared(results, audio_s, lambda run: run.seconds)}"
        )

    def warm(self) -> str:
        """One message again and again in a process."""
        file, audio_s = self.usual()
        results = in_turn("warm", self.systems.warm([file] * 6), self.options.runs, self.environment)
        text = compared(results, audio_s, lambda run: usual_s(run.output))
        return f"## One message of {audio_s:.1f} s, model loaded\n\n{text}"

    def many(self) -> str:
        """A folder of messages in one process of each system."""
        files = self.first(self.options.messages)
        commands = self.systems.whole(files) | {"vmcoach": self.systems.grade(files)}
        audio_s = self.seconds(len(files))
        text = compared(
            in_turn("many", commands, self.options.runs, self.environment), audio_s, lambda run: run.seconds
        )
        return f"## {len(files)} messages of {audio_s / len(files):.1f} s on average, whole process\n\n{text}"

    def growth(self) -> str:
        """How vmcoach's cost grows."""
        lengths = [of_length(self.messages, length_s, self.folder) for length_s in LENGTHS_S]
        commands = {
            f"{length_s} s": self.systems.warm([path] * 4)["vmcoach"]
            for length_s, path in zip(LENGTHS_S, lengths, strict=True)
        }
        runs = in_turn("by length", commands, self.options.runs, self.environment)
        lines = ["## How cost grows", "", "| length of a message | seconds, model loaded | peak MB |", "|---|---|---|"]
        for name, each in runs.items():
            lines.append(f"| {name} | {spread([usual_s(run.output) for run in each])} | {each[0].peak_mb:.0f} |")
        commands = {
            f"{number} messages, {workers} worker{'s' * (workers > 1)}": self.systems.grade(self.first(number), workers)
            for number in self.options.counts
            for workers in (self.options.workers if number > 1 else [1])
        }
        runs = in_turn("by number", commands, self.options.runs, self.environment)
        lines += ["", "| number of messages | seconds | a message | x real time | peak MB |", "|---|---|---|---|---|"]
        for name, each in runs.items():
            number = int(name.split()[0])
            seconds = [run.seconds for run in each]
            speed = self.seconds(number) / median(seconds)
            lines.append(
                f"| {name} | {spread(seconds)} | {median(seconds) / number:.3f} | {speed:.1f} | "
                f"{max(run.peak_mb for run in each):.0f} |"
            )
        return "\n".join(lines)


PARTS = ("one", "warm", "many", "growth")


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=HERE.parent / "samples")
    parser.add_argument("--part", action="append", choices=PARTS, help="default: all")
    parser.add_argument("--model", default="base")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--messages", type=int, default=100, help="of the part many")
    parser.add_argument("--counts", type=int, nargs="+", default=[1, 10, 100, 1000])
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--beside", type=int, default=0, help="processes that work all the while")
    parser.add_argument("--peers", type=Path, default=HERE / ".venv")
    options = parser.parse_args(arguments)
    messages = usual_messages(options.folder)
    print(f"Measured on {machine()}.\n", flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        benchmark = Benchmark(systems(options.model, options.peers / "bin", folder), messages, folder, options)
        with beside(options.beside):
            for part in options.part or PARTS:
                print(f"{getattr(benchmark, part)()}\n", flush=True)


def usual_messages(folder: Path) -> list[Audio]:
    """The recordings of a folder that are as long as messages are."""
    known = {".wav", ".flac", ".mp3", ".m4a", ".ogg", ".opus", ".webm"}
    audios = [load_audio(path) for path in sorted(folder.rglob("*")) if path.suffix in known]
    usual = [audio for audio in audios if SHORTEST_S <= audio.duration_s <= LONGEST_S]
    if not usual:
        raise SystemExit(f"{folder}: no recording of {SHORTEST_S:.0f}-{LONGEST_S:.0f} s")
    return usual


def systems(model: str, peers: Path, folder: Path) -> Systems:
    """The systems on the same weights, for openai-whisper as a checkpoint."""
    checkpoint, output = folder / "checkpoint.pt", folder / "output"
    output.mkdir()
    apart(write_checkpoint, model, checkpoint)
    if (peers / "python").exists():
        find = "import imageio_ffmpeg; print(imageio_ffmpeg.get_ffmpeg_exe())"
        (folder / "ffmpeg").symlink_to(run([peers / "python", "-c", find], os.environ).output.strip())
    else:
        print(f"{peers}: not there, so vmcoach is measured alone; see {HERE / 'requirements.txt'}", file=sys.stderr)
    return Systems(model, peers.absolute(), checkpoint, ct2_folder(model), output)


if __name__ == "__main__":
    main()
