"""Which address is answered by which page?"""

from django.urls import URLPattern, URLResolver, include, path

from yaomai.web.pages import figures, home, style

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("figure/<path:ref>", figures.figure, name="figure"),
    path("glossary", style.glossary_page, name="glossary"),
    path("", include("yaomai.web.urls_people")),
    path("style", style.style, name="style"),
    path("style/table.csv", style.sample_table, name="style_table"),
    path("style/<str:name>", style.sample, name="style_sample"),
]

handler400 = "yaomai.web.pages.errors.bad_request"
handler403 = "yaomai.web.pages.errors.permission_denied"
handler404 = "yaomai.web.pages.errors.page_not_found"
handler500 = "yaomai.web.pages.errors.server_error"
