"""Which recordings are meant and whose they are: found in a fixed order, nothing dropped or guessed in silence."""

import os
import re
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread

import pytest

from vmcoach.batch.contents import content_hash, longest_first, on_disk
from vmcoach.batch.inputs import find_takes
from vmcoach.batch.naming import check_rule, iso_date, with_names
from vmcoach.batch.takes import Take, member_of, take_of
from vmcoach.errors import UsageError
from vmcoach.outcome import Failure


def found(paths: list[Path | str], rep_from: str | None = None) -> tuple[list[Take], list[Failure], list[str]]:
    """Takes, failures and what was told."""
    told: list[str] = []
    result = find_takes([os.fspath(path) for path in paths], rep_from, told.append)
    return list(result.takes), list(result.failures), told


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """A folder of two reps, with what else lies about in folders."""
    for name in ("ann/1.WAV", "ann/deep/2.m4a", "bob/1.mp3", "ann/notes.txt", "ann/._1.WAV", ".trash/3.wav", "README"):
        path = tmp_path / "team" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    return tmp_path / "team"


def test_a_folder_gives_its_recordings_in_order_and_tells_the_rest(team: Path) -> None:
    """However deep they lie; hidden files are none."""
    takes, failures, told = found([team])
    assert [Path(take.file).relative_to(team).as_posix() for take in takes] == [
        "ann/1.WAV",
        "ann/deep/2.m4a",
        "bob/1.mp3",
    ]
    assert failures == []
    assert told == [f"{team}: left out, since their endings are not those of recordings: 1 × .txt, 1 × no ending"]


def test_overlapping_paths_give_each_recording_once(team: Path) -> None:
    """A file named beside its folder is one take."""
    assert len(found([team, team / "ann" / "1.WAV", f"{team}/*/1.*"])[0]) == 3


@pytest.mark.parametrize("list_first", [True, False])
def test_a_list_beside_its_folder_says_whose_a_recording_is(team: Path, list_first: bool) -> None:
    """Whichever is named first; the recordings stand where they were found first."""
    (team / "list.csv").write_text("path,rep\nbob/1.mp3,Bob Ray\n")
    takes, _, _ = found([team / "list.csv", team] if list_first else [team, team / "list.csv"])
    assert {Path(take.file).name: take.rep for take in takes if "bob" in take.file} == {"1.mp3": "Bob Ray"}
    assert len(takes) == 3


def test_capitals_and_spaces_make_no_other_rep(team: Path) -> None:
    """Or a rep would seem to repeat what another one says."""
    (team / "list.csv").write_text("path,rep\nbob/1.mp3,ANN\nann/1.WAV,Bob  Ray\nann/deep/2.m4a,bob ray\n")
    assert [take.rep for take in found([team / "list.csv"])[0]] == ["ANN", "Bob Ray", "Bob Ray"]
    (team / "list.csv").write_text("path,rep\nbob/1.mp3,ANN\n")
    takes, _, _ = found([team / "list.csv", team / "ann" / "1.WAV"], "folder")
    assert [take.rep for take in takes] == ["ANN", "ANN"]


def test_a_letter_held_apart_from_its_accent_makes_no_other_rep(team: Path) -> None:
    """As an archive that a Mac packed names its folders: "e" and two dots for "ë"."""
    (team / "ann").rename(team / "Zoe\u0308")
    (team / "list.csv").write_text("path,rep\nbob/1.mp3,Zo\xeb\n", encoding="utf-8")
    takes, _, _ = found([team / "list.csv", team / "Zoe\u0308" / "1.WAV"], "folder")
    assert [take.rep for take in takes] == ["Zo\xeb", "Zo\xeb"]


def test_a_glob_is_expanded_and_one_that_fits_nothing_is_refused(team: Path) -> None:
    """`**` reaches down."""
    assert [Path(take.file).name for take in found([f"{team}/**/2.*"])[0]] == ["2.m4a"]
    with pytest.raises(UsageError, match="no file fits"):
        found([f"{team}/*.opus"])


def test_links_that_go_round_are_entered_once(team: Path) -> None:
    """A link to a folder above ends."""
    (team / "ann" / "round").symlink_to(team)
    assert len(found([team])[0]) == 3


def test_a_name_that_is_not_there_is_left_to_the_decoder(team: Path) -> None:
    """It becomes one failure beside the others, no usage error."""
    takes, _, _ = found([team, team / "nosuch.wav"])
    refused = content_hash(takes[-1])
    assert isinstance(refused, Failure)
    assert refused.kind == "missing"


