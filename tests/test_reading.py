"""Bad input is met with a message for the person who can mend it; odd but valid input is read exactly.

The tables are the manual: what is wrong (or odd), what the files hold, and what the two languages say about it.
"""

import errno
import os
import pickle
import re
import shutil
from decimal import Decimal

import pytest
from builders import ANY_ITEM, ANY_PROFILE, HEADERS, SCHEMES, data_folder, record_of, table
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evallib.problems import UserMistake, nearest, quoted
from evallib.quantities import Gap, Reason, Unit
from evallib.reading.folder import DepartmentYear, department_years, find_data, find_department, read_department
from evallib.reading.record import Period
from evallib.rules.schemes import read_scheme, schemes
from evallib.rules.scoring import QUESTIONS

D = Decimal
UNIT = DepartmentYear("test", 2022, "unit")
ITEMS = HEADERS["items.csv"] + "\n"


def items(text):
    """A folder whose items.csv holds these rows; the first of them is line 2."""
    return {"items": text}


def raw(name, content):
    """A folder in which one file has exactly this content."""
    return {"files": {name: content}}


def says(line, fragments):
    """Whether a message holds the fragments, which ~ separates, in order."""
    return re.search(".*".join(re.escape(fragment) for fragment in fragments.split(" ~ ")), line)


