"""Which addresses are about registers: lists, entities, what is said of them, and by which rules it holds?

The converter `number` is registered in urls_people.
"""

from django.urls import path

from yaomai.web.pages import (
    register_decisions,
    register_entities,
    register_matching,
    register_rules,
    registers,
    statements,
)
from yaomai.web.urls_people import NumberConverter

urlpatterns = [
    path("registers", registers.registers, name="registers"),
    path("registers/<str:kind>", registers.register, name="register"),
    path("registers/<str:kind>/new", register_entities.register_new, name="register_new"),
    path("registers/<str:kind>/template.xlsx", registers.register_template, name="register_template"),
    path("registers/<str:kind>/options", registers.register_options, name="register_options"),
    path("registers/<str:kind>/rules", register_rules.register_rules, name="register_rules"),
    path("registers/<str:kind>/matching", register_matching.register_matching, name="register_matching"),
    path(
        "registers/<str:kind>/matching/<number:record>/undo",
        register_matching.register_matching_undo,
        name="register_matching_undo",
    ),
    path("registers/<str:kind>/views", registers.register_views, name="register_views"),
    path("registers/<str:kind>/views/<number:number>/end", registers.register_view_end, name="register_view_end"),
    path("registers/<str:kind>/<number:entity>", register_entities.register_entity_page, name="register_entity"),
    path("registers/<str:kind>/<number:entity>/edit", register_entities.register_edit, name="register_edit"),
    path("registers/<str:kind>/<number:entity>/history", register_entities.register_history, name="register_history"),
    path("registers/<str:kind>/<number:entity>/merge", register_decisions.register_merge, name="register_merge"),
    path(
        "registers/<str:kind>/<number:entity>/merge/<number:record>/undo",
        register_decisions.register_merge_undo,
        name="register_merge_undo",
    ),
    path(
        "registers/<str:kind>/<number:entity>/choices/<number:record>/undo",
        register_decisions.register_choice_undo,
        name="register_choice_undo",
    ),
    path(
        "registers/<str:kind>/<number:entity>/<str:name>/choose",
        register_decisions.register_choose,
        name="register_choose",
    ),
    path("statements/<str:mark>", statements.statement, name="statement"),
    path("statements/<str:mark>/withdraw", register_decisions.statement_withdraw, name="statement_withdraw"),
]

__all__ = ["NumberConverter", "urlpatterns"]
