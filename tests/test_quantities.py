"""Numbers, units, gaps, rounding and intervals, and figures that remember their formula: tables first, then laws."""

from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evallib.figures import Figure, Source, absent, fixed, places, total
from evallib.quantities import EVERYTHING, Gap, Interval, Reason, Unit, begun_steps, million, printed, read_gap, read_number, read_unit, rounded, whole_steps
from evallib.words import Words

D = Decimal

# -- numbers as people write them -------------------------------------------------------------------------------------

NUMBERS = [  # text, number exactly as kept, why
    ("189.20", "189.20", "the last zero says how exact it is"),
    ("0", "0", "zero is a number"),
    ("-12.5", "-12.5", "negative"),
    ("−12.5", "-12.5", "the minus sign of typography"),
    ("－12.5", "-12.5", "full-width minus"),
    ("+3", "3", "a sign that says nothing"),
    (".5", "0.5", "no zero before the point"),
    ("007", "7", "leading zeros"),
    (" 6.6　", "6.6", "blanks around it, one of them full-width"),
    ("１２３．４５", "123.45", "full-width digits and point"),
    ("1,234.50", "1234.50", "thousands"),
    ("１，２３４，５６７．８９", "1234567.89", "full-width thousands"),
    ("-1,000", "-1000", "negative thousands"),
    ("12,345,678", "12345678", "millions"),
    ("12345678901234567890", "12345678901234567890", "20 digits, none lost"),
    ("108.69565217391305", "108.69565217391305", "more digits than a float has"),
    ("十", "10", "numeral"),
    ("十二", "12", "numeral"),
    ("二十", "20", "numeral"),
    ("一百零五", "105", "零 for the empty place"),
    ("一百一十", "110", "numeral"),
    ("一百二十五", "125", "numeral"),
    ("一千零一十", "1010", "numeral"),
    ("三千零五", "3005", "numeral"),
    ("两万", "20000", "两 for 二"),
    ("十万", "100000", "numeral"),
    ("一万零五百", "10500", "numeral"),
    ("二千万", "20000000", "numeral"),
    ("一亿二千三百万", "123000000", "numeral"),
    ("贰拾叁", "23", "financial numeral"),
    ("壹佰贰拾叁万肆仟伍佰陆拾柒", "1234567", "financial numeral"),
    ("〇", "0", "round zero"),
]


@pytest.mark.parametrize(("text", "number", "why"), NUMBERS)
def test_number(text, number, why):
    assert str(read_number(text)) == str(D(number)), why


NOT_NUMBERS = [  # text, why
    ("", "nothing"),
    ("9.0.00", "two decimal points"),
    ("1.2.3", "two decimal points"),
    ("5.", "a decimal point without decimals"),
    ("12,34", "thousands in the wrong place"),
    ("1,234,56", "thousands in the wrong place"),
    ("1234,567", "thousands in the wrong place"),
    ("0,123", "a decimal comma is no thousands separator"),
    ("1,234.567,8", "separator after the point"),
    ("1，5", "a full-width comma in the place of the point"),
    ("1 234", "a blank inside"),
    ("1_000", "Python's separator"),
    ("1e5", "Python's exponent"),
    ("0x10", "Python's hexadecimal"),
    ("NaN", "Python's not-a-number"),
    ("Infinity", "Python's infinity"),
    ("12万", "a unit in the number"),
    ("12元", "a unit in the number"),
    ("约12", "a word in the number"),
    ("12-13", "a range"),
    ("--5", "two signs"),
    ("50%", "the sign is read with its column, not here"),
    ("189.20①", "the mark of a footnote is no third decimal"),
    ("12²", "a superscript is no digit"),
    ("½", "a fraction"),
    ("٣", "a digit of another script"),
    ("123456789012345678901", "21 digits: a slip or an attack"),
    ("一百五", "150 to one reader, 105 to another"),
    ("壹佰伍", "150 to one reader, 105 to another"),
    ("三万二", "32,000 to one reader, 30,002 to another"),
    ("二〇二二", "digits read out, as in a year"),
    ("一二", "two digits side by side"),
    ("百", "how many hundreds?"),
    ("万", "how many ten thousands?"),
    ("零百", "no hundreds are not written"),
    ("十百", "parts out of order"),
    ("五十六百", "parts out of order"),
    ("一万亿", "parts out of order; 10,000 亿 is written in digits"),
    ("一亿一亿", "parts out of order"),
    ("三点五", "decimals in words"),
    ("負三", "traditional or other signs"),
    ("廿", "rare numeral"),
]


