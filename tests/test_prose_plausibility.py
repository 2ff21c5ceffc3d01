"""Plausibility of prose (A9, family K): texts that must be accepted, texts that must be asked about or fail, texts that lack data.

Rows that quote the framework paper name the section; the others are arithmetic of the row itself.
"""

import csv
from decimal import Decimal as D
from pathlib import Path

import pytest
from builders import record_of
from hypothesis import given
from hypothesis import strategies as st

from evallib.reading.narrative import read_narrative
from evallib.rules.findings import PROSE, Outcome
from evallib.rules.prose import activities, k, lists, rates  # noqa: F401  enters their checks
from evallib.rules.prose.lists import office_count
from evallib.rules.prose.rates import bases_of

DEMO = Path(__file__).parents[1] / "data" / "demo"
KEYS = ("A9", "K1", "K2", "K3", "K4", "K5", "K6", "K7")


def findings(text, key, record=None):
    """What a check of prose finds in a text of 2023."""
    check, narrative = PROSE[key], read_narrative(text, "report.txt", 2023)
    return list(check.run(narrative) if check.on == "narrative" else check.run(narrative, record, None))


def outcomes(text, key):
    return " ".join(sorted(one.outcome.key for one in findings(text, key)))


LISTS = [  # text, outcomes of A9, source
    ("举办“采茶赛”、“厨艺赛”、“手工赛”等3场竞赛。", "pass", "three of three"),
    ("举办“采茶赛”、“厨艺赛”、“手工赛”等8场竞赛。", "", "等: the list may be a part"),
    ("举办“采茶赛”、“厨艺赛”、“手工赛”等2场竞赛。", "question", "three names, two announced"),
    ("出台《考勤办法》《采购办法》《档案细则》3项制度。", "pass", "book-title marks without 、"),
    ("出台《考勤办法》《采购办法》4项制度。", "question", "two of four, no 等"),
    ("开展“送法进校园”、“送法进企业”12场次。", "", "twelve events of two names"),
    ("获评“先进单位”、“文明单位”3个。", "", "a title may be won twice"),
    ("举办3场竞赛：“采茶赛”、“厨艺赛”、“手工赛”。", "pass", "number first"),
    ("举办3场竞赛：“采茶赛”、“厨艺赛”。", "question", "number first, one missing"),
    ("举办4场“春风行动”网络和线上招聘会。", "", "one name is no list; framework 5.3 row 26"),
    ("落实“三会一课”、“主题党日”等制度，开展党课5次。", "", "the number is of something else"),
    ("内设办公室、财务股、业务股等五个股室。", "", "等"),
    ("内设办公室、财务股、业务股五个股室。", "question", "three of five"),
    ("内设办公室、财务股和业务股3个股室。", "pass", "和 joins the last two"),
    ("内设办公室、劳动和经济服务部、财务部3个部室。", "pass", "和 inside a name"),
    ("内设办公室、水保股、建设与运行管理股、财务审计股4个股室，下设河湖中心、农村中心2个事业单位。", "pass pass", "与 inside a name, and 设 inside 建设"),
    ("设办公室、财务科、规划建设科、安全科、运输科（许可科）6个科室。", "question", "five of six: 规划建设科 is one name"),
    ("内设办公室、设计室、建设股和法规股4个股室。", "pass", "设 inside 设计 and 建设"),
    ("内设办公室、财务股、业务股、人事股、法规股、审批股等五个股室。", "question", "six names, five announced"),
    ("内设5个股室：办公室、财务股、业务股、人事股、法规股。", "pass", "number first"),
    ("内设5个股室：办公室、财务股、业务股、人事股。", "question", "number first, one missing"),
    ("内设机构5个，分别为办公室、财务股、业务股、人事股、法规和审批股。", "pass", "分别为"),
    ("设“五办一中心”，即党政办、经济发展办、社会事务办、应急办、综治办和农业服务中心。", "pass", "5 + 1"),
    ("设五办一中心：党政办、经济发展办、社会事务办、应急办和农业服务中心。", "question", "5 + 1, five named"),
    ("内设办公室、组织部、经济部、维权部、财务部、女工部、帮扶中心，六部室一中心。", "pass", "6 + 1; framework 5.4"),
    ("内设办公室（党建办）、财务股2个股室，下设信息中心、服务中心和质监站3个二级单位。", "pass pass", "two lists; a second name in brackets"),
    ("内设办公室、法规股等9个股室，下设公证处、法律援助中心2个二级机构。", "pass", "the second list is not the first's"),
    ("辖8个社区、12个行政村。", "", "numbers without names"),
    ("重点工作共4项：一是党建；二是审计；三是培训。", "question", "three of four"),
    ("重点工作共4项：一是党建；二是审计；三是培训；四是信访。", "pass", "four of four"),
    ("重点工作共三项：一是党建；二是审计；三是培训；四是信访。", "question", "four of three"),
    ("存在以下三个方面的问题：\n（一）进度不快。内容。\n（二）管理不严。内容。\n三、下一步打算", "question", "two sections of three"),
    ("存在以下三个方面的问题：\n（一）进度不快。\n（二）管理不严。\n（三）人手不足。\n三、下一步打算\n（一）加快进度。", "pass", "the next list begins anew"),
    ("主要有两点：1.进度不快；2.管理不严。", "pass", "numbers in one line"),
    ("主要有两点：1.进度不快；2.管理不严；3.人手不足。", "question", "three of two"),
    ("主要做好三项工作：\n1、党建。\n2、审计。\n3、培训。\n二、管理情况\n1、制度健全。", "pass", "a list line by line"),
    ("一是抓好2个方面工作：（1）党建；（2）审计；二是其他。", "pass", "a list in a list"),
    ("完成实事10项：一是教育类3项；二是医疗类7项。", "", "the items count in the same word"),
    ("完成4项任务，一是党建；二是审计。", "", "nothing says that the four follow"),
    ("第三方面：一是党建；二是审计。", "", "an ordinal announces nothing"),
    ("举办3期培训班，分别是财务业务培训班、党务业务培训班、法律业务培训班。", "pass", "bare names of one kind"),
    ("举办3期培训班，分别是财务业务培训班、党务业务培训班。", "question", "one missing"),
    ("新增规模以上企业3家，分别是云山制药公司、江北电子公司、河西粮油公司。", "pass", "three of three"),
    ("新增规模以上企业4家，分别是云山制药公司、江北电子公司、河西粮油公司。", "question", "three of four"),
    ("前三季度分别完成12%、30%、55%。", "", "numbers are no names"),
    ("截至年末共有车辆3辆。", "", "no list"),
]

