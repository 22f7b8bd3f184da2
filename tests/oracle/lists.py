"""The built-in lists as CSV files, as a form's author would attach them for ODK's own tools: lists.py OUT.

Columns as docs/xlsform.md names them; `label` is the Bangla label, because a CSV file has only one for these tools.
"""

import csv
import re
import sys
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "core" / "reference" / "data"
LABELS = ["name", "label", "label::Bangla (bn)", "label::English (en)"]


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(out, name, columns, rows):
    with (out / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def card_code(name):
    return re.sub(r"[^a-z0-9]+", "_", name.lower().replace("'", "")).strip("_")


def places(out):
    table = read(DATA / "places.csv")
    by_code = {row["code"]: row for row in table}

    def around(row, level):
        while row and row["level"] != level:
            row = by_code.get(row["parent"])
        return card_code(row["name_en"]) if row else ""

    def cells(row):
        upazila = row["code"] if row["level"] == "upazila" else ""
        parent = row["parent"] if row["parent"] in by_code else ""
        names = [row["code"], row["name_bn"], row["name_bn"], row["name_en"]]
        return [*names, row["level"], parent, around(row, "division"), around(row, "district"), upazila]

    columns = [*LABELS, "level", "parent", "division", "district", "upazila"]
    for level in ("division", "district", "upazila"):
        write(out, f"bd-{level}s", columns, [cells(row) for row in table if row["level"] == level])
    write(out, "bd-places", columns, map(cells, table))


def main(out):
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    places(out)


if __name__ == "__main__":
    main(*sys.argv[1:])
