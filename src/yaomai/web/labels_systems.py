"""In which words does the catalogue of systems speak of grades, of what can be built, of proofs, of figures and rules?"""

from yaomai.registers.declaration.figures import Share, Target, Total
from yaomai.registers.declaration.rules import Check, Draw, Finder, Overlap, Rating

GRADES = {
    "E": "规划里点了名",
    "M": "规划要求的事，没有软件做不成",
    "I": "规划里没有明说，由上下文看出",
}
BUILDS = {
    "F": "能在这里建成、测全",
    "P": "软件可以建成，用起来还要有外来的数据、设备或法定职权",
}
OUTCOMES = {"passed": "proof_passed", "failed": "system_failing"}
# How a proof ended, as a state; otherwise it has not run for the present declaration.
SORTS: dict[type, str] = {
    Total: "合计",
    Share: "占比",
    Target: "规划目标",
    Check: "核对",
    Overlap: "重叠检查",
    Finder: "按需查找",
    Draw: "抽取",
    Rating: "评价",
}
