"""What a number of a text is: a quantity with its unit, or no quantity at all."""

import itertools
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evallib.reading.numbers import read_numbers
from evallib.reading.plain import plain

QUANTITIES = [  # text, then each quantity: printed, value, unit, exactness; all rows are of our own making
    ("收入合计114.66万元。", ("114.66万元", "114.66", "万元", "")),
    ("收入合计 114.66 万元 。", ("114.66万元", "114.66", "万元", "")),
    ("收入合计１１４．６６万元。", ("114.66万元", "114.66", "万元", "")),
    ("支出12,345.67万元", ("12,345.67万元", "12345.67", "万元", "")),
    ("支出12，345.67万元", ("12,345.67万元", "12345.67", "万元", "")),
    ("支出2 340万元", ("2 340万元", "2340", "万元", "")),
    ("收入1234.56，123.45万元", ("1234.56", "1234.56", "", ""), ("123.45万元", "123.45", "万元", "")),
    ("劳模管理1.60万，", ("1.60万", "1.60", "万", "")),
    ("补助15.39），项目", ("15.39", "15.39", "", "")),
    ("总投资1.2亿元", ("1.2亿元", "1.2", "亿元", "")),
    ("资金8万余元；", ("8万余元", "8", "万元", "over")),
    ("惠及3000多万元", ("3000多万元", "3000", "万元", "over")),
    ("参加410余人", ("410余人", "410", "人", "over")),
    ("发放700多个", ("700多个", "700", "个", "over")),
    ("覆盖2.3万人次", ("2.3万人次", "2.3", "万人次", "")),
    ("约120人", ("120人", "120", "人", "about")),
    ("近300户", ("300户", "300", "户", "about")),
    ("最近300户", ("300户", "300", "户", "")),
    ("120人左右", ("120人", "120", "人", "about")),
    ("超过90%", ("90%", "90", "%", "over")),
    ("不超过5%", ("5%", "5", "%", "under")),
    ("满意度90％以上", ("90%", "90", "%", "over")),
    ("用时3-5天", ("3-5天", "3", "天", "range")),
    ("每人1000至2000元", ("1000至2000元", "1000", "元", "range")),
    ("提高2.3个百分点", ("2.3个百分点", "2.3", "个百分点", "")),
    ("增长百分之五", ("百分之五", "5", "%", "")),
    ("下降百分之三点五", ("百分之三点五", "3.5", "%", "")),
    ("增长-3.2%", ("-3.2%", "-3.2", "%", "")),
    ("完成三项工作、开展两次检查", ("三项", "3", "项", ""), ("两次", "2", "次", "")),
    ("共二十三人", ("二十三人", "23", "人", "")),
    ("每人每天50元/人·天", ("50元/人·天", "50", "元/人·天", "")),
    ("自评96分。", ("96分", "96", "分", "")),
    ("24小时值班", ("24小时", "24", "小时", "")),
    ("支出\n1588.75\n万元，占45.51%", ("1588.75万元", "1588.75", "万元", ""), ("45.51%", "45.51", "%", "")),
    ("2020年8.00万元", ("8.00万元", "8.00", "万元", "")),
    ("2. 3个项目全部完成", ("3个", "3", "个", "")),
    ("（495.37－398.60）÷398.60＝24.28%", ("495.37", "495.37", "", ""), ("398.60", "398.60", "", ""), ("398.60", "398.60", "", ""), ("24.28%", "24.28", "%", "")),
]
NO_QUANTITIES = [
    "2022年度", "2021-2023年", "2022年3月15日", "2022-03-15", "2022.03.15", "3月至5月", "1-12月", "12月31日", "截至2022年末",
    "财绩〔2023〕1号", "桂办发【2018】7号", "（2023）1号", "[2019]12号", "国发2018年第7号", "令第697号",
    "一、部门概况", "（一）基本情况", "1.完成任务", "1、完成任务", "（1）完成任务", "①完成任务", "主要是：1.完成任务；2.开展检查",
    "“十四五”规划", "“三公”经费", "“两癌”筛查", "第九期互助", "第3期", "第十二届", "第二十条", "第5页", "- 3 -",
    "联系电话：0735-8621234", "电话13812345678", "拨打12345热线", "邮编423500", "附件1", "表3", "图2",
    "四个意识、两个维护", "三个代表", "一批项目", "进一步统一思想", "十分重要", "千家万户", "“三服务”原则", "《关于开展3项工作的通知》",
    "5G网络", "4A级景区", "80后", "PM2.5", "A4纸", "365+N", "“1+2+3”机制", "2080505机关事业单位基本养老保险缴费支出",
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [(text, expected) for text, *expected in QUANTITIES], ids=lambda value: value if isinstance(value, str) else "")
def test_quantities_are_read(text, expected):
    found = [(one.text, str(one.value), one.unit, one.about) for one in read_numbers(plain(text).text)]
    assert found == [tuple(row) for row in expected]


@pytest.mark.parametrize("text", NO_QUANTITIES)
def test_other_numbers_are_no_quantities(text):
    assert read_numbers(plain(text).text) == ()


@given(st.decimals(min_value="0.01", max_value="999999.99", places=2), st.sampled_from(["万元", "元", "亿元", "%"]))
def test_every_amount_is_read_exactly(value, unit):
    (found,) = read_numbers(plain(f"支出合计{value:,}{unit}，完成任务。").text)
    assert (found.value, found.unit) == (value, unit)


@settings(max_examples=200)
@given(st.text(alphabet="0123456789.,，。、；（）-一二三十百万元人%年月日第号 \n\t其中支出占ab〔〕", max_size=60))
def test_any_text_is_read_and_no_two_quantities_overlap(text):
    form = plain(text)
    found = read_numbers(form.text)
    assert all(first.end <= second.start for first, second in itertools.pairwise(found))
    assert all(form.text[one.start : one.end] == one.text and isinstance(one.value, Decimal) for one in found)


@given(st.text(max_size=80))
def test_the_plain_form_knows_where_its_characters_stood(text):
    form = plain(text)
    assert len(form.places) == len(form.text)
    assert list(form.places) == sorted(set(form.places))
    assert all(0 <= place < len(text) for place in form.places)