@pytest.mark.parametrize(("text", "why"), NOT_NUMBERS)
def test_not_a_number(text, why):
    with pytest.raises(ValueError, match=r"not a number|two ways|side by side|out of order"):
        raise AssertionError(f"{why}: read as {read_number(text)}")


GAPS = [  # text, reason, why
    ("", Reason.MISSING, "an empty cell"),
    ("   ", Reason.MISSING, "blanks only"),
    ("-", Reason.DASHED, "a dash was entered"),
    ("——", Reason.DASHED, "Chinese dash"),
    ("－－", Reason.DASHED, "full-width dashes"),
    ("──", Reason.DASHED, "drawn as a line of a table"),
    ("无", Reason.STATED_NONE, "stated"),
    ("没有", Reason.STATED_NONE, "stated"),
    ("/", Reason.NOT_APPLICABLE, "struck out"),
    ("／", Reason.NOT_APPLICABLE, "struck out, full-width"),
    ("不适用", Reason.NOT_APPLICABLE, "stated"),
    ("0", None, "zero is a number, not a gap"),
    ("-5", None, "a number"),
    ("-/", None, "neither"),
    ("无法确定", None, "a text"),
]


@pytest.mark.parametrize(("text", "reason", "why"), GAPS)
def test_gap(text, reason, why):
    assert read_gap(text) == (Gap(reason) if reason else None), why


def test_a_gap_says_why():
    assert Gap(Reason.UNBUDGETED, Words("分母为0", "divisor 0")).said("zh") == "基数为0（分母为0）"
    assert Gap(Reason.UNBUDGETED, Words("分母为0", "divisor 0")).said("en") == "base of 0 (divisor 0)"
    assert Gap(Reason.DASHED).said("zh") == "划线未填"


UNITS = [  # text, unit, written in full, why
    ("万元", Unit.WAN_YUAN, True, "as printed"),
    (" 万元 ", Unit.WAN_YUAN, True, "blanks"),
    ("元", Unit.YUAN, True, "as printed"),
    ("亿元", Unit.YI_YUAN, True, "as printed"),
    ("万", Unit.WAN_YUAN, False, "cut short, as in the seed report"),
    ("亿", Unit.YI_YUAN, False, "cut short"),
    ("", Unit.NONE, False, "no unit"),
    ("%", Unit.PERCENT, True, "as printed"),
    ("％", Unit.PERCENT, True, "full-width"),
    ("人", Unit.PERSON, True, "as printed"),
    ("㎡", Unit.SQUARE_METRE, True, "one sign"),
    ("m²", Unit.SQUARE_METRE, True, "two signs"),
    ("m2", Unit.SQUARE_METRE, True, "typed"),
    ("平方米", Unit.SQUARE_METRE, True, "in words"),
    ("分", Unit.MARK, True, "marks"),
    ("万员", None, True, "a slip"),
    ("美元", None, True, "another currency"),
    ("元/人", None, True, "a quotient"),
    ("千元", None, True, "not a unit of the forms"),
]


@pytest.mark.parametrize(("text", "unit", "full", "why"), UNITS)
def test_unit(text, unit, full, why):
    assert read_unit(text) == (unit, full), why


# -- print ------------------------------------------------------------------------------------------------------------

