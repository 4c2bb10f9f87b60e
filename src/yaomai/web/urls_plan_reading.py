"""Which addresses are about what was read of a plan?"""

from django.urls import path

from yaomai.web.pages import plan_reading, plan_reading_others

urlpatterns = [
    path("plans/<str:number>/reading", plan_reading.plan_reading, name="plan_reading"),
    path("plans/<str:number>/reading/decide", plan_reading.plan_reading_decide, name="plan_reading_decide"),
    path("plans/<str:number>/reading/propose", plan_reading.plan_reading_propose, name="plan_reading_propose"),
    path(
        "plans/<str:number>/reading/<str:genre>.csv",
        plan_reading_others.plan_reading_others_table,
        name="plan_reading_others_table",
    ),
    path("plans/<str:number>/reading/<str:genre>", plan_reading_others.plan_reading_others, name="plan_reading_others"),
]
