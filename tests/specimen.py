"""A genuine set of account tables: the final accounts of 2025 of the ecology bureau of Putuo District, Shanghai, as published.

Copied from source S29, amounts in 万元; headers as printed. Every sum in it is right to rounding.
"""

ZERO = 0.0
CLASSES = (
    "一般公共服务 外交 国防 公共安全 教育 科学技术 文化旅游体育与传媒 社会保障和就业 卫生健康 节能环保 城乡社区 农林水 交通运输 资源勘探工业信息等 商业服务业等 "
    "金融 援助其他地区 自然资源海洋气象等 住房保障 粮油物资储备 国有资本经营预算 灾害防治及应急管理 其他"
).split()
SPENT = {"社会保障和就业": 471.44, "卫生健康": 109.34, "节能环保": 3742.47, "住房保障": 409.89}
NUMERALS = "一 二 三 四 五 六 七 八 九 十 十一 十二 十三 十四 十五 十六 十七 十八 十九 二十 二十一 二十二 二十三".split()
LINES = [(f"{numeral}、{name}支出", SPENT.get(name, ZERO)) for numeral, name in zip(NUMERALS, CLASSES, strict=True)] + [("二十四、抗疫特别国债安排的支出", ZERO)]
SOURCES = "一般公共预算财政拨款收入 政府性基金预算财政拨款收入 国有资本经营预算财政拨款收入 上级补助收入 事业收入 经营收入 附属单位上缴收入 其他收入".split()

EXPENDITURE = [  # code, name, total, basic, project
    ("208", "社会保障和就业支出", 471.44, 460.67, 10.77),
    ("20805", "行政事业单位养老支出", 460.67, 460.67, ZERO),
    ("2080501", "行政单位离退休", 51.98, 51.98, ZERO),
    ("2080502", "事业单位离退休", 61.16, 61.16, ZERO),
    ("2080505", "机关事业单位基本养老保险缴费\n支出", 229.67, 229.67, ZERO),
    ("2080506", "机关事业单位职业年金缴费支出", 116.59, 116.59, ZERO),
    ("2080599", "其他行政事业单位养老支出", 1.27, 1.27, ZERO),
    ("20808", "抚恤", 10.77, ZERO, 10.77),
    ("2080801", "死亡抚恤", 10.77, ZERO, 10.77),
    ("210", "卫生健康支出", 109.34, 109.34, ZERO),
    ("21011", "行政事业单位医疗", 109.34, 109.34, ZERO),
    ("2101101", "行政单位医疗", 46.34, 46.34, ZERO),
    ("2101102", "事业单位医疗", 63.00, 63.00, ZERO),
    ("211", "节能环保支出", 3742.47, 2385.48, 1356.98),
    ("21101", "环境保护管理事务", 1543.22, 1283.70, 259.52),
    ("2110101", "行政运行", 1293.60, 1283.70, 9.90),
    ("2110104", "生态环境保护宣传", 88.60, ZERO, 88.60),
    ("2110105", "环境保护法规、规划及标准", 7.50, ZERO, 7.50),
    ("2110107", "生态环境保护行政许可", 30.50, ZERO, 30.50),
    ("2110199", "其他环境保护管理事务支出", 123.02, ZERO, 123.02),
    ("21103", "污染防治", 623.06, ZERO, 623.06),
    ("2110301", "大气", 379.96, ZERO, 379.96),
    ("2110302", "水体", 213.10, ZERO, 213.10),
    ("2110399", "其他污染防治支出", 30.00, ZERO, 30.00),
    ("21111", "污染减排", 1576.19, 1101.78, 474.40),
    ("2111101", "生态环境监测与信息", 1493.39, 1101.78, 391.60),
    ("2111102", "生态环境执法监察", 82.80, ZERO, 82.80),
    ("221", "住房保障支出", 409.89, 409.89, ZERO),
    ("22102", "住房改革支出", 409.89, 409.89, ZERO),
    ("2210201", "住房公积金", 207.69, 207.69, ZERO),
    ("2210203", "购房补贴", 202.20, 202.20, ZERO),
]
PERSONS = (
    "301 工资福利支出 2857.05 01 基本工资 405.36 02 津贴补贴 1023.54 03 奖金 0 06 伙食补助费 20.40 07 绩效工资 655.52 08 机关事业单位基本养老保险缴费 229.67 09 职业年金缴费 116.59 "
    "10 职工基本医疗保险缴费 109.34 11 公务员医疗补助缴费 0 12 其他社会保障缴费 7.17 13 住房公积金 207.69 14 医疗费 0 99 其他工资福利支出 81.77 303 对个人和家庭的补助 91.97 01 离休费 0 "
    "02 退休费 91.97 03 退职（役）费 0 04 抚恤金 0 05 生活补助 0 06 救济费 0 07 医疗费补助 0 08 助学金 0 09 奖励金 0 10 个人农业生产补贴 0 11 代缴社会保险费 0 99 其他对个人和家庭的补助 0"
)
OPERATING = (
    "302 商品和服务支出 401.93 01 办公费 92.11 02 印刷费 0.07 04 手续费 0 05 水费 3.44 06 电费 26.20 07 邮电费 3.48 08 取暖费 0 09 物业管理费 94.72 11 差旅费 1.75 12 因公出国（境）费用 0 "
    "13 维修（护）费 25.22 14 租赁费 0 15 会议费 0 16 培训费 1.18 17 公务接待费 0 18 专用材料费 0 24 被装购置费 0 25 专用燃料费 0 26 劳务费 0 27 委托业务费 0 28 工会经费 33.31 29 福利费 54.43 "
    "31 公务用车运行维护费 16.95 39 其他交通费用 40.00 40 税金及附加费用 0 99 其他商品和服务支出 9.07 310 资本性支出 14.44 01 房屋建筑物购建 0 02 办公设备购置 13.94 03 专用设备购置 0.49 "
    "07 信息网络及软件购置更新 0 13 公务用车购置 0 19 其他交通工具购置 0 21 文物和陈列品购置 0 22 无形资产购置 0 99 其他资本性支出 0"
)
EMPTY = "说明：上海市普陀区生态环境局本年度没有{}财政拨款收入和支出，故本表无数据。"


