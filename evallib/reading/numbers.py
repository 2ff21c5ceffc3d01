"""The numbers of a plain text: which signs are a quantity, how much it is, what it counts in, whether it is exact.

Years, dates, document numbers, list numbers, ordinals, codes, telephone and page numbers are numbers too, but no quantities:
they are set aside first. Patterns are bounded, so that any text is read in a time that grows with its length alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from evallib.quantities import MAX_DIGITS, read_chinese_numeral

_PEOPLE = "人次 人天 人日 人份 人 名 位"
_THINGS = (
    "个百分点 个工作日 个自然日 个学时 个小时 个课时 个月 个周 个点 百分点 个 项次 项 场次 场 次 批次 批 家次 家 户次 户 件次 件 份 台次 台套 台 套次 套 辆次 辆 部 处 所 座 间 栋 幢 "
    "条次 条 篇次 篇 期 起 宗 例次 例 张次 张 本 册 块 面 把 顶 具 只 头 匹 棵 株 盏 根 支 艘 架 门 口 眼 盘 幅 枚 颗 粒 瓶 箱 包 袋 桶 担 束 捆 扇 樘 "
    "万吨 吨 公斤 千克 斤 克 立方米 立方 平方米 平方公里 平方千米 平米 平方 公里 千米 厘米 毫米 米 亩次 亩 公顷 千瓦时 千瓦 兆瓦 度 倍 讲 堂 节 课时 学时 班次 班 支队伍 "
    "剂次 剂 针次 床 桌 车次 航次 航班 趟 类 种 笔 单 票 对 双 副 天 日次 小时 分钟 秒 周 字 页 卷次 卷 盒 级 档 段 周岁 岁 点 站 村次 村 乡镇 社区 轮 届 版 集 名次 枝 匝 尾 羽 窝 组 队 团 "
    "平方毫米 万千瓦时 亿千瓦时 头次 枚次 路 宿 餐 顿 声 步 口井 孔 跨 车 m³ m² ㎡ m2 m3 kW·h kWh kW MW km kg KM KG mm cm t m GB TB Mbps"
)
_TOLD_APART = "年 分"  # units only where they are no year and no branch
_MONEY = "元"
_UNITS = sorted(set((_PEOPLE + " " + _THINGS + " " + _TOLD_APART).split()), key=len, reverse=True)
_COUNTED = "|".join(map(re.escape, _UNITS))
_PER = r"(?:/|每)(?:人|户|个|次|场|天|日|月|年|亩|辆|台|平方米|㎡|m²|吨|公里|批|套|床|生)(?:[/·](?:人|次|天|日|月|年|学期))?"
_SCALE = "万亿|[万亿千百]"
_DIGITS = rf"(?:\d{{1,3}}(?:,\d{{3}}){{1,6}}|\d{{1,3}}(?: \d{{3}}){{1,4}}(?![\d ])|\d{{1,{MAX_DIGITS}}})(?:\.\d{{1,{MAX_DIGITS}}})?"
_UNIT = rf"(?P<scale>{_SCALE})?(?P<more>[余多])?(?P<scale2>[万亿](?=元|余|多|{_COUNTED}))?(?P<unit>[‰%]|{_MONEY}(?:人民币)?(?:{_PER})?|(?:{_COUNTED})(?:{_PER})?)?(?P<more2>[余多])?"
_NUMBER = re.compile(
    rf"(?P<sign>(?<![\d%元年月日号万）)A-Za-z])-)?(?<![\d.,A-Za-z])(?P<number>{_DIGITS})(?:(?P<to>(?:[‰%]|{_MONEY}|[万亿]{_MONEY}|万|人|名|个|天)?(?:[-~—–]{{1,2}}|至|到))(?P<high>{_DIGITS})(?= ?(?:[‰%万亿千百元余多]|{_COUNTED})))?(?![\d])"
    rf" ?{_UNIT}"
)
_NUMERAL = "零〇一二三四五六七八九十百千两"
_NEVER_SPELT = set(  # what a spelt number before it is mostly no count of: 一年, 三分, 五级, 七班
    "年 分 期 级 位 届 版 段 节 路 天 班 组 队 村 团 点 口 头 面 声 步 度 对 双 单 本 部 门 卷 堂 站 角 车 包 把 只 米 课时 m t 讲 字 轮 周 孔 跨 床 担 束 根 支 架 块 具 宿".split()
)
_SPELT_UNITS = "|".join(re.escape(unit) for unit in _UNITS if unit not in _NEVER_SPELT)
_SPELT = re.compile(
    rf"百分之(?P<percent>[{_NUMERAL}点]{{1,9}})|(?<![第每各{_NUMERAL}几数之的·])(?P<spelt>[{_NUMERAL}]{{1,7}}万?)(?P<more>余|多)?(?P<unit>(?:元|{_SPELT_UNITS}))(?![{_NUMERAL}])"
)
_LOOSE = re.compile(  # spelt numbers that are part of a name or an idiom
    "[两三四五六七八九十]个(?:意识|维护|自信|代表|全面|确立|文明|务必|必然|健全|革命|一|坚持|不|没有|毫不|面向|结合|统筹|伟大|基本|第一|带头|责任制?|到位|清单)|一(?:个|次性?|项|名|家|批|条|种|场|类|件|套|处|座|所|份|部|张|台|起|户|例|笔|间|期)|"
    "[四三](?:个一|项制度改革)|[百千万](?:名|家|户|件|村|个)|两项(?:补助|补贴|改革)|[三四五六七八九]项(?:规定|机制|经费|附加)|八项规定|两类|三类|四类|五类|三公|两个(?:责任|主体|一百|毫不|先行|健康|基金|规划)|[三五六]个?(?:高|统一)|三包|六个(?:统一|严禁)|九个坚持"
)
_BRACKETS = r"[〔【\[（(［﹝〈《]"
_CLOSED = r"[〕】\]）)］﹞〉》]"
_YEAR = r"(?:19|20)\d{2}"
_SET_ASIDE = re.compile(
    "|".join(
        (
            rf"{_BRACKETS}\s?{_YEAR}\s?年?{_CLOSED}\s?(?:第\s?)?\d{{1,5}}\s?号?",  # 〔2023〕1号, 【2018】7号, （2023）1号
            rf"(?:字|发|办|函|令|预|绩|财|政|通)\s?{_YEAR}\s?(?:年)?第?\s?\d{{1,4}}\s?号",
            r"(?<![\d.])\d{1,2}(?:[-—~至到]|月[-—~至到])\d{1,2}月(?:份)?",  # 1-12月
            rf"{_YEAR}\s?[-—–~至/、和与及到]{{1,2}}\s?{_YEAR}(?:\s?年(?:度|期间)?|(?=学年|财年))?",  # 2021-2023年
            rf"{_YEAR}年\s?\d{{1,2}}月(?:\s?\d{{1,2}}(?:\s?[日号])?|份|底|初|末)?|{_YEAR}[-./]\d{{1,2}}[-./]\d{{1,2}}(?!\d)(?:\s?\d{{1,2}}[:时]\d{{2}})?|(?<![\d.,]){_YEAR}[-./](?:0[1-9]|1[0-2])(?!\d|\s?[万亿元%])",
            rf"(?<![\d.,]){_YEAR}\s?年(?:度|末|初|底|期|级|版|第[一二三四]季度)?(?!限|以上)",
            rf"(?<![\d.,]){_YEAR}(?=部门|整体|全年|预算|决算|单位|项目|度|级|届|版|财政|学年)",
            rf"(?<=截至|截止){_YEAR}|(?<=‘|“){_YEAR}(?=’|”)",
            r"(?<![\d.])\d{1,2}\s?月\s?\d{1,2}\s?[日号]?(?:\s?[-—~至到]\s?(?:\d{1,2}\s?月\s?)?\d{1,2}\s?[日号])?|(?<![\d.])(?:1[0-2]|0?[1-9])\s?月(?:份|底|初|末|中旬|上旬|下旬)?(?![\d])|(?<=[至到日、])\s?\d{1,2}\s?日(?![常均])|(?<![\d.])\d{1,2}\s?日(?=[，。、晚上下前（至])",
            r"\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?=[^\d]|$)|(?<![\d.])\d{1,2}时(?:\d{1,2}分)?",
            rf"第\s?\d{{1,5}}\s?(?:[-—~至]\s?\d{{1,4}}\s?)?(?:期|届|次|条|款|项|号|页|章|节|批|轮|名|位|个|季度|年|版|部分|类|行|列|栏|卷|集|天|课|场|师|方阵|三方|阶段|[一-龥])?|第[{_NUMERAL}]{{1,6}}(?:期|届|次|条|款|项|号|页|章|节|批|轮|名|位|个|季度|年|版|部分|类|家|场|台|阶段|医院|小学|中学)?",
            r"(?m:^[ \t|*#-]{0,6}\d{1,3}(?:\.\d{1,2}){1,3}(?=[^\d%.元万亿个人名项次户家场件份分平公亩台套辆，。；\s]))",  # 2.1.3
            r"(?m:^[ \t|*#>-]{0,6}\d{1,3}\s?[、.．)）](?!\d))|(?<=[。；：，！、“])\d{1,2}[.．、)）](?![\d])(?=[^\d\s，。；%万元])|(?<=[。；：！])\d{1,2}\.(?=\D)",
            r"（\s?\d{1,3}\s?）(?!个|%|万|元)|[①-⑳]|(?m:^\s?-\s?\d{1,3}\s?-\s?$)|(?m:^\d{1,3}$(?=\n*\Z))",
            r"(?<![\d.])(?:0\d{2,3}[-—]\d{7,8}|1[3-9]\d{9}|400-\d{3}-?\d{4})(?![\d.])|(?<=电话)[:： 为]{0,3}\d[\d-]{2,15}|(?<=电话号码)[:： ]{0,3}\d[\d-]{2,15}|(?<=传真)[:： ]{0,3}\d[\d-]{2,15}|(?<=邮编)[:： ]{0,3}\d{6}|(?<=邮政编码)[:： ]{0,3}\d{6}",
            r"(?<![\d.])\d{3,6}(?=[“”\"']?(?:热线|平台|电话|举报|服务热线|市长|便民|政务|投诉|公共服务|消费|语音|供电))",
            r"(?<![\d.,])[1-5]\d{2}(?:\d{2}){0,2}(?=类|款(?!物)|科目|[工商对资其债对赠基]\S{2,9}(?:支出|补助|补贴))|(?<![\d.,])2[0-3]\d{5}(?=[（(《“]?[\u4e00-\u9fff]{4})(?!平方|立方|人次)|(?<=[（(])(?:20[1-9]|21\d|22\d|23\d)(?:\d{2}){0,2}(?=[）)])",
            r"(?<![\d.])\d{15,30}(?![\d.])|[A-Za-z][A-Za-z-]{0,6}\d{1,12}(?:\.\d{1,4})?[A-Za-z]{0,4}|(?<![\d.])\d{1,4}(?:G(?!B)|A级|A(?![A-Za-z])|D|级|后|号楼|号(?!召)|室|网|℃|型)(?![元人])",
            r"“[^”\n]{0,12}\d{1,4}(?:\+[^”\n]{1,12}|N)”|\d{1,3}\+(?:N|X|\d{1,3}(?:\+(?:N|X|\d{1,3})){0,5})",
            r"《[^》\n]{0,60}》",
            r"×\s?100%?|(?:附件|附表|附录|图表|图|表|注|PAGEREF _Toc)\s?\d{1,6}(?:-\d{1,2})?(?![\d.]*[%万元个份张项])|财决\d{2}表|公开\d{2}表",
            r"(?<=[\u4e00-\u9fff])[ .…·]{3,60}\d{1,3}(?=\n)",  # the page number of a table of contents
            r"(?<![\d.])(?:\d{1,2}[-—~至])?\d{1,3}(?:年级|人户|人及|人以上户|周?岁(?=及?以[上下]|儿童|以内)|年免检)|(?<![\d.])\d{1,2}[-—~]\d{1,2}周?岁|(?<![\d.])\d{1,2}-\d{1,2}级(?!别)",
            r"https?://[!-~]{1,200}|[\w.]{1,40}@[\w.]{1,40}",
        )
    )
)
_QUOTED_NAME = re.compile("[“‘「『][^”’」』\n]{0,30}[”’」』]")
_ABOUT_BEFORE = re.compile(r"(?:(?<![最附临邻靠亲就远])近|将近|接近|约|大约|大概|约为|约有|约占|约计)$")
_OVER_BEFORE = re.compile(r"(?:超过|超出|超|逾|突破|不低于|不少于|至少|大于|高于|多达|≥|>|＞|>=)$")
_UNDER_BEFORE = re.compile(r"(?:不足|不到|不超过|不超|不高于|不大于|低于|少于|小于|≤|<|＜|<=)$")
_AFTER = re.compile(r"(?:（含）)?(?P<about>左右|上下)|(?P<over>（含）以上|及以上|以上)|(?P<under>（含）以内|及以下|以内|以下|之内)")
_NO_UNIT_AFTER = re.compile(r"[，。；、：）\s\t|÷×*=/+＝\-]|$|和|及|与")
_LABEL_BEFORE = re.compile(r"[\u4e00-\u9fff）”\t|：:（为≥≤<>÷×*=/+＝\-]$")


@dataclass(frozen=True)
class Number:
    """A quantity in a plain text.

    Args:
        start, end: its signs, from the first digit to the end of its unit.
        text: those signs.
        value: the number, in ``unit``.
        unit: the word that it counts in, empty where none adjoins.
        about: ``""`` exact, ``about``, ``over``, ``under`` or ``range``.
        high: the upper end of a range.
    """

    start: int
    end: int
    text: str
    value: Decimal
    unit: str
    about: str = ""
    high: Decimal | None = None


def read_numbers(text: str) -> tuple[Number, ...]:
    """Return the quantities of a plain text, in order; what is a number but no quantity is left out."""
    masked = _masked(text)
    found = [*_arabic(text, masked), *_spelt(text, masked)]
    return tuple(sorted(found, key=lambda number: number.start))


def _masked(text: str) -> str:
    """Return the text with what is no quantity blanked out, sign by sign."""
    return _SET_ASIDE.sub(lambda match: _blanked(match[0]), text)


def _blanked(signs: str) -> str:
    return "".join("\n" if sign == "\n" else "\x00" for sign in signs)


def _arabic(text: str, masked: str) -> Iterator[Number]:
    for match in _NUMBER.finditer(masked):
        number = _number(text, match)
        if number:
            yield number


def _number(text: str, match: re.Match[str]) -> Number | None:
    scale, unit = (match["scale"] or "") + (match["scale2"] or ""), match["unit"] or ""
    end = match.end()
    if match["more2"] and not unit and not scale:
        return None
    if not unit and match["more"] and not scale:
        end = match.end("number")
    if unit == "年" and not _is_duration(text, match):
        return None
    if not unit and not scale and not _stands_alone(text, match):
        return None
    if unit == "分" and text[end : end + 1] in set("公局行支店校院部类别管解析布散流配工开享级期批步项"):
        unit, end = "", match.start("unit")
        if not _stands_alone(text, match, end):
            return None
    value = _ungrouped(match["number"]) * (-1 if match["sign"] else 1)
    high = _ungrouped(match["high"]) if match["high"] else None
    if high is not None and not unit and not scale:
        return None
    if scale in {"百", "千"}:
        value, scale = value * (100 if scale == "百" else 1000), ""
    start = match.start("sign") if match["sign"] else match.start("number")
    about = "range" if high is not None else "over" if match["more"] or match["more2"] else _about(text, start, end)
    return Number(start, end, text[start:end], value, scale + unit.replace("人民币", ""), about, high)


def _ungrouped(digits: str) -> Decimal:
    """Return a number whose thousands commas or spaces set apart."""
    return Decimal(digits.replace(",", "").replace(" ", ""))


def _is_duration(text: str, match: re.Match[str]) -> bool:
    """Whether so many 年 are a length of time, not the name of a year."""
    digits = match["number"]
    return len(digits) <= 2 and text[match.end() : match.end() + 1] not in {"度", "级"} and not match["more2"]  # noqa: PLR2004  99 years are the longest told


def _stands_alone(text: str, match: re.Match[str], end: int = 0) -> bool:
    """Whether a number without a unit is a quantity: it has decimals, or closes what a label opened, as in a list or a table."""
    end = end or match.end("number")
    if not _NO_UNIT_AFTER.match(text[end : end + 1]) and end < len(text):
        return False
    if text[end : end + 3].lstrip().startswith("|"):
        return True  # a cell of its own
    if not _LABEL_BEFORE.search(text[max(0, match.start() - 1) : match.start()]):
        return match["number"].find(".") > 0 and match.start() > 0 and text[match.start() - 1] != "\n"
    return True


def _about(text: str, start: int, end: int) -> str:
    before, after = text[max(0, start - 4) : start].rstrip(), _AFTER.match(text, end)
    if after:
        return next(name for name, held in after.groupdict().items() if held)
    for name, pattern in (("about", _ABOUT_BEFORE), ("under", _UNDER_BEFORE), ("over", _OVER_BEFORE)):
        if pattern.search(before):
            return name
    return ""


def _spelt(text: str, masked: str) -> Iterator[Number]:
    names = [match.span() for match in _QUOTED_NAME.finditer(masked)]
    taken = iter(names)
    name = next(taken, None)
    for match in _SPELT.finditer(masked):
        while name and name[1] <= match.start():
            name = next(taken, None)
        if (name and name[0] < match.start()) or _LOOSE.match(text, match.start()):
            continue
        number = _percent(match) if match["percent"] else _counted(text, match)
        if number:
            yield replace(
                number,
                start=match.start(),
                end=match.end(),
                text=text[match.start() : match.end()],
                about=number.about or _about(text, match.start(), match.end()),
            )


def _percent(match: re.Match[str]) -> Number | None:
    whole, _, decimals = match["percent"].partition("点")
    try:
        value = str(read_chinese_numeral(whole))
        places = "".join(str(read_chinese_numeral(sign)) for sign in decimals)
    except ValueError:
        return None
    return Number(0, 0, "", Decimal(f"{value}.{places}" if places else value), "%")


def _counted(text: str, match: re.Match[str]) -> Number | None:
    try:
        value = read_chinese_numeral(match["spelt"])
    except ValueError:
        return None
    if value == 0 or (value == 1 and text[max(0, match.start() - 1) : match.start()] not in {"共", "仅", "计"}):
        return None
    return Number(0, 0, "", Decimal(value), match["unit"], "over" if match["more"] else "")
