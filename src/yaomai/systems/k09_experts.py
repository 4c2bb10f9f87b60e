"""K09 专家库与咨询: who knows what, whom does each have to keep away from, and who sits on a panel?"""

from yaomai.registers.declaration import (
    Choice,
    Condition,
    Date,
    Draw,
    Grant,
    Kind,
    Property,
    Ref,
    Rows,
    System,
    Text,
    Total,
    Valid,
    View,
)

FIELDS = {
    "cultivation": "药材种植",
    "processing": "炮制加工",
    "pharmacology": "药理毒理",
    "pharmaceutics": "制剂工艺",
    "analysis": "质量检验",
    "clinical": "临床医学",
    "devices": "医疗器械",
    "biologics": "生物制品",
    "economics": "产业经济",
    "law": "法规与知识产权",
}
SECRET = ("official",)
EXPERT = Kind(
    name="expert",
    label="专家",
    help="入库专家；利害关系只用于回避，不公开。",
    properties=(
        Property(name="name", label="姓名", type=Text(longest=60), required=True, heads=("专家姓名",)),
        Property(name="number", label="专家编号", type=Text(longest=30), required=True, heads=("编号",)),
        Property(
            name="fields", label="专业领域", type=Choice(FIELDS), many=True, required=True, heads=("领域", "专业")
        ),
        Property(name="title", label="职称", type=Text(longest=60), heads=("技术职称", "专业技术职务")),
        Property(name="employer", label="工作单位", type=Ref("enterprise"), heads=("单位",)),
        Property(name="employer_name", label="工作单位（库外）", type=Text(), help="单位不在企业名录时写名称。"),
        Property(
            name="conflicts",
            label="利害关系",
            type=Ref("enterprise"),
            many=True,
            help="任职、持股、亲属任职、受托研究或顾问的企业。",
            seen_by=SECRET,
            heads=("回避单位", "关联企业"),
        ),
        Property(name="start", label="入库日期", type=Date()),
        Property(name="end", label="聘期至", type=Date()),
        Property(name="suspended", label="暂停原因", type=Text(), seen_by=SECRET),
        Property(
            name="telephone",
            label="电话",
            type=Text(longest=40),
            seen_by=SECRET,
            heads=("联系电话", "联系方式", "手机", "手机号"),
        ),
        Property(name="identity_card", label="身份证号", type=Text(longest=18), seen_by=SECRET, heads=("身份证",)),
    ),
    identity=(("number",),),
    columns=("number", "fields", "title", "employer", "end"),
    views=(View("按编号", "sort=number"),),
    sensitive=True,
    seen_by=(Grant("official", Rows.REGION), Grant("inspector", Rows.ALL)),
    kept_by=("official",),
)

OPINION = Kind(
    name="opinion",
    label="专家意见",
    help="一位专家就一件事提出的意见，和后来的结果。",
    properties=(
        Property(name="matter", label="事项", type=Text(), required=True),
        Property(name="expert", label="专家", type=Ref("expert"), required=True),
        Property(name="given", label="日期", type=Date()),
        Property(
            name="verdict",
            label="结论",
            type=Choice({"for": "同意", "amend": "修改后同意", "against": "不同意", "none": "未表态"}),
        ),
        Property(name="opinion", label="意见", type=Text(longest=2000, lines=True)),
        Property(name="outcome", label="结果", type=Text(longest=1000, lines=True)),
    ),
    title="matter",
    columns=("expert", "given", "verdict", "outcome"),
    seen_by=(Grant("official", Rows.REGION),),
    kept_by=("official",),
)

CAN_SIT = (Valid("start", "end"),)
PROOF = "tests/systems/test_k09_experts.py::test_"
SYSTEM = System(
    id="K09",
    kinds=(EXPERT, OPINION),
    figures=(
        Total(name="experts", label="在聘专家", kind="expert", where=CAN_SIT, by=("fields", "employer")),
        Total(name="opinions", label="专家意见", kind="opinion", by=("verdict",)),
    ),
    rules=(
        Draw(
            name="panel",
            label="抽取专家组",
            kind="expert",
            field="fields",
            avoid="enterprise",
            conflicts=("employer", "conflicts"),
            where=(*CAN_SIT, Condition("suspended", "not_known")),
        ),
    ),
    uses=("enterprise",),
    proven_by=(f"{PROOF}no_planted_conflict_and_the_quota_is_met", f"{PROOF}anyone_can_repeat_the_draw"),
)