COSTS = [  # text, outcomes of K1, source
    ("为27户困难职工家庭子女解决助学资金7.24万元。", "pass", "2,681 yuan each; framework 5.4"),
    ("将10户困难家庭建档立卡，解决困难帮扶资金5.85万元。", "pass", "5,850 yuan each; framework 5.4"),
    ("筹集资金5800元走访慰问劳模13人。", "pass", "446 yuan each; framework 5.4"),
    ("办理法律援助案件3件，援助农民工27人，挽回经济损失33万元。", "pass", "12,222 yuan each; framework 5.4"),
    ("全年办理医疗互助报账378人次，报账金额41.24万元。", "pass", "1,091 yuan each; framework 5.4"),
    ("走访慰问困难企业7家、困难职工104人次、农民工77人次，共计慰问款物17.96万元。", "pass", "at most 992 yuan each; framework 5.4"),
    ("开展劳模宣讲10场次，覆盖职工2800余人。", "pass", "280 to a talk; framework 5.4"),
    ("慰问困难职工10户，慰问资金5.85元。", "question", "0.585 yuan each: 万元 is meant"),
    ("筹集资金5800万元走访慰问劳模13人。", "question", "4.46 million yuan each: 元 is meant"),
    ("慰问困难职工80户，标准500元。", "", "an amount for one, not for all"),
    ("救助患病妇女23名，每人1万元。", "", "an amount for one, not for all"),
    ("举办技能竞赛7场，参赛2200人次，支出竞赛经费0.85万元。", "pass pass", "3.86 yuan each: low, not absurd; framework 5.3 row 21"),
    ("举办技能竞赛7场，参赛3000人次，支出竞赛经费0.36万元。", "pass question", "1.20 yuan each"),
    ("修建水渠3条，投入资金600万元。", "", "works have no band"),
    ("走访慰问困难职工若干，送去慰问金5万元。", "", "no count"),
]

