"""Workbooks as accountants send them: what is odd is read exactly and told, what is broken is met with a message.

The tables are the manual: what is wrong (or odd), the file, and what the two languages say about it.
"""

import re
import struct
import zipfile
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workbooks import FORM, bare, container, older, operated, packed, rows, unpacked, written

from evallib.problems import UserMistake
from evallib.reading import cells, workbook
from evallib.reading.workbook import read_workbook

WORD = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<document/>"}
ODS = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<office/>"}
ONE = rows('<c r="A1"><v>1</v></c>')
AGAIN = "请用 Excel 或 WPS 打开，另存为“Excel 工作簿 (*.xlsx)”", "open it in Excel or WPS and save it as an Excel workbook (*.xlsx)"
ELSE = f"{AGAIN[0]}；打不开的，请发送方重新提供", f"{AGAIN[1]}; if it does not open, ask the sender for it again"
BEYOND = "请删除表格以外的行、列、工作表和图片（选中整行整列删除），再另存", "delete the rows, columns, sheets and pictures beyond the tables (whole rows and columns), and save it again"
LOCKED = "请用 Excel 或 WPS 打开，取消密码后另存", "open it in Excel or WPS, remove the password and save it again"


def says(line, fragments):
    """Whether a message holds the fragments, which ~ separates, in order."""
    return re.search(".*".join(re.escape(fragment) for fragment in fragments.split(" ~ ")), line)


def read(folder, content, name="form.xlsx"):
    """What is read of a file with this content."""
    path = folder / name
    path.write_bytes(content)
    return read_workbook(path, f"demo/2024/edu/{name}")


def only(content, folder, name="form.xlsx"):
    """The cells of a workbook with one sheet."""
    (sheet,) = read(folder, content, name).sheets
    return [list(row) for row in sheet.rows]


def damaged_entry():
    """A workbook one of whose compressed bytes is another."""
    content = bytearray(written())
    at = content.index(b"sheet1.xml") + len("sheet1.xml") + 60
    content[at] ^= 0xFF
    return bytes(content)


def lying_entry():
    """A workbook that declares one of its parts to be ten bytes long, in both places."""
    content, name = bytearray(written()), b"xl/worksheets/sheet1.xml"
    first, last = content.find(name), content.rfind(name)
    content[first - 8 : first - 4] = content[last - 22 : last - 18] = struct.pack("<I", 10)
    return bytes(content)


def overlapping(count):
    """An archive whose directory names the same bytes again and again."""
    content = written()
    end = content.rindex(b"PK\x05\x06")
    start = struct.unpack("<I", content[end + 16 : end + 20])[0]
    return content[:start] + content[start:end] * count + content[end:]


def sparse(where):
    """A workbook with two cells, the first and another."""
    return bare(rows('<c r="A1"><v>1</v></c>', f'<c r="{where}"><v>2</v></c>'))


def bomb():
    """A workbook whose sheets are all one part of a million signs."""
    parts = unpacked(bare(*[ONE] * 180))
    links = re.sub(rb"sheet\d+.xml", b"sheet1.xml", parts["xl/_rels/workbook.xml.rels"])
    return packed(parts | {"xl/_rels/workbook.xml.rels": links, "xl/worksheets/sheet1.xml": f"<worksheet><x a='{'x' * 1_000_000}'/></worksheet>"})


