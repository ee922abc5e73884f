"""A file appears whole or not at all, and never in the place of another."""

import errno
import os
import resource
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from samverkan_flow.audit.export import writing
from samverkan_flow.audit.export.writing import new_file, new_files
from samverkan_flow.domain.errors import InvalidInput, SamverkanError, StoreUnusable


def left_in(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in folder.iterdir() if one.is_file()}


def write_two(folder: Path, then: Callable[[], Any] = lambda: None) -> None:
    """Writes a and b, b as the one that appears first; something else happens before they are whole."""
    with new_files(folder / "a", folder / "b") as (a, b):
        a.write(b"a" * 1_000_000)
        b.write(b"b")
        then()


def test_a_file_appears_when_it_is_whole(tmp_path: Path) -> None:
    """Nothing stands there while it is written; then all of it, under its name alone."""
    path = tmp_path / "log.jsonl"
    with new_file(path) as file:
        file.write(b"one ")
        file.flush()
        assert not path.exists()
        file.write(b"two")

    assert {"log.jsonl": b"one two"} == left_in(tmp_path)


def test_the_rights_are_those_of_any_new_file(tmp_path: Path) -> None:
    """The person's umask decides who may read it."""
    before = os.umask(0o027)
    try:
        with new_file(tmp_path / "log.jsonl") as file:
            file.write(b"x")
    finally:
        os.umask(before)

    assert 0o640 == stat.S_IMODE((tmp_path / "log.jsonl").stat().st_mode)


def test_two_files_appear_together(tmp_path: Path) -> None:
    """Both are there once the block ends."""
    with new_files(tmp_path / "a", tmp_path / "b") as (a, b):
        a.write(b"a")
        b.write(b"b")

    assert {"a": b"a", "b": b"b"} == left_in(tmp_path)


@pytest.mark.parametrize("error", [RuntimeError("a fault"), KeyboardInterrupt(), StoreUnusable("locked")])
def test_whatever_stops_the_writing_leaves_nothing(error: BaseException, tmp_path: Path) -> None:
    """A fault, Ctrl-C or an error of ours: no half file."""

    def stopped() -> None:
        raise error

    with pytest.raises(type(error)):
        write_two(tmp_path, stopped)

    assert {} == left_in(tmp_path)


def taken(name: str) -> Callable[[Path], Path]:
    """Returns what puts something where the file is to stand."""

    def take(folder: Path) -> Path:
        path = folder / name
        match name:
            case "a file":
                path.write_bytes(b"kept")
            case "a folder":
                path.mkdir()
            case "a pipe":
                os.mkfifo(path)
            case "a link to nothing":
                path.symlink_to(folder / "nothing")
        return path

    return take


@pytest.mark.parametrize("name", ["a file", "a folder", "a pipe", "a link to nothing"])
@pytest.mark.parametrize("place", [0, 1], ids=["the first", "the second"])
def test_what_is_there_stays(name: str, place: int, tmp_path: Path) -> None:
    """Neither of two files is made where something has the name of one."""
    path = taken(name)(tmp_path)
    before = left_in(tmp_path)
    paths = [tmp_path / "other", tmp_path / "other"]
    paths[place] = path
    with pytest.raises(InvalidInput, match=f"{name} is (already there|a folder)"), new_files(*paths):
        pytest.fail("nothing may be written")

    assert before == left_in(tmp_path)