DAMAGES = [  # what is wrong, the folder, what the Chinese message says, what the English one says
    # files that are missing, empty or no text
    (
        "no items.csv",
        {"files": {"items.csv": None}},
        "items.csv：发现没有该文件 ~ 请补充该文件；文件夹中现有：profile.yml",
        "items.csv: found no such file ~ add the file; the folder holds profile.yml",
    ),
    (
        "no profile.yml",
        {"files": {"profile.yml": None}},
        "profile.yml：发现没有该文件 ~ 请补充该文件；文件夹中现有：items.csv",
        "profile.yml: found no such file ~ add the file; the folder holds items.csv",
    ),
    (
        "no county.yml",
        {"files": {"../../county.yml": None}},
        "test/county.yml：发现无法读取（没有该文件） ~ 请检查文件是否存在",
        "test/county.yml: found nothing that can be read (no such file) ~ check that it exists",
    ),
    (
        "under another name",
        {"files": {"items.csv": None, "items.xlsx": "PK"}},
        "items.xlsx：发现压缩包；应为Excel 工作簿（.xlsx）",
        "items.xlsx: found an archive; expected an Excel workbook (.xlsx)",
    ),
    (
        "empty",
        raw("items.csv", ""),
        "items.csv：发现空文件 ~ 请补充内容或删除该文件",
        "items.csv: found an empty file ~ fill it in or remove it",
    ),
    (
        "blanks only",
        raw("items.csv", " \n\n "),
        "items.csv：发现空文件 ~ 请补充内容或删除该文件",
        "items.csv: found an empty file ~ fill it in or remove it",
    ),
    (
        "commas only",
        raw("items.csv", ",,,\n,,,\n"),
        "items.csv：发现空文件 ~ 请补充内容或删除该文件",
        "items.csv: found an empty file ~ fill it in or remove it",
    ),
    (
        "a header alone",
        raw("items.csv", ITEMS),
        "items.csv：发现只有表头 ~ 请填写基础数据",
        "items.csv: found a header alone ~ fill in the base data",
    ),
    (
        "a folder in its place",
        {"files": {"items.csv": None, "items.csv/x": ""}},
        "items.csv：发现无法读取（是文件夹） ~ 请检查文件是否存在",
        "items.csv: found nothing that can be read (a folder, not a file) ~ check that it exists",
    ),
    (
        "a workbook under the name of a table",
        raw("items.csv", b"PK\x03\x04\x14\x00\x06\x00"),
        "items.csv：发现无法识别的文字编码 ~ 请用记事本或 WPS 另存为 UTF-8 编码",
        "items.csv: found an unknown text encoding ~ save it again as UTF-8",
    ),
    (
        "zero bytes",
        raw("items.csv", ITEMS + "exp_total,,actual,1\0,万元"),
        "items.csv：发现无法识别的文字编码 ~ 请用记事本或 WPS 另存为 UTF-8 编码",
        "items.csv: found an unknown text encoding ~ save it again as UTF-8",
    ),
    (
        "UTF-16 without its mark",
        raw("items.csv", ITEMS.encode("utf-16-le")),
        "items.csv：发现无法识别的文字编码 ~ 请用记事本或 WPS 另存为 UTF-8 编码",
        "items.csv: found an unknown text encoding ~ save it again as UTF-8",
    ),
    (
        "another encoding",
        raw("items.csv", ITEMS.encode() + b"project,caf\xe9,actual,1,\n"),
        "items.csv：发现无法识别的文字编码 ~ 请用记事本或 WPS 另存为 UTF-8 编码",
        "items.csv: found an unknown text encoding ~ save it again as UTF-8",
    ),
    (
        "30 MB",
        raw("items.csv", b"x" * 30_000_000),
        "items.csv：发现文件过大（30,000,000字节） ~ 请只保留本部门本年度的数据",
        "items.csv: found a file of 30,000,000 bytes ~ keep only this department-year's data",
    ),
    # header and rows
    (
        "a column is missing",
        raw("items.csv", "item,detail,period,value\nexp_total,,actual,1"),
        "items.csv 第1行：发现缺少列 unit ~ 请补上该列",
        "items.csv line 1: found no column unit ~ add the column",
    ),
    (
        "an unknown column",
        raw("items.csv", "item,period,vlaue,value,unit\nexp_total,actual,1,1,万元"),
        "items.csv 第1行：发现未知列“vlaue” ~ 是否指 value？",
        "items.csv line 1: found an unknown column “vlaue” ~ did you mean value?",
    ),
    (
        "a column without a name",
        raw("items.csv", "item,,period,value,unit\nexp_total,,actual,1,万元"),
        "items.csv 第1行：发现无名列 ~ 可选：detail, item, period, source, unit, value",
        "items.csv line 1: found a column without a name ~ choose one of: detail, item, period, source, unit, value",
    ),
    (
        "a column twice",
        raw("items.csv", "item,period,value,value,unit\nexp_total,actual,1,1,万元"),
        "items.csv 第1行：发现列 value 出现多次 ~ 请只保留一列",
        "items.csv line 1: found column value more than once ~ keep one of them",
    ),
    (
        "no header",
        raw("items.csv", "exp_total,,actual,1,万元\n"),
        "items.csv 第1行：发现没有表头 ~ 请把表头放在第一行",
        "items.csv line 1: found no header ~ begin with the header",
    ),
    (
        "semicolons",
        raw("items.csv", ITEMS.replace(",", ";")),
        "items.csv 第1行：发现以“;”分隔的表头 ~ 请另存为逗号分隔的 CSV",
        "items.csv line 1: found a header separated by “;” ~ save it again as CSV with commas",
    ),
    (
        "full-width commas",
        raw("items.csv", ITEMS.replace(",", "，")),
        "items.csv 第1行：发现以“，”分隔的表头 ~ 请另存为逗号分隔的 CSV",
        "items.csv line 1: found a header separated by “，” ~ save it again as CSV with commas",
    ),
    (
        "tabs",
        raw("items.csv", ITEMS.replace(",", "\t")),
        "items.csv 第1行：发现以制表符分隔的表头 ~ 请另存为逗号分隔的 CSV",
        "items.csv line 1: found a header separated by tabs ~ save it again as CSV with commas",
    ),
    (
        "a row too wide",
        items("exp_total,,actual,1,234.5,万元"),
        "items.csv 第2行：发现6个单元格 ~ 含逗号的内容请加双引号",
        "items.csv line 2: found 6 cells ~ put cells that hold a comma between double quotes",
    ),
    (
        "a quotation mark left open",
        items('exp_basic,,actual,1,万元\nexp_total,"再次,actual,1,万元\nself_score,,actual,96,分'),
        "items.csv 第3行：发现引号不配对 ~ 请检查该行的引号",
        "items.csv line 3: found quotation marks that do not pair up ~ check the quotation marks of this line",
    ),
    (
        "text after a quotation mark",
        items('exp_total,"再次"提及,actual,1,万元'),
        "items.csv 第2行：发现引号不配对 ~ 请检查该行的引号",
        "items.csv line 2: found quotation marks that do not pair up ~ check the quotation marks of this line",
    ),
    (
        "a later line, after blank ones",
        items("exp_total,,actual,1,万元\n\n\n,,,,\nexp_basc,,actual,1,万元"),
        "items.csv 第6行 [item]：发现“exp_basc” ~ 是否指 exp_basic？",
        "items.csv line 6 [item]: found “exp_basc” ~ did you mean exp_basic?",
    ),
    # cells of items.csv
    (
        "an unknown item",
        items("exp_totl,,actual,1,万元"),
        "items.csv 第2行 [item]：发现“exp_totl” ~ 是否指 exp_total？",
        "items.csv line 2 [item]: found “exp_totl” ~ did you mean exp_total?",
    ),
    (
        "an item by its Chinese name",
        items("基本支出,,actual,1,万元"),
        "items.csv 第2行 [item]：发现“基本支出” ~ 是否指 exp_basic？",
        "items.csv line 2 [item]: found “基本支出” ~ did you mean exp_basic?",
    ),
    (
        "no item",
        items(",,actual,1,万元"),
        "items.csv 第2行 [item]：发现空缺 ~ 可选：assets_in_use, assets_total",
        "items.csv line 2 [item]: found nothing ~ choose one of: assets_in_use, assets_total",
    ),
    (
        "a wrong period",
        items("exp_total,,budget,1,万元"),
        "items.csv 第2行 [period]：发现“budget” ~ 是否指 budget_initial 或 budget_revised？",
        "items.csv line 2 [period]: found “budget” ~ did you mean budget_initial or budget_revised?",
    ),
    (
        "a period by its Chinese name",
        items("exp_total,,决算数,1,万元"),
        "items.csv 第2行 [period]：发现“决算数” ~ 是否指 actual？",
        "items.csv line 2 [period]: found “决算数” ~ did you mean actual?",
    ),
    (
        "another kind of unit",
        items("exp_total,,actual,1,人"),
        "items.csv 第2行 [unit]：发现“人” ~ 请核对单位",
        "items.csv line 2 [unit]: found “人” ~ check the unit",
    ),
    (
        "a unit where the item has none to match",
        items("staff_on_post,,actual,9,万元"),
        "items.csv 第2行 [unit]：发现“万元” ~ 请核对单位",
        "items.csv line 2 [unit]: found “万元” ~ check the unit",
    ),
    (
        "an unknown unit",
        items("exp_total,,actual,1,万员"),
        "items.csv 第2行 [unit]：发现“万员” ~ 请核对单位",
        "items.csv line 2 [unit]: found “万员” ~ check the unit",
    ),
    (
        "text in the place of a number",
        items("exp_total,,actual,约一百万,万元"),
        "items.csv 第2行 [value]：发现“约一百万” ~ 数字里只能有一个小数点",
        "items.csv line 2 [value]: found “约一百万” ~ one decimal point at most",
    ),
    (
        "a unit in the number",
        items("exp_total,,actual,189.20万元,万元"),
        "items.csv 第2行 [value]：发现“189.20万元” ~ 数字里只能有一个小数点",
        "items.csv line 2 [value]: found “189.20万元” ~ one decimal point at most",
    ),
    (
        "two decimal points",
        items("exp_total,,actual,9.0.00,万元"),
        "items.csv 第2行 [value]：发现“9.0.00” ~ 数字里只能有一个小数点",
        "items.csv line 2 [value]: found “9.0.00” ~ one decimal point at most",
    ),
    (
        "wrong thousands",
        items('exp_total,,actual,"1,23,456",万元'),
        "items.csv 第2行 [value]：发现“1,23,456” ~ 数字里只能有一个小数点",
        "items.csv line 2 [value]: found “1,23,456” ~ one decimal point at most",
    ),
    (
        "a decimal comma",
        items('exp_total,,actual,"189,2",万元'),
        "items.csv 第2行 [value]：发现“189,2” ~ 数字里只能有一个小数点",
        "items.csv line 2 [value]: found “189,2” ~ one decimal point at most",
    ),
    (
        "a per cent sign on money",
        items("exp_total,,actual,50%,万元"),
        "items.csv 第2行 [value]：发现“50%” ~ 数字里只能有一个小数点",
        "items.csv line 2 [value]: found “50%” ~ one decimal point at most",
    ),
    (
        "a colloquial numeral",
        items("exp_total,,actual,一百五,万元"),
        "items.csv 第2行 [value]：发现“一百五” ~ 数字里只能有一个小数点",
        "items.csv line 2 [value]: found “一百五” ~ one decimal point at most",
    ),
    (
        "the mark of a footnote",
        items("exp_total,,actual,189.20①,万元"),
        "items.csv 第2行 [value]：发现“189.20①” ~ 数字里只能有一个小数点",
        "items.csv line 2 [value]: found “189.20①” ~ one decimal point at most",
    ),
    (
        "a formula",
        items("exp_total,,actual,=SUM(D2:D9),万元"),
        "items.csv 第2行 [value]：发现“=SUM(D2:D9)” ~ 数字里只能有一个小数点",
        "items.csv line 2 [value]: found “=SUM(D2:D9)” ~ one decimal point at most",
    ),
    (
        "a cell of many lines",
        items('exp_total,,actual,"1\n2\n\x1b[31m3",万元'),
        "items.csv 第2行 [value]：发现“1 2 �[31m3” ~ 数字里只能有一个小数点",
        "items.csv line 2 [value]: found “1 2 �[31m3” ~ one decimal point at most",
    ),
    (
        "a very long cell",
        items(f"exp_total,,actual,{'9' * 5000},万元"),
        "items.csv 第2行 [value]：发现“9999999999999999999999999999999999999999…” ~ 数字里只能有一个小数点",
        "items.csv line 2 [value]: found “9999999999999999999999999999999999999999…” ~ one decimal point at most",
    ),
    (
        "a negative total",
        {"items": "exp_total,,actual,-600.00,万元"},
        "items.csv 第2行 [value]：发现“-600.00”；应为不小于0的金额 ~ 请核对支出总额的正负号",
        "items.csv line 2 [value]: found “-600.00”; expected an amount of at least 0 ~ check the sign of total expenditure",
    ),
    (
        "a negative headcount",
        items("staff_on_post,,actual,-1,人"),
        "items.csv 第2行 [value]：发现“-1” ~ 请核对在职人数",
        "items.csv line 2 [value]: found “-1” ~ check staff on post",
    ),
    (
        "half a person",
        items("staff_on_post,,actual,8.5,人"),
        "items.csv 第2行 [value]：发现“8.5” ~ 请核对在职人数",
        "items.csv line 2 [value]: found “8.5” ~ check staff on post",
    ),
    (
        "a headcount that was budgeted",
        items("staff_on_post,,budget_initial,9,人"),
        "items.csv 第2行 [period]：发现“budget_initial” ~ 请核对期间",
        "items.csv line 2 [period]: found “budget_initial” ~ check the period",
    ),
    (
        "a score above 100",
        items("self_score,,actual,101,分"),
        "items.csv 第2行 [value]：发现“101” ~ 请核对得分",
        "items.csv line 2 [value]: found “101” ~ check the marks",
    ),
    (
        "a negative score",
        items("self_score,,actual,-1,分"),
        "items.csv 第2行 [value]：发现“-1” ~ 请核对得分",
        "items.csv line 2 [value]: found “-1” ~ check the marks",
    ),
    (
        "a project without a name",
        items("project,,actual,12.07,万元"),
        "items.csv 第2行 [detail]：发现空缺 ~ 请补充",
        "items.csv line 2 [detail]: found nothing ~ fill it in",
    ),
    (
        "one figure, two values",
        items("exp_total,,actual,1.00,万元\nexp_total,,actual,1.50,万元"),
        "items.csv 第3行 [value]：发现1.50万元 ~ 请只保留正确的一处",
        "items.csv line 3 [value]: found 1.50 (10,000 yuan) ~ keep the right one",
    ),
    (
        "one figure, two units",
        items("exp_total,,actual,174.68,万元\nexp_total,,actual,174.68,元"),
        "items.csv 第3行 [value]：发现174.68元 ~ 请只保留正确的一处",
        "items.csv line 3 [value]: found 174.68 yuan ~ keep the right one",
    ),
    (
        "one figure, once without a value",
        items("exp_total,,actual,1.00,万元\nexp_total,,actual,—,万元"),
        "items.csv 第3行 [value]：发现划线未填 ~ 请只保留正确的一处",
        "items.csv line 3 [value]: found dash entered ~ keep the right one",
    ),
    (
        "one project, two values",
        items("project,甲,actual,1.00,万元\nproject,甲,actual,1.50,万元"),
        "items.csv 第3行 [value]：发现1.50万元 ~ 请只保留正确的一处",
        "items.csv line 3 [value]: found 1.50 (10,000 yuan) ~ keep the right one",
    ),
    # profile.yml and county.yml
    (
        "a tab",
        {"profile": "name: 某局\n\tcode: 1\n"},
        "profile.yml 第2行：发现不是有效的 YAML（用制表符缩进，请改用空格） ~ 请检查缩进、冒号和引号",
        "profile.yml line 2: found invalid YAML (a tab in the indentation; use spaces) ~ check indentation, colons and quotation marks",
    ),
    (
        "a colon",
        {"profile": "name: 某局: 办公室\n"},
        "profile.yml 第1行：发现不是有效的 YAML（冒号位置不对，含冒号的内容请加引号） ~ 请检查缩进、冒号和引号",
        "profile.yml line 1: found invalid YAML (a colon out of place; text with a colon goes between quotation marks) ~ check indentation, colons and quotation marks",
    ),
    (
        "uneven indentation",
        {"profile": "name: 某局\nplan:\n   - 一\n  - 二\n"},
        "profile.yml 第4行：发现不是有效的 YAML（缩进不一致，或引号后还有内容） ~ 请检查缩进、冒号和引号",
        "profile.yml line 4: found invalid YAML (uneven indentation, or text after a quotation mark) ~ check indentation, colons and quotation marks",
    ),
    (
        "a quotation mark left open, yml",
        {"profile": "code: 0401\nname: '某局\nplan: []\n"},
        "profile.yml 第2行：发现不是有效的 YAML（引号不配对） ~ 请检查缩进、冒号和引号",
        "profile.yml line 2: found invalid YAML (a quotation mark that is not closed) ~ check indentation, colons and quotation marks",
    ),
    (
        "a field twice",
        {"profile": "name: 某局\nname: 某某局\n"},
        "profile.yml 第2行：发现不是有效的 YAML（同一字段出现两次） ~ 请检查缩进、冒号和引号",
        "profile.yml line 2: found invalid YAML (the same field twice) ~ check indentation, colons and quotation marks",
    ),
    (
        "an alias",
        {"profile": "name: &a 某局\ncode: *a\n"},
        "profile.yml 第2行：发现不是有效的 YAML（不使用以 * 引用的内容） ~ 请检查缩进、冒号和引号",
        "profile.yml line 2: found invalid YAML (aliases (*) are not used here) ~ check indentation, colons and quotation marks",
    ),
    (
        "a billion laughs",
        {"profile": "name: 某局\nplan:\n  - &a [x, x]\n  - &b [*a, *a]\n  - &c [*b, *b]\n"},
        "profile.yml 第4行：发现不是有效的 YAML（不使用以 * 引用的内容） ~ 请检查缩进、冒号和引号",
        "profile.yml line 4: found invalid YAML (aliases (*) are not used here) ~ check indentation, colons and quotation marks",
    ),
    (
        "a tag",
        {"profile": "name: !!python/object/apply:os.getcwd []\n"},
        "profile.yml 第1行：发现不是有效的 YAML（不使用以 ! 开头的类型标记，含 ! 的内容请加引号） ~ 请检查缩进、冒号和引号",
        "profile.yml line 1: found invalid YAML (tags (!) are not used here; text that begins with ! goes between quotation marks) ~ check indentation, colons and quotation marks",
    ),
    (
        "deep nesting",
        {"profile": "name: " + "[" * 1_000},
        "profile.yml：发现不是有效的 YAML（嵌套过深） ~ 请检查缩进、冒号和引号",
        "profile.yml: found invalid YAML (nested too deeply) ~ check indentation, colons and quotation marks",
    ),
    (
        "two documents",
        {"profile": "name: 某局\n---\nname: 某局\n"},
        "profile.yml 第2行：发现不是有效的 YAML（以 --- 分成了几份） ~ 请检查缩进、冒号和引号",
        "profile.yml line 2: found invalid YAML (more than one document, separated by ---) ~ check indentation, colons and quotation marks",
    ),
    (
        "a control character",
        {"profile": "name: 某局\ncode: 04\x0801\n"},
        "profile.yml 第2行：发现不是有效的 YAML（含有不可见的控制字符） ~ 请检查缩进、冒号和引号",
        "profile.yml line 2: found invalid YAML (a control character) ~ check indentation, colons and quotation marks",
    ),
    (
        "not a mapping",
        {"profile": "某局\n"},
        "profile.yml：发现“某局” ~ 请更正该字段",
        "profile.yml: found “某局” ~ correct the field",
    ),
    (
        "an unknown field",
        {"profile": "name: 某局\nmandat: 工作\n"},
        "profile.yml [mandat]：发现未知字段 ~ 是否指 mandate？",
        "profile.yml [mandat]: found an unknown field ~ did you mean mandate?",
    ),
    (
        "an unknown field further in",
        {"profile": "name: 某局\npublications: [{title: 报告, ulr: x}]\n"},
        "profile.yml [publications.1.ulr]：发现未知字段 ~ 是否指 url？",
        "profile.yml [publications.1.ulr]: found an unknown field ~ did you mean url?",
    ),
    (
        "no name",
        {"profile": "code: 0401\n"},
        "profile.yml [name]：发现空缺 ~ 请更正该字段",
        "profile.yml [name]: found nothing ~ correct the field",
    ),
    (
        "an empty name",
        {"profile": "name: ''\n"},
        "profile.yml [name]：发现空缺 ~ 请补充",
        "profile.yml [name]: found nothing ~ fill it in",
    ),
    (
        "a name without its English",
        {"profile": "name: {zh: 某局}\n"},
        "profile.yml [name.en]：发现空缺 ~ 请更正该字段",
        "profile.yml [name.en]: found nothing ~ correct the field",
    ),
    (
        "text for a list",
        {"profile": "name: 某局\nplan: 工作\n"},
        "profile.yml [plan]：发现“工作” ~ 请更正该字段",
        "profile.yml [plan]: found “工作” ~ correct the field",
    ),
    (
        "a list for text",
        {"profile": "name: [某局, 某某局]\n"},
        "profile.yml [name]：发现“['某局', '某某局']” ~ 请更正该字段",
        "profile.yml [name]: found “['某局', '某某局']” ~ correct the field",
    ),
    (
        "neither yes nor no",
        {"profile": "name: 某局\ninvented: maybe\n"},
        "profile.yml [invented]：发现“maybe” ~ 请更正该字段",
        "profile.yml [invented]: found “maybe” ~ correct the field",
    ),
    (
        "nothing in a list",
        {"profile": "name: 某局\nplan:\n  -\n"},
        "profile.yml [plan.1]：发现空缺 ~ 请更正该字段",
        "profile.yml [plan.1]: found nothing ~ correct the field",
    ),
    (
        "empty profile",
        raw("profile.yml", ""),
        "profile.yml：发现空文件 ~ 请补充内容或删除该文件",
        "profile.yml: found an empty file ~ fill it in or remove it",
    ),
    (
        "county without a scheme",
        raw("../../county.yml", "name: 某县\n"),
        "test/county.yml [scheme]：发现空缺 ~ 请更正该字段",
        "test/county.yml [scheme]: found nothing ~ correct the field",
    ),
    # targets.csv
    (
        "an unknown group",
        {"targets": "产出,数量指标,培训,≥,10,10,场,50,,,签到表,,"},
        "targets.csv 第2行 [level1]：发现“产出” ~ 是否指 产出指标？",
        "targets.csv line 2 [level1]: found “产出” ~ did you mean 产出指标?",
    ),
    (
        "an unknown direction",
        {"targets": "产出指标,数量指标,培训,大于,10,10,场,50,,,签到表,,"},
        "targets.csv 第2行 [direction]：发现“大于” ~ 可选：<, <=, =, >, >=, ≤, ≥, 定性, ＜, ＝, ＞",
        "targets.csv line 2 [direction]: found “大于” ~ choose one of: <, <=, =, >, >=, ≤, ≥, 定性, ＜, ＝, ＞",
    ),
    (
        "no name of target",
        {"targets": "产出指标,数量指标,,≥,10,10,场,50,,,签到表,,"},
        "targets.csv 第2行 [level3]：发现空缺 ~ 请补充",
        "targets.csv line 2 [level3]: found nothing ~ fill it in",
    ),
    (
        "a target with its sign",
        {"targets": "产出指标,数量指标,培训,≥,≥10,10,场,50,,,签到表,,"},
        "targets.csv 第2行 [target]：发现“≥10” ~ 数字里只能有一个小数点",
        "targets.csv line 2 [target]: found “≥10” ~ one decimal point at most",
    ),
    (
        "weight 0",
        {"targets": "产出指标,数量指标,培训,≥,10,10,场,0,,,签到表,,"},
        "targets.csv 第2行 [weight]：发现“0” ~ 请核对分值",
        "targets.csv line 2 [weight]: found “0” ~ check the marks",
    ),
    (
        "a negative weight",
        {"targets": "产出指标,数量指标,培训,≥,10,10,场,-5,,,签到表,,"},
        "targets.csv 第2行 [weight]：发现“-5” ~ 请核对分值",
        "targets.csv line 2 [weight]: found “-5” ~ check the marks",
    ),
    (
        "weight 101",
        {"targets": "产出指标,数量指标,培训,≥,10,10,场,101,,,签到表,,"},
        "targets.csv 第2行 [weight]：发现“101” ~ 请核对分值",
        "targets.csv line 2 [weight]: found “101” ~ check the marks",
    ),
    (
        "a judgement above 100 %",
        {"targets": "产出指标,数量指标,培训,定性,好,好,,50,达成,120%,签到表,,"},
        "targets.csv 第2行 [judgement]：发现“120%” ~ 请核对评判比例",
        "targets.csv line 2 [judgement]: found “120%” ~ check the judgement",
    ),
    (
        "an unknown class",
        {"targets": "产出指标,数量指标,培训,定性,好,好,,50,基本达成,,签到表,,"},
        "targets.csv 第2行 [attained]：发现“基本达成” ~ 是否指 达成？",
        "targets.csv line 2 [attained]: found “基本达成” ~ did you mean 达成?",
    ),
    (
        "a name twice",
        {"targets": "产出指标,数量指标,培训,≥,10,10,场,20,,,签到表,,\n效益指标,社会效益,培训,≥,10,10,场,20,,,签到表,,"},
        "targets.csv 第3行 [level3]：发现“培训” ~ 指标不得重名",
        "targets.csv line 3 [level3]: found “培训” ~ names of indicators must differ",
    ),
    # checklist.csv
    (
        "an unknown indicator",
        {"checklist": "rule_completeness,exist,是,制度汇编"},
        "checklist.csv 第2行 [indicator]：发现“rule_completeness” ~ 是否指 rules_completeness？",
        "checklist.csv line 2 [indicator]: found “rule_completeness” ~ did you mean rules_completeness?",
    ),
    (
        "an indicator that is computed",
        {"checklist": "execution_rate,,90%,决算"},
        "checklist.csv 第2行 [indicator]：发现“execution_rate” ~ 可选：administrative_efficiency, asset_rules",
        "checklist.csv line 2 [indicator]: found “execution_rate” ~ choose one of: administrative_efficiency, asset_rules",
    ),
    (
        "an unknown test",
        {"checklist": "rules_completeness,exists,是,制度汇编"},
        "checklist.csv 第2行 [test]：发现“exists” ~ 是否指 exist？",
        "checklist.csv line 2 [test]: found “exists” ~ did you mean exist?",
    ),
    (
        "no test",
        {"checklist": "rules_completeness,,是,制度汇编"},
        "checklist.csv 第2行 [test]：发现空缺 ~ 可选：applied, exist, lawful, thrift",
        "checklist.csv line 2 [test]: found nothing ~ choose one of: applied, exist, lawful, thrift",
    ),
    (
        "a test for a judgement",
        {"checklist": "economic_benefit,exist,90%,总结"},
        "checklist.csv 第2行 [test]：发现“exist” ~ 请留空",
        "checklist.csv line 2 [test]: found “exist” ~ leave it empty",
    ),
    (
        "an unknown answer",
        {"checklist": "rules_completeness,exist,有,制度汇编"},
        "checklist.csv 第2行 [answer]：发现“有” ~ 可选：no, yes, 不符合, 不达标, 否, 是, 符合, 达标",
        "checklist.csv line 2 [answer]: found “有” ~ choose one of: no, yes, 不符合, 不达标, 否, 是, 符合, 达标",
    ),
    (
        "a question answered twice",
        {"checklist": "rules_completeness,exist,是,制度汇编\nrules_completeness,exist,否,"},
        "checklist.csv 第3行 [test]：发现“rules_completeness exist” ~ 请只保留一处",
        "checklist.csv line 3 [test]: found “rules_completeness exist” ~ keep one of them",
    ),
    (
        "a project without a name",
        {"projects": ",project_funds,actual,12.00,万元"},
        "projects.csv 第2行 [project]：发现空缺 ~ 请补充",
        "projects.csv line 2 [project]: found nothing ~ fill it in",
    ),
    (
        "an item that no project form has",
        {"projects": "甲,project_fund,actual,12.00,万元"},
        "projects.csv 第2行 [item]：发现“project_fund” ~ 是否指 project_funds？",
        "projects.csv line 2 [item]: found “project_fund” ~ did you mean project_funds?",
    ),
    (
        "a project's figure, two values",
        {"projects": "甲,project_funds,actual,12.00,万元\n甲,project_funds,actual,13.00,万元"},
        "projects.csv 第3行 [value]：发现13.00万元；应为与第2行同一数据一致（12.00万元） ~ 请只保留正确的一处",
        "projects.csv line 3 [value]: found 13.00 (10,000 yuan); expected the same as on line 2, 12.00 (10,000 yuan) ~ keep the right one",
    ),
    (
        "a project's goal, two wordings",
        {"projects": "甲,goal,,修路,\n甲,goal,,架桥,"},
        "projects.csv 第3行 [value]：发现“架桥”；应为与前文一致（修路） ~ 请只保留一处",
        "projects.csv line 3 [value]: found “架桥”; expected the same as before (修路) ~ keep one",
    ),
    (
        "a thirteenth month",
        {"months": "13,exp_total,12.00,万元"},
        "months.csv 第2行 [month]：发现“13”；应为1至12月 ~ 请填月份的数字",
        "months.csv line 2 [month]: found “13”; expected a month from 1 to 12 ~ give the month as a number",
    ),
    (
        "an item that no month has",
        {"months": "12,rev_total,12.00,万元"},
        "months.csv 第2行 [item]：发现“rev_total” ~ 是否指 exp_total？",
        "months.csv line 2 [item]: found “rev_total” ~ did you mean exp_total?",
    ),
    (
        "a month's figure, two values",
        {"months": "12,exp_total,12.00,万元\n12,exp_total,13.00,万元"},
        "months.csv 第3行 [value]：发现“13.00”；应为与第2行同一数据一致（12.00万元） ~ 请只保留正确的一处",
        "months.csv line 3 [value]: found “13.00”; expected the same as on line 2, 12.00 (10,000 yuan) ~ keep the right one",
    ),
    (
        "words in a month's cell",
        {"months": "12月,exp_total,约12,万元"},
        "months.csv 第2行 [value]：发现“约12” ~ 不要夹带文字和单位",
        "months.csv line 2 [value]: found “约12” ~ no words or units in the cell",
    ),
]