def test_an_empty_file_is_a_failure_of_its_own(team: Path) -> None:
    """It has no content to be told by."""
    (team / "empty.wav").write_bytes(b"")
    refused = content_hash(take_of(team / "empty.wav"))
    assert isinstance(refused, Failure)
    assert refused.kind == "empty"


def test_a_folder_without_recordings_is_refused(tmp_path: Path) -> None:
    """Nothing to grade is a wrong path."""
    with pytest.raises(UsageError, match="No recording"):
        found([tmp_path])


def test_names_that_are_no_text_have_a_place_that_is(tmp_path: Path) -> None:
    """Odd bytes are kept to open the file and escaped to show it."""
    name = os.fsdecode(b"caf\xe9.wav")
    (tmp_path / name).write_bytes(b"x")
    (take,) = found([tmp_path])[0]
    assert take.place == f"{tmp_path}/caf\\xe9.wav"
    assert isinstance(content_hash(take), str)


def test_an_archive_gives_its_recordings(tmp_path: Path) -> None:
    """Members are named after the archive; what a Mac adds is left out."""
    archive = tmp_path / "team.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for name in ("bob/2.wav", "ann/1.wav", "__MACOSX/ann/._1.wav", "list.txt", "../ann/3.wav"):
            file.writestr(name, name)
    takes, _, told = found([archive], "folder")
    assert [(take.place, take.rep) for take in takes] == [
        (f"{archive}/../ann/3.wav", "ann"),
        (f"{archive}/ann/1.wav", "ann"),
        (f"{archive}/bob/2.wav", "bob"),
    ]
    assert told == [f"{archive}: left out, since their endings are not those of recordings: 1 × .txt"]
    (tmp_path / "1.wav").write_bytes(b"ann/1.wav")
    assert content_hash(takes[1]) == content_hash(take_of(tmp_path / "1.wav"))


def test_takes_are_heard_from_the_longest_of_a_kind_to_the_shortest(tmp_path: Path) -> None:
    """Wherever they lie; what has no size that is known comes last of its kind, and nothing gets lost."""
    archive = tmp_path / "team.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("2.wav", bytes(20))
    for name, size in (("1.WAV", 10), ("3.wav", 30), ("4.mp3", 40)):
        (tmp_path / name).write_bytes(bytes(size))
    (tmp_path / "bad.zip").write_bytes(b"no zip")
    local = [take_of(tmp_path / name) for name in ("1.WAV", "3.wav", "4.mp3", "nosuch.wav")]
    others = [
        Take("memory://5.wav", "memory://5.wav"),
        member_of(archive, "2.wav"),
        member_of(tmp_path / "bad.zip", "6.wav"),
    ]
    ordered = longest_first([*local, *others])
    assert [Path(take.file).name for take in ordered] == [
        "4.mp3", "3.wav", "2.wav", "1.WAV", "nosuch.wav", "5.wav", "6.wav"
    ]  # fmt: skip
    assert sorted(map(repr, ordered)) == sorted(map(repr, [*local, *others]))


SOUND = b"sound" * 10


def zipped(name: str, method: int = zipfile.ZIP_STORED) -> bytes:
    """An archive of one member."""
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w", method) as file:
        file.writestr(name, SOUND)
    return archive.getvalue()


@pytest.mark.parametrize(
    ("raw", "folders"),
    [
        (["Ödön/1.wav".encode(), "René/2.wav".encode()], ["René", "Ödön"]),
        ([b"Ren\x82/1.wav", b"bob/2.wav"], ["René", "bob"]),
    ],
    ids=["UTF-8", "code page 437"],
)
def test_an_archive_that_says_no_encoding_has_its_names(tmp_path: Path, raw: list[bytes], folders: list[str]) -> None:
    """UTF-8 where all of them can be, else that of the format; each is opened under the name that is shown."""
    content = BytesIO()
    plain = [bytes(byte if byte < 128 else ord("_") for byte in name) for name in raw]
    with zipfile.ZipFile(content, "w") as file:
        for name in plain:
            file.writestr(name.decode(), b"sound")
    archived = content.getvalue()
    for name, bare in zip(raw, plain, strict=True):
        archived = archived.replace(bare, name)
    (tmp_path / "team.zip").write_bytes(archived)
    takes, _, _ = found([tmp_path / "team.zip"], "folder")
    assert [take.rep for take in takes] == folders
    assert {content_hash(take) for take in takes} == {sha256(b"sound").hexdigest()}
    assert [take.file for take in longest_first(takes)] == [take.file for take in takes]


