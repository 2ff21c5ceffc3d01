"""Reports as departments send them: every encoding, every feature of Word, every file that is none.

The tables are the manual: what is in the file, and the text that is read or what the two languages say about it.
What Word shows of a feature is told by ECMA-376-1, part 17, where a row names no other source.
"""

import inspect
import io
import sys

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_workbook import says
from workbooks import container, older, packed, unpacked, written

from evallib.problems import UserMistake
from evallib.reading import tables, texts, word
from evallib.reading.texts import Text, read_text, text_of

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "v": "urn:schemas-microsoft-com:vml",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
}
DECLARED = " ".join(f'xmlns:{key}="{address}"' for key, address in NAMESPACES.items())
AGAIN = "请用 Word 或 WPS 打开，另存为“Word 文档 (*.docx)”", "open it in Word or WPS and save it as a Word document (*.docx)"
ORIGINAL = "请提供可编辑的 .docx 原件，或把文字复制到 .txt 文件", "provide the .docx that it was made from, or copy its text into a .txt file"
COPY = "请把报告的文字复制到 .docx 或 .txt 文件", "copy the text of the report into a .docx or .txt file"


def part(name, inside):
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{name} {DECLARED}>{inside}</w:{name}>'


def document(body, **others):
    """The bytes of a document with the XML inside its body, and inside its other parts (styles, numbering, footnotes, endnotes, header1)."""
    related = NAMESPACES["r"]
    link = '<Relationship Id="{0}" Type="{1}/{0}" Target="{0}.xml"/>'.format
    roots = {"header1": "hdr"}
    return packed({
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="{related}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": part("document", f"<w:body>{body}</w:body>"),
        "word/_rels/document.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">' + "".join(link(name, related) for name in others) + "</Relationships>",
    } | {f"word/{name}.xml": part(roots.get(name, name), inside) for name, inside in others.items()})


def p(inside, properties="", mark=""):
    """A paragraph: XML, or text, in it; its properties, and those of its end."""
    mark = f"<w:rPr>{mark}</w:rPr>" if mark else ""
    return f"<w:p><w:pPr>{properties}{mark}</w:pPr>{inside if inside.startswith('<') else r(inside)}</w:p>"