def complete(problem):
    """Whether a problem says where, what, what instead and what to do, in both languages."""
    return all(words.zh and words.en for words in (problem.place, problem.found, problem.expected, problem.remedy))


@pytest.mark.parametrize(("folder", "zh", "en"), [row[1:] for row in DAMAGES], ids=[row[0] for row in DAMAGES])
def test_damage(tmp_path, folder, zh, en):
    with pytest.raises(UserMistake) as caught:
        read_department(data_folder(tmp_path, **folder), UNIT, QUESTIONS)
    (problem,) = caught.value.problems
    assert says(problem.said("zh"), zh), problem.said("zh")
    assert says(problem.said("en"), en), problem.said("en")
    assert complete(problem)


def test_a_mistake_goes_from_process_to_process(tmp_path):
    with pytest.raises(UserMistake) as caught:
        record_of(tmp_path, items="exp_totl,,actual,1,万元")
    copied = pickle.loads(pickle.dumps(caught.value))  # noqa: S301  our own
    assert (copied.problems, str(copied)) == (caught.value.problems, str(caught.value))


def test_all_problems_are_told_together(tmp_path):
    data = data_folder(
        tmp_path,
        items="exp_totl,,budget,9.0.00,万员\nself_score,,actual,101,分\nexp_total,,actual,一百五,人",
        profile="nam: 某局\nplan: 工作\n",
        targets="产出,数量指标,,大于,≥10,很多,场,0,,,,,",
        checklist="rule_completeness,exist,是,\ndisclosure,contents,是,\ndisclosure,content,有,",
        files={"../../county.yml": "name: 某县\n"},
    )
    with pytest.raises(UserMistake) as caught:
        read_department(data, UNIT, QUESTIONS)
    assert [problem.place.en.removeprefix("test/2022/unit/") for problem in caught.value.problems] == [
        "test/county.yml [scheme]",
        *("profile.yml [name]", "profile.yml [plan]", "profile.yml [nam]"),
        *(
            "items.csv line 2 [item]",
            "items.csv line 2 [period]",
            "items.csv line 2 [value]",
            "items.csv line 3 [value]",
            "items.csv line 4 [unit]",
            "items.csv line 4 [value]",
        ),
        *(
            f"targets.csv line 2 [{column}]"
            for column in ("level1", "direction", "level3", "weight", "target", "actual")
        ),
        *("checklist.csv line 2 [indicator]", "checklist.csv line 3 [test]", "checklist.csv line 4 [answer]"),
    ]
    assert len(str(caught.value).splitlines()) == 2 * len(caught.value.problems), (
        "one line for each problem in each language"
    )