@pytest.mark.parametrize("content", [b"no zip", zipped("caf\xe9.wav").replace(b"\xc3\xa9", b"\xe9\xe9")])
def test_a_broken_archive_is_a_failure_of_its_own(tmp_path: Path, team: Path, content: bytes) -> None:
    """The other paths are graded."""
    (tmp_path / "bad.zip").write_bytes(content)
    takes, failures, _ = found([tmp_path / "bad.zip", team])
    assert (len(takes), [failure.kind for failure in failures]) == (3, ["unreadable"])


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA], ids=str
)
def test_a_damaged_member_is_a_failure_of_its_own(tmp_path: Path, method: int) -> None:
    """Whichever byte of its content is wrong: told when it is hashed, and when it is copied to be heard."""
    content = zipped("1.wav", method)
    for at in range(len("1.wav") + 30, content.index(b"PK\1\2")):
        (tmp_path / "bad.zip").write_bytes(content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :])
        take = member_of(tmp_path / "bad.zip", "1.wav")
        hashed, copied = content_hash(take), on_disk(take, tmp_path / f"{at}")
        if isinstance(hashed, Failure) and isinstance(copied, Failure):
            assert hashed.kind == copied.kind == "unreadable"
        else:  # what LZMA was set to may be changed to what reads the same
            assert method == zipfile.ZIP_LZMA
            assert isinstance(copied, Path)
            assert hashed == sha256(copied.read_bytes()).hexdigest() == sha256(SOUND).hexdigest()


def test_recordings_behind_a_url_are_found_and_read() -> None:
    """Any file system of fsspec, here the one in memory."""
    fsspec = pytest.importorskip("fsspec")
    system = fsspec.filesystem("memory")
    system.pipe({"/calls/ann/1.wav": b"one", "/calls/bob/2.wav": b"two", "/calls/readme.txt": b""})
    takes, _, _ = found(["memory://calls"], "folder")
    assert [(take.file, take.rep) for take in takes] == [
        ("memory:///calls/ann/1.wav", "ann"),
        ("memory:///calls/bob/2.wav", "bob"),
    ]
    assert content_hash(takes[0]) == "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed"
    missing = content_hash(Take("memory://nosuch.wav", "memory://nosuch.wav"))
    assert isinstance(missing, Failure)
    assert missing.kind == "missing"


class Shelf(BaseHTTPRequestHandler):
    """A site with one recording, which only who signs may have, and pages of any status."""

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        status = int(path[1:4]) if path[1:4].isdecimal() else 200 if query == "sig=a*b/c" else 403
        self.send_response(status)
        self.send_header("Content-Length", "5")
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(b"sound")

    do_HEAD = do_GET  # noqa: N815

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    """Where it is."""
    pytest.importorskip("aiohttp")
    with ThreadingHTTPServer(("127.0.0.1", 0), Shelf) as server:
        Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_signed_url_is_one_recording(site: str, tmp_path: Path) -> None:
    """Its query is no pattern, no name, and no part of an ending."""
    url = f"{site}/team/ann/ann_2026-03-31.WAV?sig=a*b/c"
    (take,), failures, told = found([url], "{rep}_{date}")
    assert (take.place, take.rep, take.date, failures, told) == (url, "ann", "2026-03-31", [], [])
    assert content_hash(take) == sha256(b"sound").hexdigest()
    copy = on_disk(take, tmp_path / "copy")
    assert isinstance(copy, Path)
    assert (copy.name, copy.read_bytes()) == ("take.WAV", b"sound")


@pytest.mark.parametrize(
    ("page", "kind", "reason"),
    [
        ("404.wav", "missing", "no such file"),
        ("403.wav", "unreadable", "Forbidden"),
        ("500.wav?sig=1", "unreadable", "Internal Server Error"),
    ],
)
def test_a_page_that_is_no_recording_is_a_failure_of_its_own(site: str, page: str, kind: str, reason: str) -> None:
    """Told by what the site says."""
    (take,), _, _ = found([f"{site}/{page}"])
    refused = content_hash(take)
    assert isinstance(refused, Failure)
    assert (refused.kind, reason in refused.message) == (kind, True)


