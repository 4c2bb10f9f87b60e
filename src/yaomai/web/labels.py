"""How are units and states shown: which word, and for a state which tone and which shape?

A colour never stands alone: each state has a word, and each tone its own shape, so a state is read without colour.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timezone
from decimal import Decimal
from typing import Literal

from django.utils.timezone import localtime

from yaomai.web.glossary import word

UNITS = {
    # UN/ECE Recommendation 20 common codes; words after 法定计量单位 (GB 3100).
    "": "件",
    "EA": "个",
    "H87": "件",
    "PR": "对",
    "MGM": "毫克",
    "GRM": "克",
    "KGM": "千克",
    "TNE": "吨",
    "MLT": "毫升",
    "LTR": "升",
    "MTQ": "立方米",
    "MMT": "毫米",
    "CMT": "厘米",
    "MTR": "米",
    "KMT": "千米",
    "MTK": "平方米",
    "HAR": "公顷",
    "KMK": "平方千米",
    "SEC": "秒",
    "MIN": "分钟",
    "HUR": "小时",
    "DAY": "天",
    "WEE": "周",
    "MON": "个月",
    "ANN": "年",
    "CEL": "℃",
    "P1": "%",
    "C62": "条",
    "59": "ppm",
    "NX": "‰",
    "KWT": "千瓦",
    "KWH": "千瓦时",
    # Beside Recommendation 20: money by ISO 4217, and the measure of land that goes on in use (亩, a fifteenth of a hectare).
    "CNY": "元",
    "USD": "美元",
    "EUR": "欧元",
    "MU": "亩",
}

GAP = "\u00a0"  # the quarter-width space of GB/T 15835; one that does not break and that every font has


def unit_word(code: str) -> str:
    """The Chinese word of a UN/ECE unit code; a code that is not in the table is shown as it is."""
    return UNITS.get(code, code)


def grouped(value: Decimal | int) -> str:
    """The exact value with its recorded decimals, digits before the point in threes from five digits on."""
    digits = format(Decimal(value), "f")
    sign, digits = ("−", digits[1:]) if digits.startswith("-") else ("", digits)
    whole, point, fraction = digits.partition(".")
    if len(whole) >= 5:
        whole = f"{int(whole):,}".replace(",", GAP)
    return f"{sign}{whole}{point}{fraction}"


def as_told(moment: datetime) -> datetime:
    """A time in the offset in which people are told it. A time that was said with an offset of its own, as those of events are,
    keeps it; what comes of the database in plain UTC, as all recorded times do, is told in local time.
    """
    has_own_offset = isinstance(moment.tzinfo, timezone) and moment.tzinfo is not UTC
    return moment if has_own_offset else localtime(moment)


def day(moment: datetime) -> str:
    """The day of a time, as people are told it."""
    return f"{as_told(moment):%Y-%m-%d}"


DEED_KINDS = {
    "epcis.events": "事件",
    "traceability.recall": "启动召回",
    "traceability.recall_end": "结束召回",
    "archive.file": "存档文件",
    "archive.document": "说明文件是哪份文本",
    "people.organisation": "设立机构",
    "people.account": "开通账户",
    "people.account_end": "停用账户",
    "people.roles": "授予角色",
    "people.key": "制作密钥",
    "people.key_end": "停用密钥",
    "people.organisation_state": "变更机构",
    "people.organisation_end": "撤销机构",
    "people.totp": "启用或停用动态码",
    "people.invitation": "邀请人员",
    "people.invitation_end": "邀请用毕或收回",
    "registers.statements": "填报名录",
    "registers.withdrawal": "撤回",
    "registers.choice": "人工采信",
    "registers.preference": "采信规则",
    "registers.merge": "合并条目",
    "registers.match_decision": "认定名称",
    "registers.draw": "发起抽取",
    "registers.draw_seed": "公布种子并抽取",
    "planning.decide": "认定规划中的数",
    "planning.target": "写定目标",
    "planning.evidence": "说明任务的进展",
    "indicators.define": "定义指标",
    "indicators.edition": "填报统计数",
    "indicators.correct": "更正统计数",
    "indicators.break": "声明口径有变",
    "indicators.withdraw": "撤回统计数",
    "ledger.erasure": "擦除正文",
    "ledger.key": "更换账本密钥",
    "ledger.policy": "变更见证方",
}


def deed_kind_word(kind: str) -> str:
    """What a kind of deed is called; one without a word is shown as it is."""
    return DEED_KINDS.get(kind, kind)


Tone = Literal["good", "info", "wait", "fault", "plain"]


@dataclass(frozen=True, slots=True)
class State:
    """How one state is shown: its tone, its shape (a key of icons.SHAPES), its word (from the glossary)."""

    tone: Tone
    shape: str
    word: str


def _state(code: str, tone: Tone, shape: str) -> tuple[str, State]:
    return code, State(tone, shape, word(code))


STATES: dict[str, State] = dict(
    (
        # What the record can prove about a body.
        _state("pending", "wait", "half"),
        _state("recorded", "info", "entry"),
        _state("awaiting_witness", "wait", "half"),
        _state("witnessed", "good", "check"),
        _state("erased", "plain", "dashed"),
        _state("altered", "fault", "cross"),
        # What is known of a thing.
        _state("no_known_problem", "good", "check"),
        _state("cannot_be_judged", "plain", "question"),
        _state("code_seen_twice", "wait", "warning"),
        _state("amounts_disagree", "wait", "warning"),
        _state("in_progress", "info", "entry"),
        _state("in_transit", "info", "entry"),
        _state("conformant", "good", "check"),
        _state("non_conformant", "fault", "cross"),
        _state("recalled", "fault", "cross"),
        _state("expired", "fault", "cross"),
        _state("destroyed", "plain", "dashed"),
        _state("needs_replacement", "wait", "warning"),
        _state("sellable_accessible", "good", "check"),
        _state("dispensed", "plain", "entry"),
        # How far a question is answered.
        _state("answered", "good", "check"),
        _state("partly_answered", "wait", "warning"),
        _state("partly_read", "wait", "half"),
        _state("speaks_against", "fault", "cross"),
        _state("unanswered", "plain", "question"),
        # How far a recall, a capture job, a balance is.
        _state("recall_open", "fault", "cross"),
        _state("recall_ended", "plain", "dashed"),
        _state("job_waiting", "wait", "half"),
        _state("job_running", "info", "entry"),
        _state("job_finished", "good", "check"),
        _state("job_partly", "wait", "warning"),
        _state("job_failed", "fault", "cross"),
        _state("out_of_nothing", "fault", "cross"),
        _state("beyond_tolerance", "wait", "warning"),
        _state("not_judged", "plain", "question"),
        _state("balanced", "good", "check"),
        _state("duplicate_code", "fault", "cross"),
        # Where goods are.
        _state("held", "info", "entry"),
        _state("used", "plain", "dashed"),
        _state("sold", "wait", "half"),
        # How a target of a plan stands.
        _state("target_met", "good", "check"),
        _state("target_on_track", "good", "entry"),
        _state("target_at_risk", "wait", "half"),
        _state("target_off_track", "fault", "cross"),
        _state("target_missed", "fault", "cross"),
        _state("target_cannot_judge", "plain", "question"),
        _state("target_unjudged", "plain", "dashed"),
        # How far the import of a spreadsheet is, and what each of its rows brings.
        _state("import_opening", "info", "entry"),
        _state("import_mapping", "wait", "half"),
        _state("import_reading", "info", "entry"),
        _state("import_ready", "wait", "half"),
        _state("import_accepting", "info", "entry"),
        _state("import_undoing", "info", "entry"),
        _state("import_failed", "fault", "cross"),
        _state("import_accepted", "good", "check"),
        _state("import_undone", "plain", "dashed"),
        _state("row_new", "good", "check"),
        _state("row_changed", "info", "entry"),
        _state("row_same", "plain", "dashed"),
        _state("row_conflicting", "wait", "warning"),
        _state("row_faulty", "fault", "cross"),
        # Of statistics: what was made up for a demonstration, editions, corrections.
        _state("invented_data", "wait", "warning"),
        _state("edition_in_force", "good", "check"),
        _state("edition_withdrawn", "plain", "dashed"),
        _state("correction_holds", "info", "entry"),
        _state("correction_broken", "fault", "cross"),
        _state("break_declared", "wait", "warning"),
        _state("break_withdrawn", "plain", "dashed"),
        _state("statistics_accepted", "good", "check"),
        # How far a system of the plans is, and how a test of it ended.
        _state("system_working", "good", "check"),
        _state("system_partial", "wait", "half"),
        _state("system_unproven", "plain", "question"),
        _state("system_failing", "fault", "cross"),
        _state("system_unbuilt", "plain", "dashed"),
        _state("proof_passed", "good", "check"),
        # What a document of the library is.
        _state("document_draft", "wait", "half"),
        _state("document_approved", "good", "check"),
        # What became of a figure that was read of a plan.
        _state("reading_proposed", "wait", "half"),
        _state("reading_confirmed", "good", "check"),
        _state("reading_corrected", "good", "entry"),
        _state("reading_added", "good", "entry"),
        _state("reading_rejected", "plain", "dashed"),
        _state("reading_split", "plain", "dashed"),
        # Of an event that was declared to be in error.
        _state("corrected", "plain", "dashed"),
    )
)


def state(code: str) -> State:
    """How the state `code` is shown; a state that is not in the table is plain and keeps its own code as word."""
    return STATES.get(code) or State("plain", "entry", word(code))
