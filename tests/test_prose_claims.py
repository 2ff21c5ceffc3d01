"""Checks of what reports claim: each has a text that must pass, one that must be asked about or fails, and one that lacks data.

The texts are our own; rows that follow a defect of the framework paper name its section, the rest are arithmetic of the row itself.
"""

from datetime import date
from pathlib import Path

import pytest
from builders import record_of
from hypothesis import given
from hypothesis import strategies as st
from labelled import read_all

from evallib.case import open_cases
from evallib.reading.folder import department_years
from evallib.reading.narrative import read_narrative
from evallib.rules.findings import PROSE, Outcome
from evallib.rules.prose import f, h, i, j, l  # noqa: F401  entered in the register by being imported
from evallib.rules.prose.j import EVENTS
from evallib.rules.prose.wording import numbered, run_of
from evallib.rules.schemes import read_scheme
from evallib.rules.scoring import score

ROOT = Path(__file__).parents[1]
DATA = ROOT / "data"
MINE = sorted(key for key in PROSE if key[0] in "FHIJL" and key not in {"F1", "F2", "F3"})
HEAD = "某县某局2022年度部门整体支出绩效自评报告\n"
WHOLE = (
    HEAD + "一、部门概况\n（一）职能职责\n核定编制20名，在职人员18人。\n二、支出情况\n支出总额100.00万元，其中基本支出60.00万元，项目支出40.00万元，“三公”经费1.00万元。\n"
    "三、采购和资产\n政府采购10.00万元，固定资产50.00万元，年末结转结余0万元。\n四、绩效情况\n完成年度绩效目标，满意度95%。自评得分98分，扣分2分。\n"
    "{problems}{measures}七、结果应用和公开情况\n评价结果用于下年预算，报告将公开。\n八、附件\n1.自评表\n{signed}"
)
PROBLEMS, MEASURES, SIGNED = "五、存在的主要问题\n一是进度偏慢。\n", "六、改进措施\n一是加快进度。\n", "某县某局\n2023年4月10日\n"

