"""Which word does the interface use for each term, what does it mean, and where does the term come from?

One table. Templates and labels take their terms from it; `/glossary` shows it.
Words of EPCIS/CBV are ours where GS1 China prints none for herbs; the code keeps the standard's spelling.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """One term: its code (as in the source), its one Chinese word, a sentence that explains it, its source."""

    code: str
    word: str
    meaning: str
    source: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """Terms that belong together."""

    key: str
    title: str
    terms: tuple[Term, ...]


_EPCIS = "GS1 EPCIS 2.0"
_CBV_STEP = "GS1 CBV 2.0 bizStep"
_CBV_DISP = "GS1 CBV 2.0 disposition"
_GS1 = "GS1 通用规范"
_OURS = "药脉"

RECORD = Chapter(
    "record",
    "记录与证明",
    (
        Term("ledger", "账本", "只能追加、不能改写的记录，所有业务记录都在其中有一条。", "RFC 6962"),
        Term(
            "deed",
            "账目",
            "一次入账：同一时刻由同一方记下的一条或多条记录，在账本里合占一个序号。",
            _OURS,
        ),
        Term("record", "记录", "账目所记的一件事，有自己的正文和编号，例如 12.3 是第 12 笔账目的第 3 条。", _OURS),
        Term("leaf", "条目", "账本中的一条：一笔账目占一条，只含种类和加盐的哈希，不含姓名和内容。", "RFC 6962"),
        Term("leaf_index", "序号", "一笔账目在账本中的位置，从 0 数起，定了就不变。", "RFC 6962"),
        Term(
            "checkpoint",
            "检查点",
            "账本对自己某一时刻全部记录的签名声明：条数和根哈希。",
            "C2SP tlog-checkpoint",
        ),
        Term("tree_size", "条数", "检查点覆盖的条目数，也就是账目的笔数。", "RFC 6962"),
        Term("root_hash", "根哈希", "由全部记录算出的一个值；改动任何一条，它就不同。", "RFC 6962"),
        Term("inclusion_proof", "入账证明", "证明某条记录确在某个检查点之内的一组哈希。", "RFC 9162"),
        Term("consistency_proof", "一致性证明", "证明新检查点只是在旧检查点后面追加的一组哈希。", "RFC 9162"),
        Term("receipt", "收据", "记录、入账证明和检查点合成的一个文件，不联网也能核对。", "C2SP tlog-proof"),
        Term(
            "witness",
            "见证方",
            "独立的机构，只在确认账本没有改写历史后才附上自己的签名。",
            "C2SP tlog-witness",
        ),
        Term(
            "policy",
            "核对规则",
            "账本和各见证方的公钥，以及几家签名才算数；核对收据只需要它。",
            "C2SP tlog-policy",
        ),
        Term("body", "正文", "记录的内容原文，逐字节保存，其哈希在账本中。", _OURS),
        Term("figure", "数据", "带单位的数值，点开可见它的出处、算法、责任方和证明。", _OURS),
        Term("origin", "出处", "一个数据或一条记录依据什么：哪份文件、哪个事件、哪个决定。", _OURS),
        Term("answerable_party", "责任方", "对一条记录的真实性负责的机构。", _OURS),
        Term("recorder", "记录人", "把记录送入系统的账号或密钥。", _OURS),
    ),
)

PROOF_STATE = Chapter(
    "proof_state",
    "证明的状态",
    (
        Term("pending", "待入账", "已收到并确认保存，还没有被检查点覆盖，通常不超过一秒。", _OURS),
        Term("recorded", "已入账", "已在账本中，有签名的检查点覆盖它。", _OURS),
        Term("awaiting_witness", "待见证", "已入账，见证方的签名还不够规定的数目。", "C2SP tlog-cosignature"),
        Term("witnessed", "已见证", "已入账，并有规定数目的见证方签名。", "C2SP tlog-cosignature"),
        Term("erased", "已擦除", "正文依规定擦除，擦除本身有记录，账本仍可核对。", _OURS),
        Term("altered", "被改动", "现存内容与入账时的哈希不符：有人绕过系统改过它。", _OURS),
    ),
)

EVENT = Chapter(
    "event",
    "事件",
    (
        Term("event", "事件", "货物身上发生的一件事：何人、何物、何时、何地、何故、何状。", _EPCIS),
        Term("object_event", "物件事件", "一件或一批货物被看到、产生或注销。", _EPCIS),
        Term("transformation_event", "转化事件", "投入若干批，产出若干新的批，投入不再存在。", _EPCIS),
        Term("aggregation_event", "装载事件", "若干货物装入同一个容器或从中取出。", _EPCIS),
        Term("transaction_event", "交易事件", "货物与一份单据建立或解除联系。", _EPCIS),
        Term("association_event", "关联事件", "货物与一个设备或地点建立或解除联系。", _EPCIS),
        Term("capture", "采集", "把事件文件送入系统：核对、保存、入账。", _EPCIS),
        Term("event_time", "事件时间", "事情发生的时刻，由记录者声明。", _EPCIS),
        Term("record_time", "入账时间", "系统收到这条记录的时刻。", _EPCIS),
        Term("biz_step", "业务步骤", "事件属于哪一步业务，例如包装、发货。", _EPCIS),
        Term("disposition", "货物状态", "事件之后货物处于什么状态，例如在途、已召回。", _EPCIS),
        Term("read_point", "读取点", "事件被记录的具体地点。", _EPCIS),
        Term("biz_location", "业务地点", "事件之后货物所在的地点。", _EPCIS),
        Term("biz_transaction", "业务单据", "与事件有关的合同、发货单、检验报告等。", _EPCIS),
        Term("input_quantity", "投入", "转化事件用去的货物和数量。", _EPCIS),
        Term("output_quantity", "产出", "转化事件得到的货物和数量。", _EPCIS),
        Term(
            "corrected",
            "已更正",
            "记录它的机构已声明这个事件有误；它不再算数，但仍在账本里，看得到。",
            "GS1 EPCIS 2.0 7.4.1.2",
        ),
        Term(
            "event_hash",
            "事件哈希",
            "按标准算法由事件内容得出的编号，写法不同而意思相同的事件编号相同。",
            "GS1 CBV 2.0 8.9",
        ),
    ),
)

STEP = Chapter(
    "step",
    "业务步骤",
    (
        Term("commissioning", "建档赋码", "给新的一件或一批货物第一个编码，它从此可以追溯。", _CBV_STEP),
        Term("creating_class_instance", "加工产出", "由别的货物制成新的一批。", _CBV_STEP),
        Term("collecting", "采收", "从地块或产地收取药材。", _CBV_STEP),
        Term("sampling", "取样", "从一批中取出供检验的样品。", _CBV_STEP),
        Term("inspecting", "检验", "检查货物是否符合质量标准。", _CBV_STEP),
        Term("accepting", "验收", "收货方确认货物并承担责任。", _CBV_STEP),
        Term("packing", "包装", "把货物装入包装或容器。", _CBV_STEP),
        Term("unpacking", "拆包", "把货物从包装或容器中取出。", _CBV_STEP),
        Term("repackaging", "改装", "换成另一种包装。", _CBV_STEP),
        Term("assembling", "配制", "把几种货物合成一件，仍可分清各自来历。", _CBV_STEP),
        Term("storing", "入库", "放入仓库保存。", _CBV_STEP),
        Term("stocking", "上架", "从仓库移到可以销售的地方。", _CBV_STEP),
        Term("stock_taking", "盘点", "清点存货。", _CBV_STEP),
        Term("holding", "待处理", "暂时扣住，不得使用，等候决定。", _CBV_STEP),
        Term("picking", "拣货", "按订单从库存中取出。", _CBV_STEP),
        Term("loading", "装车", "装上运输工具。", _CBV_STEP),
        Term("unloading", "卸车", "从运输工具上卸下。", _CBV_STEP),
        Term("shipping", "发货", "离开发货方，交付运输。", _CBV_STEP),
        Term("departing", "启运", "离开一个地点。", _CBV_STEP),
        Term("transporting", "运输", "在两地之间移动。", _CBV_STEP),
        Term("arriving", "到达", "到达一个地点。", _CBV_STEP),
        Term("receiving", "收货", "到达收货方并登记。", _CBV_STEP),
        Term("dispensing", "调配", "按处方调配并交给患者。", _CBV_STEP),
        Term("retail_selling", "零售", "卖给最终使用的人。", _CBV_STEP),
        Term("decommissioning", "注销编码", "编码不再使用，货物不再追溯。", _CBV_STEP),
        Term("destroying", "销毁", "货物被毁，不再存在。", _CBV_STEP),
        Term("sensor_reporting", "环境记录", "温度、湿度等传感器的读数。", _CBV_STEP),
        Term("other", "其他步骤", "标准没有列出的步骤。", _CBV_STEP),
    ),
)

DISPOSITION = Chapter(
    "disposition",
    "货物状态",
    (
        Term("active", "已启用", "编码刚刚启用。", _CBV_DISP),
        Term("in_progress", "流程中", "在正常的业务流程之中。", _CBV_DISP),
        Term("in_transit", "在途", "正在两个地点之间运输。", _CBV_DISP),
        Term("sellable_accessible", "可售", "可以销售，并在顾客拿得到的地方。", _CBV_DISP),
        Term("sellable_not_accessible", "可售未上架", "可以销售，还没有上架。", _CBV_DISP),
        Term("conformant", "合格", "检验结果符合所列的质量标准。", _CBV_DISP),
        Term("non_conformant", "不合格", "检验结果不符合所列的质量标准。", _CBV_DISP),
        Term("needs_replacement", "需要更换", "不能再用，等待更换。", _CBV_DISP),
        Term("recalled", "已召回", "负责的企业或监管部门要求收回，请勿使用。", _CBV_DISP),
        Term("expired", "已过有效期", "超过了标明的有效期。", _CBV_DISP),
        Term("damaged", "已损坏", "损坏，不能使用。", _CBV_DISP),
        Term("dispensed", "已调配", "已交给患者。", _CBV_DISP),
        Term("retail_sold", "已售出", "已卖给最终使用的人。", _CBV_DISP),
        Term("destroyed", "已销毁", "已不存在。", _CBV_DISP),
        Term("unknown", "不明", "记录者声明不知道状态。", _CBV_DISP),
    ),
)

THING = Chapter(
    "thing",
    "物、批与地点",
    (
        Term("trade_item", "贸易项目", "一种可以定价、订购的货物，由 GTIN 标识。", _GS1),
        Term("lot", "批号", "同一条件下生产的一批货物的编号。", f"{_GS1} AI (10)"),
        Term("serial", "序列号", "单件货物的编号。", f"{_GS1} AI (21)"),
        Term(
            "traceability_code",
            "追溯码",
            "印在药品最小包装上、单件唯一的编码。",
            "药品追溯码编码要求 NMPAB/T 1002",
        ),
        Term("digital_link", "GS1 链接", "把 GS1 编码写成网址的方式，二维码里就是它。", "GS1 Digital Link"),
        Term("location", "地点", "地块、仓库、车间、药房，由 GLN 标识。", _GS1),
        Term("approval_number", "批准文号", "药品获准上市的编号。", "国药准字"),
        Term("credit_code", "统一社会信用代码", "机构的统一编号。", "GB 32100"),
        Term(
            "marketing_authorization_holder",
            "上市许可持有人",
            "取得药品注册证书的企业，对药品全程负责。",
            "药品管理法",
        ),
        Term("genealogy", "谱系", "一批货物由哪些批制成，又制成了哪些批。", "GS1 EPCIS 2.0"),
    ),
)

JUDGEMENT = Chapter(
    "judgement",
    "质量与结论",
    (
        Term("provenance_known", "来源可知", "知道它从哪里来。", "中药材追溯要求"),
        Term("destination_traceable", "去向可追", "知道它到哪里去。", "中药材追溯要求"),
        Term("quality_checkable", "质量可查", "查得到检验的依据和结果。", "中药材追溯要求"),
        Term("responsibility_answerable", "责任可究", "每一步都有负责的机构。", "中药材追溯要求"),
        Term(
            "no_known_problem",
            "未见异常",
            "它或所用的各批有检验合格的记录，没有召回、过期、不合格，也没有声明有误；这不等于保证合格。",
            _OURS,
        ),
        Term("answered", "有据可查", "这一问有记录回答，没有发现断的环节。", _OURS),
        Term("partly_answered", "有缺环", "这一问只有一部分有记录，缺的环节逐条写明。", _OURS),
        Term("partly_read", "只看了一部分", "记录太多，只看了其中一部分：看过的没有缺环，没有看的不作判断。", _OURS),
        Term("speaks_against", "有不利记录", "有记录写明不合格、召回、报警或其他问题；逐条列出。", _OURS),
        Term("unanswered", "没有记录", "没有一条记录能回答这一问。", _OURS),
        Term("code_seen_twice", "编码重复", "只应在一盒上的编码卖出过不止一次：其中可能有仿冒品。", _OURS),
        Term("amounts_disagree", "账目有出入", "它经过的一步产出多于投入，还没有核实原因；这不等于不合格。", _OURS),
        Term("cannot_be_judged", "无法判断", "缺少作出结论所需的记录，缺什么会写明。", _OURS),
        Term("specification", "质量标准", "判断合格与否所依据的文件和限度。", "中国药典"),
        Term("certificate", "检验报告书", "检验机构出具的结果。", "GMP"),
        Term("out_of_specification", "超标", "结果超出质量标准规定的限度。", "GMP"),
        Term("sample", "样品", "从一批中取出供检验的部分。", "GMP"),
    ),
)

_RECALL = "药品召回管理办法（2022）"

CHAIN = Chapter(
    "chain",
    "召回、平衡与警报",
    (
        Term("recall", "召回", "因质量或安全的原因，由负责的企业或监管部门收回已经出厂的货物。", _RECALL),
        Term("recall_open", "召回中", "正在收回，请停止销售和使用。", _RECALL),
        Term("recall_ended", "召回已结束", "发起的一方宣布收回完毕，并写明了理由。", _RECALL),
        Term("recall_class", "召回级别", "按危害的严重程度分三级，级别越高，通知的期限越短。", _RECALL),
        Term("recall_class_1", "一级", "使用后可能引起严重健康危害；一日之内通知到停止销售和使用。", _RECALL),
        Term("recall_class_2", "二级", "使用后可能引起暂时或者可逆的健康危害；三日之内通知到。", _RECALL),
        Term("recall_class_3", "三级", "使用一般不会引起健康危害，因其他原因需要收回；七日之内通知到。", _RECALL),
        Term("holder", "持有者", "按最近的事件，货物现在在谁手里、在什么地方。", _OURS),
        Term("held", "在手", "仍由某一方持有，没有售出、用去或销毁。", _OURS),
        Term("used", "已用去", "已投入加工，成了别的批。", _OURS),
        Term("sold", "已售", "已卖给或交给最终使用的人。", _OURS),
        Term("mass_balance", "物料平衡", "把一步的投入与产出折算成同一单位相比，多出和少去的都要有交代。", "GMP"),
        Term("out_of_nothing", "凭空多出", "产出或去向比投入或来源多，多出的部分没有来历。", _OURS),
        Term("beyond_tolerance", "损耗超限", "损耗超过了这一步声明的最大损耗。", _OURS),
        Term("not_judged", "未能核算", "数量没有写明，或单位之间不能折算，缺什么会写明。", _OURS),
        Term("balanced", "平衡", "多出的没有，损耗在允许的范围之内。", _OURS),
        Term("tolerance", "允许损耗", "做这一步的机构事先声明的最大损耗，按投入的份额计。", _OURS),
        Term("alert", "警报", "系统从记录里发现、需要人去核实的事。", _OURS),
        Term("duplicate_code", "重码", "同一个单件的码被调配或售出不止一次：有一件是仿造的，或者扫错、记错了。", _OURS),
        Term("capture_job", "采集任务", "一次上报的处理：核对每个事件，存好，入账。", "GS1 EPCIS 2.0"),
        Term("job_waiting", "等待处理", "文件已经收到并保存，排队等待核对。", _OURS),
        Term("job_running", "正在核对", "正在逐个核对文件里的事件。", _OURS),
        Term("job_finished", "已记录", "核对完毕，没有错的事件都已保存入账。", _OURS),
        Term("job_partly", "部分记录", "有错的事件没有记录，其余的都已保存入账。", _OURS),
        Term("job_failed", "没有记录", "文件里有错，整份都没有记录。", _OURS),
        Term("label", "标签", "印有名称、编码和二维码的纸，贴在货物上。", _OURS),
    ),
)

IMPORT = Chapter(
    "import",
    "导入",
    (
        Term("import", "导入", "把一个表格文件里的内容写进名录；先看差别，再决定写入哪些。", _OURS),
        Term("column_mapping", "对列", "说明表里的每一列是名录里的哪一项。", _OURS),
        Term("import_opening", "正在读文件", "文件已经存档，正在读出里面的工作表。", _OURS),
        Term("import_mapping", "待对列", "读出了表头，等人确认每一列是什么。", _OURS),
        Term("import_reading", "正在比对", "正在把每一行与名录里已有的相比。", _OURS),
        Term("import_ready", "待写入", "比对好了，等人决定写入哪些行；还什么都没有写。", _OURS),
        Term("import_accepting", "正在写入", "选定的行正在写进名录。", _OURS),
        Term("import_undoing", "正在撤销", "正在撤回这次导入写进去的内容。", _OURS),
        Term("import_failed", "读不了", "文件读不出来，或比对不下去；什么都没有写。", _OURS),
        Term("import_accepted", "已写入", "选定的行已经写进名录。", _OURS),
        Term("import_undone", "已撤销", "写进去的内容已经全部撤回，撤回的理由记在账上。", _OURS),
        Term("row_new", "新增", "名录里还没有，写入后多一个条目。", _OURS),
        Term("row_changed", "有变化", "名录里已有这个条目，表里有几项与现在的不同。", _OURS),
        Term("row_same", "相同", "与名录里现在的一样，不用写。", _OURS),
        Term("row_conflicting", "有冲突", "要人来判断：认不准是哪一个，表里前后说法不一，或别的机构说法不同。", _OURS),
        Term("row_faulty", "有错", "有的格读不懂或不合规定，改好才能写入。", _OURS),
    ),
)

REGISTER = Chapter(
    "register",
    "名录",
    (
        Term(
            "register",
            "名录",
            "一类东西的登记：有哪些、在哪里、谁说的；由声明得出列表、表单、模板、导入导出和接口。",
            _OURS,
        ),
        Term("statement", "说法", "某个机构说某一条的某一栏是什么，从哪天到哪天有效，依据哪份文件；只增不改。", _OURS),
        Term("disputed", "说法不一", "几方对同一栏说得不同；都留着，按采信规则先用一个。", _OURS),
        Term("preference", "采信规则", "几方说法不一时，哪一类来源的说法算数；人人可见，改动要写明理由。", _OURS),
        Term("choice", "人工采信", "有人看过各种说法，写明理由，选定其中一个。", _OURS),
        Term("withdrawal", "撤回", "声明一个说法、一次导入或一个决定不再算数；它仍留在账本和历史里。", _OURS),
        Term("merge", "合并", "认定两条是同一个，以后算作一条；两边的说法都留着，可以撤销。", _OURS),
        Term("valid_on", "哪天的情况", "某天实际是什么样，不论何时才知道。", _OURS),
        Term("known_on", "到哪天为止所知", "只算到某天为止入账的说法，看当时的人知道什么。", _OURS),
    ),
)

SYSTEM = Chapter(
    "system",
    "系统目录",
    (
        Term("system_working", "可用", "做到了目录所说的，声明里列出的测试全部通过。", _OURS),
        Term("system_partial", "部分可用", "列出的测试全部通过；还缺什么，声明里写明了。", _OURS),
        Term("system_unproven", "未验证", "已经声明，但列出的测试还没有针对现在的声明全部运行过。", _OURS),
        Term("system_failing", "未通过", "列出的测试里有没通过的。", _OURS),
        Term("system_unbuilt", "未建", "规划要求了，这里还没有。", _OURS),
        Term("proof_passed", "通过", "这个测试针对现在的声明运行过，通过了。", _OURS),
    ),
)

READING = Chapter(
    "reading",
    "读规划",
    (
        Term("reading_proposed", "待定", "阅读程序提出的，还没有人认定；它不是目标，也不是统计数据。", _OURS),
        Term(
            "reading_confirmed", "已确认", "有人认定正文说的就是这样；是目标的成为目标，是现状的记为统计数据。", _OURS
        ),
        Term("reading_corrected", "已更正", "有人改正了阅读程序读出的内容，以改正后的为准。", _OURS),
        Term("reading_added", "已补记", "阅读程序没有读出，由人补上的。", _OURS),
        Term("reading_rejected", "已驳回", "有人认定这里没有要记的数。", _OURS),
        Term("reading_split", "已拆开", "有人认定这一处说的是几件事，各自另记一条。", _OURS),
    ),
)

INDICATOR = Chapter(
    "indicator",
    "指标与统计",
    (
        Term("indicator", "指标", "量的是什么：名称、单位、统计范围、方向和公式，改动都留着。", _OURS),
        Term("series", "系列", "一个指标在一个地区、一个分组里的全部各期。", "SDMX"),
        Term("edition", "版次", "某机关某日发布的一份统计；旧的不改，新的另立一版。", _OURS),
        Term("observation", "数", "一版里一个系列一期的值，连同原文、单位和所在的格。", "SDMX OBS_VALUE"),
        Term("observation_status", "数据状态", "正式、初步、估计、预测、口径有变或没有数。", "SDMX CL_OBS_STATUS"),
        Term("year_to_date", "累计", "年初至某月的数；一、二月合并发布，不拆开。", "国家统计局月度数据发布惯例"),
        Term("correction", "更正", "对一个已发布的数声明怎样改用；原数不动，原数一变更正即失效并提示。", _OURS),
        Term("invented_data", "演示数据", "为演示编造的数，不是任何机关发布的。", _OURS),
        Term("edition_in_force", "有效", "这一版没有撤回。", _OURS),
        Term("edition_withdrawn", "已撤回", "这一版已撤回，不再算数，仍看得到它说过什么。", _OURS),
        Term("correction_holds", "生效", "发布的数仍是更正所针对的那个，照更正用。", _OURS),
        Term("correction_broken", "更正失效", "发布的数已经变了或没有了，更正没有用上，要有人来看。", _OURS),
        Term(
            "break_declared",
            "口径有变",
            "从这一天起统计的对象或办法变了，前后两期不能直接相比、相接。",
            "SDMX CL_OBS_STATUS B",
        ),
        Term("break_withdrawn", "已撤销", "这条口径变动的声明已撤销，不再算数，仍看得到。", _OURS),
        Term("statistics_accepted", "已写入", "整张表已经写成一版。", _OURS),
    ),
)

DOCUMENT = Chapter(
    "document",
    "规划文本",
    (
        Term("document_draft", "草案", "还没有批准的文本，例如征求意见稿；内容可能还会变。", _OURS),
        Term("document_approved", "已批准", "经有权的机关批准、印发的文本。", _OURS),
    ),
)

TARGET = Chapter(
    "target",
    "目标与判断",
    (
        Term("target", "目标", "规划承诺到某年达到的数；改动要说明理由，原来的数留着。", _OURS),
        Term("completion", "完成度", "实际数是目标数的百分之几；不封顶，也不在分母为零时硬算。", _OURS),
        Term("pace", "进度", "实际走到的，是按路径这时应当走到的百分之几。", _OURS),
        Term("comparability", "可比性", "所用的数与目标是不是一回事：可比、可比但有保留、不可比。", _OURS),
        Term("target_met", "已达到", "有可比的数说明目标达到了。", _OURS),
        Term("target_on_track", "进度正常", "还没有到期，不慢于应有进度的 95%。", _OURS),
        Term("target_at_risk", "进度偏慢", "还没有到期，是应有进度的 60%—95%。", _OURS),
        Term("target_off_track", "明显落后", "还没有到期，不到应有进度的 60%。", _OURS),
        Term("target_missed", "没有达到", "到期了，有可比的数说明没有达到。", _OURS),
        Term("target_cannot_judge", "无法判断", "没有可比的数；缺什么、为什么不能比，逐条写明。", _OURS),
        Term("target_unjudged", "还没有判断", "刚刚立的目标，一会儿就有判断。", _OURS),
        Term("light_green", "绿灯", "已达到，或不慢于应有进度的 95%。", _OURS),
        Term("light_yellow", "黄灯", "应有进度的 80%—95%；到期的，差一点没有达到。", _OURS),
        Term("light_orange", "橙灯", "应有进度的 60%—80%。", _OURS),
        Term("light_red", "红灯", "不到应有进度的 60%。", _OURS),
        Term("light_grey", "灰灯", "没有可用的数；灰灯从不当绿灯。", _OURS),
    ),
)

CHAPTERS = (
    RECORD,
    PROOF_STATE,
    EVENT,
    STEP,
    DISPOSITION,
    THING,
    JUDGEMENT,
    CHAIN,
    REGISTER,
    IMPORT,
    INDICATOR,
    SYSTEM,
    DOCUMENT,
    READING,
    TARGET,
)

_BY_CODE = {term.code: term for chapter in CHAPTERS for term in chapter.terms}


def term(code: str) -> Term | None:
    """The term with this code, in the standard's word in snake_case; None when the table has none."""
    return _BY_CODE.get(code)


def word(code: str) -> str:
    """The Chinese word for a code; a code that is not in the table is its own word, and so is seen."""
    known = _BY_CODE.get(code)
    return known.word if known else code
