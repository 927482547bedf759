"""Contents of files that nobody should trust, by name: as JSON or YAML, and as tables."""

import io
import json
import zipfile

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

ALIASES = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]\n"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)

SECTIONS = ("ions", "feed_mol_m3", "layers", "drive", "settings", "target", "pair")

TEXTS: dict[str, bytes] = {
    "empty": b"",
    "spaces": b" \n\n ",
    "a word": b"hello",
    "a number": b"3.14",
    "null": b"null",
    "empty list of a list": b"[[]]",
    "unclosed": b"ions: [Li+, ",
    "tabs": b"ions:\n\t- Li+\n",
    "NUL": b"name: \x00a\n",
    "latin-1": "name: Größe\n".encode("latin-1"),
    "UTF-16": "name: a\n".encode("utf-16"),
    "random bytes": bytes(range(255, 127, -1)) * 20,
    "aliases that multiply": ALIASES.encode(),
    "alias of itself": b"&a [*a]",
    "mapping of itself": b"&a {name: *a, ions: *a, pair: *a, brine: *a}",
    "deep JSON": b'{"a":' * 100_000,
    "deep list": b"[" * 100_000,
    "deep YAML": ("\n".join(" " * i + f"a{i}:" for i in range(200))).encode(),
    "number of 5000 digits": b'{"temperature_K": 1' + b"0" * 5000 + b"}",
    "YAML number of 6000 digits": b"temperature_K: " + b"9" * 6000,
    "infinite and not a number": b'{"temperature_K": NaN, "feed_mol_m3": {"Li+": Infinity}}',
    "Python tag": b"!!python/object/apply:os.system ['touch PWNED']\n",
    "Python tag inside": b"name: !!python/name:os.system\nbrine: !!python/object:os.x {}\n",
    "unknown tag": b"!shell {run: rm}\n",
    "two documents": b"name: a\n---\nname: b\n",
    "duplicate key": b'{"name": 1, "name": 2}',
    "duplicate YAML key": b"name: a\nname: b\n",
    "merge key": b"a: &a {x: 1}\n<<: *a\n",
    "merge of a word": b"<<: word\n",
    "dates": b"name: 2001-01-01\nions: 2001-12-14t21:59:43.10-05:00\n",
    "binary and set": b"name: !!binary aGVsbG8=\nions: !!set {a, b}\n",
    "keys that are lists": b"? [a, b]\n: c\n",
    "keys that are numbers": b"1: a\ntrue: b\nnull: c\n",
    "surrogates": b'{"name": "\\ud800", "ions": {"\\udfff": {}}}',
    "unknown keys": b"nmae: a\n__class__: b\n__init__: {}\n",
    "text instead of mappings": json.dumps(dict.fromkeys(SECTIONS, "x")).encode(),
    "lists instead of mappings": json.dumps({key: [1] for key in SECTIONS}).encode(),
}
"""Name and bytes; every command that reads JSON or YAML refuses each of them."""


def excel(cells: dict[str, object]) -> bytes:
    """Bytes of a workbook with these cells."""
    book, stream = openpyxl.Workbook(), io.BytesIO()
    for place, value in cells.items():
        book.active[place] = value
    book.save(stream)
    return stream.getvalue()


def parquet(columns: dict[str, list]) -> bytes:
    """Bytes of a Parquet file."""
    stream = io.BytesIO()
    pq.write_table(pa.table(columns), stream)
    return stream.getvalue()


def zip_bomb() -> bytes:
    """A workbook whose sheet is 600 MB of blanks."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(600):
            part.write(b" " * 1_000_000)
    return stream.getvalue()


def parquet_bomb() -> bytes:
    """A hundred million rows in a few kilobytes."""
    stream = io.BytesIO()
    column = pa.DictionaryArray.from_arrays(pa.array([0] * 1_000_000, pa.int8()), pa.array(["a"]))
    table = pa.table({"candidate": column})
    with pq.ParquetWriter(stream, table.schema) as writer:
        for _ in range(30):
            writer.write_table(table)
    return stream.getvalue()


TABLES: dict[str, bytes] = {
    "empty": b"",
    "a header alone": b"candidate,name\n",
    "no header": b"# a comment\n# another\n",
    "NUL": b"candidate,name\na,b\x00\n",
    "latin-1": "candidate,name\na,Müller\n".encode("latin-1"),
    "UTF-16": "candidate,name\na,b\n".encode("utf-16"),
    "unclosed quotation": b'candidate,name\na,"b\n',
    "semicolons": b"candidate;name\na;0,3\n",
    "ten million columns": b"c," * 10_000_000,
    "a row of a million cells": b"candidate,name\n" + b"x," * 1_000_000,
    "600 columns": (",".join(f"c{i}" for i in range(600)) + "\n1\n").encode(),
    "a cell of 200,000 characters": b"candidate,name\na," + b"x" * 200_000 + b"\n",
    "a cell of 30,000 characters": b"candidate,name\na," + b"x" * 30_000 + b"\n",
    "one column twice": b"candidate,candidate\na,b\n",
    "carriage returns": b"candidate,name\ra\r\x1a\r",
    "an old Excel file": b"\xd0\xcf\x11\xe0 nothing",
    "Excel in name only": b"PK\x03\x04 nothing",
    "an empty archive": b"PK\x05\x06" + b"\0" * 18,
    "Parquet in name only": b"PAR1 nothing PAR1",
    "a workbook of 600 MB": zip_bomb(),
    "a workbook with one far cell": excel({"A1": "candidate", "XFD1000000": 1}),
    "a workbook of formulas": excel({"A1": "candidate", "A2": '=HYPERLINK("http://x","y")'}),
    "thirty million rows": parquet_bomb(),
    "Parquet of lists": parquet({"candidate": [["a"], ["b"]], "x": [[1], [2]]}),
    "HTML": b"<html><body><table><tr><td>candidate</td></tr></table></body></html>",
    "JSON": b'[{"candidate": "a"}]',
    "a picture": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
}
"""Name and bytes; every reader of a table refuses each of them."""