EXAMPLES = [  # check, text, outcomes of that check, why
    ("F4", "根据某财绩〔2023〕3号文件。", "pass", "the right brackets"),
    ("F4", "根据某财绩﹝2023﹞3号文件。", "pass", "a tortoise-shell bracket of another width"),
    ("F4", "根据某财绩【2023】3号、某政办(2022)15号文件。", "hint", "framework 5.3 row 30"),
    ("F4", "共3个项目（2023年实施）。", "", "no document number"),
    ("F5", HEAD + "一般公共预算财政拨款100.00万元。", "", "the name in use"),
    ("F5", HEAD + "财政一般预算拨款100.00万元。", "hint", "framework 5.3 row 33"),
    ("F5", HEAD + "医疗卫生与计划生育支出3.00万元。", "hint", "renamed 2019, framework 5.1 F5"),
    ("F5", "某局2018年度部门整体支出绩效自评报告\n医疗卫生与计划生育支出3.00万元。", "", "still the name in 2018"),
    ("F6", HEAD + "现对2022年度部门整体支出绩效进行了自评。", "", "the year of the title"),
    ("F6", HEAD + "根据《关于开展2022年度绩效自评的通知》，对2021年度部门整体支出绩效进行了自评。", "question", "the year of an earlier report left over; the notice is no witness"),
    ("F6", HEAD + "在职XX人，支出____万元。", "question", "two blanks"),
    ("F6", HEAD + "项目支出占%，比上年减少 万元。", "question", "numbers left out"),
    ("F6", HEAD + "年末结转增加（减少）3.00万元。", "question", "an alternative of the form not struck out"),
    ("F6", HEAD + "XX县XX局共有职工20人，张××同志任组长。", "", "names made anonymous are no blanks"),
    ("F6", HEAD + "（待补充）", "question", "a blank"),
    ("F6", HEAD + "队伍力量有待补充，制度有待完善。", "", "no blank: something has yet to be done"),
    ("F6", HEAD + "执行率＝实际支出÷预算×100%，人均×人数。", "", "signs of multiplication"),
    ("F6", HEAD + "全面提升的的服务水平，，共5.00万元万元。", "hint", "words and signs written twice"),
    ("F6", HEAD + "为了了解的的确确的情况，参与与会人员和和睦相处，逐步推进。", "", "legitimate repetitions"),
    ("F6", HEAD + "正文。\n某县某局\n2022年4月10日\n", "question", "dated within the year that it reports on"),
    ("F6", HEAD + "正文。\n某县某局\n2023年4月10日\n", "", "dated after it"),
    ("F6", HEAD + "2021年度部门整体支出绩效自评得分较上年提高。", "", "compares with another year"),
    ("H1", "“三公”经费年初预算3.00万元，决算2.50万元。", "pass", "2.5 is within 3"),
    ("H1", "“三公”经费年初预算3.00万元，决算3.60万元。", "question", "above, and nothing said"),
    ("H1", "“三公”经费年初预算3.00万元，决算3.60万元，未超预算。", "fail", "above, and said not to be"),
    ("H1", "“三公”经费年初预算3.00万元，决算3.60万元，主要原因是新增接待任务，已报县政府批准。", "hint", "above, with its reason"),
    ("H1", "“三公”经费决算2.50万元。", "", "no budget"),
    ("H1", "“三公”经费年初预算3.00万元，决算3.60万元。下年将确保“三公”经费不超预算。", "question", "an intent is no claim"),
    ("H2", "2022年“三公”经费年初预算3.00万元，2021年“三公”经费年初预算4.00万元。", "pass", "lower than last year's"),
    ("H2", "2022年“三公”经费年初预算5.00万元，2021年“三公”经费年初预算4.00万元。", "hint", "raised, and told so: the data are asked, check H2 of the record"),
    ("H2", "2022年“三公”经费年初预算5.00万元。", "", "last year's is not told"),
    ("H3", "“三公”经费厉行节约，不超标、不超预算。", "question", "framework 5.3 row 12"),
    ("H3", "“三公”经费年初预算3.00万元，决算2.50万元，未超预算。", "pass", "both amounts"),
    ("H3", "“三公”经费支出2.50万元，严格控制在预算之内。", "question", "no budget"),
    ("H3", "本单位未安排“三公”经费预算，也未发生“三公”经费支出，“三公”经费没有超预算。", "pass", "both are nil"),
    ("H3", "下一步将严格执行制度，确保“三公”经费不超预算。", "", "an intent"),
    ("H3", "各项支出均未超预算。", "", "not about the three public expenses"),
    ("H4", "公务接待费0.52万元，国内公务接待6批次、48人次。", "pass", "money and receptions"),
    ("H4", "公务接待费0.00万元，国内公务接待0批次、0人次。", "pass", "neither"),
    ("H4", "公务接待费0.52万元，国内公务接待0批次、0人次。", "question", "money without receptions"),
    ("H4", "公务接待费0.00万元，国内公务接待3批次、20人次。", "question", "receptions without money"),
    ("H4", "公务接待费0.52万元。", "", "no number of receptions"),
    ("H5", "公务用车购置费0.00万元，公务用车运行维护费3.00万元，公务用车保有量2辆。", "pass", "no car bought, none new"),
    ("H5", "公务用车购置费0.00万元，全年新增公务用车1辆。", "question", "a new car without money"),
    ("H5", "公务用车购置费0.00万元，由上级调拨新增公务用车1辆。", "pass", "handed over by others"),
    ("H5", "年初公务用车3辆，年末公务用车5辆。公务用车购置费0.00万元。", "question", "the fleet grew from 3 to 5"),
    ("H5", "公务用车运行维护费3.00万元，公务用车5辆。", "", "nothing on purchases"),
    ("I1", "自评得分92分，其中投入13分、过程26分、产出28分、效果25分。", "pass", "13 + 26 + 28 + 25 = 92"),
    ("I1", "自评得分95分，其中投入13分、过程26分、产出28分、效果25分。", "fail", "the parts make 92"),
    ("I1", "自评得分95分，其中产出48分、效益28分、管理9分。", "", "the parts may not be all: 85"),
    ("I1", "自评得分80分，其中产出48分、效益28分、管理9分。", "question", "the parts exceed it: 85"),
    ("I1", "自评得分94分，其中投入13分、过程26分、产出28分、效果26分。", "fail", "the parts make 93: marks are exact"),
    ("I1", "自评得分94分，其中投入13.5分、过程26.2分、产出28.3分、效果26.4分。", "hint", "the parts make 94.4, which is 94 when rounded"),
    ("I1", "自评得分94.5分。产出（50分），得48分；效益（40分），得38分；执行（10分），得8.5分。", "pass", "50 + 40 + 10 is a whole table: 94.5"),
    ("I1", "自评得分96分。产出（50分），得48分；效益（40分），得38分；执行（10分），得8.5分。", "fail", "a whole table makes 94.5"),
    ("I1", "自评得分97.01分。其中预算执行17.84分（满分20分），产出指标40分（满分40分），效益指标29.17分（满分30分），满意度指标10分（满分10分）。", "pass pass", "17.84 + 40 + 29.17 + 10 = 97.01, as a list and as a table"),
    ("I1", "部门整体自评得分96分。综合评定，部门整体自评得分95分。", "fail", "two scores of the whole"),
    ("I1", "部门整体自评得分96分，某项目自评得分90分。", "", "another score is a project's"),
    ("I1", HEAD + "2022年自评得分96分，2021年自评得分93分。", "", "another score is last year's"),
    ("I1", "自评得分97.87分，等级为“优”。失分2.13分，主要是执行率偏低。", "pass", "97.87 + 2.13 = 100"),
    ("I1", "自评得分99.33分，等级为“优”。失分2.17分，主要是执行率偏低。", "fail", "99.33 + 2.17 = 101.50"),
    ("I1", "自评得分96分。", "", "nothing to compare"),
    ("I1", "（一）投入（15分，自评得分15分）。甲。\n（二）过程（25分，自评得分23分）。\n（三）产出（35分，自评得分34分）。\n（四）效果（25分，自评得分23分）。\n综合以上，自评总得分95分。", "pass", "15 + 23 + 34 + 23 = 95: the marks of groups are no other scores"),
    ("I1", "（一）投入（15分，自评得分15分）。\n（二）过程（25分，自评得分23分）。\n（三）产出（60分，自评得分57分）。\n综合以上，自评总得分97分。", "fail", "15 + 23 + 57 = 95"),
    ("I1", "1.投入指标分值15分，自评14分。其中：目标设定5分，预算配置9分。\n2.过程指标分值35分，自评32分。\n3.产出指标分值50分，自评47分。\n综上，自评总得分为93分。", "pass", "14 + 32 + 47 = 93, told line by line"),
    ("I1", "1.投入指标分值15分，自评14分。其中：目标设定5分，预算配置9分。\n2.过程指标分值35分，自评32分。\n3.产出指标分值50分，自评47分。\n综上，自评总得分为95分。", "fail", "14 + 32 + 47 = 93"),
    ("I1", "1.投入指标分值15分，自评14分。\n2.过程指标分值35分，自评32分。\n综上，自评总得分为95分。", "", "what is worth 50 may not be all"),
    ("I1", "投入（15分），得14分；过程（35分），得32分；产出（50分），得47分，自评得分合计95分。", "fail", "the total is no marks of what is worth 50: 14 + 32 + 47 = 93"),
    ("I1", "执行（20分）得19分，其中支出（10分）得9分、进度（10分）得10分；产出（50分）得48分；效益（30分）得28分。自评得分95分。", "pass", "19 + 48 + 28 = 95: what stands below 执行 is in its 19"),
    ("I1", "投入（20分）得18分。目标（10分）得9分；配置（10分）得9分。过程（30分）得28分。执行（15分）得14分；管理（15分）得14分。产出（50分）得49分。自评得分95分。", "pass", "18 + 28 + 49 = 95; 20 + 10 + 10 + 30 + 15 + 15 is also 100, and no table"),
    ("I1", "自评得分95分，其中投入13分（目标设定5分、预算配置8分）、过程26分（执行10分、管理16分）、产出28分、效果28分。", "pass", "13 + 26 + 28 + 28 = 95"),
    ("I1", "自评得分95分，其中：投入13分，包括目标设定5分、预算配置8分；过程26分；产出28分；效果28分。", "pass", "13 + 26 + 28 + 28 = 95"),
    ("I1", "某项目执行（10分）得10分，产出（50分）得50分，效益（40分）得39分，项目得分99分。部门整体自评得分95分。", "", "the table is a project's: 99"),
    ("I1", "投入（15分）得14分，过程（35分）得32分，产出（50分）得47分，另扣1分。自评得分92分。", "question", "93, and marks were lost beside the table"),
    ("I2", HEAD + "年初预算支出总额100.00万元，全年支出总额165.00万元。自评得分96分。", "question", "framework 5.3 row 13: additions above 30 % cost 5 marks in the Hunan table"),
    ("I2", HEAD + "年初预算支出总额100.00万元，全年支出总额165.00万元。自评得分95分。", "", "95 is possible"),
    ("I2", HEAD + "年初预算支出总额100.00万元，全年支出总额120.00万元。自评得分96分。", "", "additions of 20 % leave marks"),
    ("I2", HEAD + "年初预算支出总额100.00万元，全年支出总额165.00万元。对照绩效自评表，自评得分96分。", "", "another table is named"),
    ("I2", HEAD + "年初结转和结余50.00万元。年初预算支出总额100.00万元，全年支出总额165.00万元。自评得分96分。", "", "of 65, 50 were brought forward"),
    ("I3", "自评得分96分，等级为“优”。", "pass", "S13: 90 and above"),
    ("I3", "自评得分96分，评价等级为优秀。", "pass", "another word for it"),
    ("I3", "自评得分97.03分，等级为“中”。", "fail", "no usual scale calls 97.03 中"),
    ("I3", "自评得分92分，等级为“良”。", "question", "a scale whose 优 begins at 95 may"),
    ("I3", "自评得分65分，评价等级为“良好”。", "fail", "no usual scale calls 65 良"),
    ("I3", "自评得分92分，等级为“良”。评价标准：95分以上为优，85-95分为良，60-85分为中。", "pass", "the bands of the text"),
    ("I3", "自评得分95.5分，等级为“良”。评价标准：90分（含）以上为优，80-90分为良，60-80分为中。", "fail", "the bands of the text say 优"),
    ("I3", "自评得分96分，工作成效优良，进一步优化流程。", "", "优 in other words is no grade"),
    ("I3", "自评得分96分。", "", "no grade"),
    ("I3", "自评得分108分，满分120分，等级为“中”。", "", "out of 120"),
    ("I4", "自评得分96分，扣分原因是执行率偏低。", "pass", "explained"),
    ("I4", "自评得分96分。", "insufficient_data", "not explained, and nothing says that all was met"),
    ("I4", WHOLE.format(problems=PROBLEMS, measures=MEASURES, signed=SIGNED).replace("，扣分2分", "").replace("完成年度绩效目标", "全面完成年度绩效目标"), "question", "framework 5.3 row 38: all targets met, yet 2 marks lost"),
    ("I4", "自评得分100分。", "", "nothing lost"),
    ("I6", "自评得分96分，评分情况详见附件《绩效自评表》。附件：部门整体支出绩效自评表", "pass", "an annex"),
    ("I6", "自评得分96分。", "insufficient_data", "framework 5.3 row 13: no table"),
    ("I6", "满意度96%。", "", "no score"),
    ("J1", "基本支出年初预算100.00万元，基本支出决算95.00万元。全年基本支出没有突破预算。", "pass", "95 of 100"),
    ("J1", "基本支出年初预算108.06万元。基本支出决算174.68万元。基本支出没有突破预算。", "fail", "framework 5.3 row 8: 161.65 %"),
    ("J1", "基本支出年初预算108.06万元。年中追加人员经费。基本支出决算174.68万元。基本支出没有突破预算。", "question", "something was added in the year"),
    ("J1", "支出总额年初预算100.00万元，全年预算数180.00万元，支出总额决算170.00万元。各项支出均未超预算。", "pass", "within the revised budget"),
    ("J1", "支出总额年初预算100.00万元，全年预算数180.00万元，支出总额决算170.00万元。各项支出严格控制在年初预算之内。", "question", "the initial budget is named"),
    ("J1", "支出总额年初预算100.00万元，支出总额决算140.00万元。年初结转和结余50.00万元。各项支出均未超预算。", "pass", "100 + 50 brought forward"),
    ("J1", "各项支出均未超预算。", "insufficient_data", "no figures"),
    ("J1", "支出总额年初预算100.00万元，支出总额决算140.00万元。严格按照预算额度执行。", "", "a vague claim names no subject"),
    ("J1", "支出总额年初预算100.00万元，支出总额决算140.00万元。各项支出严格按照预算额度进行控制。", "question", "a vague claim, 140 % of the initial budget"),
    ("J1", "支出总额年初预算100.00万元，支出总额决算110.00万元。各项支出严格按照预算额度进行控制。", "", "a vague claim, 110 %"),
    ("J1", "支出总额年初预算100.00万元，支出总额决算140.00万元。某工程投资未超预算。", "", "of one thing"),
    ("J1", "支出总额年初预算100.00万元，支出总额决算140.00万元。\n六、改进措施\n各项支出控制在预算之内。", "", "what is ahead is no claim"),
    ("J2", "圆满完成年初设定的绩效目标。\n六、存在的问题\n绩效目标往往根据项目实际完成情况制定。", "question", "framework 5.3 row 14"),
    ("J2", "圆满完成年初设定的绩效目标。\n六、存在的问题\n绩效目标根据上年完成情况制定。", "", "from last year's results"),
    ("J2", "圆满完成年初设定的绩效目标。绩效目标不得根据完成情况制定。", "", "a rule"),
    ("J2", "各项绩效目标全部完成。其中阅读推广活动412场（目标500场，完成率82.4%）。", "question", "one of all was missed"),
    ("J2", "绩效目标年末补报。", "", "no claim beside it"),
    ("J3", "收入总额100.00万元，上年收入总额98.00万元。财政投入逐年大幅减少。", "question", "money grew by 2 %"),
    ("J3", "收入总额98.00万元，上年收入总额100.00万元。财政投入逐年大幅减少。", "", "it did shrink"),
    ("J3", "年初收入预算100.00万元。全年实际收入165.00万元。存在的问题是工作经费不足。", "question", "framework 5.3 row 16: money grew by 65 %"),
    ("J3", "年初收入预算100.00万元。全年实际收入110.00万元。存在的问题是工作经费不足。", "", "10 % more may still be short"),
    ("J3", "年初收入预算100.00万元。全年实际收入165.00万元。后期管护经费不足。", "", "money of one thing"),
    ("J3", "工作经费不足。", "", "no figures"),
    ("J4", "各项支出均严格按照财务制度规定使用。\n六、存在的问题\n费用开支分类准确性需要提高。", "hint", "framework 5.3 row 17"),
    ("J4", "六、存在的问题\n费用开支分类准确性需要提高。", "", "nothing claimed beside it"),
    ("J5", "五、存在的问题\n一是甲；二是乙；三是丙。\n六、改进措施\n一是丁；二是戊。", "question", "3 problems, 2 measures"),
    ("J5", "五、存在的问题\n一是甲；二是乙。\n六、改进措施\n一是丁；二是戊。", "pass", "2 and 2"),
    ("J5", "五、存在的问题\n（一）甲。\n（二）乙。\n六、改进措施\n1.丁。\n2.戊。\n3.己。", "pass", "2 and 3, numbered in different ways"),
    ("J5", "五、存在的问题\n一是甲；二是乙。\n六、改进措施\n认真对照问题，逐项整改落实。", "", "measures without numbers"),
    ("J5", "五、存在的问题\n一是甲；二是乙。\n六、改进措施和建议\n一是进一步加大财政投入；二是希望财政部门加强指导。", "question", "framework 5.3 row 18: all ask others to act"),
    ("J5", "五、存在的问题及改进措施\n一是甲，将加快进度。", "", "both in one section"),
    ("J6", HEAD + "一、部门概况\n重点工作计划：一是认真学习贯彻党的二十大精神；二是抓好业务。", "question", "framework 5.3 row 15: the congress met in October 2022"),
    ("J6", HEAD + "一、部门概况\n重点工作计划：一是以优异成绩迎接党的二十大召开；二是抓好业务。", "", "a congress to come may be named"),
    ("J6", HEAD + "一、履职情况\n全年认真学习贯彻党的二十大精神，开展宣讲10场。", "", "told as done, not as planned"),
    ("J6", HEAD + "（三）年度重点工作\n重点工作共2项：一是学习贯彻党的二十届三中全会精神；二是修渠。", "question", "held in 2024"),
    ("J6", HEAD + "（三）年度重点工作\n重点工作共2项：一是学习贯彻党的二十大精神；二是修渠。", "", "within the year: work may have been added"),
    ("J6", HEAD + "八、下一步工作计划\n深入学习贯彻党的二十届三中全会精神。", "", "the plan of a later year"),
    ("L", WHOLE.format(problems=PROBLEMS, measures=MEASURES, signed=SIGNED), "pass", "all there"),
    ("L", WHOLE.format(problems=PROBLEMS, measures=MEASURES, signed=""), "question", "no signatory and no date"),
    ("L", WHOLE.format(problems="", measures="", signed=SIGNED), "question", "neither problems nor measures"),
    ("L", WHOLE.format(problems=PROBLEMS, measures="", signed=SIGNED), "insufficient_data", "measures may stand among the problems"),
    ("L", WHOLE.format(problems=PROBLEMS, measures=MEASURES, signed=SIGNED).replace("自评得分98分，扣分2分。", "").replace("1.自评表", "1.基础数据表"), "question", "no self-score"),
    ("L", WHOLE.format(problems=PROBLEMS, measures=MEASURES, signed=SIGNED).replace("，满意度95%", ""), "insufficient_data", "no satisfaction"),
    ("L", "支出总额100.00万元，其中基本支出60.00万元。", "not_applicable", "a passage"),
]


