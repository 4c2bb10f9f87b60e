"""With which words are verdicts of targets, their lights and their reasons told to people?

Every reason is a sentence of its own with its figures; a reason that was given for a figure that was not used begins with that
figure."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from yaomai.indicators.engine.formula import Source
from yaomai.indicators.engine.table_lexicon import region_name
from yaomai.planning.engine.figures import Reason
from yaomai.web.labels_amounts import amount, is_number, threshold_words
from yaomai.web.labels_formulas import source_words

STATES: Mapping[str, str] = {
    "met": "已达到",
    "on_track": "进度正常",
    "at_risk": "进度偏慢",
    "off_track": "明显落后",
    "missed": "没有达到",
    "cannot_judge": "无法判断",
    "": "还没有判断",
}
LIGHTS: Mapping[str, str] = {"green": "绿灯", "yellow": "黄灯", "orange": "橙灯", "red": "红灯", "grey": "灰灯"}
LIGHTS_MEAN: Mapping[str, str] = {
    "green": "已达到，或不慢于应有进度的 95%",
    "yellow": "应有进度的 80%—95%；到期的，差一点没有达到",
    "orange": "应有进度的 60%—80%",
    "red": "不到应有进度的 60%",
    "grey": "没有可用的数，无法判断",
}
COMPARABILITY: Mapping[str, str] = {"same": "可比", "caution": "可比，但有保留", "not": "不可比", "": ""}
BESIDE = "只作参考，没有用来判断"
NO_GROUND = "没有可以用来判断的数"
KINDS: Mapping[str, str] = {
    "level": "总量",
    "growth": "年均增速",
    "cumulative": "累计",
    "range": "区间",
    "ratio": "比例",
    "count": "个数",
    "rank": "名次",
    "multiple": "倍数",
    "milestone": "任务",
}
ROLES: Mapping[str, str] = {
    "actual": "判断依据",
    "baseline": "基期",
    "part": "组成部分",
    "beside": "参考",
    "refused": "没有采用",
}
PROGRESSES: Mapping[str, str] = {
    "none": "没有动工",
    "begun": "已经开始",
    "delivered": "已经交付，还没有验收",
    "accepted": "已经验收",
}
SHAPES: Mapping[str, str] = {"linear": "每年增量相同", "compound": "每年增速相同", "declared": "规划给出的各年数"}
NATURES: Mapping[str, str] = {
    "output_value": "产值",
    "value_added": "增加值",
    "trade_value": "交易额",
    "profit_and_tax": "利税",
    "profit": "利润",
    "assets": "资产",
    "scale": "规模",
    "revenue": "收入",
    "investment": "投资",
    "area": "面积",
    "count": "个数",
}
_COMPARATORS: Mapping[str, tuple[str, str]] = {
    "≥": ("", "以上"),
    ">": ("超过", ""),
    "≤": ("", "以内"),
    "<": ("低于", ""),
    "≈": ("", "左右"),
    "<≈": ("接近", ""),
}

CHECKS: Mapping[str, str] = {
    "parts": "分项与总数",
    "growth": "增速与终值",
    "share": "占比与分子分母",
    "increment": "新增与总数",
    "list": "说的个数与列出的个数",
    "percent": "超过百分之百",
    "twice": "前后两次说法",
}
OUTCOMES: Mapping[str, str] = {"agrees": "相符", "open": "不能确定", "contradicts": "矛盾"}
_AMOUNTS = frozenset(
    [
        "value",
        "expected",
        "lower",
        "upper",
        "baseline",
        "low",
        "high",
        "bound",
        "of_value",
        "sum",
        "total",
        "base",
        "follows",
        "stated",
        "part",
        "whole",
        "more",
        "excess",
        "start_value",
        "later_value",
        "judged_value",
    ]
)
_LEVELS = frozenset({"first_value", "last_value", "implied"})
_DAYS = frozenset({"end", "start", "last_day", "at", "since"})
_REGIONS = frozenset({"region"})

_SENTENCES: Mapping[str, str] = {
    "reached": "{target_year} 年的目标是{target_value}，当年实际{value}，达到了。",
    "reached_by_later": "目标是 {target_year} 年{target_value}。当年没有公布，{figure_year} 年为{value}：最迟到这一年已经达到。",
    "not_reached": "{target_year} 年的目标是{target_value}，当年实际{value}，没有达到。",
    "not_reached_even_later": (
        "目标是 {target_year} 年{target_value}。当年没有公布，{figure_year} 年也只有{value}，晚 {later} 年仍没有达到。"
    ),
    "reached_early": "到{end}已有{value}，提前达到 {target_year} 年的目标{target_value}；能否保持，到期再看。",
    "running": "到{end}为{value}，按路径这时应有{expected}；{target_year} 年的目标是{target_value}。",
    "running_without_path": "到{end}为{value}；{target_year} 年的目标是{target_value}。没有基期数，说不出这时应有多少。",
    "later_figure_differs": (
        "{later_year} 年为{later_value}，比 {judged_year} 年的{judged_value}少{difference}，请核对。"
    ),
    "later_figure_differs_more": (
        "{later_year} 年为{later_value}，比 {judged_year} 年的{judged_value}多{difference}，请核对。"
    ),
    "binding_not_met": "这是约束性指标，差一点也是没有达到。",
    "no_figure_of_year": "没有 {year} 年的数。最近的是{last_day}的{value}，说明不了到期时的情形。",
    "no_figure_of_year_both": "没有 {year} 年的数。只知道{last_day}不少于{lower}、不多于{upper}，说明不了到期时的情形。",
    "no_figure_of_year_lower": "没有 {year} 年的数。只知道{last_day}不少于{lower}，说明不了到期时的情形。",
    "no_figure_of_year_upper": "没有 {year} 年的数。只知道{last_day}不多于{upper}，说明不了到期时的情形。",
    "no_figure_of_year_neither": "没有 {year} 年的数。{last_day}的数既不是下限，也不是上限，说明不了到期时的情形。",
    "whole_short": (
        "就连{whole_region} {whole_year} 年的“{name}”也只有{value}，不到{region}所承诺的{target_value}："
        "统计对象一致的话，目标就没有达到；是否一致没有说明，所以不作判断。"
    ),
    "only_bounded_both": "只知道 {year} 年不少于{lower}、不多于{upper}，不能判断。",
    "only_bounded_lower": "只知道 {year} 年不少于{lower}，不能判断。",
    "only_bounded_neither": "{year} 年的数既不是下限，也不是上限，不能判断。",
    "only_bounded_upper": "只知道 {year} 年不多于{upper}，不能判断。",
    "no_figure": "{region}没有公布过“{name}”的数。",
    "none_comparable": "有 {count} 个相近的数，都不能与目标相比。",
    "needs_figure": "需要{region} {year} 年“{name}”的数{of_whom}。",
    "needs_baseline": "需要{region} {year} 年“{name}”的基期数，或规划给出的各年进度。",
    "no_path": "没有基期数，也没有各年进度，说不出现在应到多少。",
    "target_withdrawn": "这个目标已经撤回，不再判断。",
    "milestone_no_evidence": "“{name}”是一项任务，要凭验收材料判断；现在没有材料。",
    "milestone_unproven": "{names}说是已经验收，但没有材料，不计。",
    "milestone_all_accepted": "{count} 个部分都已凭文件验收：{names}。",
    "milestone_some_accepted": "{count} 个部分中，凭文件验收了的有 {accepted} 个；还没有的：{names}。",
    "milestone_accepted_late": "{names}到{end}才验收，在目标年份之后。",
    "milestone_said_before": "{names}只说到{at}为止，没有 {year} 年底或以后的说明，不知道后来怎样了。",
    "milestone_closed": "有 {count} 个部分的材料不公开，这里不能凭它们判断。",
    "milestone_needs": "需要“{name}”的验收材料，或 {year} 年底以后的说明。",
    "milestone_no_due": "没有写明“{name}”的各部分该在哪天以前验收，说不出现在应到多少。",
    "milestone_none_due": "还没有一个部分到期；最早的一个该在{at}以前验收。",
    "milestone_due": "到今天该验收的有 {due} 个部分，其中验收了 {accepted} 个。",
    "no_number": "原文没有给出数（{original}），无从比较。",
    "no_year": "原文没有说到哪一年，无从判断。",
    "no_indicator": "还没有说明“{name}”由哪个指标衡量。",
    "province_for_city": "这是{figure_region}的数，目标是{target_region}的，不能用上级地区的数代替。",
    "part_for_whole": "这是{figure_region}的数，只是{target_region}的一部分。",
    "region_differs": "这是{figure_region}的数，目标是{target_region}的。",
    "threshold_differs": "门槛不同：目标数的是{target_threshold}的，这里数的是{figure_threshold}的。",
    "threshold_nature_differs": "门槛不同：目标按{target_nature}数，这里按{figure_nature}数，不能互相代替。",
    "threshold_lower": "统计的是{figure_threshold}的，目标是{target_threshold}的：后者只会更多，不会更少。",
    "threshold_upper": "统计的是{figure_threshold}的，目标是{target_threshold}的：后者只会更少，不会更多。",
    "whole_for_part": "这是全部的数，目标只说“{target_threshold}”。",
    "part_for_whole_segment": "这只是“{figure_threshold}”的数，不是目标所说的全部。",
    "segment_differs": "这是“{figure_threshold}”的数，目标说的是“{target_threshold}”。",
    "increment_for_stock": "“{figure}”是新增数，目标说的是总数。",
    "stock_for_increment": "目标说的是新增数，要有起点和到期两个总数相减；只有一个总数，不能当作新增数。",
    "increment_from_stocks": "新增数由两个总数相减得出，{year} 年为{baseline}。",
    "sum_without_start": "目标是一段时间的累计数，不知道从哪一年算起。",
    "years_missing": "缺 {years} 年的数，合计只能说“至少这么多”。",
    "name_differs": "名称不同：目标写“{target}”，统计写“{figure}”。",
    "counted_differs": "目标数的是“{target}”，这里数的是“{figure}”，没有说是同一批；确是同一批，就把两处的名称改成一样。",
    "declared_caution": "指标不同：目标是“{target}”，所用的是“{figure}”。{words}",
    "declared_not": "“{figure}”不能当作“{target}”。{words}",
    "nature_differs": "“{figure}”是{figure_nature}，“{target}”是{target_nature}，不能互相代替。",
    "indicator_differs": "“{figure}”与“{target}”是两个指标，没有说明它们可以相比。",
    "unit_differs": "单位不同，不能相比。",
    "basis_differs": "这是指数，目标是总数，不能相比。",
    "level_for_growth": "“{figure}”是总数，目标是增速，不能相比。",
    "growth_for_level": "“{figure}”是增速，目标是总数，不能相比。",
    "scope_restricted": "统计只包括“{scope}”，目标“{target}”没有这样限定。",
    "scope_differs": "统计的范围是“{figure}”，目标的指标是“{target}”。",
    "scope_changed": "前后范围不同：先是“{earlier}”，后是“{later}”。",
    "scope_threshold_raised": (
        "{year} 年起，规模以上工业的起点由年主营业务收入 500 万元提高到 2000 万元："
        "{earlier_year} 年与 {later_year} 年的数范围不同。"
    ),
    "figure_forecast": "这是预测数，不是实际数。",
    "figure_missing": "公布时没有这个数。",
    "figure_estimated": "这是约数或估计数。",
    "figure_provisional": "这是初步数，以后可能修订。",
    "figure_imputed": "这是推算数。",
    "figure_definition_differs": "发布方说明这个数的口径不同。",
    "figure_reckoned": "没有公布过这个数；这是由{names}按指标的公式算出的。",
    "figure_invented": "这是演示用的虚构数据。",
    "figure_invented_years": "其中 {years} 年的数是演示用的虚构数据。",
    "figure_corrected": "这个数按声明的更正改过。",
    "figure_doubted": "对这个数声明过更正，但发布的数后来变了，更正没有用上；用的是现在发布的数，请先看清。",
    "figure_old": "最近的数到{end}为止，已经旧了。",
    "span_differs": "这个数是{start}到{end}的合计，目标管的是 {year_from}—{year} 年，拆不开。",
    "rate_of_part_of_year": "这是{start}到{end}这一段的增速，不是全年的，不能当作一年的增速。",
    "populations_differ": "{earlier_year} 年的“{earlier}”与 {later_year} 年的“{later}”不是同一批对象，不能前后相比。{words}",
    "equal_by_chance": "两个数都是 {value}，只是碰巧相同。",
    "break_between": "{at}的数注明口径有变，不能与{since}的数相接，所以不算从基期以来的进展。",
    "break_declared": "主管部门声明{at}起口径有变，不能与{since}的数相接，所以不算从基期以来的进展。声明写的理由是“{words}”。",
    "sum_refused": "{names}（{sum_values}）不能加在一起充当目标所说的数。",
    "natures_not_added": "{names}不是同一种量，不能相加。",
    "units_not_added": "单位不同，不能相加。",
    "spans_not_added": "不是同一段时间的数，不能相加。",
    "counted_twice": "{inner_region}在{outer_region}之内，相加就重复了。",
    "year_later": "年份不同：目标是 {target} 年，所用的是 {figure} 年的数。",
    "year_earlier": "年份不同：目标是 {target} 年，所用的是 {figure} 年的数。",
    "about_tolerance": "“左右”“近”没有法定的范围；本平台自{since}起按相差一成（{percent}%）以内判断，即{low}起。",
    "range_one_sided": "区间{low}到{high}：到了下限就是达到，超过上限不算没有达到。",
    "range_one_sided_down": "区间{low}到{high}：降到上限就是达到，低于下限不算没有达到。",
    "range_no_percentage": "区间只说在不在里面，不说完成百分之几。",
    "beyond_range": "实际{value}，超过了区间的另一头{bound}。",
    "rank_no_percentage": "名次不说完成百分之几。",
    "ratio_refused_target": "目标值{target_value}不是正数，比值没有意义，只说相差多少。",
    "ratio_refused_baseline": "基期数{baseline}不是正数，比值没有意义，只说相差多少。",
    "ratio_gap_only": "没有基期数；比例只说相差几个百分点，不说“百分比的百分之几”。",
    "decrease_without_baseline": "要降低的指标没有基期数，说不出完成了多少，只说还差多少。",
    "baseline_beyond_target": "基期{baseline}已经不差于目标{target_value}。",
    "count_pace_rough": "个数很少，多一个少一个差别很大，进度只供参考。",
    "multiple_refused": "没有大于零的基期数，算不出倍数。",
    "growth_made_of": "{first_year} 年{first_value}，{last_year} 年{last_value}，{years} 年间年均增长 {rate}%。",
    "growth_from_levels": "增速由公布的总数算出；官方增速按可比口径计算，两者会有出入。",
    "prices_differ": "“{name}”的官方增速按可比价格计算，总数是当年价格，算出的增速含有价格变动。",
    "published_beside": "另有公布的 {first}—{last} 年年均增速 {rate}%；照此倒推，{implied_year} 年应为{implied}。",
    "growth_chained": "由 {years} 年逐年公布的增速连乘得出。",
    "growth_without_baseline": "没有 {year} 年的数作起点，算不出增速。",
    "growth_refused_levels": "起点或终点不是正数，算不出年均增速。",
    "growth_without_years": "增速从 {base_year} 年起算，目标年是 {aim_year} 年，中间没有一年可以增长，算不出年均增速。",
    "growth_extreme": (
        "{first_year} 年{first_value}，{last_year} 年{last_value}，相差过于悬殊，多半是单位或数字有误，不用来计算增速。"
    ),
    "not_reckoned": "这个目标的数算不出结果，请核对目标和所用的数；已经记入运行日志。",
    "growth_refused_rate": "目标增速 {rate}% 不是正数，只说相差几个百分点。",
    "window_differs": "公布的年均增速是 {figure_first}—{figure_last} 年的，目标是 {first}—{last} 年的。",
    "pace_from_part_of_year": "进度按{end}止的累计{value}判断：往年（{years} 年）到这时平均占全年的 {percent}%，不按月份平分。",
    "no_seasonal_share": "{end}止的累计是{value}；没有往年同期的数，不知道通常占全年多少，没有用它判断进度。",
    "only_part_of_year": "只有{end}止的累计数，没有任何一年的全年数，不能判断。",
    "parts_equal": "{names}相加为{sum}，与总数{total}相符。",
    "parts_short": "{names}相加为{sum}，比总数{total}少：各部分写在一处，却合不成总数。",
    "parts_some": "列出的{names}相加为{sum}，总数是{total}；其余没有分项。",
    "parts_exceed": "{names}相加为{sum}，超过了总数{total}。",
    "parts_exceed_open": "{names}相加为{sum}，总数写的是{total}以上或左右：不矛盾，但相差{excess}。",
    "growth_agrees": (
        "{base_year} 年{base}，每年增长 {rate}%，{years} 年后为{follows}，与 {stated_year} 年的{stated}相符。"
    ),
    "growth_contradicts": (
        "{base_year} 年{base}，每年增长 {rate}%，{years} 年后为{follows}，不是 {stated_year} 年的{stated}；"
        "要到{stated}，每年得增长 {needed}%。"
    ),
    "growth_bound_short": (
        "{base_year} 年{base}，按增速的下限 {rate}% 算，{years} 年后为{follows}；要到 {stated_year} 年的{stated}，"
        "每年要增长 {needed}%，高于“{rate_words}”的下限：两者不矛盾，但只守下限不够。"
    ),
    "growth_open": (
        "{base_year} 年{base}，每年增长 {rate}%，{years} 年后为{follows}，{stated_year} 年写的是{stated}；"
        "有的只是约数或界限，不算矛盾，也核对不了。"
    ),
    "share_agrees": "{part}占{whole}的 {computed}%，与所写的{stated_percent}相符。",
    "share_contradicts": "{part}占{whole}的 {computed}%，不是所写的{stated_percent}。",
    "share_open": "{part}占{whole}的 {computed}%，写的是{stated_percent}；有的只是约数或界限，不算矛盾，也核对不了。",
    "increment_agrees": "起点{start_value}加上新增{more}为{sum}，与到期的{stated}相符。",
    "increment_contradicts": "起点{start_value}加上新增{more}为{sum}，不是到期的{stated}。",
    "increment_open": "起点{start_value}加上新增{more}为{sum}，到期写的是{stated}；有的只是约数或界限，不算矛盾，也核对不了。",
    "list_agrees": "“{name}”说有 {count}，列出 {items} 项，相符。",
    "list_differs": "“{name}”说有 {count}，却列出 {items} 项（最后一项是“{last}”）。",
    "annex_missing": "“{name}”的 {count} 项在附件{annex}里，文件中没有这个附件，无从核对。",
    "share_over_hundred": "占比{value}，超过了 100%。",
    "twice_differs": "同一个数写了两次，互相矛盾：第 {first_line} 行是“{first}”，第 {second_line} 行是“{second}”。",
    "path_assumed": "规划没有给出各年应到多少，按{shape_words}推算。",
}
CODES = frozenset(_SENTENCES) - {
    "running_without_path", "only_bounded_both", "only_bounded_lower", "only_bounded_upper",
    "only_bounded_neither", "no_figure_of_year_both", "no_figure_of_year_lower", "no_figure_of_year_upper",
    "no_figure_of_year_neither",     "figure_invented_years", "range_one_sided_down",
    "later_figure_differs_more",
} | {"only_bounded"}  # fmt: skip
"""Every reason that has words."""


def sentence(reason: Reason, unit: str = "", counted: str = "") -> str:
    """A reason as a sentence. unit, counted: of the target's indicator, in which its amounts are."""
    values = _said(reason, unit, counted)
    words = _SENTENCES.get(_variant(reason))
    if words is None:
        return reason.code
    told = _SPACE.sub(r"\1", words.format_map(_Named(values))).strip()
    if "of" not in reason.values:
        return told
    of_unit, of_counted = reason.values.get("of_unit", ""), reason.values.get("of_counted", "")
    amount_words = amount(reason.values.get("of_value", ""), of_unit, of_counted)
    return f"{reason.values.get('of_year', '')} 年“{reason.values['of']}”{amount_words}没有采用：{told}"


