"""With which words are indicators, their values, and what is wrong with statistics that are brought in, told to people?"""

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from yaomai.indicators.engine.table_lexicon import region_name
from yaomai.indicators.engine.values import Value
from yaomai.ledger.figure import Figure
from yaomai.web import labels, labels_imports
from yaomai.web.labels_faults import Words

BASES: Mapping[str, str] = {
    "flow": "一段时间内的总量",
    "level": "期末数",
    "yoy": "同比增长",
    "cagr": "年均增长",
    "index": "指数",
}
DIRECTIONS: Mapping[str, str] = {"up": "越高越好", "down": "越低越好", "none": "不论高低"}
AGGREGATIONS: Mapping[str, str] = {
    "sum": "各地相加",
    "mean": "各地平均",
    "last": "取最后一期",
    "none": "各地不能加总",
}
STATUSES: Mapping[str, str] = {
    "A": "正式数",
    "B": "口径有变",
    "D": "口径不同",
    "E": "估计数",
    "F": "预测数",
    "I": "推算数",
    "M": "没有数",
    "P": "初步数",
}
"""SDMX CL_OBS_STATUS in words."""
NOTES: Mapping[str, str] = {
    "revised": "修订过",
    "below_unit": "不足最小单位或不详",
    "none": "原表写的是无",
    "undisclosed": "未公布",
    "footnote": "原表有脚注",
}
ACCESSES: Mapping[str, str] = {"public": "公开", "official": "限主管部门"}
ACTIONS: Mapping[str, str] = {
    "drop": "不用这个数",
    "override": "改用另一个数",
    "scale": "乘一个倍数",
    "flag": "照用，但提醒",
}
CORRECTION_STATUSES: Mapping[str, str] = {
    "open": "还没有告诉发布方",
    "reported": "已告诉发布方",
    "acknowledged": "发布方已承认",
    "fixed_upstream": "发布方已改",
}
INVENTED = "演示数据"
_SCALES: Mapping[str, tuple[tuple[int, str], ...]] = {
    "CNY": ((8, "亿元"), (4, "万元"), (0, "元")),
    "MU": ((4, "万亩"), (0, "亩")),
    "TNE": ((4, "万吨"), (0, "吨")),
    "": ((4, "万"), (0, "")),
}

Scale = tuple[int, str]
"""A power of ten and the word of the unit that it makes."""