def found(key, text, *rest, year=None):
    """What one check finds in a text."""
    check, narrative = PROSE[key], read_narrative(text, "report.txt", year or 2022)
    return list(check.run(narrative) if check.on == "narrative" else check.run(narrative, *rest))


@pytest.mark.parametrize(("key", "text", "outcomes", "why"), EXAMPLES, ids=[f"{row[0]}: {row[3]}" for row in EXAMPLES])
def test_a_check_finds_what_it_should(key, text, outcomes, why):
    year = 2018 if "2018年度" in text else 2022
    assert [finding.outcome.key for finding in found(key, text, year=year)] == outcomes.split(), why


CORRECT = [  # sentences that say what is right, or leave another reading open: nobody is asked
    "自评得分97分，财政复核得分95分。",
    "部门整体支出自评得分97分，高标准农田项目自评得分95.2分，农村改厕自评93分。",
    "年度综合考核得分98分，位列全县第三。整体支出自评得分95分。",
    "我局组织职工对服务进行测评，综合得分96.5分。绩效自评得分94分。",
    "预算执行情况自评得分9.8分，产出指标自评得分48分，效益指标自评得分29分，满意度指标自评得分10分，自评总分96.8分。",
    "自评总分100分，自评得分95分，等级为优。",
    "整体绩效自评得分为92.5分（满分100分），评价结果为“优”。评价等级：优（90-100分）、良（80-89分）、中（60-79分）、差（60分以下）。",
    "自评得分89.6分，等级为良。按照得分90（含）-100分为优、80（含）-90分为良、60（含）-80分为中、60分以下为差。",
    "自评得分88分，评价等级为B级良好。",
    "自评得分85分，等级为优秀（85分及以上为优秀）。",
    "自评得分76分，综合评价等级为“中”。",
    "项目评分95分以上为优秀，部门自评得分93分，等级为优。",
    "公务接待费预算1.00万元，支出0.95万元；公务用车运行维护费预算3.00万元，支出3.00万元，均未超预算。",
    "2022年度“三公”经费财政拨款支出预算数0万元，决算数0万元，没有超预算。",
    "“三公”经费控制率95%，实际支出4.75万元，未超过预算。",
    "按照“三公”经费只减不增的要求，2022年“三公”经费支出3.00万元，比上年减少0.50万元。",
    "公务接待费0.12万元，全年共接待国内来访团组2个、来宾15人次。国（境）外公务接待0批次，国（境）外公务接待0人次。",
    "公务用车购置费0万元，购置公务用车0辆，年末公务用车保有量3辆。",
    "公务用车购置费0万元。购置垃圾清运车辆3辆，资金30.00万元。",
    "年初预算支出100.00万元，年中追加20.00万元，全年支出118.00万元，各项支出均控制在预算之内。",
    "年初预算100.00万元，调整预算120.00万元，支出118.00万元，支出没有超出调整后预算。",
    "预算控制率为18%，未超过20%。",
    "工程造价控制在预算以内，概算未突破。",
    "年初部门预算支出100.00万元，全年支出118.00万元。坚持无预算不支出，严禁超预算支出。",
    "项目资金严格按预算执行，专款专用。年初项目支出预算50.00万元，项目支出决算60.00万元。",
    "2022年支出决算118.00万元，年初预算100.00万元，超预算原因是人员调资。",
    "绩效目标设定依据充分，符合实际，结合上年度完成情况编制。全面完成绩效目标。",
    "我局圆满完成年度绩效目标，个别指标未达到预期。",
    "存在的问题：绩效目标编制不够细化。全部完成绩效目标。",
    "一、部门概况\n2022年重点工作任务：深入学习宣传贯彻党的二十大精神。",
    "一、年度总体目标\n迎接宣传贯彻党的二十大。",
    "十、2023年工作计划\n深入学习贯彻党的二十大精神。",
    "一、职能\n贯彻落实党的十九届六中全会精神。年度绩效目标：贯彻落实党的十九届六中全会精神。",
    "五、存在的问题\n1.预算编制不够精准，一是人员变动大；二是项目追加多。\n2.绩效意识不强。\n六、改进措施\n1.提高预算编制水平。2.加强培训，增强绩效意识。",
    "五、存在问题及原因分析\n（一）支付进度慢。\n（二）固定资产管理有待加强。\n（三）绩效评价质量不高。\n六、下一步改进措施\n一是加快支付；二是加强管理；三是提高质量。",
    "五、存在的问题\n一是专业人员少。二是财力有限。\n六、有关建议\n建议县财政加大投入，建议上级加强培训。",
    "满意度≥90%，得分率为100%，占比不低于%。",
    "对2022年度部门整体支出进行绩效评价。对照2021年度绩效评价反馈问题进行了整改。",
    "本次评价范围为2022年度。2021年度部门整体支出绩效自评得分94分，2022年度为95分。",
    "我单位对2021年以来的整体支出绩效进行自评。",
    "收入较上年增长45%。基层工作经费不足的问题得到缓解。",
    "年初收入预算100.00万元。全年实际收入165.00万元。部分项目资金不足。",
    "年初收入预算100.00万元。全年实际收入165.00万元，经费得到保障，没有出现经费不足。",
    "自评得分96分。扣分情况：预算执行扣2分，满意度扣2分。",
    "经自评，得分98分，其中：产出指标得50分、效益指标得28分、满意度指标得10分、预算执行率得10分。",
    "投入类得分15分，过程类得分28分，产出类得分27分，效果类得分25分，总得分95分。",
    "该项指标分值5分，得4分。该项分值10分，得10分。合计得分95分。",
    "（一）投入（15分）。得14分。（二）过程（25分）。得24分。（三）产出（35分）。得34分。（四）效果（25分）。得23分。综合得分95分。",
]