DAMAGES = [  # what is wrong, the name, the file, what the Chinese message says, what the English one says
    # another kind of file
    ("0 bytes", "form.xlsx", b"", "发现空文件（0字节） ~ 应为Excel 工作簿（.xlsx） ~ 请重新导出", "found an empty file of 0 bytes ~ expected an Excel workbook (.xlsx) ~ export it again"),
    ("CSV", "form.xlsx", "项目,金额\n支出,1\n".encode(), "发现纯文本或 CSV ~ CSV 请把扩展名改为 .csv", "found plain text or CSV ~ name it .csv if it is CSV"),
    ("CSV in GBK", "form.xls", "项目,金额\n支出,1\n".encode("gbk"), "发现纯文本或 CSV ~ 应为Excel 工作簿（.xls）", "found plain text or CSV ~ expected an Excel workbook (.xls)"),
    ("CSV in UTF-16", "form.xls", "项目\t金额\n支出\t1\n".encode("utf-16"), "发现纯文本或 CSV", "found plain text or CSV"),
    ("a web page, as old systems export", "form.xls", "<html><meta charset=gbk><table><tr><td>支出".encode("gbk"), f"发现网页表格（HTML） ~ {AGAIN[0]}", f"found a table of a web page (HTML) ~ {AGAIN[1]}"),
    ("a table without a page", "form.xls", b"\xef\xbb\xbf\r\n<TABLE border=1><tr><td>1", "发现网页表格（HTML）", "found a table of a web page (HTML)"),
    ("an archived web page", "form.xls", b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "发现网页表格（HTML）", "found a table of a web page (HTML)"),
    ("an XML table", "form.xls", b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "发现XML 文件", "found an XML file"),
    ("Word", "form.xlsx", packed(WORD), "发现Word 文档 ~ 请把表格复制到 Excel 或 WPS 表格", "found a Word document ~ copy its tables into Excel or WPS"),
    ("older Word", "form.xls", container({"WordDocument": b"x"}), "发现Word 文档", "found a Word document"),
    ("slides", "form.xlsx", packed({"ppt/presentation.xml": "<p/>"}), "发现演示文稿", "found a presentation"),
    ("the older format as .xlsx", "form.xlsx", older({"表": {(0, 0): 1}}), "发现旧格式（.xls）的工作簿 ~ 应为Excel 工作簿（.xlsx） ~ 请把扩展名改为 .xls", "found a workbook in the older format (.xls) ~ change the ending of its name to .xls"),
    ("the newer format as .xls", "form.xls", written(), "发现新格式（.xlsx）的工作簿 ~ 应为Excel 工作簿（.xls） ~ 请把扩展名改为 .xlsx", "found a workbook in the newer format (.xlsx) ~ change the ending of its name to .xlsx"),
    ("the newer format as .et", "form.et", written(), "发现新格式（.xlsx）的工作簿 ~ 请把扩展名改为 .xlsx", "found a workbook in the newer format (.xlsx) ~ change the ending of its name to .xlsx"),
    ("another program's", "form.xls", container({"Contents": b"x"}), f"发现其他程序的文件 ~ {AGAIN[0]}", f"found a file of another program ~ {AGAIN[1]}"),
    ("OpenDocument", "form.xlsx", packed(ODS, compress_type=0), f"发现OpenDocument 文件（.ods） ~ {AGAIN[0]}", f"found an OpenDocument file (.ods) ~ {AGAIN[1]}"),
    ("a binary workbook", "form.xlsx", packed({"_rels/.rels": "x", "xl/workbook.bin": "x"}), f"发现二进制工作簿（.xlsb） ~ {AGAIN[0]}", f"found a binary workbook (.xlsb) ~ {AGAIN[1]}"),
    ("an archive", "form.xlsx", packed({"2024/form.txt": "x"}), "发现压缩包", "found an archive"),
    ("PDF", "form.xlsx", b"%PDF-1.7\n%\xe2\xe3", "发现PDF 文件 ~ 请提供可编辑的 .xlsx 原件", "found a PDF file ~ provide the .xlsx that it was made from"),
    ("a photograph", "form.xls", b"\xff\xd8\xff\xe0\0\x10JFIF", "发现图片 ~ 请提供可编辑的 .xlsx 原件", "found a picture ~ provide the .xlsx that it shows"),
    ("RTF", "form.xls", rb"{\rtf1\ansi", "发现RTF 文档", "found an RTF document"),
    ("noise", "form.xlsx", bytes(range(256)) * 4, "发现无法识别的内容", "found content of an unknown kind"),
    # locked
    ("a password", "form.xlsx", container({"EncryptionInfo": b"x", "EncryptedPackage": b"x"}), f"发现加密的文件 ~ {LOCKED[0]}", f"found a file locked by a password ~ {LOCKED[1]}"),
    ("a password, older", "form.xls", older({"表": {(0, 0): 1}}, locked=True), f"发现加密的文件 ~ {LOCKED[0]}", f"found a file locked by a password ~ {LOCKED[1]}"),
    # broken archives
    ("cut off", "form.xlsx", written()[:3000], f"发现文件已损坏（压缩包不完整） ~ 应为完好的 Excel 工作簿 ~ {ELSE[0]}", f"found a damaged file (an incomplete archive) ~ expected a sound Excel workbook ~ {ELSE[1]}"),
    ("cut off, older", "form.xls", older({"表": {(0, 0): 1}})[:2000], f"发现文件已损坏（内容无法读取） ~ {ELSE[0]}", f"found a damaged file (its content cannot be read) ~ {ELSE[1]}"),
    ("the start of the older container alone", "form.xls", older({"表": {}})[:100], "发现文件已损坏（文件结构不完整）", "found a damaged file (an incomplete container)"),
    ("a byte changed", "form.xlsx", damaged_entry(), "发现文件已损坏（内部文件“xl/worksheets/sheet1.xml”", "found a damaged file (its part “xl/worksheets/sheet1.xml”"),
    ("a false length", "form.xlsx", lying_entry(), "发现文件已损坏（内部文件“xl/worksheets/sheet1.xml”无法解压）", "found a damaged file (its part “xl/worksheets/sheet1.xml” cannot be unpacked)"),
    ("packed another way", "form.xlsx", packed(unpacked(written()), compress_type=zipfile.ZIP_LZMA), "无法解压）", "cannot be unpacked)"),
    ("many sheets, older", "form.xls", older({f"表{n}": {} for n in range(201)}), "发现201张工作表；应为不超过200张", "found 201 sheets; expected at most 200"),
    ("many entries", "form.xlsx", overlapping(600), "发现内部文件过多；应为不超过5,000个", "found too many files inside; expected at most 5,000"),
    # broken parts
    ("no sheet", "form.xlsx", operated(written(), sheet1=None), "发现文件已损坏（内部文件“xl/worksheets/sheet1.xml”缺失）", "found a damaged file (its part “xl/worksheets/sheet1.xml” is missing)"),
    ("no workbook", "form.xlsx", operated(written(), workbook=None), "内部文件“xl/workbook.xml”缺失", "its part “xl/workbook.xml” is missing"),
    ("a sheet that is named but not stored", "form.xlsx", operated(written(), workbook=("rId1", "rId99")), "发现文件已损坏（缺少工作表的内容）", "found a damaged file (the content of a sheet is missing)"),
    ("XML broken off", "form.xlsx", operated(written(), sheet1=("</sheetData>", "<")), "内部文件“xl/worksheets/sheet1.xml”第2行不是有效的 XML", "its part “xl/worksheets/sheet1.xml” is not valid XML in line 2"),
    ("an encoding that does not exist", "form.xlsx", operated(written(), sheet1=("UTF-8", "UTF-9")), "不是有效的 XML", "is not valid XML in line"),
    ("XML with entities", "form.xlsx", operated(written(), sharedStrings=b'<!DOCTYPE sst [<!ENTITY a "aaaa">]><sst><si><t>&a;</t></si></sst>'), "发现文件已损坏（XML 中含有文档类型声明）", "found a damaged file (XML with a document type declaration)"),
    ("XML in XML in XML", "form.xlsx", bare("<a>" * 60 + "</a>" * 60), "嵌套过深", "is nested too deeply"),
    ("a text without end", "form.xlsx", bare(rows(f'<c t="str"><v>{"长" * 70_000}</v></c>')), "有一段文字过长", "has a text that is too long"),
    ("a text of many pieces without end", "form.xlsx", bare(ONE, strings="<si>" + f"<t>{'长' * 60_000}</t>" * 2 + "</si>"), "发现文件已损坏（一个单元格有120,000字）", "found a damaged file (a cell of 120,000 characters)"),
    ("a cell outside any sheet", "form.xlsx", bare(rows('<c r="XFE1"><v>1</v></c>')), "单元格“XFE1”不存在", "names the impossible cell “XFE1”"),
    ("a merged range of nothing", "form.xlsx", bare(ONE + '<mergeCells><mergeCell ref="A1:B"/></mergeCells>'), "单元格“B”不存在", "names the impossible cell “B”"),
    ("a text that is not there", "form.xlsx", bare(rows('<c t="s"><v>7</v></c>')), "引用的第7段文字缺失", "refers to text 7, which is missing"),
    ("a format that is not there", "form.xlsx", operated(written(), sheet1=('<c r="B2">', '<c r="B2" s="99">')), "引用的第99种格式缺失", "refers to format 99, which is missing"),
    ("a number that is none", "form.xlsx", bare('<sheetData><row r="x"/></sheetData>'), "编号“x”无效", "has the invalid number “x”"),
    # far too large
    ("a zip bomb: one large part, read as 180 sheets", "form.xlsx", bomb(), f"发现解压后内容过多；应为一个部门的表格 ~ {BEYOND[0]}", f"found too much content when unpacked; expected the tables of one department ~ {BEYOND[1]}"),
    ("one long text in many cells", "form.xlsx", bare(rows('<c t="s"><v>0</v></c>' * 700), strings=f"<si><t>{'长' * 30_000}</t></si>"), "发现有内容的单元格过多；应为不超过200,000个单元格、20,000,000字", "found too many cells with content; expected at most 200,000 cells with 20,000,000 characters"),
    ("201 sheets", "form.xlsx", bare(*[ONE] * 201), "发现201张工作表；应为不超过200张", "found 201 sheets; expected at most 200"),
    ("a cell in the last corner", "form.xlsx", sparse("XFD1048576"), f"form.xlsx 表1!XFD1048576：发现远离表格的内容；应为前20,000行、前1,000列以内 ~ {BEYOND[0]}", f"form.xlsx 表1!XFD1048576: found content far from any table; expected the first 20,000 rows and 1,000 columns ~ {BEYOND[1]}"),
    ("a cell far away, older", "form.xls", older({"表": {(0, 0): 1, (65_535, 255): 2}}), "form.xls 表!IV65536：发现远离表格的内容", "form.xls 表!IV65536: found content far from any table"),
    ("two cells that span too much", "form.xlsx", sparse("ALL19999"), "发现内容分布过散；应为各表行数乘列数之和不超过1,000,000", "found content spread too far; expected rows times columns of at most 1,000,000 in all"),
    ("too many cells", "form.xlsx", bare(rows(*["<c><v>1</v></c>" * 100] * 2001)), "发现有内容的单元格过多；应为不超过200,000个单元格", "found too many cells with content; expected at most 200,000 cells"),
    ("too many merged ranges", "form.xlsx", bare(ONE + "<mergeCells>" + '<mergeCell ref="A1:B2"/>' * 20_001 + "</mergeCells>"), "发现合并单元格过多；应为不超过20,000处", "found too many merged ranges; expected at most 20,000"),
    ("merged ranges on top of one another", "form.xlsx", bare(rows('<c r="A9000"><v>1</v></c>') + "<mergeCells>" + '<mergeCell ref="A1:B9000"/>' * 200 + "</mergeCells>"), "发现内容分布过散", "found content spread too far"),
]


