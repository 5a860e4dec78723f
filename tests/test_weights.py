"""Weights: fetched by a chain of sources, refused when wrong, converted without loss."""

import hashlib
import http.server
import json
import os
import shutil
import subprocess
import sys
import threading
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.ct2_files import AUDIO_CTX, HEADS, LAYERS, MELS, STATE, TEXT_CTX, VOCABULARY, small_whisper, write_ct2
from vmcoach import weights
from vmcoach.audio import load_audio
from vmcoach.errors import ExitCode, SetupError, UsageError, WeightsError
from vmcoach.files import own_table
from vmcoach.weights.ct2 import read_variables, whisper_dimensions, whisper_tensors
from vmcoach.weights.fetch import fetch_first, silent
from vmcoach.weights.loading import load_whisper
from vmcoach.weights.manifest import Checkpoint, Model, Packaged, PackagedFile, Wheel
from vmcoach.weights.store import Weights, models_folder, places

ROOT = Path(__file__).parents[1]
CONTENT = b"weights of a model " * 100
FIRST, SECOND, SETTINGS = b"first half", b"second half", b"{}"


def sha256(content: bytes) -> str:
    """As the manifest writes it."""
    return hashlib.sha256(content).hexdigest()


def fetched(model: Model, folder: Path, progress: weights.Progress = silent) -> Weights:
    """What `vmcoach models fetch` does."""
    return fetch_first(model, places(model, folder), folder, progress)


@pytest.fixture
def checkpoint(tmp_path: Path) -> Checkpoint:
    """A checkpoint that can be downloaded."""
    path = tmp_path / "host" / "planted.pt"
    path.parent.mkdir()
    path.write_bytes(CONTENT)
    return Checkpoint(path.as_uri(), sha256(CONTENT))


@pytest.fixture
def packaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Packaged:
    """A model in two wheels on an index of our own, its model.bin in two parts."""
    index = tmp_path / "index"
    index.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(index))
    members = {"planted-one": {"one/bin.1": FIRST, "one/config.json": SETTINGS}, "planted-two": {"two/bin.2": SECOND}}
    wheels = tuple(planted_wheel(index, project, content) for project, content in members.items())
    return Packaged(
        wheels,
        (
            PackagedFile("model.bin", sha256(FIRST + SECOND), ("one/bin.1", "two/bin.2")),
            PackagedFile("config.json", sha256(SETTINGS), ("one/config.json",)),
        ),
    )


def planted_wheel(index: Path, project: str, members: dict[str, bytes]) -> Wheel:
    """A wheel that pip takes for one."""
    stem = f"{project.replace('-', '_')}-1.0.0"
    path = index / f"{stem}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        archive.writestr(f"{stem}.dist-info/METADATA", f"Metadata-Version: 2.1\nName: {project}\nVersion: 1.0.0\n")
        archive.writestr(f"{stem}.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{stem}.dist-info/RECORD", "")
    return Wheel(project, "1.0.0", path.stat().st_size, sha256(path.read_bytes()))


def out_of_reach(checkpoint: Checkpoint) -> Checkpoint:
    """The same file where nothing is."""
    return Checkpoint(checkpoint.url.replace("/host/", "/nowhere/"), checkpoint.sha256)


# The chain


def test_the_checkpoint_is_fetched_first_and_progress_told(
    tmp_path: Path, checkpoint: Checkpoint, packaged: Packaged
) -> None:
    """OpenAI's own file wins over the packaged copy."""
    told: list[tuple[str, int, int]] = []
    found = fetched(Model("planted", 1, checkpoint, packaged), tmp_path / "models", lambda *args: told.append(args))
    assert found.path.read_bytes() == CONTENT
    assert found.is_checkpoint
    assert told[-1] == ("OpenAI checkpoint planted.pt", len(CONTENT), len(CONTENT))
    assert os.listdir(tmp_path / "models") == ["planted.pt"]