@pytest.mark.parametrize("text", CORRECT)
def test_a_correct_sentence_is_not_questioned(text):
    assert [one.message.zh for key in MINE for one in found(key, HEAD + text) if one.serious] == []


def test_every_check_has_an_example_that_raises_nothing_and_one_that_does():
    serious = {key for key, _, outcomes, _ in EXAMPLES if set(outcomes.split()) & {"fail", "question", "hint", "insufficient_data"}}
    quiet = {key for key, _, outcomes, _ in EXAMPLES if set(outcomes.split()) <= {"pass"}}
    assert set(MINE) == serious == quiet


@pytest.mark.parametrize(("key", "text", "why"), [(row[0], row[1], row[3]) for row in EXAMPLES if row[2]], ids=[f"{row[0]}: {row[3]}" for row in EXAMPLES if row[2]])
def test_a_finding_is_told_in_both_languages_and_points_into_the_text(key, text, why):
    for finding in found(key, text, year=2018 if "2018年度" in text else 2022):
        assert finding.check == key
        assert finding.message.zh
        assert finding.message.en
        assert bool(finding.question.zh) == bool(finding.question.en)
        assert not finding.serious or ("贵单位" in finding.question.zh and finding.question.en)
        assert all(0 <= start < end <= len(text) for start, end in finding.spans), why
        assert not finding.serious or finding.spans