# -- odd, but valid -----------------------------------------------------------------------------------------------------

ODD_CELLS = [  # what is odd, row of items.csv, number or reason of the gap, unit, remark
    ("full-width digits", "exp_total,,actual,１８９．２０,万元", "189.20", Unit.WAN_YUAN, ""),
    ("thousands", 'exp_total,,actual,"1,189.20",万元', "1189.20", Unit.WAN_YUAN, ""),
    ("full-width thousands", "exp_total,,actual,１，１８９．２０,万元", "1189.20", Unit.WAN_YUAN, ""),
    ("many decimals", "exp_total,,actual,108.69565217391305,万元", "108.69565217391305", Unit.WAN_YUAN, ""),
    ("a negative amount", "rev_change_on_last_year,,actual,－106.56,万元", "-106.56", Unit.WAN_YUAN, ""),
    ("a numeral", "staff_on_post,,actual,一百零五,人", "105", Unit.PERSON, ""),
    ("a financial numeral", "staff_on_post,,actual,贰拾叁,人", "23", Unit.PERSON, ""),
    ("persons with decimals of nothing", "staff_on_post,,actual,23.0,人", "23.0", Unit.PERSON, ""),
    ("no persons", "staff_on_post,,actual,0,人", "0", Unit.PERSON, ""),
    ("blanks around cells", " exp_total ,, actual　, 189.20 , 万元 ", "189.20", Unit.WAN_YUAN, ""),
    ("signs that nobody sees", "exp_total,,\u200bactual,\u202d189.20\u202c,万元\ufeff", "189.20", Unit.WAN_YUAN, ""),
    ("yuan stay yuan", "exp_total,,actual,1892000,元", "1892000", Unit.YUAN, ""),
    ("yuan where 10,000 yuan are likely stay yuan", "exp_total,,actual,189.20,元", "189.20", Unit.YUAN, ""),
    ("hundreds of millions", "exp_total,,actual,1.2,亿元", "1.2", Unit.YI_YUAN, ""),
    (
        "a unit cut short",
        "exp_total,,actual,189.20,万",
        "189.20",
        Unit.WAN_YUAN,
        "[unit] 单位“万”不完整，按万元读取 / the unit “万” is cut short; read as 10,000 yuan",
    ),
    (
        "no unit for money",
        "exp_total,,actual,189.20,",
        "189.20",
        Unit.WAN_YUAN,
        "[unit] 支出总额“189.20”缺少计量单位，暂按万元读取 / total expenditure “189.20” has no unit; read as 10,000 yuan",
    ),
    ("no unit for persons", "staff_on_post,,actual,9,", "9", Unit.PERSON, ""),
    ("no unit for a gap", "exp_total,,actual,—,", Reason.DASHED, Unit.WAN_YUAN, ""),
    ("a row cut short", "exp_total,,actual", Reason.MISSING, Unit.WAN_YUAN, ""),
    ("per cent in both cells", "share_basic,,actual,92.33%,%", "92.33", Unit.PERCENT, ""),
    ("per cent in the number alone", "share_basic,,actual,92.33％,", "92.33", Unit.PERCENT, ""),
    ("a full-width per cent sign", "share_basic,,actual,92.33,％", "92.33", Unit.PERCENT, ""),
    ("more than 100 %", "execution_rate,,actual,165.01,%", "165.01", Unit.PERCENT, ""),
    ("the highest score", "self_score,,actual,100,分", "100", Unit.MARK, ""),
    ("the lowest score", "self_score,,actual,0,分", "0", Unit.MARK, ""),
    ("none", "exp_total,,actual,无,万元", Reason.STATED_NONE, Unit.WAN_YUAN, ""),
    ("struck out", "exp_total,,actual,/,万元", Reason.NOT_APPLICABLE, Unit.WAN_YUAN, ""),
    ("a gap for a headcount", "staff_on_post,,budget_initial,—,人", Reason.DASHED, Unit.PERSON, ""),
    ("a square metre in two signs", "building_area_actual,,actual,1050.5,m²", "1050.5", Unit.SQUARE_METRE, ""),
]


