"""Rebuild the sample project: two PDF manuals, a workbook, a CSV and a JSONL.

    python examples/build_samples.py [--chromium PATH] [--fonts FOLDER]

The same sources, fonts and Chromium give the same bytes: dates and ids are fixed.
"""

from __future__ import annotations

import argparse
import base64
import csv
import io
import json
import re
import shutil
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import pikepdf
import pypdfium2
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from playwright.sync_api import Browser, sync_playwright

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "sources"
EPOCH = datetime.fromisoformat("2025-03-01 09:00")  # without a zone: openpyxl takes no other
MANUALS = ("security_manual_ko", "security_manual_en")
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
CHROMIUM_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WEIGHTS = {
    400: "Pretendard-Regular.ttf",
    600: "Pretendard-SemiBold.ttf",
    700: "Pretendard-Bold.ttf",
}
NODE_ID = re.compile(r"node\d{8}")
SHEET_HEADER = ("상담번호", "순번", "일시", "화자", "내용")

# Fills <nav id="toc"> from the first two levels of headings; Chromium has no target-counter().
FILL_CONTENTS = """(pages) => {
  const nav = document.querySelector("#toc");
  nav.replaceChildren(...[...document.querySelectorAll("h1, h2, h3")].flatMap((heading, i) => {
    heading.id = "section-" + i;
    if (heading.tagName === "H3") return [];
    const line = document.createElement("a");
    line.href = "#" + heading.id;
    line.className = heading.tagName === "H1" ? "l1" : "l2";
    const [title, leader, page] = ["span", "i", "span"].map((name) => document.createElement(name));
    title.textContent = heading.textContent;
    page.textContent = pages[i] ?? "00";
    line.append(title, leader, page);
    return [line];
  }));
}"""


def font_faces(folder: Path | None) -> str:
    """CSS that embeds the Pretendard weights of ``folder``; empty for installed fonts."""
    if folder is None:
        return ""
    rules = []
    for weight, name in WEIGHTS.items():
        data = base64.b64encode((folder / name).read_bytes()).decode("ascii")
        rules.append(
            f'@font-face {{ font-family: "Pretendard"; font-weight: {weight}; '
            f'src: url("data:font/ttf;base64,{data}") format("truetype"); }}'
        )
    return "\n".join(rules)