@pytest.mark.parametrize(("name", "content", "zh", "en"), [row[1:] for row in DAMAGES], ids=[row[0] for row in DAMAGES])
def test_damage(tmp_path, name, content, zh, en):
    with pytest.raises(UserMistake) as caught:
        read(tmp_path, content, name)
    (said,) = caught.value.lines("zh")
    assert said.startswith(f"demo/2024/edu/{name}"), said
    assert says(said, zh), said
    (said,) = caught.value.lines("en")
    assert said.startswith(f"demo/2024/edu/{name}"), said
    assert says(said, en), said


def test_a_file_that_is_not_there_or_too_large_is_told_before_it_is_read(tmp_path):
    with pytest.raises(UserMistake, match=r"无法读取（没有该文件）"):
        read_workbook(tmp_path / "form.xlsx", "form.xlsx")
    (tmp_path / "folder.xlsx").mkdir()
    with pytest.raises(UserMistake, match=r"是文件夹|没有读取权限"):
        read_workbook(tmp_path / "folder.xlsx", "folder.xlsx")
    with (tmp_path / "large.xlsx").open("wb") as stream:
        stream.truncate(workbook.MAX_BYTES + 1)
    with pytest.raises(UserMistake, match=r"发现文件过大（50,000,001字节）；应为不超过50,000,000字节"):
        read_workbook(tmp_path / "large.xlsx", "large.xlsx")


# -- what a cell says ------------------------------------------------------------------------------------------------

