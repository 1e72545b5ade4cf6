"""One file to download: a folder becomes a zip whose bytes depend on its content alone."""

from __future__ import annotations

import re
import shutil
import unicodedata
import zipfile
from pathlib import Path

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can hold."""
_UNSAFE = re.compile(r"[^\w.\-]+")
MEDIA_TYPES = {
    ".zip": "application/zip",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv",
}


def zip_folder(folder: Path, target: Path, name: str) -> None:
    """All files of `folder` under `name`/ in the archive, in the order of their paths."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for path in sorted(folder.rglob("*")):
            if path.is_dir():
                continue
            inside = zipfile.ZipInfo(f"{name}/{path.relative_to(folder).as_posix()}", _EPOCH)
            packed = path.suffix == ".parquet"
            inside.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            inside.external_attr = 0o644 << 16
            with path.open("rb") as source, out.open(inside, "w", force_zip64=True) as entry:
                shutil.copyfileobj(source, entry, 1 << 20)


def file_name(project: str, number: int, suffix: str) -> str:
    """`보안-매뉴얼-v3.zip`: letters of any language, digits, dots, dashes; 80 at most."""
    stem = _UNSAFE.sub("-", unicodedata.normalize("NFC", project)).strip("-.")[:60] or "dataset"
    return f"{stem}-v{number}{suffix}"