@pytest.mark.parametrize(
    ("key", "text", "words"),
    [
        ("F4", "根据某财绩【2023】3号文件。", "【2023】3号"),
        ("F5", HEAD + "财政一般预算拨款100.00万元。", "财政一般预算拨款"),
        ("J1", "基本支出年初预算108.06万元。基本支出决算174.68万元。全年基本支出没有突破预算。", "全年基本支出没有突破预算"),
        ("J6", HEAD + "一、部门概况\n重点工作计划：一是认真学习贯彻党的二十大精神。", "党的二十大"),
        ("I3", "自评得分 97.03 分，等级为“中”。", "中"),
    ],
)
def test_a_place_is_the_words_it_speaks_of(key, text, words):
    (finding,) = found(key, text)
    assert words in [text[start:end] for start, end in finding.spans]


@pytest.mark.parametrize(
    ("key", "text", "suggestion"),
    [
        ("F4", "根据某财绩【2023】3号、某政办(2022)第15号文件。", "〔2023〕3号、〔2022〕15号"),
        ("F5", HEAD + "公共财政预算拨款100.00万元。", "一般公共预算财政拨款"),
        ("F6", HEAD + "共5.00万元万元。", "“万元”"),
    ],
)
def test_what_is_certain_is_suggested(key, text, suggestion):
    assert [finding.suggestion.zh for finding in found(key, text)] == [suggestion]