PRINTED = [  # number, unit, Chinese, English, why
    ("189.2", Unit.WAN_YUAN, "189.20万元", "189.20 (10,000 yuan)", "two decimals at least"),
    ("1234567.8", Unit.WAN_YUAN, "1,234,567.80万元", "1,234,567.80 (10,000 yuan)", "thousands"),
    ("0.0125", Unit.WAN_YUAN, "0.0125万元", "0.0125 (10,000 yuan)", "never loses a decimal that was reported"),
    ("6.6000", Unit.WAN_YUAN, "6.60万元", "6.60 (10,000 yuan)", "drops zeros beyond two"),
    ("-0.00", Unit.WAN_YUAN, "0.00万元", "0.00 (10,000 yuan)", "zero has no sign"),
    ("1746800", Unit.YUAN, "1,746,800元", "1,746,800 yuan", "no decimals for whole yuan"),
    ("0.5", Unit.YUAN, "0.5元", "0.5 yuan", "as reported"),
    ("1.25", Unit.YI_YUAN, "1.25亿元", "1.25 (100 million yuan)", "as reported"),
    ("165.009593", Unit.PERCENT, "165.01%", "165.01%", "rates to two decimals"),
    ("100", Unit.PERCENT, "100.00%", "100.00%", "rates to two decimals"),
    ("-0.001", Unit.PERCENT, "0.00%", "0.00%", "zero has no sign"),
    ("9", Unit.PERSON, "9人", "9 persons", "whole"),
    ("1", Unit.PERSON, "1人", "1 person", "one person"),
    ("9.0", Unit.PERSON, "9人", "9 persons", "nothing after the point"),
    ("1200", Unit.PERSON, "1,200人", "1,200 persons", "no exponent"),
    ("96", Unit.MARK, "96分", "96 marks", "as it is"),
    ("0.65", Unit.MARK, "0.65分", "0.65 marks", "as it is"),
    ("3", Unit.COUNT, "3个", "3", "counts have no English word of their own"),
    ("1.65009", Unit.NONE, "1.6501", "1.6501", "ratios to four decimals"),
]


@pytest.mark.parametrize(("number", "unit", "zh", "en", "why"), PRINTED)
def test_printed(number, unit, zh, en, why):
    assert [printed(D(number), unit, "zh"), printed(D(number), unit, "en")] == [zh, en], why


@pytest.mark.parametrize(
    ("amount", "unit", "text"),
    [
        ("189.20", Unit.WAN_YUAN, "CNY 1.892 million"),
        ("114.66", Unit.WAN_YUAN, "CNY 1.1466 million"),
        ("1746800", Unit.YUAN, "CNY 1.7468 million"),
        ("1", Unit.YI_YUAN, "CNY 100.00 million"),
    ],
)
def test_english_sentences_tell_millions(amount, unit, text):
    assert million(D(amount), unit) == text


ROUNDED = [  # number, places, expected, why
    ("2.675", 2, "2.68", "half up; the float 2.675 is a little less and would give 2.67"),
    ("0.005", 2, "0.01", "half up; half to even would give 0.00"),
    ("0.015", 2, "0.02", "half up"),
    ("-2.675", 2, "-2.68", "away from zero"),
    ("-0.005", 2, "-0.01", "away from zero"),
    ("-0.004", 2, "0.00", "no minus zero"),
    ("2.6749999999", 2, "2.67", "below the half"),
    ("108.695652173913", 2, "108.70", "50 ÷ 46, prints 108.70"),
    ("1.25", 1, "1.3", "half up; half to even would give 1.2"),
    ("2.5", 0, "3", "half up; half to even would give 2"),
    ("99999999999999999999999999999999.995", 2, "100000000000000000000000000000000.00", "any size"),
]


@pytest.mark.parametrize(("number", "decimals", "expected", "why"), ROUNDED)
def test_rounded(number, decimals, expected, why):
    assert str(rounded(D(number), decimals)) == expected, why


STEPS = [  # value, whole steps, steps begun, why
    ("8.695652", "8", "9", "50 ÷ 46 is 8.6957 points above 100 %"),
    ("8", "8", "8", "129.6 ÷ 120 is 8 points above 100 % exactly; in floats 7.99…"),
    ("8.000000000001", "8", "9", "a ninth step has begun"),
    ("0.3", "0", "1", "less than a step"),
    ("0", "0", "0", "none"),
    ("-3.5", "0", "0", "on the right side of the limit"),
]


@pytest.mark.parametrize(("value", "whole", "begun", "why"), STEPS)
def test_steps(value, whole, begun, why):
    assert (whole_steps(D(value)), begun_steps(D(value))) == (D(whole), D(begun)), why


