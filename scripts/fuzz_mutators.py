"""What `fuzz.py` breaks: seed files of every kind, and mutations by kind, all drawn from one source of chance."""

from __future__ import annotations

import gzip
import io
import json
import random
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "resources" / "samples"
FIXTURES = ROOT / "tests" / "core" / "event" / "fixtures"

HUGE = (
    "1e308",
    "-1e308",
    "1e999",
    "nan",
    "-0",
    "9" * 40,
    "-1",
    "0.1e-400",
    "0x10",
    "1_0",
    "٣",
    "9" * 5000,
    "1,5",
    "",
)
STRANGE = (
    "\ud800", "\0", "\u202e", "\ufeff", "=cmd|' /C calc'!A0", "<img src=x>", "{0}", "%s%n", "../../x",
    "🙂" * 50, "a" * 70_000,
    "\r", "\x1b[2J", "/etc/passwd", "漢字", '"', "'", "2026-13-45", "12:99", "-5 min", "1e9 bd", "0%", "101%", "nan",
)  # fmt: skip
WRONG: tuple[Any, ...] = (
    None, True, False, 0, -1, 10**400, 1e308, float("nan"), float("inf"), "", "x", [], {}, [[]], [None],
    {"id": None}, {"": ""},
    "a" * 100_000, "\ud800", [1, "2", None], {"amount": 1e300, "unit": "bd"}, {"amount": "x", "unit": 7}, "1970-01-01",
)  # fmt: skip


def user_error() -> type[Exception]:
    """The exception that is a sentence for the user."""
    from leanbench.errors import UserError

    return UserError


# --- bytes and texts ----------------------------------------------------------------------------


def truncate(chance: random.Random, data: bytes) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def flip(chance: random.Random, data: bytes) -> bytes:
    out = bytearray(data)
    for _ in range(chance.choice((1, 3, 30)) if out else 0):
        out[chance.randrange(len(out))] ^= 1 << chance.randrange(8)
    return bytes(out)


def splice(chance: random.Random, data: bytes) -> bytes:
    """A piece of the data once more, or gone, or somewhere else."""
    if len(data) < 4:
        return data * 2
    a, b = sorted(chance.sample(range(len(data)), 2))
    b = min(b, a + 5_000)
    at = chance.randrange(len(data))
    return chance.choice(
        (data[:a] + data[b:], data[:at] + data[a:b] + data[at:], data[:b] + data[a:b] * 20 + data[b:])
    )


def strange_piece(chance: random.Random, data: bytes) -> bytes:
    at = chance.randrange(len(data) + 1)
    piece = chance.choice(STRANGE).encode("utf-8", "surrogatepass")
    return data[:at] + piece + data[at:]


def huge_number(chance: random.Random, data: bytes) -> bytes:
    """A number of the text is another."""
    found = list(re.finditer(rb"\d+(?:\.\d+)?", data[:2_000_000]))
    if not found:
        return data
    out = data
    for match in sorted(
        chance.sample(found, min(len(found), chance.choice((1, 1, 5)))), key=lambda m: -m.start()
    ):
        out = out[: match.start()] + chance.choice(HUGE).encode() + out[match.end() :]
    return out


def other_encoding(chance: random.Random, data: bytes) -> bytes:
    text = data.decode("utf-8", "replace")
    name = chance.choice(
        ("utf-16", "utf-16-le", "utf-32", "cp1252", "cp037", "utf-7", "utf-8-sig", "shift_jis")
    )
    return text.encode(name, "replace")


def deep(chance: random.Random, _data: bytes) -> bytes:
    depth = chance.choice((500, 20_000, 300_000))
    begin, end = chance.choice(
        ((b"[", b"]"), (b'{"a":', b"}"), (b"<a>", b"</a>"), (b'"', b'"'), (b"(", b")"))
    )
    return begin * depth + b"1" + end * depth


def exchange(chance: random.Random, data: bytes) -> bytes:
    """Two words of the text change places."""
    words = list(re.finditer(rb"[A-Za-z_]{2,}", data[:500_000]))
    if len(words) < 2:
        return data
    one, other = sorted(chance.sample(words, 2), key=lambda m: m.start())
    return data[: one.start()] + other[0] + data[one.end() : other.start()] + one[0] + data[other.end() :]


BYTES: tuple[Callable[[random.Random, bytes], bytes], ...] = (
    truncate, flip, splice, strange_piece, huge_number, other_encoding, exchange,
)  # fmt: skip