CLAIM = "“三公”经费厉行节约，不超标、不超预算。"


@pytest.mark.parametrize(
    ("items", "outcome", "suggestion"),
    [
        ("three_public,,budget_initial,3.00,万元\nthree_public,,actual,2.50,万元", "insufficient_data", "“三公”经费年初预算3.00万元，决算2.50万元，未超预算"),
        ("three_public,,budget_initial,3.00,万元\nthree_public,,actual,3.60,万元", "question", ""),
        ("three_public,,actual,2.50,万元", "question", ""),
    ],
    ids=["the data bear it out", "the data speak against it", "the data have no budget"],
)
def test_a_claim_without_amounts_is_held_against_the_record(tmp_path, items, outcome, suggestion):
    (finding,) = found("H3", CLAIM, record_of(tmp_path, items=items))
    assert (finding.outcome.key, finding.suggestion.zh) == (outcome, suggestion)


def test_figures_of_the_record_make_no_certain_contradiction(tmp_path):
    record = record_of(tmp_path, items="exp_basic,,budget_initial,60.00,万元\nexp_basic,,actual,90.00,万元")
    (finding,) = found("J1", "基本支出没有突破预算。", record)
    assert finding.outcome is Outcome.QUESTION


@pytest.mark.parametrize(("told", "outcomes"), [("96", []), ("95", ["fail"])], ids=["the same", "another"])
def test_the_score_of_the_text_is_that_of_the_form(tmp_path, told, outcomes):
    record = record_of(tmp_path, items="self_score,,actual,96,分")
    assert [finding.outcome.key for finding in found("I1", f"自评得分{told}分。", record)] == outcomes


