"""Which pages does a register have beside its list: figures, map, checks, search by need, draws?"""

from django import template

from yaomai.registers import assessments
from yaomai.registers.declaration import Division, Kind, Total
from yaomai.registers.sight import may_keep
from yaomai.web.access import Request
from yaomai.web.register_shown import kind_path

register = template.Library()


@register.inclusion_tag("registers/parts_of.html", takes_context=True)
def register_parts(context: template.Context, kind: Kind, here: str = "") -> dict[str, object]:
    """The tabs of a register's pages; `here` names the page that this is. What only signed-in people may open is offered
    to them only.
    """
    request: Request = context["request"]
    viewer, path = request.viewer, kind_path(kind)
    figures = [one for _, one in assessments.figures(kind.name)]
    has_map = any(
        isinstance(one, Total) and any(isinstance(_end(kind, each), Division) for each in one.by) for one in figures
    )
    offered = [
        ("", "名单", path, True),
        ("figures", "数字", f"{path}/figures", bool(figures) and viewer.is_signed_in),
        ("map", "地图", f"{path}/map", has_map and viewer.is_signed_in),
        (
            "checks",
            "检查",
            f"{path}/checks",
            viewer.is_signed_in and bool(assessments.checks(kind.name) or assessments.overlaps(kind.name)),
        ),
        *(("find", one.label, f"{path}/find", True) for one in assessments.finders(kind.name)[:1]),
        *(
            ("draw", one.label, f"{path}/draw", viewer.is_signed_in and may_keep(viewer, kind, None))
            for _, one in assessments.draws(kind.name)[:1]
        ),
    ]
    tabs = [(word, href, name == here) for name, word, href, is_offered in offered if is_offered]
    return {"tabs": tabs if len(tabs) > 1 else []}


def _end(kind: Kind, path: str) -> object:
    declared = kind.by_name.get(path)
    return declared.type if declared else None


@register.filter
def at(values: list[object], index: int) -> object:
    """The value at this place of a list."""
    return values[index]