def test_decimals_do_not_lose_a_step():
    assert D("129.6") / D("120") * 100 - 100 == 8
    assert 129.6 / 120 * 100 - 100 < 8, "what floats would make of it"


# -- intervals --------------------------------------------------------------------------------------------------------

INTERVALS = [  # printed, low, high
    ("6.6", "6.55", "6.65"),
    ("6.60", "6.595", "6.605"),
    ("100", "99.5", "100.5"),
    ("0", "-0.5", "0.5"),
    ("-2.7", "-2.75", "-2.65"),
]


@pytest.mark.parametrize(("text", "low", "high"), INTERVALS)
def test_interval_of_what_is_printed(text, low, high):
    assert Interval.of_printed(D(text)) == Interval(D(low), D(high))


def between(low, high):
    return Interval(D(low), D(high))


ARITHMETIC = [  # result, expected, why
    (between(1, 2) + between(10, 20), between(11, 22), "ends add"),
    (between(1, 2) - between(10, 20), between(-19, -8), "ends cross"),
    (between(-1, 2) * between(3, 4), between(-4, 8), "signs matter"),
    (between(1, 2) / between(4, 5), between("0.2", "0.5"), "ends cross"),
    (between(-2, 1) / between(4, 5), between("-0.5", "0.25"), "signs matter"),
    (between(1, 2) / between(-1, 1), EVERYTHING, "the divisor may be 0"),
    (between(1, 2) / between(0, 1), EVERYTHING, "the divisor may be 0"),
    (EVERYTHING + between(1, 2), EVERYTHING, "unknown stays unknown"),
    (EVERYTHING - EVERYTHING, EVERYTHING, "unknown stays unknown"),
    (EVERYTHING * between(0, 0), EVERYTHING, "unknown stays unknown"),
    (between(1, 2) / EVERYTHING, EVERYTHING, "unknown stays unknown"),
]


@pytest.mark.parametrize(("result", "expected", "why"), ARITHMETIC)
def test_interval_arithmetic(result, expected, why):
    assert result == expected, why


def test_intervals_meet_at_their_ends():
    assert between(1, 2).meets(between(2, 3))
    assert not between(1, 2).meets(between("2.001", 3))
    assert D("1.5") in between(1, 2)
    assert D("2.1") not in between(1, 2)


# -- figures ----------------------------------------------------------------------------------------------------------


def figure(name, value, unit=Unit.WAN_YUAN, line=1):
    return Figure(Words(name, name), D(value), unit, Source("items.csv", line))


A, B, C = figure("甲", "10.00", line=2), figure("乙", "4.00", line=3), figure("丙", "2.00", line=4)
LACKING = absent(Words("丁", "丁"), Unit.WAN_YUAN)

