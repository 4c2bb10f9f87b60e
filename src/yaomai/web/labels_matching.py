"""How are the reasons for which two names are or are not taken for one said to people, and what are searched kinds called?"""

from collections.abc import Mapping

from yaomai.registers.engine.likeness import Reason

WORDS: Mapping[str, str] = {
    "same_text": "名称相同",
    "same_core": "字号和行业相同",
    "same_mark": "字号相同",
    "same_code": "编码相同",
    "same_address": "地址相同",
    "other_name": "是它的另一个名称",
    "abbreviation": "像是简称",
    "order_differs": "词序不同",
    "slip": "有一个字音近或形近",
    "swapped": "有两个字前后颠倒",
    "doubled": "有一个字重复",
    "character_missing": "多或少一个字",
    "beginning": "开头相同",
    "part_of": "一个包含另一个",
    "namesake": "同名，但同名的人很多",
    "place_omitted": "有一个没写地名",
    "place_narrower": "有一个的地名更细",
    "place_renamed": "地名改过",
    "place_within": "地名一大一小",
    "place_decides": "没有字号，要靠地名区分，而地名不同",
    "place_differs": "地名不同",
    "division_agrees": "所在地相符",
    "division_differs": "所在地不同",
    "form_omitted": "有一个没写组织形式",
    "form_changed": "公司形式不同",
    "form_differs": "组织形式不同",
    "mark_differs": "字号不同",
    "trade_differs": "行业不同",
    "branch_of": "一个是分支机构，不是总机构",
    "other_branch": "是不同的分支机构",
    "group_and_member": "一个是集团，一个不是",
    "other_number": "序号不同",
    "code_differs": "编码不同",
    "code_faulty": "写的编码校验不对，没有采用",
    "decided_before": "以前认定过",
    "decided_none": "以前认定过：都不是",
}
"""Code of a reason (registers/engine/likeness.py, matching.py) to what it says."""

_SHOWN = {
    "slip": "“{one}”与“{two}”音近或形近",
    "mark_differs": "字号不同：{one}、{two}",
    "trade_differs": "行业不同：{one}、{two}",
    "same_mark": "字号都是“{mark}”",
    "other_name": "与“{name}”相符，那是它的另一个名称",
    "place_differs": "地名不同：{one}、{two}",
    "place_within": "地名一大一小：{one}、{two}",
    "place_renamed": "{one}、{two}是同一个地方",
    "branch_of": "“{branch}”是分支机构，不是总机构",
    "other_branch": "是不同的分支机构：{one}、{two}",
    "decided_before": "以前认定过（记录 {record}）",
    "decided_none": "以前认定过，都不是（记录 {record}）",
}


def words(reason: Reason) -> str:
    """What a reason says; one without words is shown as its code."""
    pattern = _SHOWN.get(reason.code)
    if pattern is not None and all(f"{{{name}}}" not in pattern or value for name, value in reason.detail.items()):
        try:
            return pattern.format_map(dict(reason.detail))
        except KeyError:
            return WORDS[reason.code]
    return WORDS.get(reason.code, reason.code)


def certainty(score: float) -> str:
    """How alike two names are, in a word."""
    return "几乎一样" if score >= 0.95 else "很像" if score >= 0.85 else "有些像"
