"""Which address is answered by which page?"""

from django.urls import URLPattern, URLResolver, include, path, re_path

from yaomai.web.pages import figures, home, ledger, records, style, systems, things, trace

_GS1_KEYS = "00|01|253|255|401|402|414|417|8003|8004|8006|8010|8017|8018"  # with which a GS1 Digital Link begins

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("figure/<path:ref>", figures.figure, name="figure"),
    path("records/<str:number>", records.record, name="record"),
    path("records/<str:number>/receipt", records.certificate, name="certificate"),
    path("ledger", ledger.ledger, name="ledger"),
    path("search", home.search, name="search"),
    path("trace", trace.trace, name="trace_id"),
    path("trace/<path:code>", trace.trace, name="trace"),
    path("things/<int:number>", trace.thing, name="thing"),
    path("things/<int:number>/lot", things.lot, name="lot"),
    path("qr/<path:path>", things.qr_code, name="qr_code"),
    re_path(f"^(?P<path>(?:{_GS1_KEYS})/.+)$", things.digital_link, name="digital_link"),
    path("systems", systems.systems, name="systems"),
    path("systems/<str:number>", systems.system, name="system"),
    path("glossary", style.glossary_page, name="glossary"),
    path("", include("yaomai.web.urls_people")),
    path("", include("yaomai.web.urls_register_figures")),
    path("", include("yaomai.web.urls_chain")),
    path("", include("yaomai.web.urls_registers")),
    path("", include("yaomai.web.urls_imports")),
    path("", include("yaomai.web.urls_indicators")),
    path("", include("yaomai.web.urls_plan_reading")),
    path("", include("yaomai.web.urls_targets")),
    path("", include("yaomai.web.urls_plans")),
    path("", include("yaomai.web.urls_api")),
    path("style", style.style, name="style"),
    path("style/table.csv", style.sample_table, name="style_table"),
    path("style/<str:name>", style.sample, name="style_sample"),
]

handler400 = "yaomai.web.pages.errors.bad_request"
handler403 = "yaomai.web.pages.errors.permission_denied"
handler404 = "yaomai.web.pages.errors.page_not_found"
handler500 = "yaomai.web.pages.errors.server_error"