def test_the_packaged_copy_is_put_together_where_the_checkpoint_is_out_of_reach(
    tmp_path: Path, checkpoint: Checkpoint, packaged: Packaged
) -> None:
    """Parts of several wheels make one file; nothing else is left in the folder."""
    told: list[tuple[str, int, int]] = []
    model = Model("planted", 1, out_of_reach(checkpoint), packaged)
    found = fetched(model, tmp_path / "models", lambda *args: told.append(args))
    assert {path.name: path.read_bytes() for path in found.path.iterdir()} == {
        "model.bin": FIRST + SECOND,
        "config.json": SETTINGS,
    }
    assert "planted-one 1.0.0 + planted-two 1.0.0" in found.origin
    assert told[0][0].startswith("OpenAI")
    assert told[-1][0] == found.origin
    assert all(done <= total for _, done, total in told)
    assert os.listdir(tmp_path / "models") == ["planted"]


def test_what_is_there_is_not_fetched_again(tmp_path: Path, checkpoint: Checkpoint) -> None:
    """Right weights need no network at all."""
    (tmp_path / "planted.pt").write_bytes(CONTENT)
    assert fetched(Model("planted", 1, out_of_reach(checkpoint)), tmp_path).path == tmp_path / "planted.pt"


def test_what_is_there_and_wrong_is_removed_said_and_fetched_anew(
    tmp_path: Path, checkpoint: Checkpoint, capfd: pytest.CaptureFixture[str]
) -> None:
    """A fetch mends weights that went bad; what it says goes where its progress goes."""
    (tmp_path / "planted.pt").write_bytes(CONTENT[:-1])
    told: list[str] = []
    found = fetched(Model("planted", 1, checkpoint), tmp_path, lambda what, *_: told.append(what))
    assert found.path.read_bytes() == CONTENT
    assert "was removed" in told[0]
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("served", [b"<html>Log in to the network</html>", CONTENT[:-1], b""])
def test_a_download_with_the_wrong_hash_is_refused_and_leaves_nothing(
    tmp_path: Path, checkpoint: Checkpoint, served: bytes
) -> None:
    """Whatever the host sends instead of the weights."""
    (tmp_path / "host" / "planted.pt").write_bytes(served)
    with pytest.raises(WeightsError, match="SHA-256"):
        fetched(Model("planted", 1, checkpoint), tmp_path / "models")
    assert os.listdir(tmp_path / "models") == []


def test_a_wheel_with_the_wrong_hash_is_refused(tmp_path: Path, checkpoint: Checkpoint, packaged: Packaged) -> None:
    """Even if the very members wanted are in it."""
    with zipfile.ZipFile(tmp_path / "index" / "planted_two-1.0.0-py3-none-any.whl", "a") as archive:
        archive.writestr("two/more.py", "")
    with pytest.raises(WeightsError, match=r"planted_two.*SHA-256"):
        fetched(Model("planted", 1, out_of_reach(checkpoint), packaged), tmp_path / "models")
    assert os.listdir(tmp_path / "models") == []


def test_without_any_source_the_message_tells_all_that_was_tried(
    tmp_path: Path, checkpoint: Checkpoint, packaged: Packaged
) -> None:
    """And what to do; the shell is told that set-up failed."""
    for wheel in (tmp_path / "index").iterdir():
        wheel.unlink()
    with pytest.raises(WeightsError) as caught:
        fetched(Model("planted", 1, out_of_reach(checkpoint), packaged), tmp_path / "models")
    message = str(caught.value)
    assert caught.value.exit_code is ExitCode.SETUP
    for said in (
        f"{tmp_path / 'models'}: nothing there",
        "OpenAI checkpoint planted.pt: cannot be reached (No such file",
    ):
        assert said in message
    for said in ("planted-one 1.0.0", "No matching distribution", "vmcoach models fetch planted"):
        assert said in message


def test_a_folder_for_weights_that_cannot_be_made_is_told_before_anything_is_fetched(
    tmp_path: Path, checkpoint: Checkpoint
) -> None:
    """No network would help there."""
    (tmp_path / "file").touch()
    told: list[str] = []
    with pytest.raises(WeightsError, match=r"cannot be put there \(Not a directory\).*VMCOACH_MODELS"):
        fetched(Model("planted", 1, checkpoint), tmp_path / "file" / "models", lambda what, *_: told.append(what))
    assert told == []


def test_where_pip_itself_breaks_down_its_last_word_is_told(
    tmp_path: Path, checkpoint: Checkpoint, packaged: Packaged
) -> None:
    """It does so where the disk is full; here a wheel leads nowhere."""
    for wheel in (tmp_path / "index").iterdir():
        wheel.unlink()
        wheel.symlink_to(tmp_path / "nowhere")
    with pytest.raises(WeightsError, match=r"planted-two 1\.0\.0\): FileNotFoundError: .*No such file"):
        fetched(Model("planted", 1, out_of_reach(checkpoint), packaged), tmp_path / "models")