def r(text, properties=""):
    """A run of text."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def field(instruction, result):
    """A field as Word writes it: instruction and result between three signs."""
    sign = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    return f"{sign('begin')}<w:r><w:instrText>{instruction}</w:instrText></w:r>{sign('separate')}{result}{sign('end')}"


def tc(inside, properties=""):
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside if inside.startswith('<') else p(inside) if inside else '<w:p/>'}</w:tc>"


def tr(*cells, properties=""):
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cell if cell.startswith('<w:tc>') else tc(cell) for cell in cells)}</w:tr>"


def tbl(*rows):
    return f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid>{''.join(rows)}</w:tbl>"


def box(inside):
    """A text box as Word writes it: once for newer programs, once again for older ones."""
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx><w:txbxContent>{inside}</w:txbxContent></wps:txbx></wps:wsp></w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>{inside}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def only(content, name="report.docx"):
    """The text of a document, all of it."""
    return text_of(content, name).content


# -- text files ----------------------------------------------------------------------------------------------------

REPORT = "某局2024年度自评报告\n一、概况\n支出合计189.20万元。"
ENCODED = [  # what, the bytes, the text
    ("UTF-8", REPORT.encode(), REPORT),
    ("UTF-8 with a mark", REPORT.encode("utf-8-sig"), REPORT),
    ("UTF-16, little", REPORT.encode("utf-16"), REPORT),
    ("UTF-16, big, with its mark", b"\xfe\xff" + REPORT.encode("utf-16-be"), REPORT),
    ("GBK", REPORT.encode("gbk"), REPORT),
    ("GB18030 beyond GBK", "𬭸江局，支出1万元。".encode("gb18030"), "𬭸江局，支出1万元。"),
    ("line ends of Windows", REPORT.replace("\n", "\r\n").encode(), REPORT),
    ("line ends of old Macs", REPORT.replace("\n", "\r").encode("gbk"), REPORT),
    ("line ends of both kinds", b"a\r\nb\rc\nd\n\re", "a\nb\nc\nd\n\ne"),
    ("pages, as programs take them out of PDF files", "第一页\f第二页".encode(), "第一页\n第二页"),
    ("breaks copied out of Word", "第一行\v第二行\u2028第三行".encode(), "第一行\n第二行\n第三行"),
    ("marks of table cells copied out of Word", ("支出\a189.20\n" + REPORT * 5).encode(), "支出189.20\n" + REPORT * 5),
    ("blanks and empty lines stay", "\n\u3000\u3000支出 \t1\n\n".encode(), "\n\u3000\u3000支出 \t1\n\n"),
    ("Markdown with a table of a web page", "# 报告\n<table><tr><td>支出</td></tr></table>".encode(), "# 报告\n<table><tr><td>支出</td></tr></table>"),
]


@pytest.mark.parametrize(("content", "text"), [row[1:] for row in ENCODED], ids=[row[0] for row in ENCODED])
def test_a_text_file(tmp_path, content, text):
    for name in ("report.txt", "report.md"):
        (tmp_path / name).write_bytes(content)
        assert read_text(tmp_path / name, f"demo/2024/edu/{name}") == Text(f"demo/2024/edu/{name}", text)
    assert text_of(content, "-").content == text


def test_markdown_may_begin_with_a_table_of_a_web_page():
    assert text_of(b"<table><tr><td>1</td></tr></table>", "report.md").content == "<table><tr><td>1</td></tr></table>"


def test_a_file_is_named_by_its_own_name_where_no_other_is_given(tmp_path):
    (tmp_path / "report.txt").write_text(REPORT, "utf-8")
    assert read_text(tmp_path / "report.txt").file == "report.txt"


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl"], include_characters="\n\t"), min_size=1).filter(str.strip), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]))
def test_any_text_comes_back(text, encoding):
    whole = "某局2024年度部门整体支出绩效自评报告\n" + text.replace("\u2029", "").replace("\ufeff", "")
    assert text_of(whole.encode(encoding), "report.txt").content == whole


# -- Word: what is read --------------------------------------------------------------------------------------------

NOTE = '<w:{0} w:id="1"><w:p><w:r><w:{0}Ref/></w:r>{1}</w:p></w:{0}>'.format
FEATURES = [  # what, the XML of the body, the text, what is remarked
    ("paragraphs", p("一、概况") + "<w:p/>" + p("支出189.20万元。"), "一、概况\n\n支出189.20万元。", ""),
    ("runs", p(r("支出") + r("189", "<w:b/>") + r(".20") + r("万元")), "支出189.20万元", ""),
    ("a number parted by marks of the speller", p(r("189.") + '<w:proofErr w:type="spellStart"/><w:bookmarkStart w:id="0" w:name="_Toc1"/>' + r("20万元")), "189.20万元", ""),
    ("blanks at the ends of runs", p(r("总额 ") + r(" 1") + r("  ") + r("万元")), "总额  1  万元", ""),
    ("tabs and line breaks", p("<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t><w:cr/><w:t>丁</w:t></w:r>"), "甲\t乙\n丙\n丁", ""),
    ("tab stops are no tabs", p("甲", '<w:tabs><w:tab w:val="left" w:pos="420"/></w:tabs>'), "甲", ""),
    ("hyphens", p("<w:r><w:t>2021</w:t><w:noBreakHyphen/><w:t>20</w:t><w:softHyphen/><w:t>23</w:t></w:r>"), "2021-2023", ""),
    ("a hyperlink", p('<w:hyperlink r:id="x"><w:r><w:t>附件</w:t></w:r></w:hyperlink>' + r("见后")), "附件见后", ""),
    ("content controls, around and inside", "<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr><w:sdtContent>" + p("甲" ) + p("<w:sdt><w:sdtContent>" + r("乙") + "</w:sdtContent></w:sdt>") + "</w:sdtContent></w:sdt>", "甲\n乙", ""),
    ("smart tags and XML of others", p("<w:smartTag>" + r("2024年") + "</w:smartTag><w:customXml>" + r("度") + "</w:customXml>"), "2024年度", ""),
    ("reading aids", p("<w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>hēng</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>亨</w:t></w:r></w:rubyBase></w:ruby></w:r>" + r("县")), "亨县", ""),
    ("a formula", p("<m:oMath><m:r><m:t>率=</m:t></m:r><m:f><m:fPr/><m:num><m:r><m:t>决算</m:t></m:r></m:num><m:den><m:r><m:t>预算</m:t></m:r></m:den></m:f></m:oMath>"), "率=决算/预算", ""),
    ("signs of fonts of signs", p("<w:r><w:sym w:font='Wingdings' w:char='F0FE'/><w:t>是</w:t><w:sym w:font='Wingdings' w:char='F0A8'/><w:t>否</w:t><w:sym w:char='F001'/><w:sym w:char='25CB'/><w:sym w:char='D800'/><w:sym w:char='x'/></w:r>"), "☑是□否○", ""),
    ("comments of XML", "<!-- x -->" + p("<!-- y -->" + r("甲")) + "<?z z?>", "甲", ""),
    # changes
    ("insertions and deletions", p(r("支出") + "<w:del w:id='1'><w:r><w:delText>10</w:delText></w:r></w:del><w:ins w:id='2'>" + r("12") + "</w:ins>" + r("万元")), "支出12万元", "changes"),
    ("an insertion that was deleted", p(r("甲") + "<w:ins><w:del><w:r><w:delText>乙</w:delText></w:r></w:del></w:ins>"), "甲", "changes"),
    ("text moved", p("<w:moveFrom>" + r("旧处") + "</w:moveFrom>" + r("甲")) + p("<w:moveTo>" + r("旧处") + "</w:moveTo>"), "甲\n旧处", "changes"),
    ("a deleted paragraph", p("甲") + p("<w:del><w:r><w:delText>乙</w:delText></w:r></w:del>", mark="<w:del/>") + p("丙"), "甲\n丙", "changes"),
    ("a deleted end of a paragraph", p("支出12", mark="<w:del/>") + p("万元"), "支出12万元", ""),
    ("a deleted end before a table, and at the end", p("甲", mark="<w:del/>") + tbl(tr("1", "2")) + p("乙", mark="<w:del/>"), "甲\n1\t2\n乙", ""),
    ("formats of before", p(r("甲", "<w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange>"), "<w:pPrChange><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr></w:pPrChange>"), "甲", ""),
    ("deleted rows and cells", tbl(tr("1", "2"), tr("3", "4", properties="<w:del/>"), tr("5", tc("6", "<w:cellDel/>"), "7")), "1\t2\n5\t7", ""),
    # hidden
    ("hidden text", p(r("甲") + r("乙", "<w:vanish/>") + r("丙", "<w:vanish w:val='0'/>")), "甲丙", "hidden"),
    ("a hidden end of a paragraph", p("标题", mark="<w:vanish/><w:specVanish/>") + p("正文"), "标题正文", ""),
    ("text hidden by a style", p(r("甲", "<w:rStyle w:val='Hid'/>") + r("乙")) + p("丙", "<w:pStyle w:val='Form'/>") + p(r("丁", "<w:vanish w:val='false'/>"), "<w:pStyle w:val='Form'/>"), "乙\n\n丁", "hidden"),
    ("comments", p("<w:commentRangeStart w:id='0'/>" + r("甲") + "<w:commentRangeEnd w:id='0'/><w:r><w:commentReference w:id='0'/></w:r>"), "甲", ""),
    # fields
    ("the result of a field", p(field("REF _Ref1", r("表1")) + r("甲")), "表1甲", ""),
    ("page numbers", p(r("第") + field(" PAGE \\* MERGEFORMAT ", r("3")) + r("页") + "<w:fldSimple w:instr='NUMPAGES'>" + r("9") + "</w:fldSimple><w:fldSimple w:instr='DATE'>" + r("5月") + "</w:fldSimple>"), "第页5月", ""),
    ("a field inside the instruction of another", p(field("IF " + "</w:instrText></w:r>" + field("X", r("1")) + "<w:r><w:instrText>", r("一致"))), "一致", ""),
    ("a field without a result", p(r("甲") + '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>XE "甲"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>' + r("乙")), "甲乙", ""),
    ("a field with a hidden end", p(r("甲") + '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>XE</w:instrText></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:fldChar w:fldCharType="end"/></w:r>' + r("乙")), "甲乙", ""),
    ("a field that never ends", p('<w:r><w:fldChar w:fldCharType="begin"/></w:r>' + r("甲")) + p(r("乙") + '<w:r><w:fldChar w:fldCharType="separate"/><w:fldChar w:fldCharType="end"/><w:instrText>x</w:instrText></w:r>' + r("丙")), "\n乙丙", ""),
    ("a table of contents", p("目录", "<w:pStyle w:val='TOCHeading'/>") + p(field("TOC \\o", r("一、概况") + field("PAGEREF _Toc1", r("1"))), "<w:pStyle w:val='TOC1'/>") + p("一、概况"), "一、概况", ""),
    # boxes, pictures, notes
    ("a text box, once, after its paragraph", p(r("甲") + box(p("盒中") + p("两段")) + r("乙")) + p("丙"), "甲乙\n盒中\n两段\n丙", ""),
    ("a text box of older programs", p("<w:r><w:pict><v:shape><v:textbox><w:txbxContent>" + p("盒中") + "</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"), "\n盒中", ""),
    ("alternatives with the older one alone", p("<w:r><mc:AlternateContent><mc:Fallback><w:t>甲</w:t></mc:Fallback></mc:AlternateContent></w:r>"), "甲", ""),
    ("a picture", p(r("图1") + "<w:r><w:drawing><a:blip r:embed='x'/></w:drawing></w:r>"), "图1", "pictures"),
    ("a picture and a workbook of older programs", p(r("图1") + "<w:r><w:object><v:shape><v:imagedata r:id='x'/></v:shape></w:object></w:r>"), "图1", "pictures"),
    ("another document inside", p("甲") + "<w:altChunk r:id='x'/>", "甲", "pictures"),
    ("footnotes and endnotes, in the order of the text", p(r("甲") + "<w:r><w:endnoteReference w:id='1'/></w:r>") + p(r("乙") + "<w:r><w:footnoteReference w:id='2'/></w:r>") + p(r("丙") + "<w:r><w:footnoteReference w:id='1'/><w:footnoteReference w:id='9'/></w:r>"), "甲\n乙\n丙\n注：脚注二\n第二段\n注：脚注一\n注：尾注一", ""),
    ("the end of the section", p("甲", "<w:sectPr><w:headerReference r:id='header1'/></w:sectPr>") + "<w:sectPr><w:headerReference r:id='header1'/></w:sectPr>", "甲", ""),
    # tables
    ("a table", p("表1") + tbl(tr("项目", "预算", "决算"), tr("支出", "108.06", "174.68")) + p("后"), "表1\n项目\t预算\t决算\n支出\t108.06\t174.68\n后", ""),
    ("cells merged across", tbl(tr(tc("支出", "<w:gridSpan w:val='2'/>"), "3"), tr(tc("标题", "<w:gridSpan w:val='3'/>"))), "支出\t\t3\n标题", ""),
    ("cells merged across, as older programs do", tbl(tr(tc("支出", "<w:hMerge w:val='restart'/>"), tc("", "<w:hMerge/>"), "3")), "支出\t\t3", ""),
    ("cells merged downwards", tbl(tr(tc("支出", "<w:vMerge w:val='restart'/>"), "基本", "1"), tr(tc("不见", "<w:vMerge/>"), "项目", "2"), tr(tc("", "<w:vMerge w:val='continue'/>"), "其他", "3")), "支出\t基本\t1\n\t项目\t2\n\t其他\t3", ""),
    ("a row that begins further right", tbl(tr("1", "2", properties="<w:gridBefore w:val='2'/>")), "\t\t1\t2", ""),
    ("empty cells and rows", tbl(tr("1", "", "3"), tr("", ""), tr("", "2", "")), "1\t\t3\n\t2", ""),
    ("several paragraphs, breaks and tabs in a cell", tbl(tr(tc(p("支出") + p("合计")), tc(p("<w:r><w:t>1</w:t><w:tab/><w:t>2</w:t><w:br/><w:t>3</w:t></w:r>")))), "支出 合计\t1 2 3", ""),
    ("a table that only frames the text", tbl(tr(tc(p("一、概况") + p("第一段。") + tbl(tr("1", "2"))))), "一、概况\n第一段。\n1\t2", ""),
    ("a form with a label and prose", tbl(tr("绩效自评情况", tc(p("一、概况") + p("我局支出10万元。")))), "绩效自评情况\n一、概况\n我局支出10万元。", ""),
    ("a table of indicators with sentences", tbl(tr("预算完成率", tc(p("完成率。") + p("满分。")), "5", "4.5")), "预算完成率\t完成率。 满分。\t5\t4.5", ""),
    ("a table in a cell of a table", tbl(tr("甲", tc(tbl(tr("1", "2"), tr("3", "4"))))), "甲\t1 2 3 4", ""),
    ("rows and cells inside content controls", tbl("<w:sdt><w:sdtContent>" + tr("1", "2").replace("<w:tc>", "<w:sdt><w:sdtContent><w:tc>", 1).replace("</w:tc>", "</w:tc></w:sdtContent></w:sdt>", 1) + "</w:sdtContent></w:sdt>"), "1\t2", ""),
    ("a span beyond all tables", tbl(tr(tc("1", "<w:gridSpan w:val='999999999'/>"), "2")), "1" + "\t" * word.MAX_SPAN + "2", ""),
    ("spans that are no numbers", tbl(tr(tc("1", "<w:gridSpan w:val='-5'/>"), tc("2", "<w:gridSpan/>"), "3", properties="<w:gridBefore w:val='x'/>")), "1\t2\t3", ""),
]
STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="character" w:styleId="Hid"><w:name w:val="Hidden"/><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Form0"><w:name w:val="z"/><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Form"><w:name w:val="HTML Top of Form"/><w:basedOn w:val="Form0"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="TOCHeading"><w:name w:val="TOC Heading"/><w:basedOn w:val="1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="2"><w:name w:val="标题 2"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="9"><w:name w:val="heading 9"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="own"><w:name w:val="一级标题"/><w:basedOn w:val="1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="loop1"><w:name w:val="x"/><w:basedOn w:val="loop2"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="loop2"><w:name w:val="y"/><w:basedOn w:val="loop1"/></w:style>'
)
FOOTNOTES = '<w:footnote w:id="-1" w:type="separator"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>' + NOTE("footnote", r(" 脚注一")) + NOTE("footnote", r("脚注二")).replace('id="1"', 'id="2"').replace("</w:p>", "</w:p>" + p("第二段"))


@pytest.mark.parametrize(("body", "text", "odd"), [row[1:] for row in FEATURES], ids=[row[0] for row in FEATURES])
def test_a_feature_of_word(body, text, odd):
    content = document(body, styles=STYLES, footnotes=FOOTNOTES, endnotes=NOTE("endnote", r("注：尾注一")), header1=p("页眉"))
    found = text_of(content, "report.docx")
    assert found.content == text
    assert [remark.words for remark in found.remarks] == ([word._ODD[odd]] if odd else [])


HEADINGS = [  # the style, the paragraph, the line: what has a number needs no sign
    ("1", "部门概况", "# 部门概况"),
    ("2", "部门概况", "## 部门概况"),
    ("9", "部门概况", "###### 部门概况"),
    ("own", "部门概况", "# 部门概况"),
    ("1", "一、部门概况", "一、部门概况"),
    ("1", "（一）部门概况", "（一）部门概况"),
    ("2", "(1)部门概况", "(1)部门概况"),
    ("2", "1. 部门概况", "1. 部门概况"),
    ("2", "第一部分 部门概况", "第一部分 部门概况"),
    ("2", "①部门概况", "①部门概况"),
    ("2", "2024年部门概况", "## 2024年部门概况"),
    ("1", "整段正文误用了标题样式。还有一句。", "整段正文误用了标题样式。还有一句。"),
    ("1", " ", " "),
    ("a", "部门概况", "部门概况"),
    ("none", "部门概况", "部门概况"),
    ("loop1", "部门概况", "部门概况"),
]


@pytest.mark.parametrize(("style", "text", "line"), HEADINGS, ids=[f"{style} {text}" for style, text, _ in HEADINGS])
def test_a_heading(style, text, line):
    assert only(document(p("前") + p(text, f"<w:pStyle w:val='{style}'/>"), styles=STYLES)) == f"前\n{line}"


# -- Word: automatic numbers ---------------------------------------------------------------------------------------


def lvl(level, form, text, start=1, more=""):
    return f'<w:lvl w:ilvl="{level}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'


def numbering(*kinds, nums=None):
    """Numberings with these levels each; unless ``nums`` says more, each is used by the number that it has in the list, from 1."""
    abstract = "".join(f'<w:abstractNum w:abstractNumId="{n}">{levels}</w:abstractNum>' for n, levels in enumerate(kinds, 1))
    nums = nums or {n: (n, "") for n in range(1, len(kinds) + 1)}
    return abstract + "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{kind}"/>{changes}</w:num>' for n, (kind, changes) in nums.items())


def item(text, num=1, level=0):
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>')


def restarted(level, start):
    return f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start}"/></w:lvlOverride>'


OFFICIAL = lvl(0, "chineseCounting", "%1、") + lvl(1, "chineseCountingThousand", "（%2）") + lvl(2, "decimal", "%3.") + lvl(3, "decimal", "（%4）")
LEGAL = lvl(0, "decimal", "%1") + lvl(1, "decimal", "%1.%2") + lvl(2, "decimal", "%1.%2.%3")
NUMBERED = [  # what, the numberings, the paragraphs, the lines
    ("the levels of official documents", numbering(OFFICIAL), item("概况") + item("职能", level=1) + item("机构", level=1) + item("甲", level=2) + item("乙", level=2) + item("丙", level=3) + item("绩效") + item("产出", level=1) + item("丁", level=2),
     "一、概况|（一）职能|（二）机构|1. 甲|2. 乙|（1）丙|二、绩效|（一）产出|1. 丁"),
    ("levels in one number", numbering(LEGAL), item("甲") + item("乙", level=1) + item("丙", level=2) + item("丁", level=2) + item("戊", level=1), "1 甲|1.1 乙|1.1.1 丙|1.1.2 丁|1.2 戊"),
    ("a level below comes first: Microsoft's article Q110380 has the level above go on with 2", numbering(LEGAL), item("甲", level=1) + item("乙", level=1) + item("丙"), "1.1 甲|1.2 乙|2 丙"),
    ("a paragraph without a number between", numbering(OFFICIAL), item("甲") + p("正文") + item("乙"), "一、甲|正文|二、乙"),
    ("an empty paragraph with a number", numbering(OFFICIAL), item("甲") + item("") + item("乙"), "一、甲|二、|三、乙"),
    ("a number taken off", numbering(OFFICIAL), item("甲") + item("乙", num=0) + item("丙"), "一、甲|乙|二、丙"),
    ("a number that no numbering has, and a level", numbering(OFFICIAL), item("甲", num=7) + item("乙", level=8), "甲|乙"),
    ("two lists of one kind go on", numbering(OFFICIAL, nums={1: (1, ""), 2: (1, "")}), item("甲") + item("乙", num=2) + item("丙"), "一、甲|二、乙|三、丙"),
    ("two lists of one kind, the second begun anew", numbering(OFFICIAL, nums={1: (1, ""), 2: (1, restarted(0, 1))}), item("甲") + item("乙") + item("丙", num=2) + item("丁", num=2), "一、甲|二、乙|一、丙|二、丁"),
    ("begun with 5", numbering(OFFICIAL, nums={1: (1, restarted(1, 5))}), item("甲") + item("乙", level=1) + item("丙", level=1), "一、甲|（五）乙|（六）丙"),
    ("a level written another way in one list", numbering(OFFICIAL, nums={1: (1, f'<w:lvlOverride w:ilvl="0">{lvl(0, "decimal", "%1)")}</w:lvlOverride>')}), item("甲") + item("乙"), "1) 甲|2) 乙"),
    ("two kinds count apart", numbering(OFFICIAL, LEGAL), item("甲") + item("乙", num=2) + item("丙") + item("丁", num=2), "一、甲|1 乙|二、丙|2 丁"),
    ("a level that goes on all through", numbering(lvl(0, "chineseCounting", "%1、") + lvl(1, "decimal", "%2.", more='<w:lvlRestart w:val="0"/>')), item("甲") + item("乙", level=1) + item("丙") + item("丁", level=1), "一、甲|1. 乙|二、丙|2. 丁"),
    ("all numbers as digits", numbering(lvl(0, "chineseCounting", "第%1章") + lvl(1, "decimal", "%1.%2", more="<w:isLgl/>")), item("甲") + item("乙", level=1), "第一章 甲|1.1 乙"),
    ("a number that would run into a figure", numbering(lvl(0, "decimal", "%1.", more='<w:suff w:val="nothing"/>')), item("2023年支出"), "1. 2023年支出"),
    ("bullets", numbering(lvl(0, "bullet", "\uf06c")), item("甲") + item("乙"), "● 甲|● 乙"),
    ("a deleted paragraph is not counted", numbering(OFFICIAL), item("甲") + p("<w:del><w:r><w:delText>乙</w:delText></w:r></w:del>", '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>', "<w:del/>") + item("丙"), "一、甲|二、丙"),
    ("a number without a level", numbering(OFFICIAL), p("甲", '<w:numPr><w:numId w:val="1"/></w:numPr>'), "一、甲"),
    ("numbers of a style", numbering(OFFICIAL.replace("<w:numFmt", '<w:pStyle w:val="n1"/><w:numFmt', 1)), p("甲", "<w:pStyle w:val='n1'/>") + p("乙", "<w:pStyle w:val='n2'/>") + p("丙", "<w:pStyle w:val='n3'/>") + p("丁", "<w:pStyle w:val='n0'/>") + p("戊", "<w:pStyle w:val='n1'/>"),
     "一、甲|（一）乙|（二）丙|丁|二、戊"),
    ("a heading with a number of its own", numbering(OFFICIAL), p("概况", '<w:pStyle w:val="1"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'), "一、概况"),
    ("a numbering by way of a style", numbering("<w:numStyleLink w:val='list'/>", OFFICIAL), item("甲") + item("乙"), "一、甲|二、乙"),
    ("a numbering by way of a style that is not there", numbering("<w:numStyleLink w:val='nowhere'/>", OFFICIAL), item("甲"), "甲"),
    ("a number in a table", numbering(OFFICIAL), tbl(tr(tc(item("甲")), "1"), tr(tc(item("乙")), "2")), "一、甲\t1|二、乙\t2"),
    ("levels beyond the ninth", numbering(lvl(9, "decimal", "%1.")), item("甲", level=9), "甲"),
    ("a text without end", numbering(lvl(0, "decimal", "长" * 500)), item("甲"), "长" * 100 + " 甲"),
]
NUMBERED_STYLES = STYLES + (
    '<w:style w:type="paragraph" w:styleId="n1"><w:name w:val="n1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="n2"><w:name w:val="n2"/><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="n3"><w:name w:val="n3"/><w:basedOn w:val="n2"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="n0"><w:name w:val="n0"/><w:basedOn w:val="n1"/><w:pPr><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="numbering" w:styleId="list"><w:name w:val="list"/><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
)


@pytest.mark.parametrize(("numbers", "body", "lines"), [row[1:] for row in NUMBERED], ids=[row[0] for row in NUMBERED])
def test_numbers_that_word_counts(numbers, body, lines):
    assert only(document(body, styles=NUMBERED_STYLES, numbering=numbers)).split("\n") == lines.split("|")


FORMS = [  # the form, a number, as it is written: ECMA-376-1, 17.18.59
    ("decimal", 12, "12"), ("decimalZero", 5, "05"), ("none", 5, ""), ("unheard of", 5, "5"),
    ("chineseCounting", 1, "一"), ("chineseCounting", 10, "十"), ("chineseCounting", 11, "十一"), ("chineseCounting", 20, "二十"), ("chineseCountingThousand", 105, "一百零五"),
    ("chineseCountingThousand", 110, "一百一十"), ("chineseCountingThousand", 1010, "一千零一十"), ("chineseCountingThousand", 9999, "九千九百九十九"), ("chineseCountingThousand", 10_000, "10000"),
    ("japaneseCounting", 12, "十二"), ("taiwaneseCountingThousand", 21, "二十一"), ("ideographDigital", 10, "一〇"), ("chineseLegalSimplified", 12, "壹拾贰"), ("chineseLegalSimplified", 305, "叁佰零伍"),
    ("decimalEnclosedCircle", 1, "①"), ("decimalEnclosedCircleChinese", 20, "⑳"), ("decimalEnclosedCircle", 21, "21"), ("decimalEnclosedParen", 3, "⑶"), ("decimalEnclosedFullstop", 2, "⒉"),
    ("ideographTraditional", 2, "乙"), ("ideographZodiac", 12, "亥"), ("ideographEnclosedCircle", 10, "㊉"), ("upperLetter", 26, "Z"), ("lowerLetter", 27, "27"), ("lowerLetter", 0, "0"),
    ("upperRoman", 4, "IV"), ("lowerRoman", 1994, "mcmxciv"), ("upperRoman", 3999, "MMMCMXCIX"), ("upperRoman", 999_999_999, "999999999"),
]


@pytest.mark.parametrize(("form", "number", "text"), FORMS, ids=[f"{number} as {form}" for form, number, _ in FORMS])
def test_a_form_of_numbers(form, number, text):
    assert only(document(item("甲"), numbering=numbering(lvl(0, form, "%1、", number)))) == f"{text}、甲"


# -- Word: files of other programs ---------------------------------------------------------------------------------


def test_a_document_that_python_docx_writes(tmp_path):
    made = docx.Document()
    made.add_heading("某局2024年度自评报告", 0)
    made.add_heading("部门概况", 1)
    made.add_paragraph("一、职能")
    for text in ("甲", "2023年支出"):
        made.add_paragraph(text, style="List Number")
    table = made.add_table(2, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "项目"
    table.cell(0, 2).merge(table.cell(1, 2)).text = "合计"
    table.cell(1, 0).text, table.cell(1, 1).text = "1", "2"
    made.sections[0].header.paragraphs[0].text = "页眉"
    made.sections[0].footer.paragraphs[0].text = "页脚"
    made.save(tmp_path / "report.docx")
    assert read_text(tmp_path / "report.docx") == Text("report.docx", "某局2024年度自评报告\n# 部门概况\n一、职能\n1. 甲\n2. 2023年支出\n项目\t\t合计\n1\t2")


@settings(max_examples=30)
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"], exclude_characters="\u2028\u2029\ufffe\uffff", include_characters="\n\t")), min_size=1).filter(lambda lines: any(map(str.strip, lines))))
def test_any_paragraphs_come_back(paragraphs):
    made = docx.Document()
    for text in paragraphs:
        made.add_paragraph(text)
    stream = io.BytesIO()
    made.save(stream)
    assert only(stream.getvalue()) == "\n".join(paragraphs)


@given(st.lists(st.lists(st.text("甲乙丙12.。 \t\n", max_size=8).filter(str.strip), min_size=3, max_size=3), min_size=1, max_size=5))
def test_any_table_comes_back_row_by_row(rows):
    body = tbl(*[tr(*[tc(p("<w:r>" + "".join({"\t": "<w:tab/>", "\n": "<w:br/>"}.get(sign, f'<w:t xml:space="preserve">{sign}</w:t>') for sign in cell) + "</w:r>")) for cell in row]) for row in rows])
    assert [[cell.split() for cell in line.split("\t")] for line in only(document(body)).split("\n")] == [[cell.split() for cell in row] for row in rows]


def test_other_ways_to_write_the_same():
    """The stricter standard's addresses, backslashes, capitals, UTF-16, another prefix, a main part of another name, no parts but one."""
    parts = unpacked(document(p("一、概况") + p("支出189.20万元。", "<w:pStyle w:val='1'/>"), styles=STYLES))
    text = only(packed(parts))
    assert text == "一、概况\n支出189.20万元。"
    strict = {name: content.replace(b"schemas.openxmlformats.org/officeDocument/2006", b"purl.oclc.org/ooxml/officeDocument").replace(b"schemas.openxmlformats.org/wordprocessingml/2006/main", b"purl.oclc.org/ooxml/wordprocessingml/main") for name, content in parts.items()}
    main = parts["word/document.xml"]
    for changed in (
        strict,
        {name.replace("/", "\\"): content for name, content in parts.items()},
        {name.replace("word/document", "Word/Document"): content for name, content in parts.items()},
        parts | {"word/document.xml": main.decode().replace("UTF-8", "UTF-16").encode("utf-16")},
        parts | {"word/document.xml": main.replace(b"xmlns:w=", b"xmlns:x=").replace(b"<w:", b"<x:").replace(b"</w:", b"</x:").replace(b" w:val", b" x:val")},
        {name.replace("word/document", "word/document2"): content.replace(b"word/document", b"word/document2") for name, content in parts.items()},
        {"word/document.xml": main},
        parts | {"word/media/image1.png": b"\x89PNG", "docProps/app.xml": b"<x", "word/theme/theme1.xml": b"<!DOCTYPE x><x/>"},
    ):
        assert only(packed(changed)) == text