RATES = [  # text, outcomes of K2, source
    ("职代会建制总数76家，建制率93%。", "pass", "76 of 82 is 92.68 %; framework 5.3 row 22"),
    ("受理投诉后办结13件，办结率95%。", "question", "13 of 13 is 100 %, of 14 is 92.9 %"),
    ("完成污水治理自然村17个，治理率92.19%。", "insufficient_data", "the year's 17, the rate of all"),
    ("全县企事业单位职代会建制总数76家，建制率93%。建会企事业单位建立厂务公开制度的有148家，建制率95%。", "pass pass question", "82 in all, 155 of a part; framework 5.3 row 22"),
    ("全县企事业单位职代会建制总数176家，建制率93%。建会企事业单位建立厂务公开制度的有148家，建制率95%。", "pass pass", "189 in all, 155 of a part"),
    ("全县工资集体协商建制率91%，组建率100%。", "insufficient_data", "no count, no base; framework 5.3 rows 23, 24"),
    ("满意度为96.20%（收回有效问卷158份，其中满意152份）。", "pass", "152/158 = 96.20 %"),
    ("满意度为96.20%（收回有效问卷158份，其中满意178份）。", "fail", "178/158 = 112.66 %"),
    ("发放问卷200份，收回有效问卷158份，其中满意142份，满意度为96.20%。", "fail", "142/158 = 89.87 %"),
    ("收回有效问卷200份，其中非常满意150份、满意40份，满意度95%。", "pass", "190/200"),
    ("收回有效问卷200份，其中非常满意150份、基本满意45份，满意度90%。", "question", "no sum of degrees is 90 %; the mark may be weighted"),
    ("综合满意度96.20%，收回有效问卷158份，其中满意142份。", "question", "a composite may be weighted"),
    ("发放问卷100份，满意90份，满意度95%。", "question", "how many came back is not told"),
    ("满意度达96%以上，收回有效问卷158份，其中满意152份。", "pass", "96.20 is over 96"),
    ("收回有效问卷143份，满意率97.90%。", "pass", "140/143"),
    ("收回有效问卷143份，满意率97.50%。", "question", "139.4 of 143"),
    ("收回有效问卷143份，满意度97.50%。", "insufficient_data", "a degree may be weighted"),
    ("计划培训12场，实际完成10场，完成率83.33%。", "pass", "10/12"),
    ("计划培训12场，实际完成10场，完成率90%。", "fail", "10/12 = 83.33 %"),
    ("应参保3.5万人，实参保1.2万人，参保率34.1%。", "hint", "1.15/3.45 is 33.3 %, 1.25/3.55 is 35.2 %"),
    ("应参保3.5万人，实参保1.2万人，参保率44.1%。", "fail", "no rounding gives 44.1 %"),
    ("全县参保35.6万人，参保率98.2%。", "insufficient_data", "356,000 was not counted"),
    ("计划培训10场，实际完成12场，完成率100%。", "pass", "more than planned is all done"),
    ("计划培训10场，实际完成12场，完成率120%。", "pass", "12/10"),
    ("受理案件318件，办结309件，办结率97.17%。", "pass", "309/318"),
    ("受理案件318件，办结309件，办结率99%。", "question", "309/318 = 97.17 %; cases of last year may count"),
    ("受理案件318件，办结309件，按期办结率100%。", "insufficient_data", "nine may not be due"),
    ("收回有效问卷146份，其中满意137份，满意度95.89%，高于年度指标值90%。", "fail", "137/146 = 93.84 %; 90 % is the target"),
    ("收回有效问卷146份，其中满意137份，满意度93.84%，目标值95%。", "pass", "137/146 = 93.84 %; 95 % is the target"),
    ("收回有效问卷146份，其中满意137份，综合满意度95.89%，高于年度指标值90%。", "question", "a composite may be weighted"),
    ("碘盐监测300份，合格294份，合格率98%。", "pass", "294/300"),
    ("碘盐监测300份，合格294份，合格率95.6%；监测布夹6000夹次。", "fail", "294/300 = 98 %"),
    ("碘盐监测300份，合格294份，综合合格率95.6%。", "insufficient_data", "a composite may be weighted"),
    ("抽检320批次，其中风险监测120批次，合格118批次，合格率95%。", "insufficient_data", "of 320 or of 120"),
    ("厕所改造210座，完成率95.5%（任务220座）。", "pass", "210/220, the plan in brackets"),
    ("治理率92.19%（64个自然村累计完成59个）。", "pass", "59/64, both in brackets"),
    ("预算执行率98.05%，资产利用率95.90%，较上年增长5.00%。", "", "rates of money are others' business"),
    ("本部门工作正常开展。", "", "no rate"),
]

