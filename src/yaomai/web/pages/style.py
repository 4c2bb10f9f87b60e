"""What does every part of the visual language look like, and how is it used?  Needs no database."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from yaomai.web import glossary, icons, labels, samples, samples_graph
from yaomai.web import table as tables
from yaomai.web.access import anyone, open_to

PAGES = {
    "home": ("home.html", samples.HOME),
    "trace": ("trace.html", samples.TRACE),
    "event": ("event.html", samples.EVENT),
    "lot": ("lot.html", samples.LOT),
    "recalled": ("lot.html", samples.RECALLED),
    "receipt": ("receipt.html", samples.RECEIPT),
}
TONES = ("good", "info", "wait", "fault", "plain")


class SampleForm(forms.Form):
    """A form that shows each kind of field."""

    name = forms.CharField(label="批号", help_text="印在包装上，LOT 或「批号」之后。", max_length=20)
    quantity = forms.DecimalField(label="数量（千克）", min_value=0)
    note = forms.CharField(label="备注", required=False, widget=forms.Textarea({"rows": 2}))


@open_to(anyone)
def style(request: HttpRequest) -> HttpResponse:
    """The style page: type, colour, spacing, and each part with the tag that makes it."""
    arrangement = tables.read(request.GET, samples.COLUMNS, "-time")
    filled = SampleForm({"name": "", "quantity": "-3", "note": ""}, auto_id="filled_%s")
    context = {
        "samples": samples,
        "graphs": samples_graph,
        "tones": TONES,
        "states": [(code, state) for code, state in labels.STATES.items()],
        "shapes": list(icons.SHAPES),
        "form": SampleForm(auto_id="new_%s"),
        "filled": filled,
        "table": samples.table(arrangement),
        "nothing": tables.Table(
            "none", "今天的事件", samples.COLUMNS, (), arrangement=tables.Arrangement("time", True, {})
        ),
        "figure": samples.ORIGIN.figure,
    }
    return render(request, "style.html", context)


@open_to(anyone)
def sample(request: HttpRequest, name: str) -> HttpResponse:
    """A page of the house filled with the invented chain."""
    if name not in PAGES:
        raise Http404(f"there is no sample page {name!r}; there are {', '.join(PAGES)}")
    template, page = PAGES[name]
    return render(request, template, {"page": page, "is_sample": True})


@open_to(anyone)
def sample_table(request: HttpRequest) -> HttpResponse:
    """The sample table as CSV, arranged as the page shows it."""
    arrangement = tables.read(request.GET, samples.COLUMNS, "-time")
    rows = tables.arrange(samples.ROWS, samples.COLUMNS, arrangement)
    response = HttpResponse(tables.as_csv(rows, samples.COLUMNS), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="events.csv"'
    return response


@open_to(anyone)
def glossary_page(request: HttpRequest) -> HttpResponse:
    """Every term of the interface: its word, what it means, where it comes from."""
    return render(request, "glossary.html", {"chapters": glossary.CHAPTERS})