def scale_of(values: Iterable[Decimal | None], unit: str, counted: str = "") -> Scale:
    """In which unit these values are easiest read: the largest of which most are more than one."""
    known = sorted(abs(one) for one in values if one)
    middle = known[len(known) // 2] if known else Decimal(0)
    for power, word in _SCALES.get(unit, ((0, labels.unit_word(unit)),)):
        if middle >= (Decimal(10) ** power if unit else Decimal(10) ** 7) or power == 0:
            return power, f"{word}{counted or ('个' if not unit else '')}" if not unit else word
    return 0, labels.unit_word(unit)


_AMOUNT = re.compile(r"(?<![\d.])(-?\d+(?:\.\d+)?) (CNY|MU|TNE)\b")


def readable(text: str) -> str:
    """A finding's value in which each amount with the code of its unit is told in an easily read unit: 28950000000 CNY becomes
    289.5 亿元.
    """

    def told(found: re.Match[str]) -> str:
        value = Decimal(found[1])
        scale = scale_of([value], found[2])
        return f"{labels.grouped(scaled(value, scale))} {scale[1]}"

    return _AMOUNT.sub(told, text)


def unit_words(unit: str, counted: str = "") -> str:
    """The unit of an indicator: 元, %, 家."""
    return counted or "个" if not unit else labels.unit_word(unit)


def scaled(value: Decimal, scale: Scale) -> Decimal:
    """A value in a larger unit, exactly, without zeros at its end."""
    text = format(value.scaleb(-scale[0]), "f")
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


def figure(value: Decimal, scale: Scale, ref: str = "", status: str = "A") -> Figure:
    """A figure in this unit that opens to its origin. status: as in `STATUSES`; an estimated value is about so much."""
    return Figure(scaled(value, scale), scale[1], ref, is_about=status == "E")


def basis_scale(basis: str, scale: Scale) -> Scale:
    """The unit of a basis: growth is in percent, whatever grows."""
    return (0, "%") if basis in ("yoy", "cagr") else scale


def ref_of(value: Value) -> str:
    """The reference by which a value opens to its origin."""
    return f"observation/{value.record}/{value.ordinal}"


def span_words(start: date, end: date) -> str:
    """A span as people say it: 2024年, 2024年1—5月, 2024年3月."""
    if start.day != 1 or not _ends_month(end):
        return f"{start.isoformat()} 至 {end.isoformat()}" if start != end else start.isoformat()
    if start.year != end.year:
        if start.month == 1 and end.month == 12:
            return f"{start.year}—{end.year}年"
        return f"{start.year}年{start.month}月—{end.year}年{end.month}月"
    if (start.month, end.month) == (1, 12):
        return f"{start.year}年"
    if start.month == end.month:
        return f"{start.year}年{start.month}月"
    return f"{start.year}年{start.month}—{end.month}月"


def since_words(day: date) -> str:
    """From which day on: of a month's first day the month is enough, of a year's the year."""
    if day.day != 1:
        return f"{day.year}年{day.month}月{day.day}日起"
    return f"{day.year}年起" if day.month == 1 else f"{day.year}年{day.month}月起"


def _ends_month(day: date) -> bool:
    return day.day == monthrange(day.year, day.month)[1]


SPAN_KINDS: Mapping[str, str] = {
    "year": "全年",
    "to_date": "年初至该月累计",
    "month": "单月（一、二月合计）",
    "quarter": "单季",
    "other": "其他期间",
}


def span_kind(start: date, end: date) -> str:
    """Which values stand in one line: years, years to date, months, quarters."""
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    if start.day != 1 or not _ends_month(end):
        return "other"
    if start.month == 1 and months == 12:
        return "year"
    if months == 1 and start.month > 1:
        return "month"
    if start.month == 1 and months < 12:
        return "to_date"
    if months == 3 and start.month in (4, 7, 10):
        return "quarter"
    return "other"


def status_words(status: str, note: str = "") -> str:
    """What is to be said of a value beside its number; nothing of a plain one. Words of the source in the note (the printed name
    of the indicator, a remark) are no status: they follow under their own label.
    """
    own = " ".join(one for one in note.split() if one not in NOTES)
    said = [STATUSES.get(status, status)] if status != "A" or own else []
    said += [NOTES[one] for one in note.split() if one in NOTES]
    return "，".join(said) + (f"；原文名称或备注：{own}" if own else "")


def region_words(code: str) -> str:
    """What a region is called."""
    return region_name(code)


FAULTS: Mapping[str, Words] = {
    "statistics.region_unknown": Words("不知道这是哪个地区。", "请在下面“认不得的词”里选一个，或选“不要这些行”。"),
    "statistics.region_empty": Words("这一行没有写地区。", "请在原表里写上，或删去这一行。"),
    "statistics.region_not_yours": Words("这个地区的数不归您报。", "请从表里删去这些行，或请当地主管部门来导入。"),
    "statistics.region_of_old": Words("这是以前的行政区划。", "记在现在的代码下；要保留旧口径的，请在备注里写明。"),
    "statistics.indicator_unknown": Words("不知道这是哪个指标。", "请在下面“认不得的词”里选一个，或先定义这个指标。"),
    "statistics.indicator_empty": Words("这一行没有写指标。", "请在原表里写上，或删去这一行。"),
    "statistics.unit_unknown": Words("认不得这个单位。", "请写能折算的单位，例如万元、万亩、%。"),
    "statistics.unit_missing": Words("没有写单位。", "请回到“对列”，给这一列或整张表写上单位。"),
    "statistics.span_unreadable": Words("看不懂这是哪一期。", "请写成 2024年、2024年5月或 2024年1—5月。"),
    "statistics.span_unknown": Words("不知道这个数是哪一年的。", "请回到“对列”，写上年份。"),
    "statistics.cell_error": Words("这一格是表格软件的错误值。", "请在原表里改好公式，或直接填数。"),
    "statistics.cell_not_computed": Words("公式没有算出结果。", "请用 Excel 或 WPS 打开，存一次再导入，或直接填值。"),
    "statistics.cell_empty": Words("这一格是空的，不记。", "原表确实没有数的，不用管。"),
    "statistics.value_merged": Words("数写在合并的单元格里，不知道属于哪一行。", "请在原表里取消合并，每一格写各自的数。"),
    "statistics.said_twice_otherwise": Words(
        "同一地区、同一期有两个不同的数。",
        "请核对，只留对的。",
    ),
    "statistics.said_twice_in_months": Words(
        "同一地区、同一期有两个不同的数。",
        "请核对，只留对的。各月的数不是累计的，请回到“对列”，在「写着“某月”的数是」里选「只是该月」。",
    ),
    "statistics.said_twice": Words("同一地区、同一期写了两遍，数相同，只记一次。", "不用管；不该重复的，请看看是不是抄错了地区。"),
    "statistics.months_missing": Words("中间缺这几个月。", "原表确实没有的，不用管；漏了的，请补上再导入。"),
    "statistics.month_contradicts": Words("当月数与累计数对不上，超出四舍五入的误差。", "请核对；发布方修订过前几月的，可以照记。"),
    "statistics.to_date_falls": Words("累计数比前一期少。", "请核对是不是抄错了月份，或发布方核减过。"),
    "statistics.jump": Words("与前一期相差近十倍或更多。", "请核对单位和小数点。"),
    "statistics.jump_from_before": Words("与现在已有的同一期相差近十倍或更多。", "请核对单位和小数点。"),
    "statistics.differs_from_before": Words(
        "与现在已有的同一期相差超过五分之一。", "请核对是不是同一个范围、同一种口径；发布方修订过的，可以照记。"
    ),
    "statistics.total_of_part": Words(
        "这个合计只是一部分地区之和（表里有几个下级地区／一共几个），不能当作整个地区的数。",
        "请在下面“认不得的词”里选“不要这些行”；确实是整个地区的数，就选那个地区。",
    ),
    "statistics.total_of_part_taken": Words(
        "表里只有一部分下级地区（有几个／一共几个），它们的合计照您说的当作一个地区的数。", "请核对它确实是那个地区的数。"
    ),
    "statistics.total_left_out": Words(
        "表里只有一部分下级地区（有几个／一共几个），所以“合计”一列没有导入。", "确实是整个地区的数，就回到“对列”选“数值”。"
    ),
    "statistics.correction_lapses": Words(
        "写入后，这里的一条更正就不再生效。", "它针对的是原来发布的数；请先看清，写入后去撤销或重写。"
    ),
    "statistics.part_above_whole": Words("部分大于总数。", "请核对。"),
    "statistics.sum_differs": Words("各地之和与上级的数对不上。", "请核对；发布方分开核算的，可以照记。"),
    "statistics.hidden_rows": Words("有隐藏的行，也读了。", "不要的，请在原表里删去。"),
    "statistics.hidden_column": Words("有隐藏的列，也读了。", "不要的，请在“对列”里选“不导入”。"),
    "statistics.hidden_sheet": Words("这张工作表在文件里是隐藏的。", "请看看是不是选错了工作表。"),
    "statistics.computed": Words("有数是公式算出来的，记下的是文件存盘时的结果。", "请核对文件存盘前重新计算过。"),
    "statistics.february_joint": Words("表里没有一月，二月的数按一至二月合计读。", "不是这样的，请回到“对列”改。"),
    "statistics.series_lost": Words("上一张同样的表有、这张表没有的。", "漏了的，请补上再导入；不再统计的，不用管。"),
    "statistics.values_gone": Words("上一张同样的表有、这张表该有而没有的期。", "漏了的，请补上再导入；发布方撤下的，不用管。"),
    "statistics.nothing_read": Words("没有读出一个数。", "请回到“对列”，看看表头和各列选得对不对。"),
    "statistics.mapping_no_values": Words("还没有一列是数值。", "请至少说明一列是数值。"),
    "statistics.mapping_role_twice": Words("有两列说的是同一件事。", "请把其中一列改成“不导入”。"),
    "statistics.mapping_column": Words("表头变了，没有这一列。", "请重新看一遍每一列。"),
    "statistics.mapping_indicator_missing": Words("这一列没有说是哪个指标。", "请选一个指标，或改成“不导入”。"),
    "statistics.mapping_indicator": Words("没有这个指标。", "请从列表里选。"),
    "statistics.mapping_unit_missing": Words("这一列没有单位。", "请写单位，例如万元；或在“整张表”里写。"),
    "statistics.mapping_unit": Words("认不得这个单位。", "请写能折算的单位，例如亿元、万亩、%。"),
    "statistics.mapping_region_missing": Words("表里没有写地区。", "请在“整张表”里写上地区。"),
    "statistics.mapping_region": Words("没有这个地区。", "请写行政区划的名称或六位代码。"),
    "statistics.mapping_year_missing": Words("表里没有写年份。", "请在“整张表”里写上年份。"),
    "statistics.mapping_year": Words("年份、月份写得不对。", "年份写四位数字，月份写 1 到 12。"),
    "statistics.mapping_word": Words("这个词不能这样读。", "请从列表里选。"),
    "statistics.mapping_words": Words("记住的词太多了。", "请删去一些。"),
    "statistics.faults_left": Words("还有错没有改，整张表都不写入。", "请改好下面列出的每一处。"),
    "statistics.cautions_unseen": Words("有对不上的地方，还没有看过。", "请逐条看过，再勾选“我看过了”。"),
    "statistics.published_ahead": Words("发布日期在今天以后。", "请核对发布日期。"),
    "statistics.published_before_end": Words("发布日期早于表里最后一期的末日。", "请核对发布日期和期间。"),
    "indicators.title_unusable": Words("没有写标题，或标题太长。", "请写发布时的标题，300 字以内。"),
    "indicators.publisher_unusable": Words("没有写发布方，或太长。", "请写是哪个机关发布的。"),
    "indicators.word_unknown": Words("选的不在列表里。", "请从列表里选。"),
    "indicators.reason_missing": Words("没有写理由。", "请写明理由，给以后来查的人看。"),
    "indicators.correction_value": Words("更正的数写得不对。", "改用另一个数、乘一个倍数，要写数；不用、提醒，不写数。"),
    "indicators.correction_source_changed": Words("发布的数已经不是这一个，更正没有生效。", "请看清现在的数，再撤销或重写。"),
    "indicators.correction_source_vanished": Words("这一期现在没有发布的数，更正没有生效。", "请撤销它，或查明原因。"),
    "indicators.correction_without_source": Words("这一期没有发布的数，没有可更正的。", "请从表里选一期。"),
    "indicators.break_declared_already": Words("同一系列、同一天的口径变动已经声明过。", "不用再声明；要改理由，先撤销原来那条。"),
    "indicators.withdraw_imported": Words("这一版是导入来的，不能单独撤回。", "请在那次导入的页面上撤销。"),
    "indicators.withdraw_decided": Words("这一版是从文件里认定的，不能单独撤回。", "请在判读页上收回那处认定。"),
    "indicators.edition_empty": Words("一个数也没有。", "一版至少有一个数。"),
    "indicators.indicator_unknown": Words("没有定义过这个指标。", "请先定义它，或从列表里选。"),
    "indicators.said_twice": Words("同一系列、同一期写了两遍。", "请只留一个。"),
    "indicators.value_missing": Words("没有数的要标明缺数，有数的不标。", "请核对数和它的状态。"),
    "indicators.file_unknown": Words("没有这份文件，或您看不到。", "请从列表里选。"),
    "indicators.region_unknown": Words("没有这个地区。", "请从列表里选。"),
    "indicators.number_unusable": Words("数写得不对，或位数太多。", "请写数字，例如 12.3。"),
    "indicators.defined_already": Words("与现在的定义一样，没有改动。", "请改动一处，或不改。"),
    "indicators.key_unusable": Words("代号写得不对。", "用小写英文字母、数字和点，例如 industry.revenue。"),
    "indicators.name_unusable": Words("没有写名称，或太长。", "请写 300 字以内的名称。"),
    "indicators.text_unusable": Words("文字太长，或有看不见的字符。", "请改短，或重新录入。"),
    "indicators.unit_unknown": Words("没有这个单位。", "请从列表里选。"),
    "indicators.counted_unusable": Words("量词太长。", "写一两个字，例如家、个。"),
    "indicators.span_backwards": Words("开始的日子在结束以后。", "请核对期间。"),
    "indicators.span_unlikely": Words("这个年份不会有统计数。", "请核对期间的年份。"),
    "indicators.day_unlikely": Words("发布的年份写错了。", "请核对发布日期。"),
    "indicators.formula_unusable": Words("公式写得不对。", "请看公式的写法。"),
    "indicators.formula_unreadable": Words("公式看不懂。", "请看下面指出的那个字符。"),
    "indicators.formula_names_unknown": Words("公式里有没有定义的指标。", "请先定义它，或改正代号。"),
    "indicators.formula_cycle": Words("公式绕回了自己。", "请拆开，让每个指标只由别的指标算出。"),
    "indicators.formula_units": Words("公式里的单位合不起来，或与指标的不同。", "请核对各项；百分比用 share(部分, 总数)。"),
}  # fmt: skip


def fault_words(code: str) -> Words:
    """What is wrong and what to do; numbers that cannot be read have the words of the registers' import."""
    if known := FAULTS.get(code):
        return known
    if code.startswith("statistics.value_"):
        return labels_imports.words_of(f"registers.{code.removeprefix('statistics.')}")
    return labels_imports.words_of(code)


ROLES: Mapping[str, str] = {
    "": "不导入",
    "value": "数值",
    "region": "地区",
    "indicator": "指标名称",
    "segment": "分组（品种、行业……）",
    "span": "期间（年、月或 1—5月）",
    "year": "年份",
    "month": "月份",
    "basis": "口径（当月、累计、同比）",
    "unit": "单位",
    "status": "数据状态",
    "note": "备注",
}
"""What a column of a statistics table can be."""
COLUMN_BASES: Mapping[str, str] = {
    "": "照指标的定义",
    "yoy": "同比增长（%）",
    "flow": "总量",
    "level": "期末数",
    "index": "指数",
}
FIELDS: Mapping[str, str] = {
    "herb": "中药材种植",
    "base": "种植基地",
    "industry": "医药工业与全产业",
    "enterprise": "企业",
    "product": "产品与品牌",
    "park": "产业园区",
    "cluster": "产业集群",
    "project": "项目与投资",
    "rd": "研发",
    "innovation": "创新平台",
    "env": "环境",
    "sample": "样本企业",
}
"""The fields of indicators, by how their keys begin, in the order of a choice."""
OTHER_FIELD = "其他"


def field_of(key: str) -> str:
    """The field of an indicator in words."""
    return FIELDS.get(key.partition(".")[0], OTHER_FIELD)


MONTHS_ARE: Mapping[str, str] = {"": "照整张表", "yes": "年初至该月累计", "no": "只是该月"}
