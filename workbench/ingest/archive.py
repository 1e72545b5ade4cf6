"""Archives of documents: a manual of thousands of pages in one ZIP, read file by file.

Names that say no encoding are taken for UTF-8 or CP949, as Windows in Korea writes them. Nothing is
unpacked to where a name points to; each member is copied under a name of ours, counted.
"""

from __future__ import annotations

import re
import shutil
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from workbench.errors import UserError
from workbench.ingest.media import ENDINGS, ZIP
from workbench.records import Record

_UTF8_NAME = 1 << 11
"""General purpose bit 11: the name is UTF-8."""
_BLOCK = 1 << 20
_SYSTEM = ("__MACOSX/", ".git/", "node_modules/")


class Member(Record):
    """A file of an archive that can be read: its place in the directory and its path in NFC."""

    index: int
    path: str
    size: int


def member_name(info: zipfile.ZipInfo) -> str:
    """The name as its writer meant it."""
    if info.flag_bits & _UTF8_NAME:
        return unicodedata.normalize("NFC", info.filename)
    try:
        raw = info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return unicodedata.normalize("NFC", info.filename)
    for encoding in ("utf-8", "cp949"):
        try:
            return unicodedata.normalize("NFC", raw.decode(encoding))
        except UnicodeDecodeError:
            continue
    return info.filename


def member_path(info: zipfile.ZipInfo) -> str | None:
    """Its path with forward slashes; None where that leads out of the archive."""
    name = member_name(info).replace("\\", "/").split("\0", 1)[0]
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or name[1:2] == ":":
        return None
    return "/".join("".join(c for c in part if c.isprintable()) for part in path.parts)


def members(path: Path) -> tuple[list[Member], int]:
    """Files that have a reader, by path, and how many others there are (pictures, styles …).

    Archives in archives are among the others. The archive has passed the gate.
    """
    found: list[Member] = []
    others = 0
    with zipfile.ZipFile(path) as archive:
        for index, info in enumerate(archive.infolist()):
            name = member_path(info)
            if info.is_dir() or name is None or name.startswith(_SYSTEM) or _is_hidden(name):
                continue
            kind = ENDINGS.get(PurePosixPath(name).suffix.lower())
            if kind is None or kind == ZIP:
                others += 1
                continue
            found.append(Member(index=index, path=name, size=info.file_size))
    return sorted(found, key=lambda member: natural(member.path)), others


def folder_files(folder: Path) -> tuple[list[Path], int]:
    """The same for a folder: files to read, by path, and how many others; links out are left."""
    found: list[Path] = []
    others = 0
    for path in folder.rglob("*"):
        inside = path.relative_to(folder).as_posix()
        if not path.is_file() or path.is_symlink() or inside.startswith(_SYSTEM):
            continue
        if _is_hidden(inside):
            continue
        if path.suffix.lower() in ENDINGS:
            found.append(path)
        else:
            others += 1
    return sorted(found, key=lambda path: natural(path.relative_to(folder).as_posix())), others


def packed(folder: Path, target: Path) -> None:
    """A folder's files that have a reader as a ZIP at `target`. The same files give the same bytes,
    so that a folder is recognised that is there already."""
    found = [path for path in folder_files(folder)[0] if ENDINGS[path.suffix.lower()] != ZIP]
    top = folder.resolve().name
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in found:
            info = zipfile.ZipInfo(f"{top}/{path.relative_to(folder).as_posix()}")
            info.compress_type = zipfile.ZIP_DEFLATED
            with path.open("rb") as source, archive.open(info, "w", force_zip64=True) as member:
                shutil.copyfileobj(source, member, _BLOCK)


def _is_hidden(name: str) -> bool:
    last = PurePosixPath(name).name
    return last.startswith((".", "~$")) or last == "Thumbs.db"


def natural(path: str) -> list[tuple[int, int, str]]:
    """Sort key by which page2 stands before page10."""
    parts = re.split(r"(\d+)", path.lower())
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part]


def extracted(path: Path, folder: Path, most: int) -> Iterator[tuple[Member, Path | UserError]]:
    """Each readable member, one after the other, as a file under `folder` that is there until the
    next one is asked for; or the reason why it is none: broken, or larger than `most` bytes."""
    found, _ = members(path)
    with zipfile.ZipFile(path) as archive:
        infos = archive.infolist()
        for number, member in enumerate(found):
            target = folder / f"{number}{PurePosixPath(member.path).suffix.lower()[:12]}"
            try:
                _copy(archive, infos[member.index], member.path, target, most)
            except UserError as error:
                yield member, error
            else:
                yield member, target
            finally:
                target.unlink(missing_ok=True)


def _copy(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, to: Path, most: int) -> None:
    left = most
    try:
        with archive.open(info) as source, to.open("wb") as out:
            while block := source.read(_BLOCK):
                left -= len(block)
                if left < 0:
                    limit = most >> 20
                    raise UserError("error.file_too_large", name=name, size=limit, limit=limit)
                out.write(block)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        raise UserError("error.damaged_archive", name=name) from None