def mutate(chance: random.Random, data: bytes) -> bytes:
    """One to three mutations of any kind."""
    for _ in range(chance.choice((1, 1, 2, 3))):
        data = deep(chance, data) if chance.random() < 0.02 else chance.choice(BYTES)(chance, data)
    return data


# --- JSON ---------------------------------------------------------------------------------------


def other_values(chance: random.Random, data: bytes) -> bytes:
    """A few values of a JSON text are of another type, doubled, gone, or under another name."""
    try:
        root = json.loads(data)
    except (ValueError, RecursionError):
        return mutate(chance, data)
    for _ in range(chance.choice((1, 1, 2, 6))):
        places = list(_places(root))
        if not places:
            break
        holder, key = chance.choice(places)
        what = chance.random()
        if what < 0.6:
            holder[key] = chance.choice((*WRONG, *STRANGE))
        elif what < 0.75:
            other, place = chance.choice(places)
            holder[key] = other[place]  # a value of another place; may be shared or nested
        elif what < 0.9:
            del holder[key]
        elif isinstance(holder, list):
            holder.extend([holder[key]] * chance.choice((1, 3, 200)))
        else:
            holder[chance.choice(("id", "x", "", *holder))] = holder.pop(key)
    try:
        return json.dumps(root, check_circular=True).encode("utf-8", "surrogatepass")
    except (ValueError, RecursionError):  # it holds itself now
        return data


def _places(root: Any) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    waiting = [root]
    while waiting and len(found) < 20_000:
        node = waiting.pop()
        keys = list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
        for key in keys:
            found.append((node, key))
            waiting.append(node[key])
    return found


# --- archives -----------------------------------------------------------------------------------