@pytest.mark.parametrize(
    ("row", "number", "unit", "remark"), [row[1:] for row in ODD_CELLS], ids=[row[0] for row in ODD_CELLS]
)
def test_odd_cell(tmp_path, row, number, unit, remark):
    record = record_of(tmp_path, items=row)
    (mention,) = record.mentions
    assert mention.figure.value == (Gap(number) if isinstance(number, Reason) else D(number))
    assert mention.figure.unit is unit
    assert [
        f"{one.place.en.removeprefix('test/2022/unit/items.csv line 2 ')} {one.words.zh} / {one.words.en}"
        for one in record.remarks
    ] == ([remark] if remark else [])


PROJECT = "project,慰问困难职工,actual,12.07,万元\n"
ODD_FILES = [  # what is odd, items.csv, remark
    ("a mark before the text", b"\xef\xbb\xbf" + (ITEMS + PROJECT).encode(), ""),
    (
        "GBK, as Windows and WPS save",
        (ITEMS + PROJECT).encode("gbk"),
        "文件编码为 GB18030，已按此读取；建议另存为 UTF-8",
    ),
    ("Unicode text of Excel", (ITEMS + PROJECT).encode("utf-16"), "文件编码为 UTF-16，已按此读取；建议另存为 UTF-8"),
    ("lines of Windows", (ITEMS + PROJECT).replace("\n", "\r\n"), ""),
    ("lines of an old Mac", (ITEMS + PROJECT).replace("\n", "\r"), ""),
    ("no end of the last line", (ITEMS + PROJECT).strip(), ""),
    ("blank lines and rows", f"\n,,\n{ITEMS}\n,,,,\n{PROJECT},,,,\n\n", ""),
    ("columns in another order", "unit,value,period,item,detail\n万元,12.07,actual,project,慰问困难职工\n", ""),
    ("a column more", "item,detail,period,value,unit,source\nproject,慰问困难职工,actual,12.07,万元,二(二)\n", ""),
    ("columns beyond the last", (ITEMS + PROJECT).replace("\n", ",,,\n"), ""),
    ("everything between quotation marks", re.sub(r"([^,\n]+)", r'"\1"', ITEMS + PROJECT), ""),
    ("the same line twice", ITEMS + PROJECT + PROJECT, ""),
    ("the same amount in another unit", f"{ITEMS}{PROJECT}project,慰问困难职工,actual,120700,元\n", ""),
]


@pytest.mark.parametrize(("content", "remark"), [row[1:] for row in ODD_FILES], ids=[row[0] for row in ODD_FILES])
def test_odd_file(tmp_path, content, remark):
    record = record_of(tmp_path, files={"items.csv": content})
    first = record.mentions[0]
    assert (first.item.key, first.detail, first.period, first.figure.value, first.figure.unit) == (
        "project",
        "慰问困难职工",
        Period.ACTUAL,
        D("12.07"),
        Unit.WAN_YUAN,
    )
    assert [one.words.zh for one in record.remarks] == ([remark] if remark else [])


def test_line_numbers_are_those_of_the_file(tmp_path):
    record = record_of(
        tmp_path,
        files={"items.csv": f'{ITEMS}\nexp_total,"两行\n的说明",actual,1,万元\r\n\r\nexp_basic,,actual,1,万元\n'},
    )
    assert [(mention.item.key, mention.figure.source.line) for mention in record.mentions] == [
        ("exp_total", 3),
        ("exp_basic", 6),
    ]


PLAIN_TEXTS = ["0401", "1e3", "0x1F", "2022-01-01", "12:30:45", "1_000", "on line", "~", "'yes'", "０４０１", "004.10"]


@pytest.mark.parametrize("text", PLAIN_TEXTS)
def test_a_code_stays_text(tmp_path, text):
    expected = {"~": None, "'yes'": "yes"}.get(text, text)
    if expected is None:
        with pytest.raises(UserMistake, match=re.escape("profile.yml [code]：发现空缺；应为文字")):
            record_of(tmp_path, profile=f"name: 某局\ncode: {text}\n")
    else:
        assert record_of(tmp_path, profile=f"name: 某局\ncode: {text}\n").profile.code == expected


TARGETS = [  # what is odd, row of targets.csv, direction, target, actual, unit
    ("as the form has it", "产出指标,数量指标,培训,≥,10,12,场,50,,,签到表,,", ">=", "10", "12", Unit.NONE),
    ("a full-width sign", "产出指标,数量指标,培训,＞,10,12,场,50,,,签到表,,", ">=", "10", "12", Unit.NONE),
    ("less is better", "产出指标,成本指标,成本,≤,10,9.5,万元,50,,,账目,,", "<=", "10", "9.5", Unit.WAN_YUAN),
    ("per cent in both cells", "满意度指标,满意度,满意度,≥,90%,95.5%,%,10,,,问卷,,", ">=", "90", "95.5", Unit.PERCENT),
    ("per cent without a unit", "满意度指标,满意度,满意度,≥,90%,95.5%,,10,,,问卷,,", ">=", "90", "95.5", Unit.PERCENT),
    ("not reached yet", "产出指标,数量指标,培训,=,10,,场,50,,,,,", "=", "10", Reason.MISSING, Unit.NONE),
    (
        "qualitative",
        "效益指标,社会效益,风气,定性,明显好转,好转,,30,部分达成,70%,总结,,",
        "qualitative",
        Reason.NOT_APPLICABLE,
        Reason.NOT_APPLICABLE,
        Unit.NONE,
    ),
]


@pytest.mark.parametrize(
    ("row", "direction", "target", "actual", "unit"), [row[1:] for row in TARGETS], ids=[row[0] for row in TARGETS]
)
def test_target(tmp_path, row, direction, target, actual, unit):
    (read,) = record_of(tmp_path, targets=row).targets
    expected = [Gap(value) if isinstance(value, Reason) else D(value) for value in (target, actual)]
    assert (read.direction, [read.target.value, read.actual.value], read.target.unit) == (direction, expected, unit)


def test_answers(tmp_path):
    record = record_of(
        tmp_path,
        checklist="rules_completeness,exist,是,制度汇编\nrules_completeness,lawful,,\nrules_completeness,applied,/,\neconomic_benefit,,90%,总结\nadministrative_efficiency,,好,总结",
    )
    assert {test: answer.text for test, answer in record.answers_to("rules_completeness").items()} == {
        "exist": "是",
        "lawful": "",
        "applied": "/",
    }
    assert [record.answers_to(key)[""].text for key in ("economic_benefit", "administrative_efficiency")] == [
        "90%",
        "好",
    ]


# -- folders ------------------------------------------------------------------------------------------------------------


def test_what_is_not_read_is_remarked_and_what_is_hidden_is_not(tmp_path):
    left = {
        "accounts.xlsx": b"PK",
        "附件/照片.jpg": b"",
        "~$accounts.xlsx": b"",
        ".DS_Store": b"",
        ".items.csv.swp": b"",
    }
    record = record_of(tmp_path, files=left)
    assert [remark.place.zh for remark in record.remarks] == ["test/2022/unit/accounts.xlsx", "test/2022/unit/附件"]
    assert [file for file, _ in record.files] == ["test/2022/unit/items.csv", "test/2022/unit/profile.yml"]