def test_a_score_is_held_against_the_scorecard(tmp_path):
    record = record_of(tmp_path, items="exp_total,,budget_initial,100.00,万元\nbudget_additions,,actual,65.00,万元\nself_score,,actual,99,分")
    scorecard = score(record, read_scheme(DATA, "hunan_a"))
    (finding,) = found("I2", "自评得分99分。", record, scorecard)
    assert finding.outcome is Outcome.QUESTION
    assert finding.spans, "the score is shown where the text tells it"


DEFECTS = {  # of the demonstration county: year, department, check, outcome; those of its data that its prose shows too are apart
    ("2022", "liqiao", "J6", "question"), ("2022", "science", "L", "question"), ("2022", "yangling", "J2", "question"), ("2023", "disabled", "I1", "fail"),
    ("2023", "education", "H3", "question"), ("2023", "ftu", "F6", "question"), ("2023", "youth", "L", "question"), ("2024", "civil_affairs", "I4", "question"),
    ("2024", "disabled", "J5", "question"), ("2024", "school", "J3", "question"), ("2024", "transport", "I3", "fail"), ("2024", "yangling", "J1", "question"),
}  # fmt: skip
THEREFORE = {("2022", "yangling", "J5", "question"), ("2024", "school", "J5", "question")}  # the planted problem has no measure


