"""Which addresses are about the chain as a whole: recalls, balance, alerts, capturing by hand, labels?"""

from django.urls import path

from yaomai.web.pages import label_sheet

urlpatterns = [
    path("labels", label_sheet.label_sheet, name="labels"),
]
