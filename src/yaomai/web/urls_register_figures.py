"""Which addresses are about the figures and rules of registers: totals, map, checks, search by need, draws?

The converter `number` is registered in urls_people.
"""

from django.urls import path

from yaomai.web.pages import register_checks, register_draws, register_figures
from yaomai.web.urls_people import NumberConverter

urlpatterns = [
    path("registers/<str:kind>/figures", register_figures.register_figures, name="register_figures"),
    path("registers/<str:kind>/map", register_figures.register_map, name="register_map"),
    path("registers/<str:kind>/checks", register_checks.register_checks, name="register_checks"),
    path("registers/<str:kind>/find", register_checks.register_find, name="register_find"),
    path("registers/<str:kind>/draw", register_draws.register_draw, name="register_draw"),
    path("draws/<number:number>", register_draws.draw_page, name="draw"),
    path("draws/<number:number>/seed", register_draws.draw_seed, name="draw_seed"),
]

__all__ = ["NumberConverter", "urlpatterns"]
