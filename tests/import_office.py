"""An office that imports files into the register of test firms, as tests use it."""

from make_spreadsheets import xlsx
from yaomai.archive.operations.keep_file import keep_file
from yaomai.registers.operations.accept_import import accept_import
from yaomai.registers.operations.begin_import import begin_import
from yaomai.registers.operations.map_columns import map_columns
from yaomai.registers.queries import imports

USCC = ("9162110571902101XQ", "91621122MA71ABCD14")
HEADS = ("名称", "代码", "所在地", "人数", "收入（万元）", "类型")
ROWS = (
    ("陇西甲药业有限公司", None, "陇西县", 12, 3.5, "公司"),
    ("岷县乙药业有限公司", USCC[1], "岷县", "１３", "1,200", "分支"),
    ("合计", None, None, 25, 1203.5, None),
)


class Office:
    """Imports files as an office does: begins, says yes to the columns, and accepts."""

    def __init__(self, viewer, now):
        self.viewer, self.now = viewer, now

    def begin(self, *rows, heads=HEADS, name="企业.xlsx", kind="test_firm", data=None):
        data = data if data is not None else xlsx(heads, *rows, sheet="企业")
        kept = keep_file(self.viewer, name, data, now=self.now)
        return begin_import(self.viewer, kind, kept.record, now=self.now)

    def preview(self, *rows, **more):
        change = more.pop("change", lambda mapping: mapping)
        number = self.begin(*rows, **more)
        map_columns(self.viewer, number, change(self.see(number).mapping), now=self.now)
        return number

    def see(self, number):
        return imports.an_import(self.viewer, number)

    def rows(self, number, **more):
        return imports.rows(self.viewer, number, **more)

    def accept(self, number, *given, **more):
        accept_import(self.viewer, number, *given, now=self.now, **more)
        return self.see(number)

    def written(self, *rows, **more):
        number = self.preview(*rows, **more)
        return self.accept(number)
