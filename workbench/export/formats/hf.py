"""A dataset folder as the Hugging Face hub keeps it; `datasets.load_dataset(folder)` opens it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.export.formats import Package

PATTERN = "data/{split}-00000-of-00001.parquet"
"""Named in the card's head too, see workbench.export.card."""


class HuggingFaceFolder:
    """README.md is the card; the Parquet files are the version's own, byte for byte."""

    suffix = ""

    def write(self, package: Package, path: Path) -> None:
        (path / "data").mkdir(parents=True)
        for split, source in package.files.items():
            shutil.copyfile(source, path / PATTERN.format(split=split))
        (path / "README.md").write_text(package.card, encoding="utf-8", newline="\n")