PARTS = [  # text, outcomes of K3, source
    ("收回有效问卷158份，其中满意152份。", "pass", "152 of 158"),
    ("收回有效问卷158份，其中满意178份。", "fail", "178 of 158"),
    ("发放问卷200份，收回有效问卷158份，其中满意178份。", "fail pass", "satisfied are of those that came back"),
    ("发放问卷300份，收回有效问卷312份。", "question", "more back than given out"),
    ("办理提案12件，其中主办15件。", "fail", "15 of 12"),
    ("办理提案12件，其中主办5件。", "pass", "5 of 12"),
    ("全县共有企业320家，今年新增12家，其中规模以上25家。", "", "25 may be of the 320"),
    ("全县共有企业320家。今年走访12家，其中规模以上25家。", "question", "25 may be of the 320 of the sentence before"),
    ("共办理12余件，其中主办15件。", "", "what is not exact has no bound"),
    ("办理案件3件，其中援助农民工27人。", "", "cases and persons"),
    ("抽检食品320批次，合格314批次。", "pass", "314 of 320"),
    ("抽检食品320批次，合格332批次。", "fail", "332 of 320"),
    ("流转土地1.2万亩，其中水田8000亩。", "pass", "12,000 and 8,000"),
    ("流转土地1.2万亩，其中水田18000亩。", "fail", "18,000 of 12,000"),
    ("流转土地1.2万亩，其中水田12040亩。", "pass", "1.2万 is anything up to 12,500"),
    ("养护公路120公里，其中县道120.3公里。", "pass", "120 beside 120.3 is rounded"),
    ("核定编制32人，其中实有在职35人。", "", "more staff than posts: family G"),
    ("在职人员32人，其中女职工35人。", "question", "kinds of staff are listed loosely"),
    ("应参训干部50人，实际参训46人。", "pass", "46 of 50"),
    ("在册干部50人，参训62人。", "question", "62 of 50"),
    ("发放问卷200份。", "", "one count"),
]

HINTS = [  # check, text, outcomes, source
    ("K4", "组织52家企业提供8320个就业岗位。", "hint", "exactly 160 each; framework 5.3 row 26"),
    ("K4", "为12所学校配备图书3600册。", "", "round by itself"),
    ("K4", "组织52家企业提供8317个就业岗位。", "", "159.9 each"),
    ("K4", "为52家企业每家发放资料160份，共8320份。", "", "each got the same"),
    ("K4", "；".join(f"服务{name}{number}人" for name, number in zip("甲乙丙丁戊己庚辛", (100, 200, 300, 500, 600, 700, 800, 900), strict=True)), "hint", "eight round hundreds"),
    ("K4", "；".join(f"服务{name}{number}人" for name, number in zip("甲乙丙丁戊己庚辛", (100, 200, 300, 500, 600, 700, 800, 903), strict=True)), "", "one is not round"),
    ("K6", "开展“采茶技能竞赛”、“厨艺技能竞赛”等活动。参加全市“玉石雕刻竞赛”、“厨艺技能竞赛”等活动。", "hint", "framework 5.3 row 25"),
    ("K6", "开展“采茶技能竞赛”、“厨艺技能竞赛”等活动。参加全市“玉石雕刻竞赛”、“财务技能竞赛”等活动。", "", "four events"),
    ("K7", "为12个乡镇和森林公园管理处发放帐篷55个、柴刀260把、头灯260个、油锯13把。", "hint", "20, 20, 1 each of 13; 55 is 4.23; framework 5.3 row 27"),
    ("K7", "为13个乡镇发放柴刀260把、头灯260个、油锯13把。", "pass", "framework 5.4"),
    ("K7", "为13个乡镇发放柴刀261把、头灯250个、油锯17把。", "", "nothing divides, nothing is said"),
]

