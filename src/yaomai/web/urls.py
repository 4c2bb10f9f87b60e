"""Which address is answered by which page?"""

from django.urls import URLPattern, URLResolver, path

from yaomai.web.pages import home

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
]

handler400 = "yaomai.web.pages.errors.bad_request"
handler403 = "yaomai.web.pages.errors.permission_denied"
handler404 = "yaomai.web.pages.errors.page_not_found"
handler500 = "yaomai.web.pages.errors.server_error"
