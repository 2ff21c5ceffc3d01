"""Workbooks for tests: whole ones, damaged ones, and files that only look like one."""

import io
import struct
import zipfile

import xlsxwriter

SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
FORM = {"基础数据表": {"A1": "项目", "B1": "决算数", "A2": "支出合计", "B2": 189.2}}


def written(sheets=None, *, change=None, **options):
    """Return the bytes of a workbook that xlsxwriter writes.

    Args:
        sheets: the cells of each sheet, by its name and their address. A pair is a value and its number format; a text
            that begins with ``=`` is a formula, and in a pair the second is its stored result.
        change: a function that is given the workbook and its sheets by name before it is closed.
        options: of ``xlsxwriter.Workbook``.
    """
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True} | options)
    made = {name: book.add_worksheet(name) for name in sheets or FORM}
    for name, cells in (sheets or FORM).items():
        for address, content in cells.items():
            value, extra = content if isinstance(content, tuple) else (content, None)
            if isinstance(value, str) and value.startswith("="):
                made[name].write_formula(address, value, None, 0 if extra is None else extra)
            elif isinstance(value, str):
                made[name].write_string(address, value)
            else:
                made[name].write(address, value, book.add_format({"num_format": extra}) if extra is not None else None)
    if change:
        change(book, made)
    book.close()
    return stream.getvalue()


def packed(parts, **entry):
    """Return a zip archive of these parts; ``entry`` is set on every one of them."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            for key, value in entry.items():
                setattr(info, key, value)
            archive.writestr(info, content)
    return stream.getvalue()


def unpacked(content):
    """Return the parts of a zip archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def operated(content, **changes):
    """Return a workbook with XML parts changed: ``sheet1=(old, new)`` replaces text, None removes the part, bytes are the whole part."""
    parts = unpacked(content)
    for stem, change in changes.items():
        (name,) = [name for name in parts if name.endswith(f"/{stem}.xml")]
        if change is None:
            del parts[name]
        elif isinstance(change, tuple):
            old, new = (text.encode() for text in change)
            assert old in parts[name], f"{name} has no {old}"
            parts[name] = parts[name].replace(old, new)
        else:
            parts[name] = change
    return packed(parts)