def heading_pages(pdf: bytes) -> list[int]:
    """Page number, from 1, of each bookmark in reading order."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [item.get_dest().get_index() + 1 for item in document.get_toc()]
    finally:
        document.close()


def print_manual(browser: Browser, source: Path, faces: str) -> bytes:
    """Print until the page numbers in the contents are those of the headings (two passes)."""
    page = browser.new_page()
    page.goto(source.as_uri())
    if faces:
        page.add_style_tag(content=faces)
    page.evaluate("document.fonts.ready")
    pdf, pages = b"", []
    for _ in range(3):
        page.evaluate(FILL_CONTENTS, pages)
        pdf = page.pdf(prefer_css_page_size=True, print_background=True, tagged=True, outline=True)
        if heading_pages(pdf) == pages:
            page.close()
            return pdf
        pages = heading_pages(pdf)
    raise RuntimeError(f"{source.name}: page numbers of the contents did not settle")


def strings_under(value: pikepdf.Object) -> Iterator[tuple[pikepdf.Object, str | int, str]]:
    """Each direct string in an object, with its holder and its key there.

    Indirect objects are left out: ``document.objects`` visits them on their own.
    """
    if isinstance(value, pikepdf.Stream | pikepdf.Dictionary):
        parts = [(key, value[key]) for key in value]
    elif isinstance(value, pikepdf.Array):
        parts = list(enumerate(value))
    else:
        return
    for key, part in parts:
        if isinstance(part, pikepdf.String):
            yield value, key, str(part)
        elif not getattr(part, "is_indirect", False):
            yield from strings_under(part)


def renumber_structure_ids(document: pikepdf.Pdf) -> None:
    """Chromium names structure elements after DOM nodes; keep their order, not their numbers.

    The numbers vary from run to run.
    """
    places = [
        place
        for item in document.objects
        for place in strings_under(item)
        if NODE_ID.fullmatch(place[2])
    ]
    new = {
        old: f"node{rank:08}"
        for rank, old in enumerate(sorted({place[2] for place in places}), start=1)
    }
    for holder, key, old in places:
        holder[key] = pikepdf.String(new[old])


def settle_pdf(pdf: bytes, title: str, language: str, target: Path) -> None:
    """Fix the dates and ids, so that a rebuild gives the same bytes."""
    stamp = EPOCH.strftime("D:%Y%m%d%H%M%S+09'00'")
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.docinfo["/Title"] = title
        document.docinfo["/Author"] = "Curation Workbench samples (fictional)"
        document.docinfo["/CreationDate"] = stamp
        document.docinfo["/ModDate"] = stamp
        renumber_structure_ids(document)
        document.Root.Lang = pikepdf.String(language)
        document.save(
            target,
            deterministic_id=True,
            compress_streams=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )


def build_manuals(chromium: str, fonts: Path | None) -> list[Path]:
    faces = font_faces(fonts)
    targets = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        for name in MANUALS:
            source = SOURCES / f"{name}.html"
            html = source.read_text(encoding="utf-8")
            title = re.search(r"<title>(.*?)</title>", html).group(1)
            language = re.search(r'<html lang="(\w+)"', html).group(1)
            target = HERE / "security-manual" / f"{name}.pdf"
            settle_pdf(print_manual(browser, source, faces), title, language, target)
            targets.append(target)
        browser.close()
    return targets


@dataclass(frozen=True)
class Turn:
    sheet: str
    dialogue: str
    number: int
    time: datetime
    speaker: str
    text: str


def read_dialogues(source: Path) -> Iterator[Turn]:
    """Lines ``# sheet``, ``## dialogue-id YYYY-MM-DD HH:MM`` and ``speaker: text``.

    The source gives the time of the first turn; the others follow 25 s apart.
    """
    sheet, dialogue, start, number = "", "", EPOCH, 0
    for at, line in enumerate(source.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("## "):
            dialogue, stamp = line[3:].split(maxsplit=1)
            start, number = datetime.fromisoformat(stamp), 0
        elif line.startswith("# "):
            sheet = line[2:].strip()
        elif line.strip():
            speaker, colon, text = line.partition(": ")
            if not colon:
                raise ValueError(f"{source.name}:{at}: expected 'speaker: text'")
            number += 1
            yield Turn(
                sheet,
                dialogue,
                number,
                start + timedelta(seconds=25 * (number - 1)),
                speaker,
                text.strip(),
            )


def build_workbook(source: Path, target: Path) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    thin = Side(style="thin", color="C5CEDA")
    border = Border(top=thin, bottom=thin, left=thin, right=thin)
    for turn in read_dialogues(source):
        if turn.sheet not in book.sheetnames:
            sheet = book.create_sheet(turn.sheet)
            sheet.append(SHEET_HEADER)
            sheet.freeze_panes = "A2"
            for column, width in zip("ABCDE", (12, 7, 19, 9, 92), strict=True):
                sheet.column_dimensions[column].width = width
            for cell in sheet[1]:
                cell.font, cell.fill = (
                    Font(bold=True, color="1D3557"),
                    PatternFill("solid", fgColor="DFE8F2"),
                )
                cell.alignment, cell.border = Alignment(horizontal="center"), border
        sheet = book[turn.sheet]
        sheet.append((turn.dialogue, turn.number, turn.time, turn.speaker, turn.text))
        for cell in sheet[sheet.max_row]:
            cell.alignment, cell.border = (
                Alignment(vertical="top", wrap_text=cell.column == 5),
                border,
            )
        sheet.cell(sheet.max_row, 3).number_format = "yyyy-mm-dd hh:mm:ss"
    for sheet in book:
        sheet.auto_filter.ref = sheet.dimensions
    book.properties.creator = "Curation Workbench samples (fictional)"
    book.properties.created = EPOCH
    buffer = io.BytesIO()
    book.save(buffer)
    settle_zip(buffer.getvalue(), target)
    return target


def settle_zip(data: bytes, target: Path) -> None:
    """openpyxl stamps the current time into each entry and docProps/core.xml; fix both."""
    stamp = EPOCH.strftime("%Y-%m-%dT%H:%M:%SZ").encode("ascii")
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, content)
            fixed = zipfile.ZipInfo(entry.filename, date_time=EPOCH.timetuple()[:6])
            fixed.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(fixed, content)


def read_pairs(source: Path) -> Iterator[tuple[str, str, str]]:
    """Question, answer, category from lines ``# category``, ``Q: …`` and ``A: …``."""
    category, question = "", ""
    for line in source.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            category = line[2:].strip()
        elif line.startswith("Q: "):
            question = line[3:].strip()
        elif line.startswith("A: "):
            yield question, line[3:].strip(), category


def build_csv(source: Path, target: Path) -> Path:
    with target.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("질문", "답변", "분류"))
        writer.writerows(read_pairs(source))
    return target


def build_jsonl(source: Path, target: Path) -> Path:
    with target.open("w", encoding="utf-8", newline="\n") as stream:
        for question, answer, category in read_pairs(source):
            row = {"question": question, "answer": answer, "category": category}
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")
    return target


def main() -> int:
    parser = argparse.ArgumentParser(
        description="Rebuild the sample project from examples/sources."
    )
    parser.add_argument(
        "--chromium", help="Chromium or Chrome executable; looked up on PATH by default"
    )
    parser.add_argument(
        "--fonts",
        type=Path,
        help="folder with Pretendard-{Regular,SemiBold,Bold}.ttf; "
        "installed Pretendard or Noto Sans CJK KR by default",
    )
    options = parser.parse_args()
    chromium = options.chromium or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if chromium is None:
        print("no Chromium found; name one with --chromium PATH", file=sys.stderr)
        return 1
    calls = HERE / "call-center"
    built = build_manuals(chromium, options.fonts)
    built.append(
        build_workbook(SOURCES / "call_center_dialogues.txt", calls / "call_center_dialogues.xlsx")
    )
    built.append(build_csv(SOURCES / "faq_pairs.txt", calls / "faq_pairs.csv"))
    built.append(build_jsonl(SOURCES / "faq_pairs_en.txt", calls / "faq_pairs_en.jsonl"))
    for path in built:
        print(f"{path.relative_to(HERE)}  {path.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