_SPACE = re.compile(r"([（、：，。；“”—]) +")


class _Named(dict[str, str]):
    """Values by name; one that a reason does not have is left out."""

    def __missing__(self, key: str) -> str:
        return ""


def _variant(reason: Reason) -> str:
    """Which of the wordings of a reason fits its values."""
    values = reason.values
    if reason.code == "running" and not values.get("expected"):
        return "running_without_path"
    if reason.code == "only_bounded":
        return f"only_bounded_{_sides(values) or 'neither'}"
    if reason.code == "no_figure_of_year" and not values.get("value"):
        return f"no_figure_of_year_{_sides(values) or 'neither'}"
    if reason.code == "range_one_sided" and values.get("direction") == "down":
        return "range_one_sided_down"
    if reason.code == "later_figure_differs" and values.get("direction") == "down":
        return "later_figure_differs_more"
    if reason.code == "figure_invented" and values.get("years"):
        return "figure_invented_years"
    return reason.code


def _apart(words: str) -> str:
    """Words that stand after others: a figure is parted from them."""
    return f" {words}" if words[:1].isdigit() else words


def _sides(values: Mapping[str, str]) -> str:
    """From which sides the number is bounded: both, lower, upper; empty: from none."""
    lower, upper = values.get("lower", ""), values.get("upper", "")
    return "both" if lower and upper else "lower" if lower else "upper" if upper else ""