def bare(*sheets, strings=None, attributes=""):
    """Return a workbook with nothing but the XML inside ``<worksheet>`` of each sheet, as the plainest programs write it."""
    numbers = range(1, len(sheets) + 1)
    links = "".join(f'<Relationship Id="r{n}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers)
    links += f'<Relationship Id="s" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/>' if strings is not None else ""
    parts = {
        "_rels/.rels": f'<Relationships><Relationship Id="r" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{SPREADSHEET}" xmlns:r="{RELATIONS}">{attributes}<sheets>'
        + "".join(f'<sheet name="表{n}" sheetId="{n}" r:id="r{n}"/>' for n in numbers) + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f"<Relationships>{links}</Relationships>",
    }
    parts |= {f"xl/worksheets/sheet{n}.xml": f'<worksheet xmlns="{SPREADSHEET}">{sheet}</worksheet>' for n, sheet in zip(numbers, sheets, strict=True)}
    if strings is not None:
        parts["xl/sharedStrings.xml"] = f"<sst>{strings}</sst>"
    return packed(parts)


def rows(*cells):
    """Return the XML of one row for each argument."""
    return "<sheetData>" + "".join(f"<row>{one}</row>" for one in cells) + "</sheetData>"


# -- the older format ------------------------------------------------------------------------------------------------

SECTOR = 512


def container(streams):
    """Return the container of older Office files (OLE) with these streams on its first level."""
    padded = {name: content.ljust(4096, b"\0") for name, content in streams.items()}
    padded = {name: content.ljust(-(-len(content) // SECTOR) * SECTOR, b"\0") for name, content in padded.items()}
    folders = -(-(len(padded) + 1) // 4)
    fat, starts, entries = [0xFFFFFFFD], {}, [("Root Entry", 5, 0xFFFFFFFE, 0)]
    fat += [*range(2, folders + 1), 0xFFFFFFFE]
    for name, content in padded.items():
        starts[name] = len(fat)
        count = len(content) // SECTOR
        fat += [*range(len(fat) + 1, len(fat) + count), 0xFFFFFFFE]
        entries.append((name, 2, starts[name], len(content)))
    assert len(fat) <= SECTOR // 4, "one sector of the allocation table is enough for tests"
    header = struct.pack("<8s16sHHHHH6sIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b"", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    directory = b""
    for number, (name, kind, start, size) in enumerate(entries):
        last = number == len(entries) - 1
        right, child = (0xFFFFFFFF if last or not number else number + 1), (1 if not number else 0xFFFFFFFF)
        directory += struct.pack("<64sHBBIII16sIQQIII", name.encode("utf-16-le"), len(name) * 2 + 2, kind, 1, 0xFFFFFFFF, right, child, b"", 0, 0, 0, start, size, 0)
    table = struct.pack("<128I", *fat, *[0xFFFFFFFF] * (128 - len(fat)))
    return header + table + directory.ljust(folders * SECTOR, b"\0") + b"".join(padded.values())


def record(number, content=b""):
    """Return one record of the older format (BIFF8)."""
    return struct.pack("<HH", number, len(content)) + content


def wide(text, length="<H"):
    """Return a text of the older format."""
    return struct.pack(length, len(text)) + b"\1" + text.encode("utf-16-le")


def older(sheets, *, formats=(), merged=(), states=None, from_1904=False, locked=False, streams=None):
    """Return the bytes of a workbook of the older format (.xls, BIFF8).

    Args:
        sheets: by name, the cells of each by row and column; a pair is a number and which of ``formats`` it has, or a text
            that a formula gave and None; a bytes value is the code of an error.
        formats: number formats; cells refer to them from 1 on.
        merged: first row, last row, first column, last column of merged ranges, in every sheet.
        states: 1 for a hidden sheet, 2 for one that is very hidden, by name.
        locked: whether a password is set.
        streams: others to put beside it.
    """
    head = record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 1997, 0, 6)) + (record(0x002F, struct.pack("<HHH", 0, 1, 1)) if locked else b"")
    head += record(0x0022, struct.pack("<H", from_1904)) + record(0x0031, struct.pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 134, 0) + wide("宋体", "<B")) * 4
    head += b"".join(record(0x041E, struct.pack("<H", 164 + n) + wide(code)) for n, code in enumerate(formats))
    head += b"".join(record(0x00E0, struct.pack("<HHH", 0, code, 0).ljust(20, b"\0")) for code in (0, *range(164, 164 + len(formats))))
    bodies = [_older_sheet(cells, merged) for cells in sheets.values()]
    size = len(head) + sum(len(record(0x0085, struct.pack("<IBB", 0, 0, 0) + wide(name, "<B"))) for name in sheets) + 4
    for name, body in zip(sheets, bodies, strict=True):
        head += record(0x0085, struct.pack("<IBB", size, (states or {}).get(name, 0), 0) + wide(name, "<B"))
        size += len(body)
    return container({"Workbook": head + record(0x000A) + b"".join(bodies)} | (streams or {}))


def _older_sheet(cells, merged):
    body = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0, 1997, 0, 6))
    for (row, column), content in cells.items():
        value, style = content if isinstance(content, tuple) else (content, 0)
        place = struct.pack("<HHH", row, column, style or 0)
        if isinstance(value, bool | bytes):
            body += record(0x0205, place + (bytes([value, 0]) if isinstance(value, bool) else value + b"\1"))
        elif isinstance(value, str) and style is None:
            body += record(0x0006, place + b"\0" * 6 + b"\xff\xff" + bytes(8)) + record(0x0207, wide(value))
        elif isinstance(value, str):
            body += record(0x0204, place + wide(value))
        else:
            body += record(0x0203, place + struct.pack("<d", value))
    if merged:
        body += record(0x00E5, struct.pack("<H", len(merged)) + b"".join(struct.pack("<HHHH", *one) for one in merged))
    return body + record(0x000A)
