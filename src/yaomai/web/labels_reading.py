"""With which words does the reading page name what was read of a plan, why, and what is wrong with a decision?"""

from decimal import Decimal

from yaomai.errors import Finding
from yaomai.planning.engine.fields import Figure
from yaomai.web import labels, labels_indicators

KINDS = {"fact": "现状", "target": "目标", "growth": "增速", "criterion": "门槛", "task": "任务"}
STATUSES = {"actual": "已经实现", "target": "要达到", "forecast": "预计", "criterion": "条件"}
COMPARATORS = {
    "=": "等于",
    "≥": "不低于",
    ">": "超过",
    "≤": "不高于",
    "<": "低于",
    "≈": "左右",
    "<≈": "接近",
    "range": "区间",
    "vague": "没有确数",
    "structure": "结构名称",
}
TARGET_KINDS = {
    "level": "水平",
    "growth": "年均增速",
    "cumulative": "累计",
    "range": "区间",
    "ratio": "比率",
    "count": "个数",
    "rank": "位次",
    "multiple": "倍数",
    "milestone": "任务",
}
DIRECTIONS = {"up": "越高越好", "down": "越低越好", "none": "不分高低"}
SALIENCES = {
    "core": "",
    "secondary": "次要",
    "structural": "结构名称",
    "incidental": "顺带提到",
    "duplicate": "前文已说",
}
CONFIDENCES = {"high": "", "medium": "把握不大", "low": "没有把握"}
FIELDS = {
    "value": "数值",
    "unit": "单位",
    "comparator": "比较",
    "hedges": "措辞",
    "indicator": "指标",
    "indicator_key": "指标",
    "kind": "种类",
    "status": "实现与否",
    "year": "年份",
    "base_year": "基年",
    "period": "时期",
    "region": "地区",
    "scope": "范围",
    "threshold": "门槛",
    "salience": "要紧程度",
    "is_increment": "增量",
}
DECISIONS = {
    "confirm": "确认",
    "correct": "更正",
    "reject": "驳回",
    "split": "拆分",
    "add": "补记",
    "reopen": "重新打开",
}
GENRES = {"task": "任务", "project": "项目", "organisation": "机构", "product": "产品与药材", "place": "地方与园区"}