def test_the_demonstration_county_has_what_was_planted_and_nothing_else():
    serious = set()
    for path in sorted((DATA / "demo").glob("2*/*/report.*")):
        narrative = read_narrative(path.read_text("utf-8"), path.name)
        for key in MINE:
            check = PROSE[key]
            serious |= {(path.parts[-3], path.parts[-2], key, one.outcome.key) for one in check.run(narrative) if one.serious}
    assert serious == DEFECTS | THEREFORE


SHOWN_BY_DATA = {("2023", "science", "I1", "fail"), ("2023", "yangling", "I1", "fail")}  # the form's score was told wrong, so the report differs from it


def test_with_its_data_a_report_raises_no_more():
    serious = set()
    cases = open_cases([which for which in department_years(DATA) if which.county == "demo"], data=DATA)
    for which, case in cases.items():
        for path in (DATA / "demo" / str(which.year) / which.department).glob("report.*"):
            narrative = read_narrative(path.read_text("utf-8"), path.name)
            for key in MINE:
                arguments = (narrative,) if PROSE[key].on == "narrative" else (narrative, case.record, case.scorecard)
                serious |= {(str(which.year), which.department, key, one.outcome.key) for one in PROSE[key].run(*arguments) if one.serious}
    assert serious == (DEFECTS | THEREFORE | SHOWN_BY_DATA) - {("2023", "education", "H3", "question")}, "the data bear that claim out"


@pytest.mark.parametrize("labelled", [one for one in read_all() if one.clean], ids=lambda one: one.name)
def test_a_correct_report_is_not_questioned(labelled):
    narrative = read_narrative(labelled.text, labelled.name, labelled.year)
    expected = {check for entry in labelled.expect for check in entry.checks}
    assert [one.message.zh for key in MINE for one in PROSE[key].run(narrative) if one.serious and key not in expected] == []


def test_events_stand_in_the_order_of_their_days():
    days = list(dict.fromkeys(event.day for event in EVENTS.values()))
    assert days[0] >= date(2017, 1, 1)
    assert len(days) > 10


@pytest.mark.parametrize(
    ("text", "reached"),
    [("一是甲；二是乙；三是丙。", 3), ("（一）甲\n1.子\n2.丑\n（二）乙\n", 2), ("1.甲\n2.乙\n", 2), ("①甲②乙③丙", 3), ("十年、二是", 0), ("支出1.5万元", 0)],
)
def test_lists_are_counted(text, reached):
    lists = numbered(text)
    assert (run_of(lists[0]) if lists else 0) == reached


@given(st.integers(1, 12))
def test_a_list_of_any_length_is_counted(number):
    numerals = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]
    assert run_of(numbered("；".join(f"{numerals[place]}是事项" for place in range(number)))[0]) == number


@given(st.decimals(60, 100, places=2), st.decimals(60, 100, places=2))
def test_a_budget_is_kept_to_or_not(spent, budget):
    (finding,) = found("J1", f"基本支出年初预算{budget}万元。基本支出决算{spent}万元。基本支出没有突破预算。")
    more = spent - budget
    if more <= 0:
        assert finding.outcome is Outcome.PASS
    elif more > 1:
        assert finding.outcome is Outcome.FAIL
    else:
        assert finding.outcome in {Outcome.PASS, Outcome.FAIL}, "within rounding"


@given(st.text(alphabet="一二三、（）。；，\n“”XX×__0123456789.年月日万元%分优良中差自评得分三公经费预算超不未突破绩效目标问题措施附件〔〕【】号#", max_size=400))
def test_any_text_is_taken(text):
    for key in MINE:
        for finding in found(key, text):
            assert finding.message.zh
            assert all(0 <= start <= end <= len(text) for start, end in finding.spans)
