"""Which comparator and which hedges do the words beside a figure give it: 超过, 约, 以上, 左右, 余?"""

import re
from collections.abc import Sequence
from itertools import pairwise

from yaomai.planning.engine.reading.figure import Figure

_BEFORE = re.compile(
    r"(?:(不(?:得)?(?:低于|少于|小于)|不(?:得)?(?:超过|高于|多于|大于)|控制在|至少|最少|最低|最多|最高|超过|超出|突破|高于|大于|多于|低于|小于|少于|不足|不到|接近|将近|"
    r"大约|约为|约|近|超|过|逾|上|≥|>=|>|≤|<=|<|≈)(?:了|约)?)$"
)
_NOT_THE_WORD = re.compile(
    r"(?:节约|新上|邀约|违约|集约|合约|签约|预约|公约|条约|契约|履约|最近|附近|新近|临近|邻近|相近|亲近|远近|经过|通过|不过|经超|以上|之上|加上|晚上|线上|网上|省上|市上|国上|上上|赶超|反超|高超|渡过|度过|透过)$"
)
# 约占全国的30%, 超过全国总量的40%
_FURTHER_BEFORE = re.compile(
    r"(大约|约|超过|接近|近)(?:占|达|有|是|全国|全省|全市|全县|世界|同期|总量)[^，。；：、\d\n]{0,9}$"
)
_BROKEN_THROUGH = re.compile(r"[^，。；]{0,14}?(?:技术|瓶颈|难题|问题|工艺|环节|装备|材料)")
_AFTER = re.compile(r" ?(?:（含）)?(?:(?:及|或)?以上|及其以上|以下|以内|之内|左右|上下|多|余)")
COMPARATORS = {
    **dict.fromkeys(
        ("不低于", "不少于", "不小于", "不得低于", "不得少于", "不得小于", "至少", "最少", "最低", "≥", ">=", "上"), "≥"
    ),
    **dict.fromkeys(
        (
            "不超过",
            "不高于",
            "不多于",
            "不大于",
            "不得超过",
            "不得高于",
            "不得多于",
            "不得大于",
            "最多",
            "最高",
            "≤",
            "<=",
            "控制在",
        ),
        "≤",
    ),
    **dict.fromkeys(
        ("超过", "超出", "突破", "高于", "大于", "多于", "超", "过", "逾", ">", "多", "余", "来", "几"), ">"
    ),
    **dict.fromkeys(("低于", "小于", "少于", "不足", "不到", "<"), "<"),
    **dict.fromkeys(("接近", "将近", "近"), "<≈"),
    **dict.fromkeys(("大约", "约为", "约", "≈", "左右", "上下"), "≈"),
    **dict.fromkeys(("以上", "及以上", "或以上", "及其以上"), "≥"),
    **dict.fromkeys(("以下", "以内", "之内"), "≤"),
}
_HEDGES = frozenset(
    (
        "约",
        "不足",
        "不到",
        "不低于",
        "不少于",
        "大约",
        "约为",
        "近",
        "接近",
        "将近",
        "超过",
        "超",
        "过",
        "突破",
        "逾",
        "余",
        "多",
        "左右",
        "上下",
        "来",
        "几",
        "上",
    )
)
_LEVEL = re.compile(r"级(?!别|以上)")


