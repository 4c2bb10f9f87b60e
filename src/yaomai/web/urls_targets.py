"""Which addresses are about targets: the board, one of them, two plans held against each other?"""

from django.urls import path

from yaomai.web.pages import plan_comparison, plan_consistency, target_evidence, target_map, target_wording, targets

urlpatterns = [
    path("targets", targets.targets, name="targets"),
    path("targets/list.csv", targets.target_list, name="target_list"),
    path("targets/map", target_map.target_map, name="target_map"),
    path("targets/<str:number>", targets.target, name="target"),
    path("targets/<str:number>/change", target_wording.target_change, name="target_change"),
    path("targets/<str:number>/withdraw", target_wording.target_withdraw, name="target_withdraw"),
    path("targets/<str:number>/evidence", target_evidence.target_evidence, name="target_evidence"),
    path("plans/<str:number>/consistency", plan_consistency.consistency, name="plan_consistency"),
    path("plans/<str:number>/promised", plan_comparison.promised, name="plan_promised"),
]
