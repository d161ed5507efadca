"""Scripts written in Word and Excel."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator

import docx
import openpyxl
from docx.opc.exceptions import PackageNotFoundError
from docx.text.paragraph import Paragraph
from openpyxl.utils.exceptions import InvalidFileException

from monitor.errors import TextInputError


def docx_lines(name: str, data: bytes) -> Iterator[tuple[int, str]]:
    """Paragraphs and table rows of a Word file, numbered from 1. Raises TextInputError."""
    try:
        document = docx.Document(io.BytesIO(data))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise TextInputError(
            "不是可读的 .docx 文件", where=name, hint="在 Word 里重新另存，或改用 .txt"
        ) from error
    number = 0
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            number += 1
            yield number, block.text
            continue
        for row in block.rows:
            number += 1
            yield number, _joined(cell.text for cell in row.cells)


def xlsx_lines(name: str, data: bytes) -> Iterator[tuple[int, str]]:
    """Rows of all sheets of an Excel file, numbered from 1. Raises TextInputError."""
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise TextInputError(
            "不是可读的 .xlsx 文件", where=name, hint="在 Excel 里重新另存，或改用 .txt"
        ) from error
    number = 0
    for sheet in book.worksheets:
        for row in sheet.iter_rows(values_only=True):
            number += 1
            yield number, _joined("" if value is None else str(value) for value in row)


def _joined(cells: Iterable[str]) -> str:
    seen: list[str] = []
    for cell in cells:
        text = cell.strip().replace("\n", " ")
        # Merged Word cells repeat their text; a repeat says nothing twice.
        if text and (not seen or seen[-1] != text):
            seen.append(text)
    return " ".join(seen)
