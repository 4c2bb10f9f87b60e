"""What do the style page and the tests fill the templates with?  An invented chain; no real company, lot or hash.

GTINs and GLNs are under GS1's own demonstration prefix 952.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

from yaomai.errors import NotFoundError
from yaomai.ledger.figure import Figure
from yaomai.web import presentation as show
from yaomai.web.frame import LogState
from yaomai.web.presentation import Amount, Fact, Link
from yaomai.web.samples_graph import PICTURE
from yaomai.web.table import Arrangement, Column, Row, Table, arrange

CHINA = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 20, 9, 30, 12, tzinfo=CHINA)
ROOT = "3n1Yv0m0cJ3kq8sVbW2Rr4oT6uXyZ1aB5cD7eF9gHiI="
BODY = "9f2c41d07be5a83c6610f4d2a9b8e7c35d4f6a1b2c3d4e5f60718293a4b5c6d7"
LOG = "ledger.yaomai.example/demo"

SEED = Link("当归种子", "/style/trace", "SD2301")
PLOT = Link("岷县七里川 3 号地", "/style/trace")
HARVEST = Link("当归（鲜）", "/style/trace", "XD2410")
SLICES = Link("当归片", "/style/trace", "DG241108")
PACKS = Link("当归片 250 克装", "/style/trace", "P24112")

GROWER = Link("岷县归源种植合作社")
MILL = Link("陇药饮片有限公司")
LABORATORY = Link("定西药材检验所")
STORE = Link("兰州百草大药房")


def kilograms(amount: str, name: str) -> Figure:
    """A sample figure; its reference leads to the sample origin."""
    return Figure(Decimal(amount), "KGM", f"sample/{name}")


STEPS = (
    show.Step(
        "/style/event",
        datetime(2024, 11, 12, 15, 20, tzinfo=CHINA),
        "shipping",
        "in_transit",
        Link("陇药饮片成品库"),
        MILL,
        (),
        (Amount(PACKS, kilograms("1180.00", "shipped")),),
        "awaiting_witness",
    ),
    show.Step(
        "/style/event",
        datetime(2024, 11, 11, 9, 0, tzinfo=CHINA),
        "packing",
        "in_progress",
        Link("陇药饮片包装间"),
        MILL,
        (Amount(SLICES, kilograms("1182.40", "packed")),),
        (Amount(PACKS, Figure(Decimal(4720), "", "sample/packs")),),
        "witnessed",
    ),
    show.Step(
        "/style/event",
        datetime(2024, 11, 9, 14, 5, tzinfo=CHINA),
        "inspecting",
        "conformant",
        Link("定西药材检验所"),
        LABORATORY,
        (),
        (),
        "witnessed",
    ),
    show.Step(
        "/style/event",
        datetime(2024, 11, 8, 8, 30, tzinfo=CHINA),
        "creating_class_instance",
        "in_progress",
        Link("陇药饮片切制车间"),
        MILL,
        (
            Amount(HARVEST, kilograms("3120.5", "input")),
            Amount(Link("当归（鲜）", "/style/trace", "XD2411"), kilograms("864.0", "input2")),
        ),
        (Amount(SLICES, kilograms("1204.75", "output")),),
        "witnessed",
    ),
    show.Step(
        "/style/event",
        datetime(2024, 10, 18, 7, 40, tzinfo=CHINA),
        "collecting",
        "in_progress",
        PLOT,
        GROWER,
        (),
        (Amount(HARVEST, kilograms("3120.5", "harvest")),),
        "witnessed",
    ),
    show.Step(
        "/style/event",
        datetime(2023, 3, 28, 10, 0, tzinfo=CHINA),
        "commissioning",
        "active",
        None,
        GROWER,
        (),
        (Amount(SEED, kilograms("42", "seed")),),
        "recorded",
    ),
    show.Step(
        "/style/event",
        datetime(2023, 3, 27, 16, 0, tzinfo=CHINA),
        "commissioning",
        "active",
        Link("岷县梅川种子库"),
        GROWER,
        is_corrected=True,
        replaced_by=(Link("建档赋码 2023-03-28", "/style/event"),),
    ),
)

PROOF = show.Proof(
    "witnessed",
    LOG,
    18_204,
    1_204_377,
    ROOT,
    BODY,
    datetime(2024, 11, 8, 8, 31, 2, tzinfo=CHINA),
    datetime(2026, 11, 20, 9, 29, 58, tzinfo=CHINA),
    ("省药品检验研究院", "甘肃中医药大学"),
    2,
    "/style/receipt.tlog-proof",
    "/style/receipt",
)
PROOFS = (
    PROOF,
    show.Proof("pending"),
    show.Proof("erased", LOG, 977, 1_204_377, ROOT, "", datetime(2024, 2, 1, 8, 0, tzinfo=CHINA)),
    show.Proof("altered", LOG, 1_202, 1_204_377, ROOT, BODY, datetime(2024, 2, 3, 8, 0, tzinfo=CHINA)),
)

RAW = """{
  "@context": "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
  "type": "TransformationEvent",
  "eventTime": "2024-11-08T08:30:00+08:00",
  "eventTimeZoneOffset": "+08:00",
  "inputQuantityList": [
    {"epcClass": "https://id.gs1.org/01/09521234543213/10/XD2410", "quantity": 3120.50, "uom": "KGM"},
    {"epcClass": "https://id.gs1.org/01/09521234543213/10/XD2411", "quantity": 864.0, "uom": "KGM"}
  ],
  "outputQuantityList": [
    {"epcClass": "https://id.gs1.org/01/09521234543220/10/DG241108", "quantity": 1204.75, "uom": "KGM"}
  ],
  "bizStep": "creating_class_instance",
  "disposition": "in_progress",
  "readPoint": {"id": "https://id.gs1.org/414/9521321000010/254/3"},
  "bizTransactionList": []
}"""

LOG_STATE = LogState(1_204_377, datetime(2026, 11, 20, 9, 29, 58, tzinfo=CHINA), ROOT, LOG, 2)
VERDICT = show.Verdict(
    "no_known_problem",
    (
        Link("6 个事件首尾相接，每一步都有责任方", "/style/trace"),
        Link("检验报告书 DX2024-1187 结论为合格", "/style/event"),
        Link("截至今天没有召回记录"),
    ),
)
IDENTIFIER = "(01) 09521234543220 (10) DG241108"
DIGITAL_LINK = "https://id.gs1.org/01/09521234543220/10/DG241108"

TALLIES = (
    show.Tally("今天入账的事件", 12_408, "/ledger"),
    show.Tally("正在召回", 1, "/style/recalled", "起", "recalled"),
    show.Tally("待核对的发现", 3, "/style/trace", "项", "needs_replacement"),
)
HOME = show.HomePage(
    STEPS[:3],
    LOG_STATE,
    (Link("DG241108", "/style/trace"), Link("(01) 09521234543220 (10) DG241108", "/style/lot")),
    TALLIES,
)
ANSWERS = (
    show.Answer(
        "provenance_known",
        "来源",
        "answered",
        (
            Fact("产地", "甘肃岷县七里川"),
            Fact("采收", datetime(2024, 10, 18, 7, 40, tzinfo=CHINA), "time"),
            Fact("种植", GROWER, "link"),
        ),
        lead="由 2 批鲜当归制成，能一直追到种子。",
    ),
    show.Answer(
        "destination_traceable",
        "去向",
        "partly_answered",
        (Fact("已发出", kilograms("1180.00", "shipped"), "figure"),),
        (Link("发出后没有收货的记录", "/style/event"),),
    ),
    show.Answer(
        "quality_checkable",
        "质量",
        "conformant",
        (
            Fact("检验", Link("检验报告书 DX2024-1187", "/style/event"), "link"),
            Fact("依据", "《中国药典》2025 年版一部 当归"),
        ),
    ),
    show.Answer(
        "responsibility_answerable",
        "责任",
        "unanswered",
        missing=(Link("加工企业已登记，质量负责人未登记。请向印在包装上的企业询问。"),),
    ),
)
TRACE = show.TracePage(
    kind="饮片 · 批",
    name="当归片",
    identifier=IDENTIFIER,
    digital_link=DIGITAL_LINK,
    verdict=VERDICT,
    picture=PICTURE,
    steps=STEPS,
    quantities=(
        Fact("产出", kilograms("1204.75", "output"), "figure"),
        Fact("已包装", kilograms("1182.40", "packed"), "figure"),
        Fact("留样", kilograms("2.00", "kept"), "figure"),
        Fact("结余", kilograms("20.35", "left"), "figure", "产出 − 已包装 − 留样"),
        Fact("损耗", None, "figure"),
    ),
    answers=ANSWERS,
    lead=kilograms("1204.75", "output"),
    lead_label="产出",
    lot_href="/style/lot",
    places=Table(
        "places",
        "到过的地点",
        (
            Column("place", "地点", "link"),
            Column("first", "第一次", "time"),
            Column("last", "最近一次", "time"),
            Column("steps", "做了什么"),
        ),
        (
            {
                "place": Link("陇药饮片成品库", "/style/trace"),
                "first": STEPS[0].time,
                "last": STEPS[0].time,
                "steps": "发货",
            },
            {"place": PLOT, "first": STEPS[4].time, "last": STEPS[4].time, "steps": "采收"},
        ),
        Arrangement("first", True, {}),
    ),
    path="/style/trace",
)
EVENT = show.EventPage(
    kind="transformation_event",
    biz_step="creating_class_instance",
    event_id="ni:///sha-256;7c0f3b1d9e5a8246b7d0c1e2f3a4958677685940312233445566778899aabbcc?ver=CBV2.0",
    time=STEPS[3].time,
    what=(Fact("投入", STEPS[3].inputs, "amounts"), Fact("产出", STEPS[3].outputs, "amounts")),
    when=(
        Fact("事件时间", STEPS[3].time, "time"),
        Fact("入账时间", PROOF.recorded_at, "time", "事件之后 1 分 2 秒"),
    ),
    where=(Fact("读取点", Link("陇药饮片切制车间", "/style/trace"), "link"), Fact("业务地点", None)),
    why=(
        Fact("业务步骤", "加工产出", note="creating_class_instance"),
        Fact("货物状态", "in_progress", "state"),
        Fact("业务单据", Link("生产指令 SC-2024-311"), "link"),
    ),
    how=(Fact("环境记录", None),),
    recorded_by=(
        Fact("责任方", Link(MILL.word, "/style/trace"), "link", "统一社会信用代码 91620000MA0000000X"),
        Fact("记录人", "密钥「切制车间数采」"),
        Fact("收到方式", "EPCIS 2.0 JSON-LD，POST /capture"),
    ),
    proof=PROOF,
    raw=RAW,
    raw_href="/style/event.json",
)
LOT = show.LotPage(
    name="当归片",
    lot="DG241108",
    identifier=IDENTIFIER,
    digital_link=DIGITAL_LINK,
    verdict=VERDICT,
    answers=ANSWERS,
    proof=PROOF,
    trace_href="/style/trace",
    report_href="/style/event",
)
RECALLED = replace(
    LOT,
    verdict=show.Verdict(
        "recalled",
        (
            Link("2026-11-20 起召回：所用当归（鲜） XD2410 检出二氧化硫残留超标", "/style/event", "陇药饮片有限公司"),
            Link("最近一步：发货，2024-11-12", "/style/event"),
        ),
    ),
    advice=(
        "不要再用，也不要转给别人。",
        "留好包装和购买凭据，退回购买的药店或医院。",
        "已经用过并感到不适的，带上包装去医院。",
    ),
    alerts=(Link("这个序列号在两处调配过，相隔 41 天。", "/style/event"),),
)
RECEIPT = show.ReceiptPage(
    title="入账凭证",
    facts=(
        Fact("品名", "当归片"),
        Fact("批号", "DG241108", "id"),
        Fact("业务步骤", "加工产出"),
        Fact("事件时间", STEPS[3].time, "time"),
        Fact("责任方", MILL.word),
        Fact("产出", Figure(Decimal("1204.75"), "KGM", ""), "figure"),
    ),
    proof=PROOF,
    receipt_text="YM1" + "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ" * 40,
    receipt_discloses=True,
    page_url="https://yaomai.example/events/7c0f3b1d9e5a8246",
    issued_at=NOW,
    back=Link("回到事件", "/style/event"),
    log_key=f"{LOG}+2f1c9a77+AZ3mCkP0c8mQ1o2rT5uV7xY9zA1bC3dE5fG7hI9jK1lM",
)
ORIGIN = show.FigureOrigin(
    figure=kilograms("20.35", "left"),
    name="结余",
    of=Link("当归片", "/style/trace", "DG241108"),
    state="witnessed",
    as_of=datetime(2024, 11, 12, 15, 20, tzinfo=UTC).astimezone(CHINA),
    formula="结余 ＝ 产出 − 已包装 − 留样",
    inputs=(
        Amount(Link("产出"), kilograms("1204.75", "output")),
        Amount(Link("已包装"), kilograms("1182.40", "packed")),
        Amount(Link("留样"), kilograms("2.00", "kept")),
    ),
    sources=(
        show.Source("加工产出事件", "2024-11-08 08:30", '"quantity": 1204.75, "uom": "KGM"', "/style/event"),
        show.Source("批生产记录 SC-2024-311", "第 4 页 物料平衡", "留样 2.00 kg，质量部签收。"),
    ),
    answerable=Link(MILL.word, "/style/trace"),
    recorder=Link("密钥「切制车间数采」"),
    proof=PROOF,
)

COLUMNS = (
    Column("time", "事件时间", "time", sortable=True),
    Column("step", "业务步骤", "link", filterable=True),
    Column("lot", "批号", "id", sortable=True, filterable=True),
    Column("quantity", "数量", "figure", sortable=True),
    Column("proof", "证明", "state", filterable=True, choices=(("witnessed", "已见证"), ("recorded", "已入账"))),
)
ROWS: tuple[Row, ...] = (
    {
        "time": STEPS[1].time,
        "step": Link("包装", "/style/event"),
        "lot": "P24112",
        "quantity": kilograms("1180.00", "shipped"),
        "proof": "witnessed",
    },
    {
        "time": STEPS[3].time,
        "step": Link("加工产出", "/style/event"),
        "lot": "DG241108",
        "quantity": kilograms("1204.75", "output"),
        "proof": "witnessed",
    },
    {
        "time": STEPS[2].time,
        "step": Link("检验", "/style/event"),
        "lot": "DG241108",
        "quantity": None,
        "proof": "witnessed",
    },
    {
        "time": STEPS[4].time,
        "step": Link("采收", "/style/event"),
        "lot": "XD2410",
        "quantity": kilograms("13120.5", "harvest"),
        "proof": "recorded",
    },
    {
        "time": STEPS[5].time,
        "step": Link("建档赋码", "/style/event"),
        "lot": "SD2301",
        "quantity": kilograms("42", "seed"),
        "proof": "recorded",
    },
)


def table(arrangement: Arrangement) -> Table:
    """The sample table, arranged in memory."""
    rows = tuple(arrange(ROWS, COLUMNS, arrangement))
    return Table(
        key="events",
        caption="批 DG241108 的事件",
        columns=COLUMNS,
        rows=rows,
        arrangement=arrangement,
        total=len(rows),
        older="sample",
        export_path="/style/table.csv",
    )


def origin(name: str) -> show.FigureOrigin:
    """The sample origin of the figure `sample/<name>`. Raises NotFoundError for a name that no sample has."""
    if name == "left":
        return ORIGIN
    figures = [amount for step in STEPS for amount in (*step.inputs, *step.outputs)] + list(ORIGIN.inputs)
    for amount in figures:
        if amount.figure and amount.figure.ref == f"sample/{name}":
            return show.FigureOrigin(
                amount.figure,
                {"output": "产出", "packed": "已包装", "kept": "留样", "shipped": "已发出", "harvest": "采收量"}.get(
                    name, "数量"
                ),
                of=amount.thing,
                state="witnessed",
                as_of=STEPS[3].time,
                sources=ORIGIN.sources[:1],
                answerable=ORIGIN.answerable,
                recorder=ORIGIN.recorder,
                proof=PROOF,
            )
    raise NotFoundError(f"no sample figure is named {name!r}")


MOMENTS = show.Moments(datetime(2024, 11, 30, tzinfo=CHINA), None, "2024-11-29", "")
TABS = (Link("经过", "/style/trace"), Link("原文", "/style/event"), Link("凭证", "/style/receipt", "1"))