FORMULAS = [  # figure, formula in words, arithmetic with its result
    (A + B, "甲 ＋ 乙", "10.00 ＋ 4.00 ＝ 14.00"),
    (A + B + C, "甲 ＋ 乙 ＋ 丙", "10.00 ＋ 4.00 ＋ 2.00 ＝ 16.00"),
    (A - B - C, "甲 － 乙 － 丙", "10.00 － 4.00 － 2.00 ＝ 4.00"),
    (A - (B - C), "甲 － (乙 － 丙)", "10.00 － (4.00 － 2.00) ＝ 8.00"),
    (A - (B + C), "甲 － (乙 ＋ 丙)", "10.00 － (4.00 ＋ 2.00) ＝ 4.00"),
    (A + (B - C), "甲 ＋ 乙 － 丙", "10.00 ＋ 4.00 － 2.00 ＝ 12.00"),
    (A / B, "甲 ÷ 乙", "10.00 ÷ 4.00 ＝ 2.5"),
    (A / (B / C), "甲 ÷ (乙 ÷ 丙)", "10.00 ÷ (4.00 ÷ 2.00) ＝ 5"),
    (A / B / C, "甲 ÷ 乙 ÷ 丙", "10.00 ÷ 4.00 ÷ 2.00 ＝ 1.25"),
    ((A + B) / C, "(甲 ＋ 乙) ÷ 丙", "(10.00 ＋ 4.00) ÷ 2.00 ＝ 7"),
    (A / (B + C), "甲 ÷ (乙 ＋ 丙)", "10.00 ÷ (4.00 ＋ 2.00) ＝ 1.6667"),
    ((A / B).percent, "甲 ÷ 乙 × 100%", "10.00 ÷ 4.00 × 100% ＝ 250.00%"),
    (((A - B) / B).percent, "(甲 － 乙) ÷ 乙 × 100%", "(10.00 － 4.00) ÷ 4.00 × 100% ＝ 150.00%"),
    (A - figure("负", "-3.00"), "甲 － 负", "10.00 － (-3.00) ＝ 13.00"),
    ((A + B).called("和", "sum") - C, "和 － 丙", "10.00 ＋ 4.00 － 2.00 ＝ 12.00"),
    (C - (A + B).called("和", "sum"), "丙 － 和", "2.00 － (10.00 ＋ 4.00) ＝ -12.00"),
    (A - LACKING, "甲 － 丁", "10.00 － 〔丁〕 ＝ 未填报（丁）"),
    (A - figure("元数", "40000", Unit.YUAN), "甲 － 元数", "10.00 － 4.00 ＝ 6.00"),
    (fixed(D(1)) - A / B, "1 － 甲 ÷ 乙", "1 － 10.00 ÷ 4.00 ＝ -1.5"),
]


@pytest.mark.parametrize(("made", "words", "arithmetic"), FORMULAS, ids=[row[2] for row in FORMULAS])
def test_formula(made, words, arithmetic):
    assert (made.formula("zh", numbers=False), made.arithmetic("zh")) == (words, arithmetic)


def test_formula_in_english():
    made = ((figure("outturn", "189.20") - figure("budget", "114.66")) / figure("budget", "114.66")).percent
    assert made.formula("en", numbers=False) == "(outturn − budget) ÷ budget × 100%"
    assert made.arithmetic("en") == "(189.20 − 114.66) ÷ 114.66 × 100% = 65.01%"


DIVISIONS = [  # top, bottom, reason
    ("0", "0", Reason.NOT_APPLICABLE),
    ("3", "0", Reason.UNBUDGETED),
    ("3", "0.00", Reason.UNBUDGETED),
    ("-3", "0", Reason.UNBUDGETED),
]


@pytest.mark.parametrize(("top", "bottom", "reason"), DIVISIONS)
def test_division_by_zero_is_a_gap_with_its_reason(top, bottom, reason):
    made = figure("上", top) / figure("下", bottom)
    assert made.value.reason is reason
    assert (made - A).percent.value.reason is reason, "it goes on into whatever is built on it"
    assert made.interval == EVERYTHING


GAPS_GO_ON = [  # figure, reason, names of what is missing
    (A + LACKING, Reason.MISSING, ["丁"]),
    ((LACKING - B) / A, Reason.MISSING, ["丁"]),
    ((A / LACKING).percent, Reason.MISSING, ["丁"]),
    (LACKING + LACKING, Reason.MISSING, ["丁"]),
    (absent(Words("戊", "e"), Unit.WAN_YUAN, Reason.DASHED) - A, Reason.DASHED, ["戊"]),
    (absent(Words("戊", "e"), Unit.WAN_YUAN, Reason.DASHED) - LACKING, Reason.INCOMPLETE, ["戊", "丁"]),
    (LACKING.to(Unit.YUAN), Reason.MISSING, ["丁"]),
]


@pytest.mark.parametrize(("made", "reason", "names"), GAPS_GO_ON)
def test_a_gap_goes_on_and_names_what_is_missing(made, reason, names):
    assert made.value.reason is reason
    assert [leaf.label.zh for leaf in made.missing] == names
    assert made.interval == EVERYTHING


CONVERSIONS = [  # value, from, to, value, interval
    ("174.68", Unit.WAN_YUAN, Unit.YUAN, "1746800.00", ("1746750", "1746850")),
    ("1746800", Unit.YUAN, Unit.WAN_YUAN, "174.68", ("174.67995", "174.68005")),
    ("2.04", Unit.YI_YUAN, Unit.WAN_YUAN, "20400.00", ("20350", "20450")),
    ("9", Unit.PERSON, Unit.PERSON, "9", ("9", "9")),
]