def test_macros_are_remarked_on():
    content = packed(unpacked(document(p("甲"))) | {"word/vbaProject.bin": b"x"})
    (remark,) = text_of(content, "report.docm").remarks
    assert remark.place.zh == "report.docm"
    assert remark.words.zh == "文件含有宏，未运行，只读取文字"
    assert remark.words.en == "the file brings macros along; they were not run, its text was read"


NAMED = [  # the name, the bytes, what is remarked
    ("report.txt", document(p("甲")), "扩展名是“.txt”，内容是Word 文档，按内容读取", "named “.txt”, but a Word document; read as what it is"),
    ("report.doc", document(p("甲")), "扩展名是“.doc”，内容是Word 文档，按内容读取", "named “.doc”, but a Word document; read as what it is"),
    ("report.docx", "甲".encode(), "扩展名是“.docx”，内容是纯文本，按内容读取", "named “.docx”, but plain text; read as what it is"),
    ("report.docx", "甲乙丙".encode("utf-16"), "扩展名是“.docx”，内容是纯文本，按内容读取", "named “.docx”, but plain text; read as what it is"),
    ("-", document(p("甲")), "", ""),
    ("report.DOCX", document(p("甲")), "", ""),
    ("report", "甲".encode(), "", ""),
]


@pytest.mark.parametrize(("name", "content", "zh", "en"), NAMED, ids=[f"{row[0]} {row[3]}" for row in NAMED])
def test_a_file_is_read_as_what_it_is(name, content, zh, en):
    found = text_of(content, name)
    assert found.content in {"甲", "甲乙丙"}
    assert [tuple(remark.words) for remark in found.remarks] == ([(zh, en)] if zh else [])


