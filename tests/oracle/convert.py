"""Forms as CSV sheets -> workbook (.xlsx) and XForm (.xml), by pyxform. See README.md.

usage: convert.py LISTS OUT FORM_FOLDER...
LISTS holds the lists that are built in (bd-places.csv and so on); OUT/NAME/ gets form.xlsx, form.xml and the CSV files that
the form reads. Every folder is tried; the first line of each failure names its form, and then the exit code is 1.
"""

import csv
import re
import shutil
import sys
from pathlib import Path

from openpyxl import Workbook
from pyxform.xls2xform import convert

SHEETS = ("survey", "choices", "settings", "external_choices", "entities", "osm")


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def workbook(folder, target):
    book = Workbook()
    book.remove(book.active)
    for name in SHEETS:
        if (folder / f"{name}.csv").exists():
            sheet = book.create_sheet(name)
            for number, row in enumerate(rows(folder / f"{name}.csv"), 1):
                for column, text in enumerate(row, 1):
                    if text:
                        cell = sheet.cell(number, column, text)
                        cell.data_type = "s"  # a text that begins with `=` is no formula
    book.save(target)


def build(folder, lists, out):
    target = out / folder.name
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    workbook(folder, target / "form.xlsx")
    result = convert(target / "form.xlsx", validate=False, form_name=None)
    (target / "form.xml").write_text(result.xform, encoding="utf-8")
    (target / "warnings.txt").write_text("\n".join(result.warnings or []), encoding="utf-8")
    if result.itemsets:
        (target / "itemsets.csv").write_text(result.itemsets, encoding="utf-8")
    for name in sorted(set(re.findall(r'src="jr://[a-z-]+/([^"]+)"', result.xform))):
        source = next((at / name for at in (folder, lists) if (at / name).exists()), None)
        if source is None:
            raise FileNotFoundError(f"{name} is neither beside the sheets nor built in")
        shutil.copy(source, target / name)


def main(lists, out, *folders):
    failed = 0
    for folder in map(Path, folders):
        try:
            build(folder, Path(lists), Path(out))
        except Exception as fault:  # whatever pyxform raises: say it and go on with the next form
            failed = 1
            print(f"{folder.name}: {type(fault).__name__}: {fault}", file=sys.stderr)
    return failed


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