@pytest.mark.parametrize(("value", "unit", "other", "expected", "ends"), CONVERSIONS)
def test_conversion_is_exact_and_carries_the_rounding_of_its_own_unit(value, unit, other, expected, ends):
    made = figure("数", value, unit).to(other)
    assert (made.value, made.unit, made.interval) == (D(expected), other, between(*ends))


@pytest.mark.parametrize(
    ("unit", "other"), [(Unit.WAN_YUAN, Unit.PERSON), (Unit.PERCENT, Unit.NONE), (Unit.MARK, Unit.COUNT)]
)
def test_units_of_different_kinds_do_not_convert(unit, other):
    with pytest.raises(ValueError, match="cannot be told in"):
        figure("数", "1", unit).to(other)


def test_what_is_counted_or_fixed_is_exact():
    assert figure("人", "9", Unit.PERSON).interval == between(9, 9)
    assert fixed(D("0.5")).interval == between("0.5", "0.5")
    assert (A + B).interval == between("13.99", "14.01")


def test_sources_of_a_computed_figure_stand_together():
    assert (A / (B + C)).sources == (Source("items.csv", 2), Source("items.csv", 3), Source("items.csv", 4))
    assert places((A + B).sources, "zh") == "items.csv 第2、3行"
    assert places((A + B).sources, "en") == "items.csv lines 2, 3"
    cells = [Source("form.xlsx", sheet=sheet, cell=cell) for sheet, cell in (("表一", "D7"), ("表一", "D5"), ("表二", "D5"))]
    assert places(cells, "zh") == "form.xlsx 表一!D7、D5；form.xlsx 表二!D5"
    assert places(cells, "en") == "form.xlsx 表一!D7, D5; form.xlsx 表二!D5"
    assert (A + A).sources == (Source("items.csv", 2),)


@pytest.mark.parametrize(
    ("files", "zh", "en"),
    [
        ("c/2024/a/form.xlsx c/2024/b/form.xlsx", "a、b：form.xlsx 表一!D5", "a, b: form.xlsx 表一!D5"),
        ("c/2024/a/form.xlsx c/2024/b/other.xlsx c/2024/d/form.xlsx", "a、d：form.xlsx 表一!D5；b/other.xlsx 表一!D5", "a, d: form.xlsx 表一!D5; b/other.xlsx 表一!D5"),
        ("c/2023/a/form.xlsx c/2024/a/form.xlsx", "2023/a、2024/a：form.xlsx 表一!D5", "2023/a, 2024/a: form.xlsx 表一!D5"),
        ("c/2024/a/form.xlsx c/2024/a/other.xlsx", "form.xlsx 表一!D5；other.xlsx 表一!D5", "form.xlsx 表一!D5; other.xlsx 表一!D5"),
    ],
    ids=["two departments", "another file between", "two years", "one department"],
)
def test_the_same_place_of_several_departments_is_told_once(files, zh, en):
    sources = [Source(file, sheet="表一", cell="D5") for file in files.split()]
    assert (places(sources, "zh", brief=True), places(sources, "en", brief=True)) == (zh, en)
    assert places([*sources[:1], replace(sources[1], cell="D6")], "zh", brief=True).count("表一!D") == 2


# -- laws -------------------------------------------------------------------------------------------------------------

AMOUNTS = st.decimals(min_value=-10_000_000, max_value=10_000_000, places=6)
MONEY = st.sampled_from([Unit.YUAN, Unit.WAN_YUAN, Unit.YI_YUAN])
PLACES = st.integers(min_value=0, max_value=6)


@given(AMOUNTS, MONEY, st.sampled_from(["zh", "en"]))
def test_what_is_printed_is_read_back(value, unit, lang):
    assert read_number(printed(value, unit, lang, with_unit=False)) == value


@given(AMOUNTS)
def test_rates_are_read_back_as_rounded(value):
    assert read_number(printed(value, Unit.PERCENT).removesuffix("%")) == rounded(value)


