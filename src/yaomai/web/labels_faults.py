"""With which words is a fault of an EPCIS document told to the person who sent it, and what can that person do?

Codes of findings are stable (errors.Finding): those of the standards' own rules are in FAULTS; those that say how one member
is wrong (`epcis.biz_step_invalid`) are put together of the member's word and the ending's.
"""

import re
from dataclasses import dataclass

from yaomai.errors import Finding
from yaomai.standards.epcis.validation import snake


@dataclass(frozen=True, slots=True)
class Words:
    """What is wrong, and what to do; `do` is empty where what is wrong says it."""

    what: str
    do: str = ""


FAULTS = {
    "json.malformed": Words(
        "这里不是合法的 JSON。", "多半是少了逗号、引号或括号，或多了一个逗号；请改好后再送整个文件。"
    ),
    "json.not_utf8": Words("文件的文字编码不是 UTF-8。", "请用编辑器或导出程序另存为 UTF-8 再送。"),
    "json.byte_order_mark": Words("文件开头有字节顺序标记（BOM）。", "请另存为“UTF-8”，不要选“带 BOM 的 UTF-8”。"),
    "json.not_an_object": Words(
        "文件是 JSON，但不是一个对象。", "EPCIS 文件以 { 开头，里面有 type、epcisBody 等成员。"
    ),
    "json.too_deep": Words("括号套得太深。", "请看看是不是导出程序出了错。"),
    "json.member_repeated": Words("同一个对象里，这个成员出现了两次。", "只留一个。"),
    "json.nul_character": Words("文字里有空字符（\\u0000）。", "请删去。"),
    "json.lone_surrogate": Words("文字里有半个字符（不成对的代理码）。", "请检查导出程序怎样写生僻字。"),
    "json.not_a_number": Words("NaN、Infinity 不是数。", "没有测得的值，就不写这个成员。"),
    "json.number_too_large": Words("这个数的位数或指数太大。", "请核对是不是录错了。"),
    "epcis.document_too_large": Words("文件太大。", "请把事件分成几个文件再送。"),
    "epcis.too_many_events": Words("一个文件里的事件太多。", "请把事件分成几个文件再送。"),
    "epcis.events_missing": Words("文件里没有事件列表。", "事件写在 epcisBody 的 eventList 里。"),
    "epcis.event_invalid": Words("事件列表里有一项不是事件。", "每个事件是一个 { … } 对象。"),
    "epcis.type_missing": Words(
        "没有写明事件类型。", "加上 type，例如 ObjectEvent、TransformationEvent、AggregationEvent。"
    ),
    "epcis.type_unknown": Words(
        "没有这种事件类型。",
        "只能是 ObjectEvent、AggregationEvent、TransactionEvent、TransformationEvent 或 AssociationEvent。",
    ),
    "epcis.member_unknown": Words(
        "标准里没有这个成员。", "核对拼写和大小写；自己的成员要带前缀，例如 example:weight，并在 @context 里说明前缀。"
    ),
    "epcis.context_missing": Words("没有 @context。", "单独送一个事件时要写上它。"),
    "epcis.context_unknown": Words("认不得这个 @context 地址，也不会上网去取。", "其中的名称照原样保存，不影响采集。"),
    "epcis.what_missing": Words("事件没有说是哪些货物。", "写上 epcList 或 quantityList。"),
    "epcis.ilmd_not_allowed": Words("只有新产生的货物（ADD）才能写 ilmd。", "删去 ilmd，或改正 action。"),
    "epcis.parent_id_missing": Words("装载或拆出没有说是哪个容器。", "写上 parentID。"),
    "epcis.children_missing": Words("没有说装了什么。", "写上 childEPCs 或 childQuantityList。"),
    "epcis.transformation_incomplete": Words(
        "转化事件要有投入和产出。", "补上缺的一边；分几次记录的，写上同一个 transformationID。"
    ),
    "epcis.uom_without_quantity": Words("有单位，没有数量。", "两个都写，或都不写。"),
    "epcis.persistent_disposition_empty": Words("persistentDisposition 是空的。", "写上 set 或 unset，或删去它。"),
    "epcis.identifier_too_long": Words("编码太长。", "请核对是不是把别的内容写进了编码。"),
    "epcis.value_too_long": Words("这个值太长，最多 600 个字符。", "请核对是不是把别的内容写在了这里。"),
    "epcis.event_id_too_long": Words("eventID 太长。", "请换一个短的。"),
    "epcis.event_id_taken": Words(
        "这个 eventID 已经是另一个事件的编号。",
        "给这个事件换一个新的 eventID；如果是要更正原来的事件，请声明原来的有误，再另送更正的事件。",
    ),
    "epcis.event_time_in_future": Words(
        "事件时间比现在晚 24 小时以上：还没有发生的事不能记录。", "请核对时间和时区偏移。"
    ),
    "epcis.capture_broken": Words("本平台处理这份文件时出了故障，没有记录任何内容；文件保留着。", "请联系平台运营方。"),
    "epcis.capture_refused": Words("没有记录：账户、密钥或权限变了。", "请找主管部门，或用另一个密钥再送一次。"),
    "gs1.check_digit_wrong": Words("编码的校验位不对。", "至少有一位数字录错了，请对照实物核对。"),
    "gs1.key_malformed": Words("GS1 编码的写法不对：位数不对，或有不该出现的字符。", "请对照实物核对。"),
    "gs1.key_order": Words("GS1 编码各部分的次序不对。", "主编码（如 01）在前，批号（10）、序列号（21）在后。"),
    "gs1.qualifier_malformed": Words(
        "批号或序列号的写法不对：太长，或有不该出现的字符。", "请对照实物核对，最多 20 个字符。"
    ),
    "gs1.qualifier_unknown": Words("这个编码后面不能跟这样的部分。", "请核对 GS1 应用标识符。"),
    "gs1.epc_urn_malformed": Words("EPC 网址（urn:epc:…）的写法不对。", "请核对，或改用 GS1 链接的写法。"),
    "gs1.epc_urn_length": Words("EPC 网址里数字的位数不对。", "厂商代码和项目代码合起来的位数是固定的，请核对。"),
    "gs1.drug_trace_code_malformed": Words("药品追溯码要有 20 位数字。", "请对照包装核对。"),
    "gb32100.check_character_wrong": Words("统一社会信用代码的校验字符不对。", "至少有一位录错了，请对照证照核对。"),
    "gb32100.credit_code_malformed": Words("统一社会信用代码要有 18 位数字和大写字母。", "请对照证照核对。"),
}