@pytest.mark.parametrize("links", [True, False], ids=["with hard links", "without"])
def test_what_appears_meanwhile_stays_too(
    links: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else makes the first file while ours is written: theirs stays, and our second goes away again."""
    if not links:
        monkeypatch.setattr(os, "link", failing(errno.EPERM))
    with pytest.raises(InvalidInput, match="is already there"):
        write_two(tmp_path, lambda: (tmp_path / "a").write_bytes(b"theirs"))

    assert {"a": b"theirs"} == left_in(tmp_path)


def test_a_file_system_without_hard_links_is_served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is moved into a place that was taken first."""
    monkeypatch.setattr(os, "link", failing(errno.ENOTSUP))
    with new_files(tmp_path / "a", tmp_path / "b") as (a, b):
        a.write(b"a")
        b.write(b"b")

    assert {"a": b"a", "b": b"b"} == left_in(tmp_path)


def test_a_move_that_fails_gives_the_place_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without hard links, a failed move leaves no empty file under the name."""
    monkeypatch.setattr(os, "link", failing(errno.ENOTSUP))
    monkeypatch.setattr(os, "replace", failing(errno.EIO))
    with pytest.raises(StoreUnusable, match="cannot be written"), new_file(tmp_path / "a") as file:
        file.write(b"a")

    assert {} == left_in(tmp_path)


@pytest.mark.parametrize("name", ["nowhere/log.jsonl", "file/log.jsonl"])
def test_a_folder_that_is_none_is_named(name: str, tmp_path: Path) -> None:
    """A missing folder is not made on the way."""
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(InvalidInput, match="is no folder that exists"), new_file(tmp_path / name):
        pytest.fail("nothing may be written")


@pytest.mark.parametrize("name", ["", ".", "..", "/", "a\0b", "a\nb", "a\udcff", "x" * 300])
def test_what_is_no_name_is_refused(name: str) -> None:
    """Empty, a folder, control characters, bytes that are no text, too long: said, never a fault of the program."""
    with pytest.raises(SamverkanError) as raised, new_file(Path(name)):
        pytest.fail("nothing may be written")

    assert isinstance(raised.value, InvalidInput)


# --- what the operating system can say ------------------------------------------------------------


def failing(number: int) -> Callable[..., Any]:
    """Returns a system call that fails."""

    def fail(*_: Any, **__: Any) -> Any:
        raise OSError(number, os.strerror(number))

    return fail


@contextmanager
def file_size_limited(size: int) -> Iterator[None]:
    """Lets the operating system refuse to write more than some bytes to a file."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("size", [1_000, 1_000_000], ids=["at the end", "on the way"])
def test_a_file_there_is_no_room_for_leaves_nothing(size: int, tmp_path: Path) -> None:
    """The operating system refuses the bytes, in the middle or when the last are written: said, and taken away."""
    error = pytest.raises(
        StoreUnusable, match=r"there is no room for .*a \(File too large\); no file was made"
    )
    with file_size_limited(900), error, new_file(tmp_path / "a") as file:
        file.write(b"x" * size)

    assert {} == left_in(tmp_path)


def test_a_full_disk_is_seen_where_the_bytes_reach_it(tmp_path: Path) -> None:
    """A real full device refuses the very bytes."""
    raw = writing._Explaining(os.open("/dev/full", os.O_WRONLY), Path("log.jsonl"))
    with raw, pytest.raises(StoreUnusable, match=r"there is no room for log\.jsonl"):
        raw.write(b"x")

    assert raw.closed


@pytest.mark.parametrize(
    ("call", "number", "message"),
    [
        ("open", errno.EACCES, "may not be written"),
        ("open", errno.EROFS, "may not be written"),
        ("open", errno.ENOSPC, "there is no room for"),
        ("fsync", errno.ENOSPC, "there is no room for"),
        ("fsync", errno.EDQUOT, "there is no room for"),
        ("fsync", errno.EIO, "cannot be written"),
        ("link", errno.ENOSPC, "there is no room for"),
        ("link", errno.EACCES, "may not be written"),
    ],
)
def test_every_step_that_fails_leaves_nothing(
    call: str, number: int, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opening, reaching the disk, taking the name: whichever fails, neither file is there."""
    with monkeypatch.context() as patched:
        patched.setattr(os, call, failing(number))
        with pytest.raises(StoreUnusable, match=message):
            write_two(tmp_path)

    assert {} == left_in(tmp_path)


def test_a_second_name_that_cannot_be_taken_gives_the_first_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both or neither: the one that had its name loses it again."""
    link, calls = os.link, []

    def second_fails(*arguments: Any) -> None:
        calls.append(arguments)
        if len(calls) == 2:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        link(*arguments)

    monkeypatch.setattr(os, "link", second_fails)
    with pytest.raises(StoreUnusable):
        write_two(tmp_path)

    assert 2 == len(calls)
    assert {} == left_in(tmp_path)


def test_a_folder_that_cannot_be_synced_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some file systems do not sync folders; the files are whole all the same."""
    fsync = os.fsync

    def only_files(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "not here")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", only_files)
    with new_file(tmp_path / "a") as file:
        file.write(b"a")

    assert {"a": b"a"} == left_in(tmp_path)
