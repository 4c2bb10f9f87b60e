"""D02 龙头骨干企业梯度培育库: which enterprises are there, and which titles do they bear?"""

from yaomai.registers.declaration import (
    Choice,
    Code,
    Date,
    Division,
    Grant,
    Group,
    Kind,
    Number,
    Property,
    Rows,
    System,
    Text,
)

ENTERPRISE = Kind(
    name="enterprise",
    label="企业",
    help="医药产业里的法人：种植、加工、制药、流通、器械、研发与服务。",
    properties=(
        Property(
            name="name",
            label="名称",
            type=Text(),
            required=True,
            standard="营业执照",
            heads=("企业名称", "单位名称", "公司名称", "企业全称", "单位全称", "法人名称"),
            epcis="name",
        ),
        Property(
            name="uscc", label="统一社会信用代码", type=Code("uscc"), standard="GB 32100-2015", heads=("信用代码",)
        ),
        Property(name="gln", label="全球位置码", type=Code("gln"), standard="GS1 GLN", heads=("GLN",), epcis="gln"),
        Property(
            name="former_names", label="曾用名", type=Text(), many=True, search=True, heads=("原名", "原企业名称")
        ),
        Property(name="short_names", label="简称", type=Text(), many=True, search=True, heads=("企业简称", "单位简称")),
        Property(
            name="division", label="所在地", type=Division(), standard="GB/T 2260", heads=("行政区划", "县区", "区县")
        ),
        Property(name="address", label="地址", type=Text(), heads=("注册地址", "住所")),
        Property(name="industry", label="行业", type=Code("industry"), standard="GB/T 4754-2017", heads=("行业代码",)),
        Property(
            name="form",
            label="类型",
            type=Choice(
                {"company": "公司", "branch": "分支机构", "cooperative": "农民专业合作社", "institution": "事业单位"}
            ),
            heads=("企业类型", "单位类型", "组织形式", "机构类型"),
        ),
        Property(
            name="founded",
            label="成立日期",
            type=Date(),
            heads=("成立时间", "注册时间", "注册日期", "设立日期", "成立年月"),
        ),
        Property(
            name="titles",
            label="称号",
            many=True,
            type=Choice(
                {
                    "specialised": "专精特新",
                    "champion": "制造业单项冠军",
                    "gazelle": "瞪羚",
                    "unicorn": "独角兽",
                    "leading": "龙头企业",
                }
            ),
            heads=("企业荣誉", "荣誉", "荣誉称号", "企业称号", "资质荣誉"),
        ),
        Property(
            name="revenue",
            label="主营业务收入",
            type=Number(unit="CNY", least=0),
            yearly=True,
            seen_by=("official", "own"),
            heads=("营业收入",),
        ),
        Property(
            name="employees",
            label="从业人数",
            type=Number(least=0, is_whole=True),
            heads=("职工人数", "员工人数", "从业人员", "用工人数", "人员数量"),
        ),
        Property(
            name="contact", label="联系人", type=Text(longest=60), seen_by=("official", "own"), heads=("联系人姓名",)
        ),
        Property(
            name="telephone",
            label="联系电话",
            type=Text(longest=40),
            seen_by=("official", "own"),
            heads=("联系方式", "电话", "手机", "手机号", "电话号码", "联系人电话"),
        ),
    ),
    identity=(("uscc",), ("gln",)),
    other_names=("former_names", "short_names"),
    columns=("uscc", "division", "industry", "form", "titles", "revenue", "founded"),
    place="division",
    epcis="Party",
    seen_by=(
        Grant(Group.PUBLIC, Rows.ALL, frozenset({"name", "uscc", "division", "industry", "form", "titles"})),
        Grant(Group.MEMBERS, Rows.OWN),
        Grant("inspector", Rows.ALL),
        Grant("official", Rows.REGION),
    ),
    kept_by=("official", "own"),
)

PROOF = "tests/systems/test_d02_enterprises.py::test_"
SYSTEM = System(
    id="D02",
    kinds=(ENTERPRISE,),
    proven_by=(f"{PROOF}an_enterprise_is_one_entry_by_each_of_its_names", f"{PROOF}two_sources_disagree_and_both_stay"),
    gap="按年收入与成长的分级、晋退规则还没有。",
)