@given(AMOUNTS, PLACES)
def test_rounding_is_nearest_and_symmetric(value, decimals):
    got = rounded(value, decimals)
    assert abs(got - value) * 2 <= D(1).scaleb(-decimals)
    assert rounded(-value, decimals) == -got
    assert rounded(got, decimals) == got


@given(AMOUNTS, PLACES)
def test_an_interval_holds_every_value_that_rounds_to_the_printed_one(value, decimals):
    assert value in Interval.of_printed(rounded(value, decimals))


@given(st.lists(AMOUNTS, min_size=1, max_size=12), PLACES, PLACES)
def test_a_sum_of_rounded_values_meets_the_rounded_sum(values, decimals, of_the_sum):
    """What was right before rounding is never called wrong after it."""
    parts = [Figure(Words("", ""), rounded(value, decimals), Unit.WAN_YUAN, Source("f", 1)) for value in values]
    assert total(parts).interval.meets(Interval.of_printed(rounded(sum(values), of_the_sum)))


@given(AMOUNTS, AMOUNTS.filter(lambda value: abs(value) > 1), PLACES)
def test_a_quotient_of_rounded_values_holds_the_true_one(top, bottom, decimals):
    made = Interval.of_printed(rounded(top, decimals)) / Interval.of_printed(rounded(bottom, decimals))
    assert made == EVERYTHING or Fraction(made.low) <= Fraction(top) / Fraction(bottom) <= Fraction(made.high)


@given(AMOUNTS)
def test_steps_are_in_order(value):
    assert 0 <= whole_steps(value) <= max(value, D(0)) <= begun_steps(value) <= whole_steps(value) + 1


@given(AMOUNTS, MONEY, MONEY)
def test_conversion_there_and_back_changes_nothing(value, unit, other):
    assert figure("数", value, unit).to(other).to(unit).value == value


def written(number, digits="零一二三四五六七八九", scales=("", "十", "百", "千")):
    """Write a whole number below 10^12 in Chinese, as a school book does."""
    if number == 0:
        return digits[0]
    groups, text, zero = [number // 10**8, number // 10**4 % 10**4, number % 10**4], "", False
    for group, myriad in zip(groups, ("亿", "万", ""), strict=True):
        for place in (3, 2, 1, 0):
            digit = group // 10**place % 10
            zero = zero or (digit == 0 and text != "")
            if digit:
                text, zero = text + (digits[0] if zero else "") + digits[digit] + scales[place], False
        text += myriad if group else ""
    return text.removeprefix("一") if text.startswith("一十") else text


FINANCIAL = ("零壹贰叁肆伍陆柒捌玖", ("", "拾", "佰", "仟"))


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (105, "一百零五"),
        (10, "十"),
        (1010, "一千零一十"),
        (20_000, "二万"),
        (100_005, "十万零五"),
        (100_500_000, "一亿零五十万"),
        (12_345, "一万二千三百四十五"),
    ],
)
def test_the_writer_of_numerals(number, text):
    assert written(number) == text


@given(st.integers(min_value=0, max_value=10**11))
def test_numerals_are_read_back(number):
    """Longer ones than 20 signs are refused like digits."""
    for text in (written(number), written(number, *FINANCIAL)):
        if len(text) <= 20:
            assert read_number(text) == number


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text):
    with suppress(ValueError):
        assert read_number(text).is_finite()


IN_TABLES = [  # value, unit, as a table in 万元 prints it, why
    ("12345678.9", Unit.YUAN, "1,234.57", "told anew: rounded half up to 0.01"),
    ("43", Unit.YUAN, "0.0043", "it would vanish"),
    ("4.321", Unit.WAN_YUAN, "4.321", "as reported"),
    ("0", Unit.YUAN, "0.00", "nothing is nothing"),
]


@pytest.mark.parametrize(("value", "unit", "shown", "why"), IN_TABLES)
def test_amounts_told_anew_are_rounded_in_tables_only(value, unit, shown, why):
    told = figure("金额", value, unit).to(Unit.WAN_YUAN)
    assert told.in_tables.shown("zh", with_unit=False) == shown, why
    assert told.value == D(value) * unit.size / 10_000
