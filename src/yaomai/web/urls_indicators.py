"""Which addresses are about indicators, their editions and corrections, and about statistics that are brought in?

The converter `number` is registered in urls_people. The addresses with words of their own stand before those that take a key.
"""

from django.urls import path

from yaomai.web.pages import editions, indicator_breaks, indicator_deeds, indicators, statistics
from yaomai.web.urls_people import NumberConverter

urlpatterns = [
    path("indicators", indicators.indicators, name="indicators"),
    path("indicators/list.csv", indicators.indicator_list, name="indicator_list"),
    path("indicators/new", indicator_deeds.indicator_new, name="indicator_new"),
    path("indicators/imports", statistics.statistics_list, name="statistics_list"),
    path("indicators/imports/<number:number>", statistics.statistics_page, name="statistics_page"),
    path("indicators/imports/<number:number>/columns", statistics.statistics_columns, name="statistics_columns"),
    path("indicators/imports/<number:number>/undo", statistics.statistics_undo, name="statistics_undo"),
    path("indicators/editions", editions.edition_list, name="edition_list"),
    path("indicators/editions/<str:record>", editions.edition_page, name="edition_page"),
    path("indicators/editions/<str:record>/cell", editions.edition_cell_page, name="edition_cell"),
    path("indicators/editions/<str:record>/withdraw", editions.edition_withdraw, name="edition_withdraw"),
    path(
        "indicators/corrections/<str:record>/withdraw", indicator_deeds.correction_withdraw, name="correction_withdraw"
    ),
    path("indicators/breaks/<str:record>/withdraw", indicator_breaks.break_withdraw, name="break_withdraw"),
    path("indicators/<str:key>/break", indicator_breaks.indicator_break, name="indicator_break"),
    path("indicators/<str:key>/correct", indicator_deeds.indicator_correct, name="indicator_correct"),
    path("indicators/<str:key>/define", indicator_deeds.indicator_define, name="indicator_define"),
    path("indicators/<str:key>", indicators.indicator, name="indicator"),
    path("indicators/<str:key>/values.csv", indicators.indicator_values, name="indicator_values"),
    path("indicators/<str:key>/series.csv", indicators.indicator_series, name="indicator_series"),
]

__all__ = ["NumberConverter", "urlpatterns"]