MEMBERS = {
    "@context": "@context",
    "schemaVersion": "标准的版本",
    "creationDate": "文件的生成时间",
    "epcisBody": "文件的正文",
    "epcisHeader": "文件的表头",
    "eventList": "事件列表",
    "eventTime": "事件时间",
    "eventTimeZoneOffset": "时区偏移",
    "recordTime": "入账时间",
    "eventID": "事件编号",
    "action": "动作",
    "bizStep": "业务步骤",
    "disposition": "货物状态",
    "persistentDisposition": "持续的状态",
    "readPoint": "读取点",
    "bizLocation": "业务地点",
    "id": "编码",
    "epcList": "货物（单件）",
    "quantityList": "货物（数量）",
    "epcClass": "货物的编码",
    "quantity": "数量",
    "uom": "单位",
    "parentID": "容器",
    "childEPCs": "内装（单件）",
    "childQuantityList": "内装（数量）",
    "inputEPCList": "投入（单件）",
    "inputQuantityList": "投入（数量）",
    "outputEPCList": "产出（单件）",
    "outputQuantityList": "产出（数量）",
    "transformationID": "转化的编号",
    "bizTransactionList": "业务单据",
    "bizTransaction": "业务单据",
    "sourceList": "来源方",
    "source": "来源方",
    "destinationList": "去向方",
    "destination": "去向方",
    "errorDeclaration": "有误声明",
    "declarationTime": "声明的时间",
    "reason": "原因",
    "correctiveEventIDs": "更正的事件",
    "sensorElementList": "传感器数据",
    "sensorReport": "传感器读数",
    "sensorMetadata": "传感器说明",
    "certificationInfo": "认证信息",
    "ilmd": "批的属性",
    "type": "类型",
}
_BY_CODE = {snake(name): name for name in MEMBERS}

_FORMS = {
    "action": "只能是 ADD（新产生）、OBSERVE（看到）或 DELETE（注销）。",
    "eventTime": "写成 2026-03-01T09:30:00.000+08:00 这样，带时区偏移。",
    "eventTimeZoneOffset": "写成 +08:00 这样。",
    "declarationTime": "写成 2026-03-01T09:30:00.000+08:00 这样，带时区偏移。",
    "creationDate": "写成 2026-03-01T09:30:00.000+08:00 这样，带时区偏移。",
    "uom": "用联合国单位代码，例如 KGM（千克）、GRM（克）、H87（件）。",
    "quantity": "写成不带引号的数。",
    "bizStep": "用标准的词，例如 commissioning、shipping、receiving、inspecting；自定的词要写成网址。",
    "disposition": "用标准的词，例如 active、in_transit、conformant、recalled；自定的词要写成网址。",
    "epcClass": "写成 GS1 链接或 EPC 网址。",
    "id": "写成 GS1 链接或 EPC 网址。",
    "epcList": "每一项写成 GS1 链接或 EPC 网址。",
}
_ENDINGS = {
    "invalid": "{word}的写法不对。",
    "missing": "缺少{word}。",
    "unknown": "标准里没有这样的{word}。",
    "negative": "{word}小于零。",
    "empty": "{word}是空的。",
    "repeated": "{word}里有一项写了两次。",
}
_DO = {
    "missing": "请补上 {name}。",
    "negative": "请核对数字。",
    "empty": "请至少写一项，或删去它。",
    "repeated": "只留一个。",
}
_MEMBER_CODE = re.compile(rf"epcis\.(.+)_({'|'.join(_ENDINGS)})")


def words_of(finding: Finding) -> Words:
    """What to say of a finding. One whose code has no words is told as it is, in English."""
    known = FAULTS.get(finding.code)
    if known is not None:
        return known
    member = _MEMBER_CODE.fullmatch(finding.code)
    if member is None:
        return Words(finding.message)
    name = _BY_CODE.get(member[1]) or member[1]
    word = f"{MEMBERS[name]}（{name}）" if MEMBERS.get(name, name) != name else name
    ending = member[2]
    do = _DO.get(ending, _FORMS.get(name, "请核对拼写和格式。"))
    return Words(_ENDINGS[ending].format(word=word), do.format(name=name))


_IN_LIST = re.compile(r"/(?:epcisBody/(?:queryResults/resultsBody/)?eventList/(\d{1,9}))(/.*)?", re.DOTALL)


def where_words(pointer: str) -> str:
    """Where in the document a pointer leads, as people count: 第 3 个事件 · 货物 · 第 2 项; empty for the whole document."""
    found = _IN_LIST.fullmatch(pointer)
    parts = [f"第 {int(found[1]) + 1} 个事件"] if found else []
    for step in ((found[2] or "") if found else pointer).split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        parts.append(
            f"第 {int(name) + 1} 项"
            if name.isascii() and name.isdigit() and len(name) < 10
            else MEMBERS.get(name, name)
        )
    return " · ".join(parts)
