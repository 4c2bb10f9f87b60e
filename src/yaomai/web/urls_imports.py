"""Which addresses are about bringing spreadsheets into registers, and about the files that were archived?

The converter `number` is registered in urls_people.
"""

from django.urls import path

from yaomai.web.pages import files, register_imports
from yaomai.web.urls_people import NumberConverter

urlpatterns = [
    path("registers/<str:kind>/import", register_imports.register_import, name="register_import"),
    path("imports/<number:number>", register_imports.register_import_page, name="register_import_page"),
    path("imports/<number:number>/columns", register_imports.register_import_columns, name="register_import_columns"),
    path("imports/<number:number>/rows", register_imports.register_import_rows, name="register_import_rows"),
    path("imports/<number:number>/accept", register_imports.register_import_accept, name="register_import_accept"),
    path(
        "imports/<number:number>/undo/<number:deed>", register_imports.register_import_undo, name="register_import_undo"
    ),
    path("imports/<number:number>/faulty.xlsx", register_imports.register_import_faulty, name="register_import_faulty"),
    path("files/<str:record>", files.file, name="file"),
    path("files/<str:record>/download", files.file_download, name="file_download"),
    path("files/<str:record>/<path:sheet>/<str:cell>", files.file_cell, name="file_cell"),
]

__all__ = ["NumberConverter", "urlpatterns"]