FORMATTED = [  # a value as xlsxwriter takes it, its number format, and the text: what Excel's own display means by it
    (189.2, "General", "189.2"),
    (9.0, "0.00", "9"),
    (0.1 + 0.2, "General", "0.3"),
    (1e20, "General", "100000000000000000000"),
    (1e-7, "0.00E+00", "0.0000001"),
    (-1234.5, "#,##0.00_);[Red]\\(#,##0.00\\)", "-1234.5"),
    (0, '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ', "0"),
    (0.9233, "0.00%", "92.33%"),
    (0.07, "0%", "7%"),
    (1.6501, "0.00%;[Red]-0.00%", "165.01%"),
    (92.33, '0.00"%"', "92.33%"),
    (92.33, "0.00\\%", "92.33%"),
    (92.33, "0.00％", "92.33%"),
    (92.33, '0.00"（占%）"', "92.33"),
    (5, '0"人"', "5"),
    (5, "[DBNum2][$-804]General", "5"),
    (3, '"第"0"期;"', "3"),
    (45000, "yyyy-mm-dd", "2023-03-15"),
    (45000, 'yyyy"年"m"月"', "2023-03-15"),
    (45000, "[$-804]yyyy/m/d;@", "2023-03-15"),
    (45000, "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "2023-03-15"),
    (45000.5625, "yyyy-mm-dd hh:mm", "2023-03-15 13:30:00"),
    (0.5, "hh:mm", "12:00:00"),
    (1.5, "[h]:mm", "36:00:00"),
    (60, "yyyy-mm-dd", "1900-02-29"),
    (59, "yyyy-mm-dd", "1900-02-28"),
    (61, "yyyy-mm-dd", "1900-03-01"),
    (2_958_465.999999, "yyyy-mm-dd", "2958465.999999"),
    (2_958_466, "yyyy-mm-dd", "2958466"),
    (-1, "yyyy-mm-dd", "-1"),
    (True, "General", "TRUE"),
    (False, "General", "FALSE"),
]


@pytest.mark.parametrize(("value", "code", "text"), FORMATTED, ids=[f"{value} as {code}" for value, code, _ in FORMATTED])
def test_a_cell_says_what_its_number_format_means(tmp_path, value, code, text):
    assert only(written({"表": {"A1": (value, code)}}), tmp_path) == [[text]]
    assert only(older({"表": {(0, 0): (value, 1)}}, formats=[code]), tmp_path, "form.xls") == [[text]]


BUILT_IN = [(9, "50%"), (10, "50%"), (14, "12:00:00"), (22, "12:00:00"), (27, "12:00:00"), (31, "12:00:00"), (46, "12:00:00"), (57, "12:00:00"), (2, "0.5"), (4, "0.5"), (49, "0.5")]


@pytest.mark.parametrize(("number", "text"), BUILT_IN)
def test_number_formats_without_a_text_of_their_own(tmp_path, number, text):
    assert only(written({"表": {"A1": (0.5, number)}}), tmp_path) == [[text]]


def test_days_are_counted_from_1904_where_the_workbook_says_so(tmp_path):
    assert only(written({"表": {"A1": (45000 - 1462, "yyyy-mm-dd"), "A2": (0.5, "hh:mm"), "A3": (2_958_000, "yyyy-mm-dd")}}, date_1904=True), tmp_path) == [["2023-03-15"], ["12:00:00"], ["2958000"]]
    assert only(older({"表": {(0, 0): (45000 - 1462, 1)}}, formats=["yyyy-mm-dd"], from_1904=True), tmp_path, "form.xls") == [["2023-03-15"]]


TEXTS = [  # the XML of a cell, and its text
    ('<c t="inlineStr"><is><t> 支出\u200b合计\ufeff </t></is></c>', "支出合计"),
    ('<c t="inlineStr"><is><r><t>基本</t></r><r><rPr><b/></rPr><t xml:space="preserve">支出 </t></r></is></c>', "基本支出"),
    ('<c t="inlineStr"><is><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr/></is></c>', "東京"),
    ('<c t="str"><f>A1</f><v>第一行\n第二行</v></c>', "第一行\n第二行"),
    ('<c t="str"><v>第一行_x000D_\n第二行</v></c>', "第一行\n第二行"),
    ('<c t="str"><v>_x5E74_底_x005F_x0041_</v></c>', "年底_x0041_"),
    ('<c t="str"><v>_xD83D_</v></c>', "_xD83D_"),
    ('<c t="str"><v>0401001</v></c>', "0401001"),
    ('<c t="str"><v>\u3000\xa0 </v></c>', ""),
    ('<c t="e"><v>#REF!</v></c>', "#REF!"),
    ('<c t="b"><v>1</v></c>', "TRUE"),
    ('<c t="d"><v>2023-03-15T00:00:00Z</v></c>', "2023-03-15"),
    ('<c t="d"><v>2023-03-15T13:30:00</v></c>', "2023-03-15 13:30:00"),
    ('<c t="n"><v>1.8919999999999999E2</v></c>', "189.2"),
    ("<c><v>-0</v></c>", "0"),
    ("<c><v>NaN</v></c>", "NaN"),
    ("<c><v>1E999</v></c>", "1E999"),
    ("<c><v>1E999999999</v></c>", "1E999999999"),
    ("<c><v>１２</v></c>", "１２"),
    ("<c><v/></c>", ""),
]


@pytest.mark.parametrize(("cell", "text"), TEXTS, ids=[cell for cell, _ in TEXTS])
def test_a_cell_as_a_program_writes_it(tmp_path, cell, text):
    assert only(bare(rows(cell + '<c t="str"><v>|</v></c>')), tmp_path) == [[text, "|"]]


def test_shared_texts_come_without_reading_aids(tmp_path):
    strings = '<si><r><t>基本</t></r><r><t>支出</t></r><rPh sb="0" eb="1"><t>jīběn</t></rPh></si><si><t/></si>'
    assert only(bare(rows('<c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>0</v></c>'), strings=strings), tmp_path) == [["基本支出", "", "基本支出"]]


def test_a_formula_of_the_older_format_gives_a_text(tmp_path):
    assert only(older({"表": {(0, 0): ("合计", None), (0, 1): 1}}), tmp_path, "form.xls") == [["合计", "1"]]


def test_errors_come_as_text_from_both_formats(tmp_path):
    codes = {b"\0": "#NULL!", b"\x07": "#DIV/0!", b"\x0f": "#VALUE!", b"\x17": "#REF!", b"\x1d": "#NAME?", b"\x24": "#NUM!", b"\x2a": "#N/A"}
    assert only(older({"表": {(row, 0): code for row, code in enumerate(codes)}}), tmp_path, "form.xls") == [[text] for text in codes.values()]
    assert only(written({"表": {f"A{row}": ("=Z1", text) for row, text in enumerate(codes.values(), 1)}}), tmp_path) == [[text] for text in codes.values()]


# -- where a cell is -------------------------------------------------------------------------------------------------


def test_a_cell_names_its_place(tmp_path):
    (sheet,) = read(tmp_path, written()).sheets
    assert (sheet.file, sheet.name, sheet.rows) == ("demo/2024/edu/form.xlsx", "基础数据表", (("项目", "决算数"), ("支出合计", "189.2")))
    assert sheet.address(4, 3) == "D5"
    assert sheet.address(0, 16_383) == "XFD1"
    assert sheet.at(1, 1).en == "demo/2024/edu/form.xlsx 基础数据表!B2"
    assert sheet.source(1, 1, "批复").said("zh") == "demo/2024/edu/form.xlsx 基础数据表!B2（批复）"


@given(st.integers(0, cells.LAST_ROW), st.integers(0, cells.LAST_COLUMN))
def test_every_cell_is_found_by_its_address(row, column):
    assert cells.position(cells.address(row, column)) == (row, column)


def test_a_merged_range_has_the_text_of_its_first_cell(tmp_path):
    cell = '<c r="{}" t="inlineStr"><is><t>{}</t></is></c>'.format
    sheet = rows(cell("A1", "标题") + cell("C1", "备注"), cell("A2", "部门整体支出"), "", cell("D4", "1"))
    merged = "".join(f'<mergeCell ref="{where}"/>' for where in ("A2:B3", "C1:C1048576", "H9:J9"))
    newer = read(tmp_path, bare(f"{sheet}<mergeCells>{merged}</mergeCells>")).sheets[0]
    older_sheet = read(tmp_path, older({"表": {(0, 0): "标题", (1, 0): "部门整体支出", (3, 3): 1, (0, 2): "备注"}}, merged=[(1, 2, 0, 1), (0, 65_535, 2, 2)]), "form.xls").sheets[0]
    for sheet in (newer, older_sheet):
        assert sorted(sheet.merged) == [(0, 2, 3, 2), (1, 0, 2, 1)]
        assert [sheet.text(row, column) for row in (1, 2) for column in (0, 1)] == ["部门整体支出"] * 4
        assert [sheet.text(3, 2), sheet.text(3, 3), sheet.text(0, 3), sheet.text(3, 1)] == ["备注", "1", "", ""]
        assert [sheet.text(99, 0), sheet.text(0, 99), sheet.text(-1, 0), sheet.text(99, 2)] == ["", "", "", ""]


PAINTED = [  # cells with a format and nothing in them, down to the last corner
    '<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="0"/></row><row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>',
    '<sheetData><row r="1"><c r="A1"><v>1</v></c></row>' + "".join(f'<row r="{n}" ht="14"><c r="A{n}" s="0"/><c r="B{n}" s="0"></c></row>' for n in range(2, 100_000)) + "</sheetData>",
    '<sheetData><row r="1"><c r="A1"><v>1</v></c></row>' + "".join(f'<row r="{n}">\n<c r="A{n}" s="0" />\n</row>' for n in range(2, 100_000)) + "</sheetData>",
    '<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" t="str"><v> </v></c></row></sheetData>',
]


@pytest.mark.parametrize("sheet", PAINTED, ids=["in the last corner", "row by row", "row by row, set apart by line breaks", "a blank"])
def test_painted_cells_are_no_content(tmp_path, sheet):
    assert only(bare(sheet), tmp_path) == [["1"]]


def test_cells_without_an_address_stand_side_by_side(tmp_path):
    cell = "<c><v>{}</v></c>".format
    sheet = f'<sheetData><row>{cell(1)}<c/>{cell(2)}<c r="E1" s="0"/>{cell(3)}</row><row r="3">{cell(4)}</row><row>{cell(5)}</row></sheetData>'
    assert only(bare(sheet), tmp_path) == [["1", "", "2", "", "", "3"], [""] * 6, ["4", *[""] * 5], ["5", *[""] * 5]]


def test_other_ways_to_write_the_same(tmp_path):
    """Prefixes, the stricter standard's addresses, backslashes, capitals, UTF-16, parts by their full path: all met in files of other programs."""
    parts = unpacked(written())
    plain = only(packed(parts), tmp_path)
    prefixed = re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", parts["xl/worksheets/sheet1.xml"]).replace(b"xmlns=", b"xmlns:x=")
    strict = {name: content.replace(b"schemas.openxmlformats.org/officeDocument/2006", b"purl.oclc.org/ooxml/officeDocument") for name, content in parts.items()}
    wide = parts["xl/sharedStrings.xml"].decode().replace("UTF-8", "UTF-16").encode("utf-16")
    for changed in (
        parts | {"xl/worksheets/sheet1.xml": prefixed},
        strict,
        parts | {"xl/sharedStrings.xml": wide},
        {name.replace("xl/", "XL\\"): content for name, content in parts.items()},
        parts | {"xl/_rels/workbook.xml.rels": parts["xl/_rels/workbook.xml.rels"].replace(b'"worksheets/', b'"/xl/worksheets/')},
    ):
        assert only(packed(changed), tmp_path) == plain == [["项目", "决算数"], ["支出合计", "189.2"]]


# -- remarks ---------------------------------------------------------------------------------------------------------


def hide(_, sheets):
    sheets["底稿"].hide()
    sheets["密"].very_hidden()


def with_macro(content):
    return packed(unpacked(content) | {"xl/vbaProject.bin": b"x"})


RESAVE = "请用 Excel 或 WPS 打开，重新计算后保存", "open the file in Excel or WPS, recalculate and save it"
THREE = {"A1": 1, "A2": 2, "B1": "表"}
REMARKS = [  # what is odd, the name, the file, each remark in Chinese, in English
    ("nothing", "form.xlsx", written(), [], []),
    (
        "hidden sheets",
        "form.xlsx",
        written(FORM | {"底稿": {"A1": 1}, "密": {"A1": 2}}, change=hide),
        ["form.xlsx 工作表“底稿” ~ 该工作表已隐藏，照常读取", "form.xlsx 工作表“密” ~ 该工作表已隐藏"],
        ["form.xlsx sheet “底稿” ~ this sheet is hidden; it was read like the others", "form.xlsx sheet “密” ~ hidden"],
    ),
    ("hidden sheets, older", "form.xls", older({"表": {(0, 0): 1}, "底稿": {(0, 0): 1}, "密": {(0, 0): 1}}, states={"底稿": 1, "密": 2}), ["“底稿” ~ 已隐藏", "“密” ~ 已隐藏"], ["“底稿” ~ hidden", "“密” ~ hidden"]),
    ("macros", "form.xlsm", with_macro(written()), ["form.xlsm ~ 文件含有宏，未运行，只读取数据"], ["form.xlsm ~ macros along; they were not run, its data were read"]),
    ("macros, older", "form.xls", older({"表": {(0, 0): 1}}, streams={"_VBA_PROJECT_CUR": b"x"}), ["form.xls ~ 文件含有宏"], ["form.xls ~ macros along"]),
    ("macros under another name", "form.xlsx", with_macro(written()), ["form.xlsx ~ 文件含有宏"], ["form.xlsx ~ macros along"]),
    (
        "values from other files",
        "form.xlsx",
        written({"表": {"A1": ("=[1]Sheet1!B2+1", 7), "A2": ("='D:\\[last.xlsx]Sheet1'!B2", 7), "A3": ("=SUM('[2]二表'!B2:B3)", 7)}}),
        ["form.xlsx 工作表“表” ~ A1, A3：公式引用其他文件，按上次保存的结果读取，可能不是最新；请核对"],
        ["form.xlsx sheet “表” ~ A1, A3: formulas that refer to other files; the results saved last were read and may be out of date; check them"],
    ),
    (
        "formulas that were never worked out",
        "form.xlsx",
        bare(rows("<c><v>1</v></c><c><f>A1*2</f></c>", *["<c><f>A1</f><v/></c>"] * 9)),
        [f"form.xlsx 工作表“表1” ~ B1, A2, A3, A4, A5, A6, A7, A8 …：公式没有计算结果，按空缺读取；{RESAVE[0]}"],
        [f"form.xlsx sheet “表1” ~ B1, A2, A3, A4, A5, A6, A7, A8 …: formulas without a result, read as empty; {RESAVE[1]}"],
    ),
    (
        "yuan shown as 10,000 yuan",
        "form.xlsx",
        written({"表": {"A1": (1892000, "0!.0000"), "A2": (1892000, '0"."0,'), "A3": (1892000, "#,##0.00,"), "A4": (1892000, "#,##0.00;-0,"), "A5": (1892000, '0,"千元"')}}),
        ["form.xlsx 工作表“表” ~ A1, A2, A3, A5：数字格式使显示的数小于存储的数（如以元存储、显示为万元），按存储的数读取；请核对单位"],
        ["form.xlsx sheet “表” ~ A1, A2, A3, A5: number formats that show less than the cell holds"],
    ),
    ("yuan shown as 10,000 yuan, older", "form.xls", older({"表": {(0, 0): (1892000, 1)}}, formats=["0\\.0000"]), ["A1：数字格式使显示的数小于存储的数"], ["A1: number formats that show less"]),
    (
        "a result that is out of date",
        "form.xlsx",
        written({"表": {"A1": 1, "A2": 2, "A3": ("=SUM(A1:A2)", 4)}}),
        [f"form.xlsx 表!A3 ~ 公式“=SUM(A1:A2)”保存的结果是“4”，按所引用的单元格应为“3”；采用保存的结果，{RESAVE[0]}"],
        [f"form.xlsx 表!A3 ~ the formula “=SUM(A1:A2)” was saved with the result “4”, but its cells give “3”; the saved result was used; {RESAVE[1]}"],
    ),
    (
        "many results that are out of date",
        "form.xlsx",
        written({"表": {"A1": 1} | {f"B{n}": "=A1" for n in range(1, 13)}}),
        [*[f"表!B{n} ~ 保存的结果是“0”，按所引用的单元格应为“1”" for n in range(1, 11)], "工作表“表” ~ B11, B12 的公式结果同样没有更新，共2处"],
        [*[f"表!B{n} ~ saved with the result “0”, but its cells give “1”" for n in range(1, 11)], "sheet “表” ~ the results of B11, B12 are out of date too, 2 in all"],
    ),
]


@pytest.mark.parametrize(("name", "content", "zh", "en"), [row[1:] for row in REMARKS], ids=[row[0] for row in REMARKS])
def test_remarks(tmp_path, name, content, zh, en):
    remarks = read(tmp_path, content, name).remarks
    assert len(remarks) == len(zh) == len(en), remarks
    for remark, chinese, english in zip(remarks, zh, en, strict=True):
        assert says(f"{remark.place.zh} {remark.words.zh}", chinese), remark
        assert says(f"{remark.place.en} {remark.words.en}", english), remark


def test_hidden_sheets_are_read_and_charts_are_not(tmp_path):
    def change(book, sheets):
        sheets["底稿"].hide()
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=基础数据表!$B$2:$B$2"})
        book.add_chartsheet("图").set_chart(chart)

    found = read(tmp_path, written(FORM | {"底稿": {"A1": 1}}, change=change)).sheets
    assert [(sheet.name, sheet.visible) for sheet in found] == [("基础数据表", True), ("底稿", False)]


# -- formulas worked out again ---------------------------------------------------------------------------------------

GIVEN = {"A1": 1, "A2": 2, "A3": 0.1, "A4": 0.2, "A5": 3.5, "B1": "是", "B2": "a", "C1": True, "D1": ("=1/0", "#DIV/0!"), "F1": 2.675, "F2": -2.5}
FORMULAS = [  # a formula over GIVEN, what it gives (worked out by hand by Excel's rules), and another result
    ("A1+A2*A5", 8, 9),
    ("(A1+A2)*A5", 10.5, 8),
    ("-A2%", -0.02, 0.02),
    ("+A1--A2", 3, -1),
    ("1.5E2/A2", 75, 74),
    ('A1&"年"&B1', "1年是", "2年是"),
    ("A1+A2=3", True, False),
    ("A1<>A2", True, False),
    ("A2>=A1", True, False),
    ('B2="A"', True, False),
    ('E9=""', True, False),
    ('A1=""', False, True),
    ('IF(A1<>"",A1*2,"")', 2, 5),
    ("E9=0", True, False),
    ("SUM(A1:A5,10,A1)", 17.8, 17),
    ("SUM($A$1:A$2,E1:E9)", 3, 4),
    ("SUM(A1:B5)", 6.8, 7),
    ("COUNT(A1:B5)", 5, 6),
    ("COUNTA(A1:D5)", 9, 8),
    ("AVERAGE(A1:A2)", 1.5, 1),
    ("AVERAGE(E1:E9)", "#DIV/0!", 0),
    ("MIN(A1:A5,0)", 0, 1),
    ("MAX(E1:E9)", 0, 1),
    ("ABS(F2)", 2.5, -2.5),
    ("ROUND(F1,2)", 2.68, 2.67),
    ("ROUND(F2,0)", -3, -2),
    ("ROUND(1234,-2)", 1200, 1234),
    ('IF(AND(A1=1,OR(A2=3,NOT(A2=4))),"对","错")', "对", "错"),
    ("IF(A1=2,1)", False, 1),
    ("IF(A1=1,,5)", 0, 5),
    ("IF(A1=1,A2,VLOOKUP(A2,A1:B5,2))", 2, 3),
    ("IFERROR(A1/0,7)", 7, 0),
    ("IFERROR(D1,7)", 7, 0),
    ("A1/0", "#DIV/0!", 1),
    ("D1+1", "#DIV/0!", 1),
    ("IF(TRUE,A1,A2)", 1, 2),
    ("另表!A1*2", 20, 0),
    ("'另 表'!A1*2", 22, 0),
    ("E9", 0, 1),
    ("sum(a1:a2)", 3, 4),
    ("1/3", 1 / 3, 0.3333),
    ("A3*3", 0.1 * 3, 0.31),
    # left alone: whatever is not worked out here, and what spreadsheets do not agree on
    ("A1^2", None, None),
    ("VLOOKUP(A1,A1:B5,2)", None, None),
    ("[1]Sheet1!A1", None, None),
    ("无此表!A1", None, None),
    ("A:A", None, None),
    ("合计+1", None, None),
    ("B1+1", None, None),
    ('"5"+1', None, None),
    ("B1>B2", None, None),
    ("A1=C1", None, None),
    ("A3+A4=0.3", None, None),
    ("SUM(C1:C5)", None, None),
    ("A1:A2", None, None),
    ("SUM(A1:A2 A2:A3)", None, None),
    ("{1,2}", None, None),
    ("ROUND(A1)", None, None),
    ("ROUND(A1,99)", None, None),
    ("A1+", None, None),
    ("(A1", None, None),
    ("(" * 900 + "A1" + ")" * 900, None, None),
    ("1&1/3", None, None),
    ("ZZZ9999999", None, None),
]


@pytest.mark.parametrize(("formula", "right", "wrong"), FORMULAS, ids=[formula[:40] for formula, _, _ in FORMULAS])
def test_a_formula_is_worked_out_again(tmp_path, formula, right, wrong):
    def remarks(result):
        sheets = {"表": GIVEN | {"G1": (f"={formula}", result)}, "另表": {"A1": 10}, "另 表": {"A1": 11}}
        return [remark for remark in read(tmp_path, written(sheets)).remarks if "!G1" in remark.place.zh]

    if right is None:
        assert remarks(987654) == []
    else:
        assert remarks(right) == []
        (remark,) = remarks(wrong)
        assert f"“={formula}”".upper()[:40] in remark.words.zh.upper()


def test_cells_share_a_formula(tmp_path):
    """The second and third take the first one's text, moved down; the absolute part stays."""
    shared = '<c><f t="shared" si="0" ref="B1:B3">A1*$A$1+SUM(A$1:A1)</f><v>{}</v></c>', '<c><f t="shared" si="0"/><v>{}</v></c>'
    sheet = rows(*[f"<c><v>{value}</v></c>{cell.format(result)}" for value, cell, result in ((2, shared[0], 6), (3, shared[1], 11), (4, shared[1], 5))])
    (remark,) = read(tmp_path, bare(sheet)).remarks
    assert says(f"{remark.place.zh} {remark.words.zh}", "表1!B3 ~ “=A3*$A$1+SUM(A$1:A3)” ~ 应为“17”")


BINARY = [  # formulas whose results differ in binary and decimal numbers: stored results are those of Excel, or of its arithmetic
    ({"A1": 43.1, "A2": 43.2}, "A1-A2+1=0.9", False),
    ({"A1": 1.1, "A2": 2.2}, "A1+A2=3.3", True),
    ({"A1": 100.1, "A2": 100}, "A1-A2", 0.0999999999999943),
    ({"A1": 1234567.89, "A2": 1234567.8, "A3": 0.09}, "A1-A2-A3", 1234567.89 - 1234567.8 - 0.09),
    ({"A1": 1.005}, "ROUND(A1*1000,0)/1000", 1.005),
]


@pytest.mark.parametrize(("values", "formula", "result"), BINARY, ids=[formula for _, formula, _ in BINARY])
def test_no_false_alarm_where_binary_numbers_decide(tmp_path, values, formula, result):
    assert read(tmp_path, written({"表": values | {"C1": (f"={formula}", result)}})).remarks == ()


@pytest.mark.parametrize("setting", ['<calcPr fullPrecision="0"/>', '<calcPr iterate="1"/>'])
def test_no_alarm_where_the_workbook_rounds_or_goes_round_in_circles(tmp_path, setting):
    """Excel's “Precision as displayed” (以显示精度为准) rounds what formulas work with."""
    sheet = rows("<c><v>1</v></c><c><f>A1/3</f><v>0.33</v></c>")
    assert read(tmp_path, bare(sheet, attributes=setting)).remarks == ()
    assert len(read(tmp_path, bare(sheet)).remarks) == 1


@given(st.lists(st.decimals(-(10**9), 10**9, places=2), min_size=1, max_size=30))
@settings(max_examples=30, deadline=None)
def test_a_sum_that_a_binary_program_stored_is_never_called_out_of_date(tmp_path_factory, values):
    numbers = [float(value) for value in values]
    cells = {f"A{row}": value for row, value in enumerate(numbers, 1)}
    results = {"B1": (f"=SUM(A1:A{len(numbers)})", sum(numbers)), "B2": ("=" + "-".join(cells), numbers[0] - sum(numbers[1:])), "B3": ("=A1*A1/3", numbers[0] ** 2 / 3)}
    assert read(tmp_path_factory.mktemp("sums"), written({"表": cells | results})).remarks == ()


# -- properties ------------------------------------------------------------------------------------------------------

SIGNS = st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co"), exclude_characters="".join(map(chr, cells.UNSEEN)))
WORDS = st.one_of(st.text(SIGNS, max_size=12), st.sampled_from(["_x0041_", "=A1", "0012", "第一行\n第二行", "{=1}", "http://a.cn"])).map(str.strip)
NUMBERS = st.builds(lambda digits, places: Decimal(digits).scaleb(-places), st.integers(-(10**15) + 1, 10**15 - 1), st.integers(0, 12))


@given(st.lists(st.lists(st.one_of(WORDS, NUMBERS), min_size=3, max_size=3), max_size=5))
@settings(max_examples=60, deadline=None)
def test_a_grid_reads_back_as_written(tmp_path_factory, grid):
    def write(_, sheets):
        for row, line in enumerate(grid):
            for column, value in enumerate(line):
                sheets["表"].write_string(row, column, value) if isinstance(value, str) else sheets["表"].write_number(row, column, float(value))

    found = read(tmp_path_factory.mktemp("grid"), written({"表": {}}, change=write)).sheets[0]
    plain = [[value if isinstance(value, str) else f"{value.normalize() or Decimal(0):f}" for value in line] for line in grid]
    assert [[found.text(row, column) for column in range(3)] for row in range(len(grid))] == plain


SOUND = written(FORM | {"二": {"A1": (0.5, "0%"), "A2": "=A1", "A3": ("=A1+B1", 2)}})
SOUND_OLDER = older({"表": {(0, 0): "支出合计", (0, 1): (0.5, 1), (1, 0): b"\x17"}}, formats=["0%"], merged=[(0, 1, 0, 0)])
EDITS = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 3), st.binary(min_size=1, max_size=8)), min_size=1, max_size=8)


