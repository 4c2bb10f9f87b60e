"""Which addresses are about the chain as a whole: recalls, balance, alerts, capturing by hand, labels?

The converter `number` is registered in urls_people.
"""

from django.urls import path

from yaomai.web.pages import balance, capture_desk, label_sheet, recall_desk, recalls
from yaomai.web.urls_people import NumberConverter

urlpatterns = [
    path("recalls", recalls.recall_list, name="recalls"),
    path("recalls/new", recall_desk.recall_new, name="recall_new"),
    path("recalls/<number:number>", recalls.recall_page, name="recall"),
    path("recalls/<number:number>/holders", recalls.recall_holders, name="recall_holders"),
    path("recalls/<number:number>/items", recalls.recall_items, name="recall_items"),
    path("recalls/<number:number>/notice", recalls.recall_notice, name="recall_notice"),
    path("recalls/<number:number>/end", recall_desk.recall_end, name="recall_end"),
    path("balance", balance.balance, name="balance"),
    path("alerts", balance.alerts, name="alerts"),
    path("capture-desk", capture_desk.capture_desk, name="capture_desk"),
    path("capture-desk/<str:job>", capture_desk.capture_desk_job, name="capture_desk_job"),
    path("labels", label_sheet.label_sheet, name="labels"),
]

__all__ = ["NumberConverter", "urlpatterns"]
