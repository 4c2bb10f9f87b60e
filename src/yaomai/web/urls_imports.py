"""Which addresses are about bringing spreadsheets into registers, and about the files that were archived?"""

from django.urls import path

from yaomai.web.pages import files

urlpatterns = [
    path("files/<str:record>", files.file, name="file"),
    path("files/<str:record>/download", files.file_download, name="file_download"),
    path("files/<str:record>/<path:sheet>/<str:cell>", files.file_cell, name="file_cell"),
]
