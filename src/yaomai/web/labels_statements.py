"""Which words do people read for the parts of a statement: its source, its origin, whether it holds and why?"""

from collections.abc import Mapping

SOURCES: Mapping[str, tuple[str, str]] = {
    "decision": ("人工采信", "有人看过各种说法，写明理由，选定了其中一个。"),
    "authority": ("主管部门", "由主管部门或平台运营方填报、导入。"),
    "self": ("本单位", "由维护这一行的机构自己填报、导入。"),
    "document": ("追溯文件", "来自采集的 EPCIS 文件里的主数据。"),
    "other": ("其他机构", "由别的机构说的。"),
}
"""Class of source: its word, and what it means."""

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

REASONS: Mapping[str, str] = {
    "only": "只有这一种说法。",
    "agreed": "各方说法一致。",
    "choice": "有人看过各种说法后选定了它。",
    "chosen": "有人看过各种说法后选定了它。",
    "not_chosen": "有人看过各种说法后选定了另一个。",
    "preference": "按采信规则，这类来源排在前面。",
    "preferred": "按采信规则，这类来源排在前面。",
    "not_preferred": "按采信规则，别的来源排在前面。",
    "newest": "同类来源里它最新。",
    "newer": "同类来源里有更新的说法。",
    "superseded": "同一方后来又说了一次，以后来的为准。",
    "corrected": "同一方后来又说了一次，以后来的为准。",
    "withdrawn": "已经撤回，不再算数，但仍留在账本里。",
    "not_valid": "所说的有效期不包括这一天。",
    "not_valid_today": "所说的有效期不包括今天。",
    "not_yet": "所说的有效期还没有开始。",
    "over": "所说的有效期已经过了。",
}
"""By which rule a statement holds or does not."""


def source_word(code: str) -> str:
    """authority → 主管部门; a class without a word is shown as it is."""
    return SOURCES.get(code, (code, ""))[0]


def source_words(codes: str) -> str:
    """Several classes, parted by spaces, in their order of preference."""
    return " › ".join(source_word(code) for code in codes.split())


def origin_word(code: str) -> str:
    """cell → 表格导入."""
    return ORIGINS.get(code, code)


def reason_words(code: str) -> str:
    """Why a statement holds or does not, in a sentence."""
    return REASONS.get(code, code)