# -- files that are no reports -------------------------------------------------------------------------------------


def truncated():
    """A document cut off in the middle."""
    content = document(p("甲" * 500))
    return content[: len(content) // 2]


def bomb():
    """A document of a few kilobytes that unpacks to far more than any report."""
    return document(p("".join(r("甲" * 1000, "<w:b/>") for _ in range(2)) * 200) * 400)


def lying():
    """A document that declares its text to be ten bytes long, in both places."""
    content, name = bytearray(document(p("甲" * 500))), b"word/document.xml"
    first, last = content.find(name), content.rfind(name)
    content[first - 8 : first - 4] = content[last - 22 : last - 18] = (10).to_bytes(4, "little")
    return bytes(content)


def changed(**parts):
    """A document with these parts instead of its own; None takes one out."""
    held = unpacked(document(p("甲"), styles=STYLES)) | {f"word/{name}.xml": content for name, content in parts.items()}
    return packed({name: content for name, content in held.items() if content is not None})


NO_TEXT = "发现没有文字的文档（可能只有图片）；应为有文字的报告 ~ " + ORIGINAL[0], "found a document without text (perhaps only pictures); expected a report with text ~ " + ORIGINAL[1]
ELSE = f"应为完好的 Word 文档（.docx）；{AGAIN[0]}；打不开的，请发送方重新提供", f"expected a sound Word document (.docx); {AGAIN[1]}; if it does not open, ask the sender for it again"
REFUSED = [  # what, the name, the bytes, what the Chinese message says, what the English one says
    # nothing in it
    ("0 bytes", "report.txt", b"", "发现空文件（0字节）；应为文本、Markdown 或 Word 文档（.txt、.md、.docx）；请重新导出", "found an empty file of 0 bytes; expected a text, Markdown or Word document (.txt, .md, .docx); export it again"),
    ("blanks", "report.txt", " \u3000\r\n\t\n".encode(), "发现空文件；应为有内容的文件；请补充内容", "found an empty file; expected a file with content; fill it in"),
    ("a mark alone", "report.txt", b"\xef\xbb\xbf", "发现空文件", "found an empty file"),
    ("a document without text", "report.docx", document("<w:p/>"), *NO_TEXT),
    ("a document of pictures", "report.docx", document(p("<w:r><w:drawing><a:blip r:embed='x'/></w:drawing></w:r>")), *NO_TEXT),
    # another kind of file
    ("older Word", "report.doc", container({"WordDocument": b"x"}), f"发现旧格式的 Word 或 WPS 文档（.doc、.wps） ~ {AGAIN[0]}", f"found a document in the older format of Word or WPS (.doc, .wps) ~ {AGAIN[1]}"),
    ("older Word as .docx", "report.docx", container({"WordDocument": b"x"}), f"发现旧格式的 Word 或 WPS 文档 ~ {AGAIN[0]}", f"found a document in the older format of Word or WPS ~ {AGAIN[1]}"),
    ("WPS", "report.wps", container({"WordDocument": b"x", "WpsCustomData": b"x"}), f"发现旧格式的 Word 或 WPS 文档 ~ {AGAIN[0]}", f"found a document in the older format of Word or WPS ~ {AGAIN[1]}"),
    ("PDF", "report.pdf", b"%PDF-1.7\n%\xe2\xe3", f"发现PDF 文件 ~ {ORIGINAL[0]}", f"found a PDF file ~ {ORIGINAL[1]}"),
    ("PDF as .docx", "report.docx", b"%PDF-1.7\n%\xe2\xe3", "发现PDF 文件", "found a PDF file"),
    ("OFD", "report.ofd", packed({"OFD.xml": "<x/>", "Doc_0/Document.xml": "<x/>"}), f"发现OFD 版式文件 ~ {ORIGINAL[0]}", f"found an OFD file ~ {ORIGINAL[1]}"),
    ("a photograph", "report.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF", f"发现图片 ~ {ORIGINAL[0]}", f"found a picture ~ {ORIGINAL[1]}"),
    ("RTF", "report.rtf", rb"{\rtf1\ansi", f"发现RTF 文档 ~ {AGAIN[0]}", f"found an RTF document ~ {AGAIN[1]}"),
    ("RTF as .doc", "report.doc", rb"{\rtf1\ansi", "发现RTF 文档", "found an RTF document"),
    ("OpenDocument", "report.odt", packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}, compress_type=0), f"发现OpenDocument 文件 ~ {AGAIN[0]}", f"found an OpenDocument file ~ {AGAIN[1]}"),
    ("a web page", "report.html", "<!DOCTYPE html><html><body>支出</body></html>".encode(), f"发现网页（HTML） ~ {AGAIN[0]}", f"found a web page (HTML) ~ {AGAIN[1]}"),
    ("a web page as .md", "report.md", "\n<html><body>支出</body></html>".encode("gbk"), "发现网页（HTML）", "found a web page (HTML)"),
    ("a table of a web page as .txt", "report.txt", "<table><tr><td>支出".encode("utf-16"), "发现网页（HTML）", "found a web page (HTML)"),
    ("a web page of Word", "report.doc", b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<html>", "发现网页（HTML）", "found a web page (HTML)"),
    ("OpenDocument as one XML file", "report.fodt", b'<?xml version="1.0"?><office:document><table:table/>', "发现XML 文件", "found an XML file"),
    ("Word's XML of 2003", "report.doc", b'<?xml version="1.0"?><w:wordDocument/>', f"发现XML 文件 ~ {AGAIN[0]}", f"found an XML file ~ {AGAIN[1]}"),
    ("a workbook", "report.xlsx", written(), f"发现Excel 工作簿（.xlsx） ~ {COPY[0]}", f"found an Excel workbook (.xlsx) ~ {COPY[1]}"),
    ("an older workbook", "report.docx", older({"表": {(0, 0): 1}}), f"发现Excel 工作簿（.xls） ~ {COPY[0]}", f"found an Excel workbook (.xls) ~ {COPY[1]}"),
    ("slides", "report.pptx", packed({"ppt/presentation.xml": "<p/>"}), f"发现演示文稿 ~ {COPY[0]}", f"found a presentation ~ {COPY[1]}"),
    ("an archive", "report.zip", packed({"report.txt": "x"}), "发现压缩包 ~ 请先解压，再选择其中的报告", "found an archive ~ unpack it first and choose the report in it"),
    ("a program's own file", "report.docx", container({"Contents": b"x"}), f"发现其他程序的文件 ~ {AGAIN[0]}", f"found a file of another program ~ {AGAIN[1]}"),
    ("noise", "report.txt", bytes(range(256)) * 4, "发现无法识别的内容 ~ 请提供 .docx、.txt 或 .md 文件", "found content of an unknown kind ~ provide a .docx, .txt or .md file"),
    ("zeros", "report.txt", b"\0" * 100, "发现无法识别的内容", "found content of an unknown kind"),
    ("zeros after a text", "report.txt", b"a" * 20_000 + b"\0" * 100, "发现无法识别的文字编码；应为UTF-8 或 GBK 编码的文本", "found an unknown text encoding; expected text in UTF-8 or GBK"),
    ("a text of another encoding", "report.txt", "支出合计".encode("utf-32-be") + b"\x81", "发现无法识别的内容", "found content of an unknown kind"),
    ("signs that no encoding has", "report.txt", b"\xff\x81\xff\xfe" * 20, "发现无法识别的文字编码 ~ 另存为 UTF-8 编码", "found an unknown text encoding ~ save it again as UTF-8"),
    ("UTF-8 cut inside a sign", "report.txt", ("某局\n" + REPORT).encode()[:-4], "report.txt 第4行：发现损坏的文字（不完整的 UTF-8 编码） ~ 请从原件重新导出", "report.txt line 4: found a damaged text (incomplete UTF-8) ~ export it from the original again"),
    # locked
    ("a password", "report.docx", container({"EncryptionInfo": b"x", "EncryptedPackage": b"x"}), "发现加密的文件 ~ 请用 Word 或 WPS 打开，取消密码后另存", "found a file locked by a password ~ open it in Word or WPS, remove the password and save it again"),
    # damaged
    ("cut off", "report.docx", truncated(), f"发现文件已损坏（压缩包不完整）；{ELSE[0]}", f"found a damaged file (an incomplete archive); {ELSE[1]}"),
    ("cut off, older", "report.doc", container({"WordDocument": b"x"})[:100], f"发现文件已损坏（文件结构不完整）；{ELSE[0]}", f"found a damaged file (an incomplete container); {ELSE[1]}"),
    ("a false length", "report.docx", lying(), "发现文件已损坏（内部文件“word/document.xml”无法解压）", "found a damaged file (its part “word/document.xml” cannot be unpacked)"),
    ("no text", "report.docx", changed(document=None), "内部文件“word/document.xml”缺失", "its part “word/document.xml” is missing"),
    ("no body", "report.docx", changed(document=part("document", "")), "内部文件“word/document.xml”没有正文", "its part “word/document.xml” has no body"),
    ("XML broken off", "report.docx", changed(document="<w:document"), "内部文件“word/document.xml”第1行不是有效的 XML", "its part “word/document.xml” is not valid XML in line 1"),
    ("XML without its names", "report.docx", changed(document="<w:document><w:body/></w:document>"), "内部文件“word/document.xml”无法读取", "its part “word/document.xml” cannot be read"),
    ("styles broken off", "report.docx", changed(styles="<w:styles"), "内部文件“word/styles.xml”第1行不是有效的 XML", "its part “word/styles.xml” is not valid XML in line 1"),
    ("entities that grow", "report.docx", changed(document='<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'), "发现文件已损坏（XML 中含有文档类型声明）", "found a damaged file (XML with a document type declaration)"),
    ("an entity that is another file", "report.docx", changed(document='<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'), "XML 中含有文档类型声明", "XML with a document type declaration"),
    ("XML in XML in XML", "report.docx", document("<w:sdt>" * 200 + "</w:sdt>" * 200), "嵌套过深", "is nested too deeply"),
    ("a text without end", "report.docx", document(p("长" * 1_000_001)), "有一段文字过长", "has a text that is too long"),
    # far too large
    ("a zip bomb", "report.docx", bomb(), "发现解压后内容过多；应为一个部门的报告；请删除报告以外的内容和图片", "found too much content when unpacked; expected the report of one department; delete the pictures and what is not part of the report"),
    ("many entries", "report.docx", packed(dict.fromkeys(("word/document.xml", *map(str, range(5000))), "")), "发现内部文件过多；应为不超过5,000个", "found too many files inside; expected at most 5,000"),
    ("a long text", "report.txt", b"1" * (tables.MAX_BYTES + 1), "发现文件过大（20,000,001字节）；应为不超过20,000,000字节", "found a file of 20,000,001 bytes; expected at most 20,000,000 bytes"),
]