def edited(content, edits):
    """The bytes with some of them overwritten, removed, added, or everything after a place cut off."""
    content = bytearray(content)
    for place, kind, new in edits:
        at = int(place * len(content))
        content[at : at + len(new) if kind != 2 else at] = new if kind != 1 else b""
        if kind == 3 and len(new) == 8:
            del content[at:]
    return bytes(content)


def ends_well(folder, content, name):
    """Whether a damaged file ends in a workbook or in a message; any other exception goes up."""
    try:
        found = read(folder, content, name)
    except UserMistake as mistake:
        return all(mistake.lines("zh") + mistake.lines("en"))
    return isinstance(found, workbook.Workbook)


@given(EDITS)
@settings(max_examples=100, deadline=None)
def test_damaged_bytes_end_in_a_workbook_or_a_message(tmp_path_factory, edits):
    folder = tmp_path_factory.mktemp("bytes")
    assert ends_well(folder, edited(SOUND, edits), "form.xlsx")
    assert ends_well(folder, edited(SOUND_OLDER, edits), "form.xls")


@given(st.sampled_from([name for name in unpacked(SOUND) if name.endswith((".xml", ".rels"))]), EDITS)
@settings(max_examples=150, deadline=None)
def test_damaged_parts_end_in_a_workbook_or_a_message(tmp_path_factory, part, edits):
    parts = unpacked(SOUND)
    assert ends_well(tmp_path_factory.mktemp("parts"), packed(parts | {part: edited(parts[part], edits)}), "form.xlsx")
