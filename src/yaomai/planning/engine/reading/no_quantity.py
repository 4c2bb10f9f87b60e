"""Which numbers with a unit count nothing: 一批企业, 三位一体, 第二批, “五个一”, 两个市场, 2类新药?"""

import re

from yaomai.planning.engine.reading.figure import Figure
from yaomai.planning.engine.reading.units_read import bare_money

# Measure words that make a count of a Chinese numeral; 次 批 类 级 期 轮 区 … after one mostly stand in names.
_COUNTED_IN_WORDS = frozenset("家户个所名届")
# 三种模式, 五项机制 are figures of speech, 十二种 is counted
_COUNTED_FROM_TEN = frozenset("种项位座县")
_VAGUELY_COUNTED = frozenset("家户所种项人名件")
_ABSTRACT = re.compile(
    r"方面|层面|层次|维护|全面|意识|自信|阶段|环节|问题|文明|确保|坚持|转变|结合|统筹|不|一批|百年|重大(?:关系|战略|任务|问题)|月|毫不|至上|务必|结构|走|能力|"
    r"循环|必由|永远|留|优化|提升|着力|突出|强化|更加|加快|融合|同步|高度|工作|原则|途径|手段|渠道|市场|资源|角度|步骤|时期|领域|代|根本|基本|关键|重点$|百分点|"
    r"“|‘|率先|明确|健全|完善|统一|对接|责任|负责|抓|样|人(?!才)|面向|面对|轮子|平衡|大局|革命|先行|生态$|到位|有利|有效|毒|形态|节点|支撑|带动|引领|延伸|跨越|世纪|时代|五年|关系|规律"
)
_THESE = re.compile(r"(?:这|那|上述|以上|前述|该|此|前|后|每|各|某|另|另外|哪|任|逐|首|头|再|同|第|本)$")
_RANKED = re.compile(r"排名|位居|位列|名列|跃居|稳居|居|列|排在|排|位次|进入|保持|跻身|升至|跃升")
# 12家企业入围2022年…百强: a list with a name, what is counted stands before it
_LISTED = re.compile(r"\d[家个户种][^，。；]{0,16}(?:入围|入选|上榜|荣登)[^，。；]{0,20}$")
_HEIGHT = re.compile(r"海拔|北纬|东经|气温|温度|降水|降雨|日照|无霜期|距离|距|深|高差|宽|半径|周长|径流|土壤")
_MONEY = re.compile(
    r"投资|资金|收入|产值|利润|利税|税收|补助|补贴|奖励|贷款|交易额|销售额|出资|经费|投入|融资|注册资本"
)
_LISTED_COUNTS = frozenset("项个家件种户名")
_COUNTED_NOUN = re.compile(
    r"(?:品种|产品|新药|专利|商标|证书|企业|公司|医院|机构|基地|项目|中心|实验室|平台|标准|批件|成果奖?|园区|工厂|车间)(?:共?有|共|达)?$"
)
_OPENS, _CLOSES = '“‘《「『"', '”’》」』"'


def settle_salience(text: str, start: int, end: int, figure: Figure) -> bool:
    """Whether `figure` of the sentence start..end of `text` counts something; its salience (and rank) is set where words say so."""
    before = text[max(start, figure.start - 12) : figure.start]
    after = text[figure.end : min(end, figure.end + 10)]
    if before.endswith("第"):
        return _is_rank(figure, before)
    if not figure.word and figure.unit.printed.endswith("万") and _MONEY.search(before):
        figure.unit = bare_money(figure.unit.printed)
    if before.endswith("（含") and after.startswith("）"):
        return False
    if _is_quoted(text, start, end, figure):
        figure.salience = "structural"
        return figure.script == "arabic"
    if figure.word == "大":
        figure.salience = "structural"
        return figure.script == "arabic" or _is_named_number(figure, after)
    if figure.word == "强":
        # 500强, 百强: of the first so many
        figure.comparator = "≤"
        if figure.script != "arabic" and _LISTED.search(text[max(start, figure.start - 48) : figure.start]):
            return False
        return figure.script == "arabic" or figure.low in (50, 100)
    if figure.word in ("个", "种", "项", "类", "条") and _ABSTRACT.match(after) and figure.script != "arabic":
        return False
    if figure.word == "度" and not figure.unit.printed[:-1]:
        return False
    if figure.unit.sort == "length" and _HEIGHT.search(before):
        figure.salience = "incidental"
    if (figure.word == "岁" and figure.after) or (figure.word == "小时" and figure.low == 24):
        figure.salience = "incidental"
    if figure.script == "arabic":
        return not (figure.word in ("届", "批") and after.startswith("次"))
    if _THESE.search(before):
        return False
    return _is_count_in_words(figure, before) or _is_count_at_end(figure, before, after)


def _is_count_in_words(figure: Figure, before: str) -> bool:
    word = figure.word
    if figure.script == "none":
        # 万元产值, 亿元品种: a kind, unless it restricts a count (`is_weak`)
        figure.is_weak = not (
            figure.before or figure.after or figure.is_level or (figure.unit.sort == "money" and (figure.low or 0) > 1)
        )
        return bool(figure.before) or figure.unit.sort in ("money", "area") or figure.is_level
    if figure.low in (100, 1000) and figure.bare_end - figure.bare_start == len(word) + 1 and not figure.few:
        # 百家, 千名, 百亩示范方: a name or a size, not a count
        figure.is_weak = not (figure.before or figure.after)
        return bool(figure.before or figure.after) or figure.unit.sort in ("money", "area", "mass")
    if figure.low is None:
        with_place = figure.bare_end - figure.bare_start > len(word) + 1
        return (word in _VAGUELY_COUNTED and (with_place or word in ("家", "户", "种"))) or figure.unit.sort in (
            "money",
            "area",
            "mass",
        )
    if word == "成":
        return bool(figure.before or figure.after) or before.endswith(
            ("占", "达", "的", "由", "从", "到", "至", "足", "为", "有")
        )
    if word in ("倍", "番") or figure.unit.sort in ("money", "area", "mass") or figure.unit.printed != word:
        return True
    if (figure.low >= 10 and figure.few) or (figure.low >= 100 and figure.before):
        return True
    if word == "人":
        return bool(figure.few) or figure.low >= 10
    return (figure.low > 1 and word in _COUNTED_IN_WORDS) or (figure.low > 10 and word in _COUNTED_FROM_TEN)


def _is_count_at_end(figure: Figure, before: str, after: str) -> bool:
    """独家品种有三项，国家一类新药一项: a count that its noun stands before and a stop behind."""
    if figure.script != "chinese" or figure.low is None or figure.word not in _LISTED_COUNTS:
        return False
    return (not after or after[0] in "，。；、") and _COUNTED_NOUN.search(before) is not None


def _is_named_number(figure: Figure, after: str) -> bool:
    """六大工程, 三大产区; not 十八大, 五大连池."""
    return (
        figure.low is not None
        and 2 < figure.low <= 12
        and re.match(r"[\u4e00-\u9fff]{2}", after) is not None
        and after[:1] != "连"
    )


def _is_rank(figure: Figure, before: str) -> bool:
    if figure.word not in ("位", "名") or not _RANKED.search(before):
        return False
    figure.start -= 1
    figure.rule = "rank"
    return True


def _is_quoted(text: str, start: int, end: int, figure: Figure) -> bool:
    opening = text[max(start, figure.start - 1) : figure.start]
    if not opening or opening not in _OPENS:
        return False
    closing = text[figure.end : min(end, figure.end + 12)]
    return any(one in _CLOSES for one in closing)
