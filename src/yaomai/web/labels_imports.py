"""With which words is told what is wrong with a file, a row or a cell that is imported, and what can be done about it?

Values that cannot be read have their words in `labels_registers.py`; here are those of files, sheets, columns and rows.
"""

from collections.abc import Mapping

from yaomai.registers.declaration import Kind
from yaomai.registers.engine.likeness import Reason
from yaomai.web import labels_matching, labels_registers
from yaomai.web.labels_faults import Words

FAULTS: Mapping[str, Words] = {
    "registers.file_unreadable": Words("这不是读得了的表格文件。", "请用 Excel 或 WPS 打开，另存为 .xlsx 再选。"),
    "registers.file_protected": Words("文件有密码，读不了。", "请去掉密码，另存一份再选。"),
    "registers.file_encoding": Words(
        "认不出文字的编码，可能是 Big5（繁体）。", "请用 Excel 或 WPS 打开，看到的字对了，另存为 .xlsx 再选。"
    ),
    "registers.file_quotation": Words(
        "从某一行起，引号没有成对，读不下去。", "请看这一行和它上面的引号；或用 Excel、WPS 打开，另存为 .xlsx 再选。"
    ),
    "registers.file_damaged": Words("文件坏了，读不了。", "请用 Excel 或 WPS 打开，另存为 .xlsx 再选。"),
    "registers.file_too_large": Words(
        "表太大，读不了。", "请分成几个文件；表外很远的地方如果有零星的字，请删去那些行和列。"
    ),
    "registers.file_empty": Words("文件里没有内容。", "请打开看看，存好再选。"),
    "registers.mapping_empty": Words("还没有一列是要导入的。", "至少说明一列是哪一项。"),
    "registers.mapping_column": Words("表头变了，没有这一列。", "请重新看一遍每一列。"),
    "registers.mapping_property": Words("没有这一项。", "请从列表里选。"),
    "registers.mapping_unit": Words("这一项不能用这个单位。", "请写能折算的单位，或不写。"),
    "registers.mapping_constant": Words("统一填的值不能用。", "请改，或空着。"),
    "registers.mapping_period": Words("结束不晚于开始。", "请改其中一个日子。"),
    "registers.mapping_head": Words("表头不能在这几行。", "表头占一行到十行，要在这张工作表里。"),
    "registers.mapping_sheet": Words("没有这张工作表。", "请从列表里选。"),
    "registers.import_busy": Words("这次导入正在处理，或已经变了。", "请看清现在的情形再做。"),
    "registers.import_refused": Words("没有做成：账户或权限变了，或文件已经擦除。", "请找主管部门。"),
    "registers.import_broken": Words("本平台处理这份文件时出了故障，什么都没有写入。", "请联系平台运营方。"),
    "archive.file_empty": Words("文件是空的，里面没有内容。", "请打开看看，存好再选。"),
    "archive.file_too_large": Words("文件太大。", "请删去图片和用不着的工作表，或分成几个文件。"),
    "archive.file_without_name": Words("文件没有名字。", "请起个名字再选。"),
}

CELLS: Mapping[str, Words] = {
    "registers.cell_not_computed": Words("公式没有算出结果。", "请用 Excel 或 WPS 打开，存一次再导入，或直接填值。"),
    "registers.cell_ref_unknown": Words("名录里没有“{hint}”。", "请写全称或编码；确实没有的，先把它记进名录。"),
    "registers.cell_ref_ambiguous": Words("这个名字可能指好几个（{hint}）。", "请写全称或编码。"),
    "registers.cell_two_columns": Words("同一行的两列说的是同一项，却不一样。", "请在“对列”里只留一列，或改成一样。"),
}

NOTES: Mapping[str, str] = {
    "computed": "由公式算出",
    "hidden_row": "在隐藏的行里",
    "hidden_column": "在隐藏的列里",
    "merged": "取自合并的单元格",
    "error": "是表格软件的错误值",
    "read_as": "表里只写了一部分，按唯一对得上的选项读",
    "other_name": "认出它用的名字，加进去，不改名称",
    "name_only": "认出它用的名字，不写入",
}
"""What is to be known of a cell that was read."""
_SENTENCES: Mapping[str, str] = {
    "computed": "这一格是公式算出来的，记下的是文件存盘时的结果。",
    "hidden_row": "这一格在原表里隐藏的行上。",
    "hidden_column": "这一格在原表里隐藏的列上。",
    "merged": "这一格属于一个合并的单元格，内容写在它的左上角。",
    "error": "这一格是表格软件的错误值，没有内容可读。",
}