def _side_by_side(left, right, width):
    """Rows of two lists that end on one line."""
    height = max(len(left), len(right))
    return [[*(left[row] if row < len(left) else [None] * width), *(right[row] if row < len(right) else [])] for row in range(height)]


def _panel(text):
    """Rows of 类, 款, name and amount."""
    words, rows, group = text.split(), [], ""
    for code, name, amount in zip(words[::3], words[1::3], words[2::3], strict=True):
        group = code if len(code) == 3 else group
        rows.append([group, None if len(code) == 3 else code, name, float(amount)])
    return rows


def sheets():
    """The nine tables, each on its sheet, row by row; 类, 款 and 项 of functional codes share one cell, those of economic codes have one each."""
    year = 4733.14
    tails = [("本年收入合计", year, "本年支出合计", year), ("使用非财政拨款结余", ZERO, "结余分配", ZERO), ("年初结转和结余", ZERO, "年末结转和结余", ZERO), ("总计", year, "总计", year)]
    received = [[f"{numeral}、{name}", year if not number else ZERO] for number, (numeral, name) in enumerate(zip(NUMERALS, SOURCES, strict=False))]
    unit = [None, None, None, "单位：万元"]
    codes = [["项目"], ["功能分类科目编码", None, None, "科目名称"]]
    funds = ["一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款"]
    carried = [["项目", None, None, None, "年初结转和结余", "本年收入", "本年支出", None, None, "年末结转和结余"], ["功能分类科目编码", None, None, "科目名称", None, None, "合计", "基本支出", "项目支出"], ["类", "款", "项"]]

    def coded(rows, columns):
        return [[code, None, None, name, *columns(*amounts)] for code, name, *amounts in rows]

    def revenue(total, *_):
        return [total, total, *[ZERO] * 5]

    return {
        "1": [["收入支出决算总表"], unit, ["收入", None, "支出"], ["项目", "决算数", "项目", "决算数"], *_side_by_side(received, LINES, 2), *map(list, tails), ["注：本表反映部门本年度的总收支和年末结转结余情况。"]],
        "2": [["收入决算表"], unit, [*codes[0], None, None, None, "本年收入合计", "财政拨款收入", "上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入"],
              [*codes[1], *["决算数"] * 7], ["类", "款", "项", "合计", *revenue(year)], *coded(EXPENDITURE, revenue), ["注：本表反映部门本年度取得的各项收入情况。"]],
        "3": [["支出决算表"], unit, [*codes[0], None, None, None, "本年支出合计", "基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出"], [*codes[1], *["决算数"] * 6],
              ["类", "款", "项", "合计", year, 3365.38, 1367.76, ZERO, ZERO, ZERO], *coded(EXPENDITURE, lambda *amounts: [*amounts, ZERO, ZERO, ZERO]), ["注：本表反映部门本年度各项支出情况。"]],
        "4": [["财政拨款收入支出决算总表"], unit, ["收入决算数", None, "支出决算数"], ["项目", "决算数", "项目", "合计", *funds],
              *_side_by_side([[f"{numeral}、{name}", year if not number else ZERO] for number, (numeral, name) in enumerate(zip(NUMERALS, funds, strict=False))], [(name, amount, amount, ZERO, ZERO) for name, amount in LINES], 2),
              ["本年收入合计", year, "本年支出合计", year, year, ZERO, ZERO], ["年初财政拨款结转和结余", ZERO, "年末财政拨款结转和结余", ZERO, ZERO, ZERO, ZERO],
              *[[f"{numeral}、{name}", ZERO] for numeral, name in zip(NUMERALS, funds, strict=False)], ["总计", year, "总计", year, year, ZERO, ZERO], ["注：本表反映部门本年度财政拨款总收支和结转结余情况。"]],
        "5": [["一般公共预算财政拨款支出决算表"], unit, ["项 目", None, None, None, "一般公共预算财政拨款支出决算数"], [*codes[1], "合计", "基本支出", "项目支出"], ["类", "款", "项"],
              *coded(EXPENDITURE, lambda *amounts: amounts), ["合计", None, None, None, year, 3365.38, 1367.75], ["注：本表反映部门本年度一般公共预算财政拨款支出情况。"]],
        "6": [["一般公共预算财政拨款基本支出决算表"], unit, ["经济分类科目编码", None, "科目名称", "决算数"] * 2, ["类", "款", None, None] * 2, *_side_by_side(_panel(PERSONS), _panel(OPERATING), 4),
              ["人员经费合计", None, None, 2949.02, "公用经费合计", None, None, 416.36], ["注：本表反映部门本年度一般公共预算财政拨款基本支出明细情况。"]],
        "7": [["财政拨款“三公”经费支出决算表"], unit, ["财政拨款“三公”经费"],
              ["合计", None, "因公出国（境）费", None, "公务用车购置及运行维护费", None, None, None, None, None, "公务接待费"], [None, None, None, None, "小计", None, "公务用车购置费", None, "公务用车运行维护费"], ["预算数", "决算数"] * 6,
              [21.00, 16.95, ZERO, ZERO, 20.50, 16.95, ZERO, ZERO, 20.50, 16.95, 0.50, ZERO], ["注：本表反映部门本年度“三公”经费支出预决算情况。"]],
        "8": [["政府性基金预算财政拨款收入支出决算表"], unit, *carried, ["注：本表反映部门本年度政府性基金预算财政拨款收入、支出及结转和结余情况。"], [EMPTY.format("政府性基金预算")]],
        "9": [["国有资本经营预算财政拨款收入支出决算表"], unit, *carried, ["注：本表反映部门本年度国有资本经营预算财政拨款收入、支出及结转和结余情况。"], [EMPTY.format("国有资本经营预算")]],
    }
