"""Which addresses are about plans: the library, a document, its text, how it comes in?"""

from django.urls import path

from yaomai.web.pages import documents

urlpatterns = [
    path("plans", documents.plans, name="plans"),
    path("plans/new", documents.plan_new, name="plan_new"),
    path("plans/new/<str:file>", documents.plan_new_described, name="plan_new_described"),
    path("plans/<str:number>", documents.plan, name="plan"),
    path("plans/<str:number>/text", documents.plan_text, name="plan_text"),
    path("plans/<str:number>/file", documents.plan_file, name="plan_file"),
    path("plans/<str:number>/describe", documents.plan_describe, name="plan_describe"),
]