@pytest.mark.parametrize(
    ("county", "department"), [("桂东县", "总工会"), ("guidong", "财政局 (本级)"), ("a b", "x'y&z"), ("县", "é😀")]
)
def test_folders_have_any_names(tmp_path, county, department):
    data = data_folder(tmp_path, county=county, department=department)
    (found,) = department_years(data)
    assert found == DepartmentYear(county, 2022, department)
    assert read_department(data, found).mentions[0].figure.source.file == f"{county}/2022/{department}/items.csv"


FOLDERS = [  # folder below the data folder, whether it is a department-year
    ("test/2022/unit", True),
    ("test/1999/unit", True),
    ("test/2022年/unit", False),
    ("test/22/unit", False),
    ("test/02022/unit", False),
    ("test/２０２２/unit", False),
    ("test/2022/.ipynb_checkpoints", False),
    (".git/2022/unit", False),
    ("schemes/2022", False),
    ("without_county_file/2022/unit", True),
]


@pytest.mark.parametrize(("folder", "counts"), FOLDERS)
def test_folder_of_a_year_has_four_digits(tmp_path, folder, counts):
    (tmp_path / folder).mkdir(parents=True)
    assert bool(department_years(tmp_path)) is counts


ASKED = [  # county, year, department, what the message says
    ("tst", 2022, "unit", "parameter county: found “tst” ~ did you mean test?"),
    ("test", 2023, "unit", "parameter year: found “2023” ~ did you mean 2022?"),
    ("test", "2022年", "unit", "parameter year: found “2022年” ~ did you mean 2022?"),
    ("test", 2022.5, "unit", "parameter year: found “2022.5” ~ did you mean 2022?"),
    ("test", 2022, "units", "parameter department: found “units” ~ did you mean unit?"),
    ("test", 2022, "", "parameter department: found nothing ~ choose one of: unit"),
    ("test", 2022, "../unit", "parameter department: found “../unit” ~ did you mean unit?"),
    ("..", 2022, "unit", "parameter county: found “..” ~ choose one of: test"),
]


@pytest.mark.parametrize(("county", "year", "department", "message"), ASKED)
def test_parameters_that_name_nothing(tmp_path, county, year, department, message):
    with pytest.raises(UserMistake) as caught:
        find_department(data_folder(tmp_path), county, year, department)
    (problem,) = caught.value.problems
    assert says(problem.said("en"), message), problem.said("en")
    assert complete(problem)


def test_zeros_that_papermill_has_taken_from_a_name_are_found_again(tmp_path):
    for name in ("0401", "402", "0402", "00"):
        data = data_folder(tmp_path, department=name)
    assert find_department(data, "test", 2022, 401).department == "0401"
    assert find_department(data, "test", 2022, 0).department == "00"
    assert find_department(data, "test", 2022, "402").department == "402"
    for number, said in ((402, "数字 402，可指 0402、402；应为加引号的文字；用 papermill 时写 -r department 0402"), (40, "发现“40”")):
        with pytest.raises(UserMistake) as mistake:
            find_department(data, "test", 2022, number)
        assert said in str(mistake.value)


def test_a_data_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UserMistake, match=r"no folder “.*nowhere”"):
        find_data(tmp_path / "nowhere")


def test_the_data_folder_is_found_from_below(tmp_path, monkeypatch):
    data = data_folder(tmp_path)
    (tmp_path / "a/b").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "a/b")
    assert find_data() == data


@pytest.fixture
def symlinks(tmp_path):
    """Skip where the system makes no symbolic links."""
    try:
        (tmp_path / "link").symlink_to(tmp_path / "link")
    except OSError:
        pytest.skip("no symbolic links here")


@pytest.mark.usefixtures("symlinks")
def test_links_that_lead_nowhere(tmp_path):
    data = data_folder(tmp_path, files={"items.csv": None})
    for link in ("test/2022/loop", "test/2099", "loop", "test/2022/unit/items.csv"):
        (data / link).symlink_to(data / link)
    assert department_years(data) == [UNIT]
    with pytest.raises(
        UserMistake, match=re.escape(f"items.csv: found nothing that can be read ({os.strerror(errno.ELOOP)})")
    ):
        read_department(data, UNIT)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the administrator may read everything")
@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("unit/items.csv", "items.csv：发现无法读取（没有读取权限）"),
        ("unit", "test/2022/unit：发现无法读取（没有读取权限）"),
    ],
)
def test_no_permission(tmp_path, place, message):
    data = data_folder(tmp_path)
    (data / "test/2022" / place).chmod(0)
    with pytest.raises(UserMistake, match=message):
        read_department(data, UNIT)
    (data / "test/2022" / place).chmod(0o700)


# -- schemes ------------------------------------------------------------------------------------------------------------