def with_words(text: str, start: int, end: int, figure: Figure) -> Figure:
    """The comparator and hedges that the words right before and after the figure give it."""
    said: list[str] = []
    leading = _BEFORE.search(text, max(start, figure.bare_start - 5), figure.bare_start)
    if leading is not None and not _is_other_word(text, start, end, leading, figure):
        figure.before = leading[1]
        figure.start = leading.start(1)
        said.append(leading[1])
    if figure.few:
        said.append(figure.few)
    level = _LEVEL.match(text, figure.bare_end, end)
    if level is not None and figure.unit.sort == "money":
        figure.is_level = True
        figure.end = figure.bare_end = level.end()
    trailing = _AFTER.match(text, figure.bare_end, end)
    if trailing is not None:
        figure.after = trailing.group().strip().removeprefix("（含）")
        figure.end = trailing.end()
        said.append(figure.after)
    if figure.low is None:
        figure.comparator = "vague"
    elif figure.low != figure.high:
        figure.comparator = "range"
    elif said:
        figure.comparator = _comparator(figure)
    else:
        further = _FURTHER_BEFORE.search(text, max(start, figure.bare_start - 14), figure.bare_start)
        if further is not None:
            figure.comparator = COMPARATORS[further[1]]
            said.append(further[1])
    figure.hedges = [word for word in said if word in _HEDGES]
    return figure


def _is_other_word(text: str, start: int, end: int, leading: "re.Match[str]", figure: Figure) -> bool:
    """Whether the word found is only the end of another (节约30%, 通过3家, 最近5年) or a verb (突破10项关键技术, 获得过3项)."""
    word = leading[1]
    stop = leading.start(1) + len(word)
    is_plain_count = figure.unit.sort == "count" and figure.unit.printed == figure.word
    if word == "突破" and is_plain_count:
        return _BROKEN_THROUGH.match(text, figure.bare_end, end) is not None
    if word in ("过", "上") and is_plain_count and not (figure.low is not None and figure.low % 100 == 0):
        return True
    return len(word) == 1 and _NOT_THE_WORD.search(text, max(start, stop - 2), stop) is not None


def _comparator(figure: Figure) -> str:
    before, after = COMPARATORS.get(figure.before, ""), COMPARATORS.get(figure.after, "")
    if figure.before == "控制在" and after:
        return after
    if before and before != "≈":
        return before
    if after:
        return after
    return ">" if figure.few else before or "="


def share_lead(text: str, figures: Sequence[Figure]) -> None:
    """分别突破50亿元、30亿元和20亿元: what stands before the first is said of all."""
    for first, figure in pairwise(figures):
        if (
            first.comparator in (">", "≥", "≤", "<", "<≈", "≈")
            and figure.comparator == "="
            and not (first.after or first.few)
            and first.unit.printed == figure.unit.printed
            and text[first.end : figure.start] in ("、", "和", "及")
            and "分别" in text[max(0, first.start - 40) : first.start]
        ):
            figure.comparator, figure.before = first.comparator, first.before
            figure.hedges = [word for word in first.hedges if word == first.before]


def share_end(text: str, figures: Sequence[Figure]) -> None:
    """分别达30%、20%以上: what stands behind the last is said of all."""
    for number in range(len(figures) - 1, 0, -1):
        last, figure = figures[number], figures[number - 1]
        if (
            last.after
            and figure.comparator == "="
            and last.comparator in ("≥", "≤", "≈")
            and last.unit.printed == figure.unit.printed
            and text[figure.end : last.start] in ("、", "和", "及")
            and "分别" in text[max(0, figure.start - 40) : figure.start]
        ):
            figure.comparator, figure.after = last.comparator, last.after
            figure.hedges = [word for word in last.hedges if word == last.after]


def between_bounds(text: str, figures: Sequence[Figure]) -> list[Figure]:
    """2亿元以上、5亿元以下 is one range."""
    joined: list[Figure] = []
    for figure in figures:
        last = joined[-1] if joined else None
        if (
            last is not None
            and (last.after, figure.after) == ("以上", "以下")
            and last.unit.normalized == figure.unit.normalized
            and text[last.end : figure.start] in ("", "、", "，", "至", "到", "-", "且")
            and last.low is not None
            and figure.low is not None
            and last.comparator == "≥"
        ):
            last.high = figure.low * figure.unit.factor / last.unit.factor
            last.comparator, last.end, last.bare_end, last.after = "range", figure.end, figure.bare_end, ""
            continue
        joined.append(figure)
    return joined