class Truncating(http.server.BaseHTTPRequestHandler):
    """Promises more than it sends and hangs up."""

    def do_GET(self) -> None:
        """Answer with half of the weights."""
        self.send_response(200)
        self.send_header("Content-Length", str(len(CONTENT)))
        self.end_headers()
        self.wfile.write(CONTENT[: len(CONTENT) // 2])

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def truncating_host() -> Iterator[str]:
    """The address of a host whose connections break."""
    with http.server.HTTPServer(("127.0.0.1", 0), Truncating) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/planted.pt"
        server.shutdown()
        thread.join()


def test_a_broken_connection_leaves_nothing_half(tmp_path: Path, truncating_host: str) -> None:
    """Half a file is no file."""
    with pytest.raises(WeightsError, match="planted"):
        fetched(Model("planted", 1, Checkpoint(truncating_host, sha256(CONTENT))), tmp_path / "models")
    assert os.listdir(tmp_path / "models") == []


def test_an_interrupted_download_leaves_nothing_half(tmp_path: Path, checkpoint: Checkpoint) -> None:
    """Ctrl-C in the middle of it."""

    def interrupt(what: str, done: int, total: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetched(Model("planted", 1, checkpoint), tmp_path / "models", interrupt)
    assert os.listdir(tmp_path / "models") == []


def test_what_a_killed_process_left_is_swept_away_after_a_day(tmp_path: Path, checkpoint: Checkpoint) -> None:
    """But not what another process may be fetching now."""
    for name in (".fetching-old", ".fetching-new"):
        (tmp_path / "models" / name).mkdir(parents=True)
    os.utime(tmp_path / "models" / ".fetching-old", (0, 0))
    fetched(Model("planted", 1, checkpoint), tmp_path / "models")
    assert sorted(os.listdir(tmp_path / "models")) == [".fetching-new", "planted.pt"]


def test_two_that_fetch_at_once_both_end_well(tmp_path: Path, checkpoint: Checkpoint) -> None:
    """Each waits in its download for the other, so that both are under way at the same time."""
    together, ended = threading.Barrier(2, timeout=10), []

    def wait(what: str, done: int, total: int) -> None:
        if done:
            together.wait()

    def fetch() -> None:
        ended.append(fetched(Model("planted", 1, checkpoint), tmp_path / "models", wait))

    threads = [threading.Thread(target=fetch) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [found.path.read_bytes() for found in ended] == [CONTENT, CONTENT]
    assert os.listdir(tmp_path / "models") == ["planted.pt"]


# Where weights lie


def test_the_folder_is_the_checkouts_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """`models` beside pyproject.toml; VMCOACH_MODELS overrides."""
    monkeypatch.delenv("VMCOACH_MODELS", raising=False)
    assert models_folder() == ROOT / "models"
    monkeypatch.setenv("VMCOACH_MODELS", str(tmp_path))
    assert models_folder() == tmp_path


def test_without_a_home_folder_it_is_told_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """As with a service, whose user may have none."""
    monkeypatch.setenv("VMCOACH_MODELS", "~nobody-of-this-name/models")
    with pytest.raises(SetupError, match=r"no home folder .* set VMCOACH_MODELS"):
        models_folder()


def test_an_installed_package_knows_its_models_and_keeps_them_in_the_users_cache(tmp_path: Path) -> None:
    """Away from a checkout, with the manifest inside the package."""
    shutil.copytree(ROOT / "vmcoach", tmp_path / "site" / "vmcoach", ignore=shutil.ignore_patterns("__pycache__"))
    environment = {name: value for name, value in os.environ.items() if name != "VMCOACH_MODELS"}
    environment |= {"PYTHONPATH": str(tmp_path / "site"), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    code = "from vmcoach import weights; print(weights.models_folder(), *weights.known_models())"
    folder, *models = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment, cwd=tmp_path
    ).stdout.split()
    assert not Path(folder).is_relative_to(tmp_path / "site")
    assert Path(folder).parts[-2:] == ("vmcoach", "models")
    assert models[0] == "base"


# The manifest


def test_the_manifest_names_every_checkpoint_that_openai_whisper_does() -> None:
    """With the same address, which holds the hash."""
    import whisper

    models = weights.known_models()
    assert {name: model.checkpoint.url for name, model in models.items()} == whisper._MODELS
    assert all(f"/{model.checkpoint.sha256}/" in model.checkpoint.url for model in models.values())


def test_a_checkout_shows_the_manifest_beside_the_weights() -> None:
    """models/manifest.toml is the file that the package reads."""
    text = (ROOT / "models" / "manifest.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text) == own_table("vmcoach.weights", "manifest")
    assert tomllib.loads(text)["base"]["packaged"]["files"]["model.bin"]["sha256"].startswith("d01c3014881c9c6f")


@pytest.mark.parametrize("ask", [weights.weights_info, weights.fetch, weights.load_model, weights.ct2_folder])
def test_an_unknown_model_is_a_usage_error_that_lists_the_choices(ask: object) -> None:
    """Whatever is wanted of it."""
    with pytest.raises(UsageError, match=r"'bass'.*base, tiny\.en"):
        ask("bass")  # type: ignore[operator]


def test_faster_whisper_is_told_which_models_are_packaged() -> None:
    """The others have no CTranslate2 form to load."""
    with pytest.raises(UsageError, match=r"small .*base, tiny\.en\.$"):
        weights.ct2_folder("small")


# Conversion


@pytest.fixture
def small(tmp_path: Path) -> Weights:
    """A small Whisper on disk, under base's name for its alignment heads."""
    path = tmp_path / "base" / "model.bin"
    path.parent.mkdir()
    write_ct2(path, small_whisper()[0])
    return Weights("base", path.parent, ((path, sha256(path.read_bytes())),), "planted")


def test_every_tensor_is_converted_without_loss(small: Weights) -> None:
    """The same names, shapes and values as went in, and nothing more."""
    converted = whisper_tensors(read_variables(small.path / "model.bin"))
    wanted = small_whisper()[1]
    assert converted.keys() == wanted.keys()
    for name, tensor in wanted.items():
        assert converted[name].dtype == np.float16
        np.testing.assert_array_equal(converted[name], tensor, err_msg=name)


def test_dimensions_are_read_off_the_shapes(small: Weights) -> None:
    """Every field of openai-whisper's ModelDimensions."""
    assert whisper_dimensions(read_variables(small.path / "model.bin")) == {
        "n_mels": MELS,
        "n_audio_ctx": AUDIO_CTX,
        "n_audio_state": STATE,
        "n_audio_head": HEADS,
        "n_audio_layer": LAYERS,
        "n_vocab": VOCABULARY,
        "n_text_ctx": TEXT_CTX,
        "n_text_state": STATE,
        "n_text_head": HEADS,
        "n_text_layer": LAYERS,
    }


def test_a_key_with_a_bias_is_refused(tmp_path: Path) -> None:
    """Whisper has no place for one, so the model would not be the same."""
    theirs, _ = small_whisper()
    theirs["encoder/layer_2/self_attention/linear_0/bias"][STATE] = 1
    write_ct2(tmp_path / "model.bin", theirs)
    with pytest.raises(WeightsError, match="layer_2"):
        whisper_tensors(read_variables(tmp_path / "model.bin"))


@pytest.mark.parametrize("size", [0, 1, 4, 40, 200, 5000])
def test_a_truncated_file_is_refused(small: Weights, size: int) -> None:
    """Wherever it ends."""
    path = small.path / "model.bin"
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(WeightsError, match=r"model\.bin"):
        read_variables(path)


def test_another_version_of_the_format_is_refused(tmp_path: Path) -> None:
    """Rather than misread."""
    write_ct2(tmp_path / "model.bin", {}, version=7)
    with pytest.raises(WeightsError, match="version 7"):
        read_variables(tmp_path / "model.bin")


# Loading


def test_the_packaged_copy_becomes_openais_model(small: Weights) -> None:
    """Every parameter and buffer in place, those that no file holds too."""
    import torch

    model = load_whisper(small)
    state, wanted = model.state_dict(), small_whisper()[1]
    assert state.keys() == wanted.keys()
    for name, tensor in wanted.items():
        np.testing.assert_array_equal(state[name].numpy(), tensor.astype(state[name].numpy().dtype), err_msg=name)
    assert state["decoder.blocks.0.mlp.0.weight"].dtype == torch.float16
    assert state["decoder.blocks.0.mlp.0.bias"].dtype == state["decoder.positional_embedding"].dtype == torch.float32
    assert model.alignment_heads.indices().T.tolist()[:2] == [[3, 1], [4, 2]]
    assert torch.equal(model.decoder.mask, torch.full((TEXT_CTX, TEXT_CTX), -torch.inf).triu(1))
    assert not model.training
    logits = model(torch.zeros(1, MELS, 2 * AUDIO_CTX), torch.zeros(1, 3, dtype=torch.long))
    assert logits.shape == (1, 3, VOCABULARY)
    assert torch.isfinite(logits).all()


def test_libraries_that_cannot_be_loaded_are_told(small: Weights, monkeypatch: pytest.MonkeyPatch) -> None:
    """A set-up that is broken is no message below the bar."""
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(SetupError, match="PyTorch and Whisper cannot be loaded"):
        load_whisper(small)


def test_a_checkpoint_gives_the_same_model(small: Weights, tmp_path: Path) -> None:
    """As OpenAI saves it: dims and state dict in float16."""
    import torch

    dims = whisper_dimensions(read_variables(small.path / "model.bin"))
    state = {name: torch.from_numpy(tensor) for name, tensor in small_whisper()[1].items()}
    path = tmp_path / "base.pt"
    torch.save({"dims": dims, "model_state_dict": state}, path)
    own = load_whisper(Weights("base", path, ((path, sha256(path.read_bytes())),), "planted")).state_dict()
    other = load_whisper(small).state_dict()
    assert own.keys() == other.keys()
    assert all(torch.equal(own[name], other[name]) for name in own)


@pytest.mark.parametrize("place", [0.0, 0.5, 0.999])
def test_one_flipped_bit_is_refused_at_load(small: Weights, place: float) -> None:
    """Anywhere in the file, with its size and its time of change as they were; it is removed and that is said."""
    path = small.path / "model.bin"
    content, before = bytearray(path.read_bytes()), path.stat()
    content[int(place * len(content))] ^= 1
    path.write_bytes(content)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    with pytest.raises(WeightsError, match=r"model\.bin.*SHA-256.*was removed; run `vmcoach models fetch base`"):
        load_whisper(small)
    assert not path.exists()


# Real weights


@pytest.fixture(params=["base", "tiny.en"])
def real(request: pytest.FixtureRequest) -> str:
    """A model whose packaged copy is here."""
    name = str(request.param)
    if not (models_folder() / name / "model.bin").is_file():
        pytest.skip(f"no packaged copy of {name} in {models_folder()}")
    return name


@pytest.mark.whisper
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # whisper leaves its vocabulary open
def test_real_weights_hear_as_ctranslate2_does(real: str) -> None:
    """Two programs read the same file: encoders, greedy decoding and alignment heads agree on a real message."""
    ctranslate2 = pytest.importorskip("ctranslate2")
    import torch
    import whisper

    folder, model = weights.ct2_folder(real), weights.load_model(real)
    samples = whisper.pad_or_trim(load_audio(ROOT / "samples" / "good.wav").samples)
    mel = whisper.log_mel_spectrogram(samples).unsqueeze(0)
    tokenizer = whisper.tokenizer.get_tokenizer(model.is_multilingual, language="en", task="transcribe")

    other = ctranslate2.models.Whisper(str(folder), compute_type="float32", intra_threads=1)
    encoded = other.encode(ctranslate2.StorageView.from_array(mel.numpy()), to_cpu=True)
    prompt = list(tokenizer.sot_sequence_including_notimestamps)
    (theirs,) = other.generate(encoded, [prompt], beam_size=1)

    options = whisper.DecodingOptions(language="en", without_timestamps=True, fp16=False, sample_len=30)
    with torch.inference_mode():
        features = model.embed_audio(mel)
        (ours,) = model.decode(features, options)
    np.testing.assert_allclose(features.numpy(), np.asarray(encoded), atol=2e-3)
    assert len(ours.tokens) == 30
    assert ours.tokens == theirs.sequences_ids[0][:30]
    heads = json.loads((folder / "config.json").read_text(encoding="utf-8"))["alignment_heads"]
    assert model.alignment_heads.indices().T.tolist() == heads