MONEY = "二、项目支出情况\n2023年项目支出{project}万元，主要用于慰问困难职工12.07万元，劳模管理1.60万元，技能竞赛0.85万元。\n五、部门整体支出绩效情况\n（一）履职情况\n"
HEADS = MONEY.format(project="14.52")
ACTIVITIES = [  # text, outcomes of K5, source
    (HEADS + "为困难家庭解决帮扶资金5.85万元；开展“金秋助学”活动解决资金7.24万元。", "pass", "13.09 of 14.52"),
    (HEADS + "为困难家庭解决帮扶资金9.85万元；开展“金秋助学”活动解决资金7.24万元。", "question", "17.09 of 14.52"),
    (HEADS + "走访慰问困难职工104人次，共计慰问款物12.96万元。", "pass question", "within the whole, beyond the 12.07 of its project; framework 5.3 row 19"),
    (HEADS + "全年发放慰问资金13万元。走访慰问困难户5.00万元；慰问一线人员8.00万元。", "pass", "the year's sum and its parts are the same money"),
    (HEADS + "发放慰问资金13万元，其中春节8.00万元、国庆5.00万元。", "pass", "parts are not added to their total"),
    (HEADS + "办理医疗互助报账378人次，报账金额41.24万元；帮扶职工追回工资33万元；发放创业贷款500万元。", "", "benefits, recoveries and loans are other money; framework 5.4"),
    (HEADS + "参赛企业带动销售2000万元，完成投资1.2亿元。", "", "sales and investment"),
    (HEADS + "兑付耕地地力保护补贴3200万元；发放低保金1200万元。", "", "benefits that other budgets pay"),
    (HEADS + "（二）采购和资产管理情况\n采购慰问品发放90.00万元。", "", "no section on results"),
    ("一、概况\n慰问困难职工20.00万元。\n二、项目支出情况\n项目支出14.52万元。", "", "no section on results"),
    ("五、部门整体支出绩效情况\n为困难家庭解决帮扶资金5.85万元。", "insufficient_data", "no project expenditure"),
    (HEADS + "发放慰问物资一批。", "", "no amount"),
]

TABLES = (
    [("A9", *row) for row in LISTS] + [("K1", *row) for row in COSTS] + [("K2", *row) for row in RATES] + [("K3", *row) for row in PARTS]
    + HINTS + [("K5", *row) for row in ACTIVITIES]
)


@pytest.mark.parametrize(("key", "text", "expected", "source"), TABLES)
def test_outcome(key, text, expected, source):
    assert outcomes(text, key) == expected, source


def test_every_check_has_its_rows():
    rows = {key: {expected for other, _, expected, _ in TABLES if other == key} for key in KEYS}
    assert all(len(kinds) > 1 for kinds in rows.values())


def test_only_parts_and_rates_may_fail():
    """A list, a cost or the money of activities may have another reading."""
    assert {key for key, _, expected, _ in TABLES if "fail" in expected} == {"K2", "K3"}


def test_sum_of_activities_is_spelled_out():
    (finding, *_) = findings(HEADS + "为困难家庭解决帮扶资金9.85万元；慰问劳模5800元；“金秋助学”解决资金7.24万元。", "K5")
    assert "9.85 ＋ 0.58 ＋ 7.24 ＝ 17.67" in finding.message.zh
    assert (finding.stated.value, finding.expected.value) == (D("17.67"), D("14.52"))


def test_project_expenditure_of_the_record_serves_where_the_report_states_none(tmp_path):
    text = "五、部门整体支出绩效情况\n为困难家庭解决帮扶资金5.85万元。"
    for project, expected in (("6.00", Outcome.PASS), ("5.00", Outcome.QUESTION)):
        record = record_of(tmp_path, items=f"exp_project,,actual,{project},万元")
        assert [one.outcome for one in findings(text, "K5", record)] == [expected]