SCALE = "scale: {deduct: {limit: 100, side: above, step: 1, per_step: 0.5, steps: whole}}"
SCHEMES_DAMAGED = [  # what is wrong, what stands first in hunan_a.yml (None: from rows on), what takes its place, the messages
    (
        "marks that do not add up",
        "marks: 5",
        "marks: 6",
        "hunan_a.yml：发现分值合计101；应为100；请核对各项分值。",
        "hunan_a.yml: found marks that add up to 101; expected 100; check the marks of the rows.",
    ),
    (
        "an unknown indicator",
        "indicator: staff_control_rate",
        "indicator: staff_controll_rate",
        "hunan_a.yml 第1项：发现“staff_controll_rate”；应为已定义的指标；是否指 staff_control_rate？",
        "hunan_a.yml row 1: found “staff_controll_rate”; expected a known indicator; did you mean staff_control_rate?",
    ),
    (
        "an unknown test",
        "tests: [exist, thrift,",
        "tests: [exist, thrifty,",
        "hunan_a.yml 第10项：发现“thrifty”；应为管理制度健全性的测试项；是否指 thrift？",
        "hunan_a.yml row 10: found “thrifty”; expected a test of Completeness of rules; did you mean thrift?",
    ),
    (
        "a test twice",
        "tests: [exist, thrift,",
        "tests: [exist, exist,",
        "hunan_a.yml 第10项：发现“exist”；应为每个测试项一次；请只保留一个。",
        "hunan_a.yml row 10: found “exist”; expected each test once; keep one.",
    ),
    (
        "a unknown reading",
        "basis: budget",
        "basis: budgets",
        "hunan_a.yml 第2项：发现basis “budgets”；应为该指标的口径；是否指 budget？",
        "hunan_a.yml row 2: found basis “budgets”; expected a reading of the indicator; did you mean budget?",
    ),
    (
        "no scale",
        SCALE,
        "scale: {}",
        "hunan_a.yml 第1项：发现空缺；应为恰好一种评分标准；可选：checklist, deduct, judged, proportion, targets, tiers, unconfirmed。",
        "hunan_a.yml row 1: found nothing; expected exactly one scale; choose one of: checklist, deduct, judged, proportion, targets, tiers, unconfirmed.",
    ),
    (
        "two scales",
        SCALE,
        SCALE.replace("}}", "}, judged: {}}"),
        "hunan_a.yml 第1项：发现“deduct, judged”；应为恰好一种评分标准；请只保留一种。",
        "hunan_a.yml row 1: found “deduct, judged”; expected exactly one scale; keep one.",
    ),
    (
        "an unknown scale",
        SCALE,
        "scale: {deductions: {limit: 100}}",
        "hunan_a.yml [rows.1.scale.deductions]：发现未知字段；应为已知字段；是否指 deduct？",
        "hunan_a.yml [rows.1.scale.deductions]: found an unknown field; expected a known field; did you mean deduct?",
    ),
    (
        "a scale that does not fit",
        SCALE,
        "scale: {judged: {}}",
        "hunan_a.yml 第1项：发现judged；应为deduct、proportion、tiers；在职人员控制率不能用此评分标准。",
        "hunan_a.yml row 1: found judged; expected deduct, proportion, tiers; Staffing control rate cannot be scored so.",
    ),
    (
        "an unknown source",
        "cites: [S04, S05, S06]",
        "cites: [S04, S5, S06]",
        "hunan_a.yml 第1项：发现“S5”；应为来源登记表中的编号；是否指 S51？",
        "hunan_a.yml row 1: found “S5”; expected a key of the register of sources; did you mean S51?",
    ),
    (
        "an unknown source of the scheme",
        "cites: [S04, S06]\ngrades",
        "cites: [S04, S60]\ngrades",
        "hunan_a.yml [cites]：发现“S60”；应为来源登记表中的编号；是否指 S40？",
        "hunan_a.yml [cites]: found “S60”; expected a key of the register of sources; did you mean S40?",
    ),
    (
        "no source",
        "cites: [S04, S05, S06]",
        "cites: []",
        "hunan_a.yml [rows.1.cites]：发现“[]”；应为至少1项；请更正该字段。",
        "hunan_a.yml [rows.1.cites]: found “[]”; expected 1 or more of them; correct the field.",
    ),
    (
        "the last band is bounded",
        "{at_most: 30, marks: 2}, {otherwise: yes, marks: 0}",
        "{at_most: 30, marks: 2}, {at_most: 40, marks: 0}",
        "hunan_a.yml 第4项：发现tiers；应为每档一个界限：at_most 由小到大或 at_least 由大到小，最后一档为 otherwise；请更正分档。",
        "hunan_a.yml row 4: found tiers; expected one bound to a band, at_most rising or at_least falling, and otherwise last; correct the bands.",
    ),
    (
        "otherwise is not last",
        "{at_most: 30, marks: 2}, {otherwise: yes, marks: 0}",
        "{otherwise: yes, marks: 0}, {at_most: 30, marks: 2}",
        "hunan_a.yml 第4项：发现tiers；应为每档一个界限：at_most 由小到大或 at_least 由大到小，最后一档为 otherwise；请更正分档。",
        "hunan_a.yml row 4: found tiers; expected one bound to a band, at_most rising or at_least falling, and otherwise last; correct the bands.",
    ),
    (
        "bands out of order",
        "{at_most: 10, marks: 4}, {at_most: 20, marks: 3}",
        "{at_most: 20, marks: 3}, {at_most: 10, marks: 4}",
        "hunan_a.yml 第4项：发现tiers；应为每档一个界限：at_most 由小到大或 at_least 由大到小，最后一档为 otherwise；请更正分档。",
        "hunan_a.yml row 4: found tiers; expected one bound to a band, at_most rising or at_least falling, and otherwise last; correct the bands.",
    ),
    (
        "a band with two bounds",
        "{at_most: 10, marks: 4}",
        "{at_most: 10, at_least: 5, marks: 4}",
        "hunan_a.yml 第4项：发现tiers；应为每档一个界限：at_most 由小到大或 at_least 由大到小，最后一档为 otherwise；请更正分档。",
        "hunan_a.yml row 4: found tiers; expected one bound to a band, at_most rising or at_least falling, and otherwise last; correct the bands.",
    ),
    (
        "no bands",
        "{tiers: [{at_most: 0, marks: 5}, {at_most: 10, marks: 4}, {at_most: 20, marks: 3}, {at_most: 30, marks: 2}, {otherwise: yes, marks: 0}]}",
        "{tiers: []}",
        "hunan_a.yml [rows.4.scale.tiers]：发现“[]”；应为至少2项；请更正该字段。",
        "hunan_a.yml [rows.4.scale.tiers]: found “[]”; expected 2 or more of them; correct the field.",
    ),
    (
        "a band above the marks",
        "{at_most: 0, marks: 5}",
        "{at_most: 0, marks: 6}",
        "hunan_a.yml 第4项：发现“6”；应为最高得分等于分值5；请核对分值。",
        "hunan_a.yml row 4: found “6”; expected the best marks equal to the marks available, 5; check the marks.",
    ),
    (
        "a band below 0",
        "{otherwise: yes, marks: 0}]}\n    cites: [S04, S05]",
        "{otherwise: yes, marks: -1}]}\n    cites: [S04, S05]",
        "hunan_a.yml [rows.4.scale.tiers.5.marks]：发现“-1”；应为不小于0的数字；请更正该字段。",
        "hunan_a.yml [rows.4.scale.tiers.5.marks]: found “-1”; expected a number of at least 0; correct the field.",
    ),
    (
        "an unknown field of a band",
        "{at_most: 10, marks: 4}",
        "{atmost: 10, marks: 4}",
        "hunan_a.yml [rows.4.scale.tiers.2.atmost]：发现未知字段；应为已知字段；是否指 at_most？",
        "hunan_a.yml [rows.4.scale.tiers.2.atmost]: found an unknown field; expected a known field; did you mean at_most?",
    ),
    (
        "tests that do not add up",
        "each: 2",
        "each: 3",
        "hunan_a.yml 第10项：发现“12”；应为最高得分等于分值8；请核对分值。",
        "hunan_a.yml row 10: found “12”; expected the best marks equal to the marks available, 8; check the marks.",
    ),
    (
        "neither each nor per_breach",
        ", each: 2",
        "",
        "hunan_a.yml 第10项：发现空缺；应为each 和 per_breach 恰好一个；请补充或删除。",
        "hunan_a.yml row 10: found nothing; expected exactly one of each and per_breach; add or remove it.",
    ),
    (
        "both each and per_breach",
        "each: 2",
        "each: 2, per_breach: 1",
        "hunan_a.yml 第10项：发现“each, per_breach”；应为each 和 per_breach 恰好一个；请补充或删除。",
        "hunan_a.yml row 10: found “each, per_breach”; expected exactly one of each and per_breach; add or remove it.",
    ),
    (
        "marks off for nothing",
        "per_breach: 1",
        "per_breach: 0",
        "hunan_a.yml [rows.11.scale.checklist.per_breach]：发现“0”；应为大于0的数字；请更正该字段。",
        "hunan_a.yml [rows.11.scale.checklist.per_breach]: found “0”; expected a number above 0; correct the field.",
    ),
    (
        "a class above the marks",
        "好: 6",
        "好: 7",
        "hunan_a.yml 第16项：发现“7”；应为最高得分等于分值6；请核对分值。",
        "hunan_a.yml row 16: found “7”; expected the best marks equal to the marks available, 6; check the marks.",
    ),
    (
        "a class below 0",
        "无: 0",
        "无: -1",
        "hunan_a.yml [rows.16.scale.judged.classes.无]：发现“-1”；应为不小于0的数字；请更正该字段。",
        "hunan_a.yml [rows.16.scale.judged.classes.无]: found “-1”; expected a number of at least 0; correct the field.",
    ),
    (
        "verified is no yes or no",
        "cites: [S04, S05, S06]\n    verified: yes",
        "cites: [S04, S05, S06]\n    verified: partly",
        "hunan_a.yml [rows.1.verified]：发现“partly”；应为yes 或 no；请更正该字段。",
        "hunan_a.yml [rows.1.verified]: found “partly”; expected yes or no; correct the field.",
    ),
    (
        "negative marks",
        "marks: 5",
        "marks: -5",
        "hunan_a.yml [rows.1.marks]：发现“-5”；应为大于0的数字；请更正该字段。",
        "hunan_a.yml [rows.1.marks]: found “-5”; expected a number above 0; correct the field.",
    ),
    (
        "marks in words",
        "marks: 5",
        "marks: 五",
        "hunan_a.yml [rows.1.marks]：发现“五”；应为数字；请更正该字段。",
        "hunan_a.yml [rows.1.marks]: found “五”; expected a number; correct the field.",
    ),
    (
        "marks that are no number",
        "marks: 5",
        "marks: NaN",
        "hunan_a.yml [rows.1.marks]：发现“NaN”；应为数字；请更正该字段。",
        "hunan_a.yml [rows.1.marks]: found “NaN”; expected a number; correct the field.",
    ),
    (
        "an unknown side",
        "side: away",
        "side: beside",
        "hunan_a.yml [rows.9.scale.deduct.side]：发现“beside”；应为以下之一：'above', 'below', 'away'；请更正该字段。",
        "hunan_a.yml [rows.9.scale.deduct.side]: found “beside”; expected one of 'above', 'below', 'away'; correct the field.",
    ),
    (
        "an unknown kind of steps",
        "per_step: 0.5, steps: whole",
        "per_step: 0.5, steps: full",
        "hunan_a.yml [rows.1.scale.deduct.steps]：发现“full”；应为以下之一：'whole', 'begun', 'pro_rata'；请更正该字段。",
        "hunan_a.yml [rows.1.scale.deduct.steps]: found “full”; expected one of 'whole', 'begun', 'pro_rata'; correct the field.",
    ),
    (
        "a step of 0",
        "step: 1, per_step: 0.5",
        "step: 0, per_step: 0.5",
        "hunan_a.yml [rows.1.scale.deduct.step]：发现“0”；应为大于0的数字；请更正该字段。",
        "hunan_a.yml [rows.1.scale.deduct.step]: found “0”; expected a number above 0; correct the field.",
    ),
    (
        "an indicator twice",
        "indicator: three_public_control_rate",
        "indicator: operating_cost_control_rate",
        "hunan_a.yml：发现“operating_cost_control_rate”出现多次；应为每个指标一次；请合并或改名。",
        "hunan_a.yml: found “operating_cost_control_rate” more than once; expected each indicator once; merge or rename them.",
    ),
    (
        "neither indicator nor name",
        "  - indicator: staff_control_rate\n    level1",
        "  - level1",
        "hunan_a.yml 第1项：发现“deduct”；应为indicator；绩效目标组和未确认项则填 name；请补充或删除。",
        "hunan_a.yml row 1: found “deduct”; expected an indicator, or a name for target groups and unconfirmed marks; add or remove it.",
    ),
    (
        "a name where there is no scale for it",
        "  - name: {zh: 预算管理中未能确认的1分, en: 1 mark of budget management that could not be placed}\n    level1",
        "  - indicator: data_quality\n    level1",
        "hunan_a.yml 第13项：发现“data_quality”；应为indicator；绩效目标组和未确认项则填 name；请补充或删除。",
        "hunan_a.yml row 13: found “data_quality”; expected an indicator, or a name for target groups and unconfirmed marks; add or remove it.",
    ),
    (
        "grades out of order",
        "from_score: 80",
        "from_score: 95",
        "hunan_a.yml [grades]：发现等级分界；应为由高到低，最后为0；请更正。",
        "hunan_a.yml [grades]: found bounds of the grades; expected falling, ending with 0; correct them.",
    ),
    (
        "two grades from one score",
        "from_score: 80",
        "from_score: 90",
        "hunan_a.yml [grades]：发现等级分界；应为由高到低，最后为0；请更正。",
        "hunan_a.yml [grades]: found bounds of the grades; expected falling, ending with 0; correct them.",
    ),
    (
        "grades that end above 0",
        "from_score: 0",
        "from_score: 10",
        "hunan_a.yml [grades]：发现等级分界；应为由高到低，最后为0；请更正。",
        "hunan_a.yml [grades]: found bounds of the grades; expected falling, ending with 0; correct them.",
    ),
    (
        "no rows",
        None,
        "rows: []",
        "hunan_a.yml [rows]：发现“[]”；应为至少1项；请更正该字段。",
        "hunan_a.yml [rows]: found “[]”; expected 1 or more of them; correct the field.",
    ),
]