@pytest.mark.parametrize(("name", "content", "zh", "en"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_a_file_that_is_no_report(tmp_path, name, content, zh, en):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UserMistake) as caught:
        read_text(tmp_path / name, f"demo/2024/edu/{name}")
    for lang, fragments in (("zh", zh), ("en", en)):
        (said,) = caught.value.lines(lang)
        assert said.startswith(f"demo/2024/edu/{name}"), said
        assert says(said, fragments), said


def test_a_file_that_is_not_there_or_too_large_is_told_before_it_is_read(tmp_path):
    with pytest.raises(UserMistake, match=r"report.docx：发现无法读取（没有该文件）"):
        read_text(tmp_path / "report.docx")
    (tmp_path / "folder.docx").mkdir()
    with pytest.raises(UserMistake, match=r"是文件夹|没有读取权限"):
        read_text(tmp_path / "folder.docx")
    with (tmp_path / "large.docx").open("wb") as stream:
        stream.truncate(texts.MAX_FILE + 1)
    with pytest.raises(UserMistake, match=r"发现文件过大（100,000,001字节）；应为不超过100,000,000字节"):
        read_text(tmp_path / "large.docx")


DEEP = [  # the deepest that is still read: of elements that each open another
    "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>",
    "<w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>",
    "<w:p><w:r><w:pict><w:txbxContent>{}</w:txbxContent></w:pict></w:r></w:p>",
    "<w:p><w:ins>{}</w:ins></w:p>",
    "<mc:AlternateContent><mc:Choice>{}</mc:Choice></mc:AlternateContent>",
]


@pytest.mark.parametrize("wrapped", DEEP)
def test_the_deepest_nesting_that_is_read(wrapped):
    """A document as deep as is allowed must not exhaust Python's own depth, even with little of it left."""
    levels = (word.WORD.depth - 6) // (wrapped.count("<") // 2)
    body = p("底")
    for _ in range(levels):
        body = wrapped.format(body)
    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 700)
    try:
        assert "底" in only(document(body))
    finally:
        sys.setrecursionlimit(usual)


def read_or_refused(content):
    """What is read, or said about it; anything but a message for its user is an error."""
    try:
        return text_of(content, "report.docx").content.strip()
    except UserMistake as mistake:
        return mistake.lines("zh")


def test_every_byte_of_a_document_may_be_another():
    """Damage anywhere is read as it is or met with a message, never with a traceback."""
    whole = document(p("一、概况") + tbl(tr("1", "2")), styles=STYLES, numbering=numbering(OFFICIAL))
    for at in range(0, len(whole), 7):
        broken = bytearray(whole)
        broken[at] ^= 0xFF
        assert read_or_refused(bytes(broken))


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content):
    assert read_or_refused(content)