def words_of(code: str, hint: str = "") -> Words:
    """What a fault means and what to do. `hint`: what else is known of it (candidates, a bound, a unit)."""
    if known := FAULTS.get(code):
        return known
    if code in CELLS:
        what = CELLS[code].what.replace("{hint}", hint)
        return Words(what.replace("（）", ""), CELLS[code].do)
    said = labels_registers.fault_words(code, hint)
    return Words(f"{said.what}。", f"{said.cure}。" if said.cure else "")


def note_words(code: str) -> str:
    """What is to be known of a cell; a code without words is shown as it is."""
    return NOTES.get(code, code)


def note_sentence(code: str) -> str:
    """The same, as a sentence of its own."""
    return _SENTENCES.get(code, code)


def match_words(code: str, detail: Mapping[str, str]) -> str:
    """Why an entity may be the one that is meant."""
    return labels_matching.words(Reason(code, detail))


def reason_words(code: str, detail: Mapping[str, object], kind: Kind) -> Words:
    """Why a row is as it is, with the numbers and names of this row."""
    property_label = _label(kind, detail.get("property"))
    said: dict[str, Words] = {
        "two_entities": Words("这一行写的编码属于不止一个条目。", "请核对是不是抄错了行，或者先合并那几条。"),
        "identity_taken": Words(
            f"这个编码已经属于另一个{kind.label}，那个不对您开放。", "请核对编码；没有抄错的，请找主管部门。"
        ),
        "refused": Words("写入的时候被拒绝了。", f"请核对“{property_label}”。" if property_label else "请核对这一行。"),
        "ambiguous": Words("认不准是名录里的哪一个。", "请在下面认定。"),
        "rows_contradict": Words(
            f"第 {detail.get('row', '')} 行说的是同一个，“{property_label}”却写“{detail.get('value', '')}”。",
            "请核对，只留对的。",
        ),
        "repeats_row": Words(f"与第 {detail.get('row', '')} 行说的一样，已经算在那一行里。"),
        "other_source": Words("别的机构说的与这里不同。", "写入以后两种说法都留着，按采信规则显示其中一个。"),
        "required": Words(f"缺“{property_label}”，新增的必须有。", "请在表里填上，或在“对列”里统一填一个值。"),
        "not_allowed": Words(f"“{property_label}”不归您改。", "请在“对列”里不导入这一列，或请有权的人来导入。")
        if property_label
        else Words(f"这个{kind.label}不归您维护。", "请从表里删去这一行，或请有权的人来导入。"),
    }
    return said.get(code, Words(code))


def file_words(code: str, detail: Mapping[str, object], kind: Kind) -> Words:
    """The same for a file that is put right at a desk, where no page stands below."""
    said = reason_words(code, detail, kind)
    if code == "ambiguous":
        given = detail.get("candidates")
        titles = "、".join(str(one[1]) for one in given) if isinstance(given, list) else ""
        return Words(f"认不准是名录里的哪一个（{titles}）。" if titles else said.what, "请写全称或编码。")
    if code == "required":
        return Words(said.what, "请填上。")
    if code == "not_allowed" and detail.get("property"):
        return Words(said.what, "请删去这一列，或请有权的人来导入。")
    return said


def _label(kind: Kind, name: object) -> str:
    one = kind.by_name.get(str(name))
    return one.label if one else str(name or "")


SHEET_NOTES: Mapping[str, tuple[str, str]] = {
    "hidden_row": ("有隐藏的行", "隐藏的行也会读；不要的，请在原表里删去。"),
    "hidden_column": ("有隐藏的列", "隐藏的列也会读；不要的，请选“不导入”。"),
    "merged": ("有合并的单元格", "合并的内容算给它盖住的每一行。"),
    "computed": ("有公式", "读的是文件存盘时算出的结果。"),
    "duplicate_head": ("有两列的表头相同", "请看清楚哪一列是哪一项。"),
}
"""What is odd about a sheet: what it is, and what is done about it."""

LEFT_OUT: Mapping[str, str] = {
    "total": "合计",
    "note": "表下的说明",
    "section": "小标题",
    "head_again": "重复的表头",
    "column_numbers": "列的编号",
}
"""Why a row below the head is no data."""