_FAULTS = {
    "planning.indicator_missing": "说明这个数说的是什么。",
    "planning.indicator_unknown": "没有定义过这个指标。从列表里选一个，或者留空。",
    "planning.unit_differs": "这个指标的单位和这里的单位不是一回事。换一个指标，或者改正单位。",
    "planning.contradicts_words": "标记的字里没有这个数：“{value}”。核对一遍；确实要这样记，写明理由再记。",
    "planning.region_unknown": "行政区划里没有这个名称，或者有好几个。写全称，例如“甘肃省定西市”。",
    "planning.kind": "种类选一个。",
    "planning.status": "实现与否选一个。",
    "planning.binding": "约束性、预期性，或者不填。",
    "planning.comparator": "比较选一个。",
    "planning.direction": "往哪边算好，选一个。",
    "planning.unit": "认不出这个单位。例如：亿元、万亩、吨、%、家、个。",
    "planning.number": "这里要一个数，例如 13.6。",
    "planning.value_missing": "填上数值。",
    "planning.task_number": "任务没有数：清空这里；要记的是数，种类选“目标”。",
    "planning.range_open": "区间要有下限和上限。",
    "planning.range_turned": "下限比上限大。",
    "planning.year": "年份是四位数，例如 2025。",
    "planning.region_not_yours": "“{value}”不在您负责的地区之内：它的目标和现状由负责那里的人认定。",
    "planning.number_long": "这个数太长：最多 24 位，换成指标的单位以后小数最多 12 位。",
    "planning.character": "里面有不能保存的字符，请删掉重写。",
    "planning.words_long": "一个数的原文最多 300 个字：只标出说这个数的那几个字。",
    "planning.too_long": "最多 200 个字。",
    "planning.threshold_indicator": "说明门槛说的是什么，例如“企业年营业收入”。",
    "planning.document_undated": "文件没有发文日期：先在文件首页写明日期，才能把其中的现状记为统计数据。",
    "planning.span_taken": "这几个字已经有一条了，请直接更正那一条。",
    "planning.span": "文本里没有这个位置。",
    "planning.decision_state": "这一条现在不能这样认定：先看它现在的状态。",
    "planning.decided_twice": "同一处一次只能作一个认定。",
    "planning.decisions": "没有选中任何一条，或者选得太多。",
    "planning.decision": "没有这种认定。",
    "planning.fields_missing": "说明这一条说的是什么。",
    "planning.reason_missing": "别人可能已经引用：写明为什么改。",
    "planning.reason_length": "理由最多 500 个字。",
    "planning.split_parts": "拆成至少两部分，每一部分都要和原来的文字有重叠，而且彼此不同。",
    "planning.split_part_missing": "至少要写出两条：这一条在正文里是哪几个字？",
    "planning.path": "其间各年怎样走，选一个。",
    "planning.reading_broken": "本平台读这份文件时出了故障，什么都没有改。请再读一次；还不行，请联系平台运营方。",
    "planning.reading_refused": "让程序读的人账户或权限变了，没有读。请再读一次。",
    "planning.no_text": "这份文件没有可读的文字，读不出数来。",
    "planning.target_unchanged": "和现在的一样，没有什么要改的。",
    "planning.path_points": "各年的数要一年一个，从早到晚，不晚于目标的年份；只有“规划给出的各年数”才填。",
    "planning.name": "写明目标是什么，最多 200 个字。",
    "planning.no_milestone": "只有“任务”类的目标才凭材料判断；别的目标凭统计数判断。",
    "planning.target_withdrawn": "这个目标已经撤回。",
    "planning.part": "写明是哪一部分，最多 200 个字。",
    "planning.part_unknown": "没有说过这一部分，或者已经撤回。照以前的名称原样写。",
    "planning.progress": "到了哪一步，选一个。",
    "planning.state": "选一个。",
    "planning.weight": "分量要大于 0。",
    "planning.day_to_come": "{value} 还没有到：只能说今天为止的情形。",
    "planning.day": "年份写成 1949 到 2100 之间的四位数。",
    "planning.too_long_text": "最多 500 个字。",
    "planning.evidence_missing": "验收了的，要有档案里的文件证明：选一份；还没有存档的，先存进文件库。",
    "planning.evidence_unknown": "档案里没有这份文件，或者您不能看。",
    "planning.evidence_unchanged": "和以前说的一样，没有什么要改的。",
    "planning.words_unknown": "正文里没有这几个字。照正文原样写，可以只写其中一段。",
}


def fault(finding: Finding) -> str:
    """What is wrong, in a sentence; what follows from a decision has the words of statistics, and what has no words at all is said
    as the finding says it.
    """
    if finding.code.startswith("indicators."):
        told = labels_indicators.fault_words(finding.code)
        return f"{told.what}{told.do}"
    words = _FAULTS.get(finding.code, finding.message)
    return words.replace("{value}", finding.value)


def number(value: Decimal | None) -> str:
    """A number with its digits in threes."""
    return "" if value is None else labels.grouped(value)


def printed(figure: Figure) -> str:
    """A figure as printed: 300 亿元, 5–8 家; empty without a number."""
    if figure.value is not None:
        return f"{number(figure.value)} {figure.unit}"
    if figure.low is not None or figure.high is not None:
        return f"{number(figure.low)}–{number(figure.high)} {figure.unit}"
    return ""


_NORMALIZED = {
    "CNY": "元",
    "mu": "亩",
    "t": "吨",
    "ratio": "",
    "count": "个",
    "enterprise": "家",
    "institution": "家",
    "person": "人",
    "household": "户",
    "rank": "位",
    "country_or_region": "个国家和地区",
    "city": "市",
    "county": "县",
}


def normalised(figure: Figure) -> str:
    """The figure in its base unit: 30 000 000 000 元; a ratio as such (0.136); empty when it has none."""
    low, high = figure.bounds
    if low is None and high is None:
        return ""
    words = number(low) if low == high else f"{number(low)}–{number(high)}"
    unit = _NORMALIZED.get(figure.normalized_unit, figure.normalized_unit)
    return f"{words} {unit}".strip()


NAMED = {
    "herb": "药材",
    "medicine": "药品",
    "park": "园区",
    "zone": "开发区、示范区",
    "base": "基地",
    "market": "市场、物流中心",
    "region": "区域",
    "county": "县区",
    "prefecture": "市州",
    "province": "省",
    "department": "部门",
    "enterprise": "企业",
    "institute": "科研、检验机构",
    "university": "院校",
    "hospital": "医院",
    "association": "协会、联盟",
    "project": "项目",
}
"""Sort of a name that a plan has (planning/engine/reading/named.py) to what it is called."""