def _said(reason: Reason, unit: str, counted: str) -> dict[str, str]:
    """The values of a reason in words."""
    raw = dict(reason.values)
    unit = raw.get("unit") or unit
    said = dict(raw)
    raw["target_value"] = raw.get("target", "")
    raw["last_day"] = raw.get("last", "")
    comparator = raw.get("comparator", "")
    said["stated_percent"] = promised(raw.get("stated", ""), "", comparator, "P1", "")
    said["rate_words"] = promised(raw.get("rate", ""), "", comparator, "P1", "").strip()
    said["difference"] = f" {raw.get('points', '')} 个百分点" if unit == "P1" else f" {raw.get('percent', '')}%"
    raw["start_value"] = raw.get("start", "")
    if is_number(raw.get("sum", "")) and is_number(raw.get("total", "")):
        raw["excess"] = format(Decimal(raw["sum"]) - Decimal(raw["total"]), "f")
    raw["first_value"], raw["last_value"] = raw.get("first", ""), raw.get("last", "")
    said |= {key: amount(raw[key], unit, counted) for key in _AMOUNTS if is_number(raw.get(key, ""))}
    if is_number(raw["target_value"]):
        said["target_value"] = promised(
            raw["target_value"], raw.get("target_to", ""), raw.get("comparator", ""), unit, counted
        )
    said |= {key: amount(raw[key], raw.get("level_unit", ""), "") for key in _LEVELS if is_number(raw.get(key, ""))}
    said |= {key: day_words(raw[key]) for key in _DAYS if raw.get(key)}
    said |= {f"{key}_region": region_name(raw.get(key, "")) for key in ("target", "figure", "inner", "outer", "whole")}
    said |= {f"{key}_threshold": _apart(threshold_words(raw.get(key, ""))) for key in ("target", "figure")}
    said |= {f"{key}_nature": NATURES.get(raw.get(f"{key}_nature", ""), "") for key in ("target", "figure")}
    said |= {key: region_name(raw[key]) for key in _REGIONS if raw.get(key)}
    if raw.get("figure_year", "").isdigit() and raw.get("target_year", "").isdigit():
        said["later"] = str(int(raw["figure_year"]) - int(raw["target_year"]))
    if reason.code == "figure_reckoned":
        said["names"] = "、".join(_input_words(one) for one in raw.get("names", "").split("、"))
    said["shape_words"] = SHAPES.get(raw.get("shape", ""), "")
    said["sum_values"] = "、".join(amount(one, unit, "") for one in raw.get("values", "").split())
    whom = [threshold_words(raw.get("segment", "")), f"范围：{raw['scope']}" if raw.get("scope") else ""]
    said["of_whom"] = f"（{'；'.join(one for one in whom if one)}）" if any(whom) else ""
    return said


def _input_words(name: str) -> str:
    """What a formula was reckoned from: an indicator by its name, a total of the registers or a measure of events by theirs."""
    kind, colon, rest = name.partition(":")
    return source_words(Source(kind, rest)) if colon else f"“{name}”"


def promised(low: str, high: str, comparator: str, unit: str, counted: str) -> str:
    """What was promised as people read it: 300 亿元, 15%以上, 2—3 个, 10 个左右."""
    words = amount(low, unit, counted)
    if high and comparator == "range":
        return f" {amount(low, unit, counted).split()[0].rstrip('%')}—{amount(high, unit, counted).strip()}"
    before, after = _COMPARATORS.get(comparator, ("", ""))
    return f"{before}{words}{after}"


def day_words(text: str) -> str:
    """The last day of a year or a month as people say it: 2020 年底, 2026 年 5 月底; other days in full. A year alone: 2020 年."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return f" {text} 年" if text.isdigit() else text
    if (day.month, day.day) == (12, 31):
        return f" {day.year} 年底"
    if day.day >= 28 and day.month != (date.fromordinal(day.toordinal() + 1)).month:
        return f" {day.year} 年 {day.month} 月底"
    return f" {day.year} 年 {day.month} 月 {day.day} 日"
