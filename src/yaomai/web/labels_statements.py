"""Which words do people read for the parts of a statement: its source, its origin, whether it holds and why?"""

import re
from collections.abc import Mapping
from dataclasses import replace

from yaomai.errors import Finding, InvalidError
from yaomai.systems import catalogue
from yaomai.web import labels_registers

SOURCES: Mapping[str, tuple[str, str]] = {
    "decision": ("人工采信", "有人看过各种说法，写明理由，选定了其中一个。"),
    "authority": ("主管部门", "由主管部门或平台运营方填报、导入。"),
    "self": ("本单位", "由维护这一行的机构自己填报、导入。"),
    "document": ("追溯文件", "来自采集的 EPCIS 文件里的主数据。"),
    "other": ("其他机构", "由别的机构说的。"),
}
"""Class of source: its word, and what it means."""

OPERATOR = "平台运营方"
"""Who speaks where no organisation does: the installation's own commands."""

ORIGINS: Mapping[str, str] = {
    "form": "网页填报",
    "cell": "表格导入",
    "document": "追溯文件",
    "interface": "接口写入",
}

STATUSES: Mapping[str, tuple[str, str, str]] = {
    "in_force": ("采信", "good", "check"),
    "not_preferred": ("未采信", "wait", "warning"),
    "superseded": ("已被更新", "plain", "dashed"),
    "withdrawn": ("已撤回", "plain", "cross"),
    "not_valid_today": ("这天不在有效期内", "plain", "half"),
}
"""Status of a statement: its word, its tone, its shape (icons.SHAPES)."""

REASONS: Mapping[tuple[str, str], str] = {
    ("in_force", "only"): "只有这一种说法。",
    ("in_force", "agreed"): "各方说法一致。",
    ("in_force", "agrees"): "和采信的说法一致。",
    ("in_force", "chosen"): "有人看过各种说法后选定了它。",
    ("in_force", "preferred"): "按采信规则，这类来源排在前面。",
    ("in_force", "newest"): "同类来源里它最新。",
    ("in_force", "first"): "在 EPCIS 文件里，最先说到它的一方排在前面。",
    ("not_preferred", "chosen"): "有人看过各种说法后选定了另一个。",
    ("not_preferred", "preferred"): "按采信规则，别的来源排在前面。",
    ("not_preferred", "newest"): "同类来源里有更新的说法。",
    ("not_preferred", "first"): "在 EPCIS 文件里，另一方更早说到它，排在前面。",
    ("superseded", "corrected"): "同一方后来又说了一次，以后来的为准。",
    ("withdrawn", "withdrawn"): "不再算数，但仍留在账本里。",
    ("not_valid_today", "not_valid"): "所说的有效期不包括今天。",
}
"""By which rule a statement of a status holds or does not (registers/engine/resolve.py)."""


def source_word(code: str) -> str:
    """authority → 主管部门; a class without a word is shown as it is."""
    return SOURCES.get(code, (code, ""))[0]


def source_words(codes: str) -> str:
    """Several classes, parted by spaces, in their order of preference."""
    return " › ".join(source_word(code) for code in codes.split())


def origin_word(code: str) -> str:
    """cell → 表格导入."""
    return ORIGINS.get(code, code)


def reason_words(status: str, rule: str) -> str:
    """Why a statement holds or does not, in a sentence; empty where the status says all."""
    return REASONS.get((status, rule), "")


FINDINGS: Mapping[str, str] = {
    "registers.required": "必须填写。",
    "registers.identity_taken": "已经有一条用着它。请先看看是不是同一个：是，就在那一条上修改；不是，请核对。",
    "registers.kind_unknown": "没有这本名录。",
    "registers.property_unknown": "这本名录没有这一栏。",
    "registers.identity_twice": "这一次里有两条用着同一个。",
    "registers.ref_unknown": "所指的那一条不在，或者您看不到它。",
    "registers.unit_of_another": "单位和这一栏的不同。",
    "registers.validity_order": "结束的日子要晚于开始的日子。",
    "registers.value_bytes": "内容太长。",
    "registers.place_long": "出处写得太长。",
    "registers.nothing_said": "还没有填任何一栏。",
    "registers.said_too_much": "一次说得太多，请分几次。",
    "registers.entity_unknown": "没有这一条，或者您看不到它。",
    "registers.organisation_unknown": "没有这个机构。",
    "registers.reason_missing": "请写明理由。",
    "registers.reason_unusable": "理由要是一段不太长的普通文字。",
    "registers.withdrawn_before": "已经撤回了。",
    "registers.withdrawal_of_what": "没有说明要撤回什么。",
    "registers.value_not_canonical": "写法不对。",
    "registers.not_withdrawable": "这种记录不能撤回。",
    "registers.merge_of_one": "一条不能和它自己合并。",
    "registers.merge_of_kinds": "两条不是同一类，不能合并。",
    "registers.merged_before": "其中一条已经并入别的一条了。",
    "registers.choice_of_another": "选的不是这一栏还算数的说法。",
    "registers.sources_unusable": "来源的次序写得不对。",
    "registers.filter_unusable": "条件写得不对。",
    "registers.page_unknown": "没有这一页，请从第一页看起。",
    "registers.view_name": "视图的名称要有 1 至 60 个字。",
    "registers.view_query": "条件太多，存不下。",
    "registers.view_too_many": "您存的视图太多了，请先删去一些。",
    "registers.filter_unknown": "没有这一栏，或者您看不到它。",
    "registers.filter_operation": "这一栏不能这样筛选。",
    "registers.filter_value": "条件写得不对。",
    "registers.filter_ref": "没有叫这个名字的，或者不止一个。",
    "registers.sort_unknown": "不能按它排序。",
    "registers.column_unknown": "没有这样的栏。",
    "registers.export_format": "可以导出为 xlsx、csv 或 json。",
}
"""What a finding of the registers' operations and lists says to a person, by its code."""


_HINT = re.compile(r" \((.*)\); ", re.DOTALL)
# Where a ReadFault's sentence has the data of its words (registers/engine/read_fault.py).


def finding_words(finding: Finding) -> str:
    """What a finding says to a person; one without words is told as it is, in English."""
    if finding.code == "registers.identity_clash":
        other = finding.value or "另一条（不对您开放）"
        return f"这样一来，它和{other}会用着同一个代码。请先把两条合并，或者先改正其中一条的代码。"
    known = FINDINGS.get(finding.code)
    if known is not None:
        return known
    if finding.code in labels_registers.VALUE_FAULTS:
        hint = _HINT.search(finding.message)
        words = labels_registers.fault_words(finding.code, hint[1] if hint else "")
        return f"{words.what}。{words.cure.rstrip('：')}。"
    return finding.message


def in_words(error: InvalidError) -> InvalidError:
    """The same refusal with what its findings say to a person, for the page of a request that could not be done."""
    return InvalidError([replace(one, message=finding_words(one)) for one in error.findings])


def system_word(number: str) -> str:
    """What a system of the plans is called; its number, where the catalogue does not have it."""
    asked = catalogue.systems().get(number)
    return asked.name if asked else number