@pytest.mark.parametrize("page", ["500", "team[12]/403.wav"])
def test_a_site_that_refuses_is_a_usage_error(site: str, page: str) -> None:
    """Where it is asked what there is."""
    with pytest.raises(UsageError, match=re.escape(page)):
        found([f"{site}/{page}"])


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("comma", [",", ";", "\t"])
def test_a_list_says_whose_each_recording_is(tmp_path: Path, mark: str, comma: str) -> None:
    """In any order of columns, with what spreadsheets put before the text and between the cells."""
    rows = [
        ("Rep", "path", "Date", "mood"),
        ("Ann Lee", "a.wav", "2026-03-31", "good"),
        ("", "b.wav", "", ""),
        ("",) * 4,
    ]
    list_file = tmp_path / "list.csv"
    list_file.write_text(mark + "\n".join(comma.join(row) for row in rows), encoding="utf-8")
    takes, _, told = found([list_file])
    assert [(take.file, take.rep, take.date, take.prospect) for take in takes] == [
        (str(tmp_path / "a.wav"), "Ann Lee", "2026-03-31", None),
        (str(tmp_path / "b.wav"), None, None, None),
    ]
    assert [line.split(": ", 1)[1] for line in told] == [
        "columns not used: mood (used: path, rep, prospect, campaign, date)"
    ]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (b"file,rep\na.wav,Ann\n", "names no column `path`"),
        (b"", "names no column `path`"),
        (b"path,path\na.wav,b.wav\n", "twice"),
        (b"path,rep\n,Ann\n", "line 2: no path"),
        (b"path,date\na.wav,31/03/2026\n", "line 2: '31/03/2026' is not a date"),
        (b"path\na.wav\nb.wav\na.wav\n", "line 4: .*a.wav stands in line 2 already"),
        (b"path,rep\na.wav,Lee, Ann\n", "line 2: more cells than columns"),
        (b"path,rep\na.wav,Jos\xe9\n", "not UTF-8"),
        (b'path\n"a.wav\n', "not valid CSV"),
    ],
)
def test_a_wrong_list_is_refused_with_its_line(tmp_path: Path, text: bytes, complaint: str) -> None:
    """Before anything is graded."""
    (tmp_path / "list.csv").write_bytes(text)
    with pytest.raises(UsageError, match=complaint):
        found([tmp_path / "list.csv"])


@pytest.mark.parametrize(
    ("file", "rule", "told"),
    [
        ("x/ann/1.wav", "folder", {"rep": "ann"}),
        ("1.wav", "folder", None),
        ("x/ann_2026-03-31.wav", "{rep}_{date}", {"rep": "ann", "date": "2026-03-31"}),
        ("x/ann_lee_20260331.wav", "{rep}_{date}", {"rep": "ann_lee", "date": "2026-03-31"}),
        ("x/ann_2026-02-31.wav", "{rep}_{date}", None),
        ("x/ann_monday.wav", "{rep}_{date}", None),
        ("x/ann_acme.wav", "{rep}_{prospect}", {"rep": "ann", "prospect": "acme"}),
        ("x/ann_lee_acme.wav", "{rep}_{prospect}", None),
        ("x/call (ann).wav", "call ({rep})", {"rep": "ann"}),
        ("x/ann.wav", "call ({rep})", None),
    ],
)
def test_a_rule_tells_the_rep_or_nothing(file: str, rule: str, told: dict[str, str] | None) -> None:
    """A name that can be read in two ways is not read at all."""
    check_rule(rule)
    take = with_names(Take(file, file), rule)
    fields = ("rep", "prospect", "campaign", "date")
    assert (None if take is None else {name: getattr(take, name) for name in fields if getattr(take, name)}) == told


@pytest.mark.parametrize("rule", ["{name}_{date}", "{date}", "ann", "{rep}{rep}", ""])
def test_a_rule_that_is_none_is_refused(rule: str) -> None:
    """A rule has to name the rep."""
    with pytest.raises(UsageError, match="--rep-from"):
        check_rule(rule)


def test_recordings_that_do_not_fit_are_told(team: Path) -> None:
    """They are graded without a rep."""
    takes, _, told = found([team], "{rep}_{date}")
    assert {take.rep for take in takes} == {None}
    assert told[-1].startswith("3 do not fit --rep-from {rep}_{date} and are graded without a rep: ")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-31", "2026-03-31"),
        ("20260331", "2026-03-31"),
        ("2026-03-31T10:00", "2026-03-31"),
        ("2026-03-31 10:00", "2026-03-31"),
        ("2026-03-311", None),
        ("2026-02-29", None),
        ("03/04/2026", None),
        ("2026-3-1", None),
        ("", None),
    ],
)
def test_a_date_is_read_only_where_it_can_mean_one_day(text: str, day: str | None) -> None:
    """Day and month are never guessed."""
    assert iso_date(text) == day
