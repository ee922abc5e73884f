"""Files and folders that appear whole or not at all, and never in the place of another.

What is written goes to a file of another name in the same folder, reaches the disk (fsync), and is then
linked into its place, which fails where something stands already. Whatever goes wrong before that, a
full disk or Ctrl-C, takes the unfinished file away. Only a process that is killed outright leaves one
behind, named `.samverkan-….part`; it may be removed. A folder is made in the same way, and renamed.
"""

import errno
import io
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from samverkan_flow.domain.errors import InvalidInput, SamverkanError, StoreUnusable

BUFFER_BYTES = 1 << 18
_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EXDEV}
"""How a file system says that it has no hard links."""
_NAME_ANOTHER = "choose another name; nothing is ever overwritten"


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """Yields a binary file that stands at `path` once the block ends without an error.

    Raises InvalidInput where no new file can be named so, StoreUnusable where it cannot be written.
    """
    with new_files(path) as (file,):
        yield file


@contextmanager
def new_files(*paths: Path) -> Iterator[tuple[BinaryIO, ...]]:
    """Yields binary files that appear together: all of them once the block ends without an error, or none.

    The last appears first: where the first stands, the others do.
    """
    for path in paths:
        _check_free(path)
    begun: list[_Begun] = []
    try:
        for path in paths:
            begun.append(_Begun(path))
        yield tuple(one.file for one in begun)
        for one in begun:
            one.finish()
        _place(begun)
    finally:
        for one in begun:
            one.discard()


class NewFolder:
    """A folder on its way: what is written in it is on the disk when it is closed."""

    def __init__(self, path: Path, temporary: Path) -> None:
        self._path = path
        self._temporary = temporary

    @contextmanager
    def file(self, name: str) -> Iterator[BinaryIO]:
        """Yields a new binary file of a relative name. Raises StoreUnusable where it cannot be written."""
        path = self._temporary / name
        with _explained(self._path):
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o666)
        with io.BufferedWriter(_Explaining(descriptor, self._path), BUFFER_BYTES) as file:
            yield file
            file.flush()
            with _explained(self._path):
                os.fsync(descriptor)


@contextmanager
def new_folder(path: Path) -> Iterator[NewFolder]:
    """Yields a folder to write files in, which stands at `path` once the block ends without an error.

    Raises InvalidInput where no new folder can be named so, StoreUnusable where it cannot be written.
    """
    _check_free(path, "folder")
    temporary = path.with_name(f".samverkan-{secrets.token_hex(6)}.part")
    try:
        with _explained(path):
            temporary.mkdir()
        yield NewFolder(path, temporary)
        for folder, _, _ in os.walk(temporary):
            _sync_folder(Path(folder))
        with _explained(path):
            os.rename(temporary, path)  # onto a file or a folder with something in it, this fails
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    _sync_folder(path.parent)


class _Begun:
    """A file on its way, under a name of its own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.temporary = path.with_name(f".samverkan-{secrets.token_hex(6)}.part")
        with _explained(path):
            descriptor = os.open(self.temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o666)
        self.file: BinaryIO = io.BufferedWriter(_Explaining(descriptor, path), BUFFER_BYTES)

    def finish(self) -> None:
        """Brings every byte to the disk."""
        with _explained(self.path):
            self.file.flush()
            os.fsync(self.file.fileno())
            self.file.close()

    def place(self) -> None:
        """Gives the file its name. Raises InvalidInput when something took it in the meantime."""
        with _explained(self.path):
            try:
                os.link(self.temporary, self.path)
            except OSError as error:
                if error.errno not in _NO_LINKS:
                    raise
                self._place_without_links()

    def _place_without_links(self) -> None:
        os.close(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
        try:
            os.replace(self.temporary, self.path)
        except BaseException:
            self.path.unlink()
            raise

    def discard(self) -> None:
        """Takes the unfinished file away; what has its name keeps it."""
        with suppress(OSError, SamverkanError):
            self.file.close()
        with suppress(OSError):
            self.temporary.unlink()


class _Explaining(io.FileIO):
    """A file whose failed writes say what happened to which file."""

    def __init__(self, descriptor: int, path: Path) -> None:
        super().__init__(descriptor, "wb")
        self.path = path

    def write(self, data: Any, /) -> int:
        """Writes bytes. Raises StoreUnusable when they cannot be written."""
        with _explained(self.path):
            return super().write(data)


def _place(begun: list[_Begun]) -> None:
    placed: list[_Begun] = []
    try:
        for one in reversed(begun):
            one.place()
            placed.append(one)
    except BaseException:
        for one in placed:
            one.path.unlink(missing_ok=True)
        raise
    for folder in {one.path.parent for one in begun}:
        _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    """Makes the new names durable, where the file system can be asked to."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _check_free(path: Path, kind: str = "file") -> None:
    if not str(path).isprintable():
        example = "log.jsonl" if kind == "file" else "dossier"
        raise InvalidInput(
            f"the name of the {kind}", f"is none a {kind} can have", f"name a {kind}, such as {example}"
        )
    with _explained(path):
        if path.is_dir() and kind == "file":
            raise InvalidInput(str(path), "is a folder", f"name a file in it, such as {path / 'log.jsonl'}")
        if os.path.lexists(path):
            raise InvalidInput(str(path), "is already there", _NAME_ANOTHER)
        if not path.parent.is_dir():
            raise InvalidInput(str(path.parent), "is no folder that exists", "make the folder first")


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turns what the operating system reports into what a person can act on."""
    try:
        yield
    except OSError as error:
        raise _error_of(path, error) from error


def _error_of(path: Path, error: OSError) -> SamverkanError:
    match error.errno:
        case errno.EEXIST | errno.ENOTEMPTY | errno.ENOTDIR:
            return InvalidInput(str(path), "is already there", _NAME_ANOTHER)
        case errno.ENAMETOOLONG:
            return InvalidInput(str(path), "is too long a name for a file", "choose a shorter name")
        case errno.ENOSPC | errno.EDQUOT | errno.EFBIG:
            return StoreUnusable(
                f"there is no room for {path} ({error.strerror}); no file was made",
                "make room, then try again",
            )
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return StoreUnusable(
                f"{path} may not be written ({error.strerror}); no file was made",
                "check the rights on the folder, or choose another",
            )
        case _:
            return StoreUnusable(
                f"{path} cannot be written ({error.strerror}); no file was made", "try another folder"
            )