@pytest.mark.parametrize(
    ("old", "new", "zh", "en"), [row[1:] for row in SCHEMES_DAMAGED], ids=[row[0] for row in SCHEMES_DAMAGED]
)
def test_damaged_scheme(tmp_path, old, new, zh, en):
    whole = (SCHEMES / "hunan_a.yml").read_text("utf-8")
    file = data_folder(tmp_path) / "schemes/hunan_a.yml"
    file.write_text(whole.replace(old or whole[whole.index("rows:") :], new, 1), encoding="utf-8")
    with pytest.raises(UserMistake) as caught:
        read_scheme(file.parents[1], "hunan_a")
    (problem,) = caught.value.problems
    assert [problem.said("zh"), problem.said("en")] == [f"schemes/{zh}", f"schemes/{en}"]


def test_a_scheme_that_is_not_there(tmp_path):
    data = data_folder(tmp_path)
    (data / "schemes/~$hunan_a.yml").write_text("", encoding="utf-8")
    (data / "schemes/.hunan_a.yml").write_text("", encoding="utf-8")
    assert schemes(data) == ["hunan_a", "hunan_b", "hunan_c", "self_evaluation"]
    with pytest.raises(UserMistake, match=r"parameter scheme, .* found “hunan_d”; .* did you mean hunan_c\?"):
        read_scheme(data, "hunan_d")


def test_all_problems_of_a_scheme_are_told_together(tmp_path):
    file = data_folder(tmp_path) / "schemes/hunan_b.yml"
    text = (
        file.read_text("utf-8")
        .replace("indicator: staff_control_rate", "indicator: staff_rate", 1)
        .replace("cites: [S05", "cites: [S99", 1)
    )
    file.write_text(re.sub(r"from_score: 90", "from_score: 70", text), encoding="utf-8")
    with pytest.raises(UserMistake) as caught:
        read_scheme(file.parents[1], "hunan_b")
    assert len(caught.value.problems) >= 3
    assert all(complete(problem) for problem in caught.value.problems)


def test_the_schemes_shipped_serve_a_data_folder_without_schemes(tmp_path):
    data = data_folder(tmp_path)
    shutil.rmtree(data / "schemes")
    assert read_scheme(data, "hunan_a").key == "hunan_a"


# -- words --------------------------------------------------------------------------------------------------------------

QUOTED = [  # value, as quoted
    ("exp_totl", "“exp_totl”"),
    ("", "nothing"),
    (None, "nothing"),
    (True, "“yes”"),
    ("两\n行", "“两 行”"),
    ("\x1b[31m红", "“\N{REPLACEMENT CHARACTER}[31m红”"),
    ("长" * 41, f"“{'长' * 40}…”"),
    (["a"], "“['a']”"),
]


@pytest.mark.parametrize(("value", "text"), QUOTED)
def test_quoted(value, text):
    assert quoted(value).en == text


NEAREST = [  # word, known words, remedy
    ("exp_totl", ["exp_total", "exp_basic"], "did you mean exp_total?"),
    (
        "budget",
        ["actual", "budget_initial", "budget_revised", "last_budget"],
        "did you mean budget_initial or budget_revised?",
    ),
    ("x", ["alpha", "beta"], "choose one of: alpha, beta"),
    ("", ["alpha", "beta"], "choose one of: alpha, beta"),
    ("x", [], "there is nothing to choose from here"),
    (
        "x",
        [f"n{i:02}" for i in range(20)],
        "choose one of: n00, n01, n02, n03, n04, n05, n06, n07, n08, n09, n10, n11 …",
    ),
]


@pytest.mark.parametrize(("word", "known", "remedy"), NEAREST)
def test_nearest(word, known, remedy):
    assert nearest(word, known).en == remedy


# -- whatever is in a file ----------------------------------------------------------------------------------------------

TEXTS = {
    "items.csv": table("items.csv", f"exp_total,,actual,189.20,万元\n{PROJECT}{ANY_ITEM}"),
    "profile.yml": f"{ANY_PROFILE}code: 0401\nmandate: {{zh: 职责, en: Duties}}\nplan:\n  - 工作\npublications:\n  - title: 报告\n    url: http://example.cn\n",
    "targets.csv": table("targets.csv", "\n".join(row[1] for row in TARGETS[:1])),
    "checklist.csv": table("checklist.csv", "rules_completeness,exist,是,制度汇编"),
    "../../county.yml": "name: {zh: 某县, en: Some County}\nscheme: hunan_a\n",
}
JUNK = st.text(
    alphabet=st.sampled_from("\",\n\r\t:-{}[]&*!?|>#%@'\\ \x07\ufeff①²１．，9.0e+元万人是否/—零一百"),
    min_size=1,
    max_size=4,
) | st.text(max_size=4)


@pytest.fixture(scope="module")
def anywhere(tmp_path_factory):
    return tmp_path_factory.mktemp("anywhere")


def read_or_refused(folder, name, content):
    data, problems = data_folder(folder, files=TEXTS | {name: content}), ()
    try:
        return read_department(data, UNIT, QUESTIONS)
    except UserMistake as mistake:
        problems = mistake.problems
    assert problems
    assert all(complete(problem) for problem in problems)
    return None


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(name=st.sampled_from(list(TEXTS)), content=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(anywhere, name, content):
    read_or_refused(anywhere, name, content)


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(
    name=st.sampled_from(list(TEXTS)),
    place=st.floats(0, 1),
    length=st.integers(0, 5),
    junk=JUNK,
    encoding=st.sampled_from(["utf-8", "gb18030", "utf-16"]),
)
def test_any_slip_is_read_or_refused(anywhere, name, place, length, junk, encoding):
    text = TEXTS[name]
    start = int(place * len(text))
    read_or_refused(anywhere, name, (text[:start] + junk + text[start + length :]).encode(encoding, "replace"))


def test_the_whole_text_is_read(anywhere):
    record = read_or_refused(anywhere, "profile.yml", TEXTS["profile.yml"])
    assert (len(record.mentions), len(record.targets), len(record.answers), record.profile.code) == (3, 1, 1, "0401")


# -- projects and months ------------------------------------------------------------------------------------------

PROJECTS = """\
公路养护,authority,,县交通运输局,
公路养护,goal,,全年养护120公里,
公路养护,project_funds,budget_revised,20.00,万元
公路养护,project_funds,actual,18.50,万元
公路养护,project_other_funds,actual,—,万元
公路养护,execution_rate,actual,92.5,%
"""
PROJECT_TARGETS = "level1,level2,level3,direction,target,actual,unit,weight,project\n产出指标,数量指标,养护里程,≥,120,121,公里,50,公路养护\n产出指标,数量指标,巡查次数,≥,12,12,次,50,\n产出指标,数量指标,养护里程,≥,3,3,座,50,桥梁加固\n"


def test_projects_have_their_texts_their_money_and_their_targets(tmp_path):
    record = record_of(tmp_path, projects=PROJECTS, targets=PROJECT_TARGETS)
    road, bridge = record.projects
    assert (road.name, road.authority, road.implementer, road.goal) == ("公路养护", "县交通运输局", "", "全年养护120公里")
    assert road.figure("project_funds").arithmetic("zh") == "18.50万元"
    assert road.figure("project_funds").label == ("“公路养护”年度资金总额决算数", "“公路养护”: funds of the project (outturn)")
    assert road.figure("project_funds").source.said("zh") == "test/2022/unit/projects.csv 第5行"
    assert road.figure("project_other_funds").value.reason is Reason.DASHED
    assert road.figure("project_carried_in").value.reason is Reason.MISSING
    assert [target.name for target in road.targets] == ["养护里程"]
    assert (bridge.name, bridge.money, [target.unit_printed for target in bridge.targets]) == ("桥梁加固", (), ["座"])
    assert [target.name for target in record.targets] == ["巡查次数"]


def test_months_are_read_in_their_units(tmp_path):
    record = record_of(tmp_path, months="1,exp_total,12.5,万元\n2月,exp_total,250000,元\n2,planned_progress,16.7%,%")
    assert [(one.month, one.item.key, one.figure.shown("zh")) for one in record.months] == [(1, "exp_total", "12.50万元"), (2, "exp_total", "250,000元"), (2, "planned_progress", "16.70%")]
    assert record.months[1].figure.label == ("1—2月累计支出总额", "total expenditure, January to month 2")