@cache
def bomb(size: int) -> bytes:
    """A deflated stream of blanks, `size` bytes when unpacked."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    million = packer.compress(b" " * 1_000_000) + packer.flush(
        zlib.Z_FULL_FLUSH
    )  # stands by itself, may be repeated
    return million * (size // 1_000_000) + packer.flush()


def unpack(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(parts: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", how) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


def other_part(chance: random.Random, data: bytes) -> bytes:
    """One part of an archive is broken, the archive is whole."""
    parts = unpack(data)
    name = chance.choice([*parts, *(name for name in parts if name.endswith((".json", ".xml")))])
    part = parts[name]
    if name.endswith(".json") and chance.random() < 0.8:
        parts[name] = other_values(chance, part)
    elif name.endswith(".xml") and chance.random() < 0.4:
        parts[name] = other_xml(chance, part)
    else:
        parts[name] = mutate(chance, part)
    return pack(
        parts, chance.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA))
    )


def zip_trick(chance: random.Random, data: bytes) -> bytes:
    """Names that lead outside, doubles, links, parts without end, wrong sizes, thousands of parts, archives inside."""
    parts = unpack(data)
    name = chance.choice(list(parts))
    trick = chance.randrange(9)
    if trick == 0:
        outside = (
            "../../outside.txt",
            "/outside.txt",
            "C:\\outside.txt",
            "a\0b",
            "..\\x",
            "x/" * 500 + "y",
            "data/../../x.csv",
        )
        return pack({**parts, chance.choice(outside): b"outside"})
    if trick == 1:
        return pack({key: part for key, part in parts.items() if key != name})
    if trick == 2:
        return pack({**parts, **{f"part {n}": b"" for n in range(20_000)}})
    if trick == 3:
        return pack({**parts, name: pack(parts)})
    if trick == 4:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            for key, part in parts.items():
                entry = zipfile.ZipInfo(key)
                entry.external_attr = 0o120777 << 16 if key == name else 0  # a symbolic link
                archive.writestr(entry, b"/etc/passwd" if key == name else part)
        return stream.getvalue()
    if trick == 5:
        return _with_bomb(parts, name, chance.choice((300_000_000, 700_000_000, 3_000_000_000)))
    if trick == 6:
        return pack(
            {
                (chance.choice((key.upper(), key + " ", "./" + key)) if key == name else key): p
                for key, p in parts.items()
            }
        )
    if trick == 7:  # the directory says other sizes, flags or methods
        out = bytearray(pack(parts))
        at = out.rfind(b"PK\x01\x02")
        out[at + chance.choice((8, 10, 12, 16, 20, 24, 28, 30, 42))] ^= chance.randrange(1, 256)
        return bytes(out)
    return data + data[chance.randrange(len(data)) :]


def _with_bomb(parts: dict[str, bytes], name: str, size: int) -> bytes:
    """An archive with one part that grows to `size` bytes; blanks, so that it is still text or XML."""
    body = bomb(size)
    stream = io.BytesIO()
    entries = []
    for key, part in parts.items():
        packed = body if key == name else zlib.compressobj(6, zlib.DEFLATED, -15)
        if key != name:
            worker = zlib.compressobj(6, zlib.DEFLATED, -15)
            packed = worker.compress(part) + worker.flush()
        real = size if key == name else len(part)
        crc = 0 if key == name else zlib.crc32(part)
        at = stream.tell()
        head = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, crc, len(packed), real, len(key.encode()), 0)
        stream.write(b"PK\x03\x04" + head + key.encode() + packed)
        entries.append((head, key.encode(), at))
    start = stream.tell()
    for head, key_bytes, at in entries:
        stream.write(
            b"PK\x01\x02" + struct.pack("<H", 20) + head + struct.pack("<HHHII", 0, 0, 0, 0, at) + key_bytes
        )
    length = stream.tell() - start
    stream.write(struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, len(entries), len(entries), length, start, 0))
    return stream.getvalue()


def other_xml(chance: random.Random, data: bytes) -> bytes:
    """Entities that grow or read files, rows and cells in other places, deep nesting, elements without end."""
    what = chance.randrange(7)
    head, _, body = (
        data.partition(b"?>") if data.startswith(b"<?xml") else (b"<?xml version='1.0'", b"", data)
    )
    if what == 0:
        grown = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 12))
        return (
            head
            + b"?><!DOCTYPE x [<!ENTITY e0 'aaaaaaaaaa'>"
            + grown
            + b"]>"
            + body.replace(b"</", b"&e11;</", 1)
        )
    if what == 1:
        return (
            head
            + b'?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
            + body.replace(b"</", b"&e;</", 1)
        )
    if what == 2:
        depth = chance.choice((1_000, 100_000))
        return head + b"?>" + b"<a>" * depth + b"</a>" * depth
    if what == 3:  # cells and rows somewhere else
        places = (b"XFD1048576", b"A1", b"ZZZZ9", b"A0", b"A99999999", b"\xc3\x84\xc3\x961", b"B-1", b"")
        return re.sub(
            rb'\br="[A-Z]*\d+"',
            lambda m: b'r="%s"' % chance.choice(places) if chance.random() < 0.3 else m[0],
            data,
        )
    if what == 4:
        strange = (b"-1", b"e", b"d", b"inlineStr", b"99999999999", b"A1:XFD1048576", b"x", b"", b"1e5")
        marks = rb'\b(s|t|min|max|ref|count|numFmtId|state|hidden)="[^"]*"'
        return re.sub(
            marks, lambda m: m[1] + b'="%s"' % chance.choice(strange) if chance.random() < 0.2 else m[0], data
        )
    if what == 5:
        piece = re.search(rb"<(c|row|si|xf|table-row|event)\b.*?</\1>", data, re.DOTALL)
        return data.replace(piece[0], piece[0] * chance.choice((10, 3_000)), 1) if piece else data
    return re.sub(rb'number-(rows|columns)-repeated="\d+"', rb'number-\1-repeated="1048576"', data)


def mutate_archive(chance: random.Random, data: bytes) -> bytes:
    what = chance.random()
    if what < 0.6:
        return other_part(chance, data)
    return zip_trick(chance, data) if what < 0.85 else mutate(chance, data)


# --- files of an event --------------------------------------------------------------------------


@cache
def event_seeds() -> tuple[bytes, ...]:
    """Shipped samples and files of earlier versions: archives, and the JSON in them."""
    files = [*sorted(SAMPLES.glob("*.lean")), *sorted(FIXTURES.glob("*"))]
    seeds = [path.read_bytes() for path in files]
    return (*seeds, *(unpack(seed)["event.json"] for seed in seeds if seed[:2] == b"PK"))


def event_file(chance: random.Random, folder: Path) -> Path:
    """A broken event: an archive, a plain JSON file, or a folder."""
    seed = chance.choice(event_seeds())
    is_archive = seed[:2] == b"PK"
    broken = mutate_archive(chance, seed) if is_archive else other_values(chance, seed)
    if not is_archive and chance.random() < 0.2:
        broken = mutate(chance, seed)
    if is_archive and chance.random() < 0.15:
        inside = folder / "event folder"
        parts = unpack(seed)
        name = chance.choice(list(parts))
        parts[name] = (
            other_values(chance, parts[name]) if name.endswith(".json") else mutate(chance, parts[name])
        )
        for key, part in parts.items():
            place = inside / key
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(part)
        return chance.choice((inside, inside / "event.json"))
    path = folder / ("broken.lean" if is_archive or chance.random() < 0.5 else "event.json")
    path.write_bytes(broken)
    return path


# --- tables -------------------------------------------------------------------------------------

CASES = "case,activity,time,days,cost,right\n" + "".join(
    f"A-{n},{['Receive', 'Check', 'Issue'][n % 3]},2026-01-{1 + n % 28:02d} 0{n % 9}:30,{n * 7 % 31 / 2},"
    f"${n * 13 % 500}.50,{'yes' if n % 3 else 'no'}\n"
    for n in range(60)
)
TEXTS = (
    CASES,
    CASES.replace(",", ";").replace(".", ","),
    CASES.replace(",", "\t"),
    "sep=;\na;b\n1;2\n",
    'name,text\n"a ""quoted"" one","two\nlines"\nb,"c\n',
    "Title of the list\n\nStep,Who,Process time,Wait,%C&A\nCheck,Clerk,5 min,2 bd,90%\n"
    "Sign,Boss,1:30,3-5 d,0.8\nTotal,,,,\n",
    "when,n\n01/02/2026,5\n13/02/2026,6\n2026-02-14T10:00:00+02:00,7\n",
)
XES = (
    "<?xml version='1.0'?><log>" + "".join(
        f"<trace><string key='concept:name' value='c{n}'/>" + "".join(
            f"<event><string key='concept:name' value='a{k}'/>"
            f"<date key='time:timestamp' value='2026-01-0{k + 1}T10:00:00Z'/></event>"
            for k in range(4)) + "</trace>" for n in range(5)) + "</log>"
)  # fmt: skip
ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    '<office:body><office:spreadsheet><table:table table:name="Cases"><table:table-row><table:table-cell '
    'office:value-type="string"><text:p>days</text:p></table:table-cell></table:table-row>'
    '<table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="2" '
    'office:value-type="float" '
    'office:value="4.5"><text:p>4.5</text:p></table:table-cell></table:table-row>'
    "</table:table></office:spreadsheet></office:body></office:document-content>"
)


@cache
def workbook() -> bytes:
    """A spreadsheet with all that `leanbench.tables.xlsx` looks at."""
    import datetime as dt

    import openpyxl
    from openpyxl.worksheet.table import Table

    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "Cases"
    page.append(["case", "activity", "time", "right", "took", "done"])
    for n in range(30):
        day = dt.datetime(2026, 1, 1 + n % 28, n % 24)
        page.append(
            [f"A-{n}", ["Receive", "Check", "Issue"][n % 3], day, n / 30, dt.timedelta(hours=n), n % 2 == 0]
        )
        page.cell(n + 2, 4).number_format = "0%"
    page["H40"] = "=1/0"
    page.merge_cells("A35:B36")
    page.row_dimensions[4].hidden = True
    page.column_dimensions["F"].hidden = True
    page.auto_filter.ref = "A1:F31"
    page.add_table(Table(displayName="Cases", ref="A1:F31", totalsRowCount=0))
    book.create_sheet("Hidden").sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def table_file(chance: random.Random, folder: Path) -> Path:
    """A broken table of any kind, under a name that may be that of another kind."""
    kind = chance.choice(("xlsx", "xlsx", "xlsx", "csv", "csv", "gz", "xes", "ods", "xls"))
    if kind == "xlsx":
        data = mutate_archive(chance, workbook())
    elif kind == "csv":
        data = mutate(chance, chance.choice(TEXTS).encode())
    elif kind == "gz":
        data = _packed(chance)
    elif kind == "xes":
        data = other_xml(chance, XES.encode()) if chance.random() < 0.5 else mutate(chance, XES.encode())
    elif kind == "ods":
        data = mutate_archive(chance, pack({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
                                            "content.xml": ODS.encode()}))  # fmt: skip
    else:
        data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + mutate(
            chance, chance.randbytes(chance.choice((10, 600, 5_000)))
        )
    ending = (
        kind if chance.random() < 0.85 else chance.choice(("csv", "xlsx", "xls", "xlsb", "txt", "pdf", ""))
    )
    path = folder / f"broken.{'csv.gz' if ending == 'gz' else ending}"
    path.write_bytes(data)
    return path


def _packed(chance: random.Random) -> bytes:
    what = chance.randrange(4)
    if what == 0:
        return gzip.compress(mutate(chance, chance.choice(TEXTS).encode()), mtime=0)
    if what == 1:
        return mutate(chance, gzip.compress(CASES.encode(), mtime=0))
    if what == 2:
        return gzip.compress(gzip.compress(CASES.encode(), mtime=0), mtime=0)
    size = chance.choice((100_000_000, 700_000_000, 3_000_000_000))
    return b"\x1f\x8b\x08" + bytes(7) + bomb(size) + struct.pack("<II", 0, size % 2**32)


def pasted_text(chance: random.Random) -> str:
    """A broken text, as a clipboard may hold it."""
    errors = chance.choice(("replace", "ignore", "surrogateescape"))
    text = mutate(chance, chance.choice(TEXTS).encode()).decode("utf-8", errors)
    what = chance.random()
    if what < 0.1:
        text = chance.choice(STRANGE) * chance.choice((1, 3))
    elif what < 0.2:
        text = text.replace("\n", chance.choice(("\r", "\r\n", "\u2028", "\0", "\n\n")))
    elif what < 0.25:
        text *= chance.choice((50, 60))
    elif what < 0.3:
        text = "#\tStep\tNext step\n" + "".join(
            f"{n}\tS{n}\t{chance.choice((n + 1, 1, 'End', f'Yes 50% -> {n + 1} / No -> 1', '1;2;3', 'x'))}\n"
            for n in range(1, 300)
        )
    return text


# --- the command line ---------------------------------------------------------------------------


def command(chance: random.Random, folder: Path) -> list[str]:
    """Words of a command line: one of our commands with files whole or broken, and values nobody would give."""
    from leanbench.cli.parser import build_parser

    choices = next(action.choices for action in build_parser()._actions if action.dest == "command")
    assert isinstance(choices, dict)
    name = chance.choice([*choices, "draw", "metrics", "check", "chart", "new"])
    words = [name]
    for action in choices[name]._actions:
        if action.dest == "help":
            continue
        wanted = action.required or (not action.option_strings and action.nargs != "?")
        wanted = wanted or action.dest == "folder"  # all shipped cases take a minute
        if not wanted and chance.random() > 0.25:
            continue
        words += [chance.choice(action.option_strings)] if action.option_strings else []
        if action.nargs != 0:
            words.append(_value(chance, action, name, folder))
    if chance.random() < 0.05:
        words.insert(
            chance.randrange(len(words) + 1), chance.choice(("--what", "", "-", "--", "\ud800", "-h"))
        )
    return words


def _value(chance: random.Random, action: Any, name: str, folder: Path) -> str:
    dest = action.dest
    if dest in ("output", "out"):
        ending = chance.choice(("lean", "svg", "pdf", "png", "svg", "csv", ""))
        return str(
            chance.choice(
                (
                    folder / f"out.{ending}",
                    folder / "none" / "x.svg",
                    folder,
                    "/dev/null",
                    folder / ("x" * 300),
                )
            )
        )
    if dest in ("event", "mine", "theirs", "base"):
        if chance.random() < 0.5:
            return str(chance.choice(sorted(SAMPLES.glob("*.lean"))))
        return chance.choice(
            (str(event_file(chance, folder)), "/dev/zero", "/dev/null", str(folder), "", "none.lean", "a\0b")
        )
    if dest in ("data", "steps", "log"):
        if chance.random() < 0.6:
            path = folder / "table.csv"
            path.write_text(chance.choice(TEXTS), "utf-8")
            return str(path)
        return chance.choice(
            (str(table_file(chance, folder)), "/dev/zero", "/dev/null", str(folder), "", "none.csv", "a\0b")
        )
    if dest == "folder":
        return str(folder)
    if action.choices and chance.random() < 0.8:
        return str(chance.choice(list(action.choices)))
    if dest == "kind" and chance.random() < 0.9:
        from leanbench.analyses import catalogue

        return chance.choice(list(catalogue.methods()))
    if dest in ("replications", "days", "warm_up"):
        return chance.choice(("1", "2", "0", "-1", "x", "3"))
    usual = (
        "days",
        "cost",
        "case",
        "current",
        "future",
        "2026-03-01",
        "Clerk=2",
        "days=1",
        "timeline",
        "3",
        "20bd",
        "1 2 3",
        "1,2,5",
    )
    return chance.choice((*usual, *usual, *HUGE[:8], *STRANGE))
