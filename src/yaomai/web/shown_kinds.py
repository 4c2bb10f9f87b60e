"""What are kinds of record called of which somebody saw or changed one? (Their names are those of `people/viewer.py`.)"""

from yaomai.errors import NotFoundError
from yaomai.registers import kinds
from yaomai.registers.declaration import Kind

_WORDS = {
    "epcis.event": "事件",
    "traceability.recall": "召回",
    "traceability.recall_reach": "召回牵涉的货和持有者",
    "traceability.finding": "平衡与警报",
    "archive.file": "存档文件",
    "archive.document": "公开的规划文本",
    "archive.official_document": "内部的规划文本",
    "people.organisation": "机构",
    "people.account": "账户",
    "people.key": "密钥",
    "people.invitation": "邀请",
    "people.audit_entry": "谁做了什么",
}
_REGISTERS = "registers."


def register(name: str) -> Kind | None:
    """The register of this name; None when none is declared."""
    try:
        return kinds.kind(name)
    except NotFoundError:
        return None


def word(kind: str) -> str:
    """people.account → 账户; registers.expert → 名录：专家; one without a word is shown as it is."""
    if kind.startswith(_REGISTERS):
        found = register(kind.removeprefix(_REGISTERS))
        return f"名录：{found.label}" if found else kind
    return _WORDS.get(kind, kind)