def test_a_finding_names_the_figures_that_it_rests_on():
    text = "满意度为96.20%（收回有效问卷158份，其中满意178份）。"
    for key in ("K2", "K3"):
        (finding,) = findings(text, key)
        shown = {text[start:end] for start, end in finding.spans}
        assert {"158份", "178份"} <= shown
        assert finding.question.zh
        assert finding.question.en


def test_listed_names_are_told():
    (finding,) = findings("内设5个股室：办公室、财务股、业务股、人事股。", "A9")
    assert finding.message.zh == "文中称5个股室，所列为4项：办公室、财务股、业务股、人事股"
    assert (finding.stated.value, finding.expected.value, finding.difference.value) == (5, 4, 1)


def test_rates_without_base_are_gathered_in_one_finding():
    (finding,) = findings("".join(f"{name}率9{place}%。" for place, name in enumerate(("普及", "入户", "知晓", "到位", "覆盖", "建档", "达标", "兑现"))), "K2")
    assert finding.outcome is Outcome.INSUFFICIENT_DATA
    assert "等8项" in finding.message.zh
    assert len(finding.places) == 8


@pytest.mark.parametrize(
    ("names", "least", "most"),
    [
        ("办公室、财务股", 2, 2),
        ("办公室、财务股和人事股", 2, 3),
        ("办公室、劳动和经济服务部", 2, 2),
        ("办公室、人事、财务股", 2, 3),
        ("办公室（加挂党建办、信访办牌子）、财务股", 2, 2),
    ],
)
def test_bare_names_have_a_least_and_a_greatest_number(names, least, most):
    assert office_count(names)[:2] == (least, most)


def test_what_is_no_list_of_offices_is_none():
    assert office_count("负责规划、建设、管理") is None


@given(st.integers(1, 5000), st.integers(1, 5000), st.integers(0, 2))
def test_the_true_base_is_among_the_bases_of_its_rounded_rate(part, more, places):
    """Property: whatever a rate was rounded to, the base it was worked out from is possible."""
    base = part + more
    rate = (D(part) * 100 / base).quantize(D(1).scaleb(-places))
    if rate:
        least, greatest = bases_of(D(part), rate)
        assert least <= base <= greatest


@given(st.integers(2, 9), st.integers(2, 9))
def test_a_number_is_asked_about_exactly_if_it_is_not_that_of_the_names(announced, named):
    """Property: names in quotation marks are counted as they are."""
    names = "、".join(f"“第{place}届运动会”" for place in range(named))
    assert outcomes(f"举办{announced}场活动：{names}。", "A9") == ("pass" if announced == named else "question")


PIECES = st.sampled_from(
    "收回有效问卷|其中|满意|满意度|满意率|办结率|受理|办结|慰问|内设|等|：|、|，|。|；|（|）|“采茶竞赛”|《考勤办法》|办公室|财务股|一是|二是|1.|（一）|"
    "项目支出|\n五、绩效情况\n|\n|分别是|0份|3份|120%|0%|96.5%|5万人|0.0|3个|六部室一中心|7场|8万余元|-5元|3至5户|10户|一百".split("|")
)


@given(st.lists(PIECES, max_size=40))
def test_any_text_is_checked_without_complaint(pieces):
    """Property: whatever stands in a text, the checks come to an end, and what they name stands in it."""
    text = "".join(pieces)
    for key in KEYS:
        for one in findings(text, key):
            assert one.message.zh
            assert one.message.en
            assert all(0 <= start < end <= len(text) for start, end in one.spans)


@pytest.mark.parametrize("folder", sorted(path.parent for path in DEMO.glob("*/*/report.*")), ids=lambda path: f"{path.parent.name}-{path.name}")
def test_the_invented_county_raises_only_what_was_planted(folder):
    """The planted defects with these checks are found; the other reports raise nothing."""
    text = next(folder.glob("report.*")).read_text("utf-8")
    rows = [row for row in csv.DictReader((DEMO / "planted.csv").read_text("utf-8").splitlines()) if (row["year"], row["department"]) == (folder.parent.name, folder.name)]
    planted = sorted(f"{row['check']} {row['outcome']}" for row in rows if row["file"].startswith("report") and row["check"] in KEYS)
    found = sorted(f"{one.check} {one.outcome.key}" for key in KEYS for one in findings(text, key) if one.serious)
    assert found == planted
