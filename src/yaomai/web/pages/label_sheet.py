"""Which labels are to be printed, on which paper, how many?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone

from yaomai.people.queries.recorders import organisation_names
from yaomai.registers.queries import names
from yaomai.registers.queries.names import Named
from yaomai.standards.gs1.identifier import identify
from yaomai.traceability.queries.makers import makers
from yaomai.web import installation, showing
from yaomai.web.access import Request, open_to, signed_in
from yaomai.web.label_sheets import LABELS_MAX, SIZES, Label, SheetSize, as_pdf, as_png, sheet_count

SIZE_WORDS = {
    "a4-3x8": "A4 不干胶，3 列 × 8 行，每张 70 × 37 毫米",
    "60x40": "标签打印机，每张 60 × 40 毫米",
}
_CODES_SHOWN = 12
_CODE_CHARACTERS_MAX = 600


class LabelForm(forms.Form):
    """The codes, the paper, how many of each, and how many places of the first sheet are used already."""

    thing = forms.CharField(
        label="编码",
        help_text="一行一个：批号或单件的 GS1 链接、EPC 网址、药品追溯码。",
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocapitalize": "off"}),
        error_messages={"required": "请写上要印的编码，一行一个。"},
    )
    size = forms.ChoiceField(label="纸张", choices=tuple(SIZE_WORDS.items()), required=False, initial="a4-3x8")
    copies = forms.IntegerField(label="每个编码印几张", min_value=1, max_value=LABELS_MAX, required=False, initial=1)
    skip = forms.IntegerField(
        label="空出几个位置",
        min_value=0,
        required=False,
        initial=0,
        help_text="一张纸已经用去几个，就空出几个。标签打印机不用填。",
    )

    def clean_size(self) -> str:
        """The paper; A4 when none is chosen."""
        return self.cleaned_data["size"] or "a4-3x8"

    def clean_copies(self) -> int:
        """How many of each; one when nothing is said."""
        return self.cleaned_data["copies"] or 1

    def clean_thing(self) -> tuple[Named, ...]:
        """What the codes name. All codes that name nothing are said at once."""
        asked = dict.fromkeys(line.strip() for line in self.cleaned_data["thing"].splitlines() if line.strip())
        if len(asked) > LABELS_MAX:
            raise forms.ValidationError(f"一次最多 {LABELS_MAX} 个编码，这里有 {len(asked)} 个；请分几次印。")
        spellings = {code: identify(code).canonical for code in asked if len(code) <= _CODE_CHARACTERS_MAX}
        known = names.by_canonical(spellings.values())
        unknown = [code for code in asked if spellings.get(code) not in known]
        places = [code for code in asked if code not in unknown and known[spellings[code]].kind == "place"]
        if unknown:
            raise forms.ValidationError(f"没有事件提到过：{_listed(unknown)}。请核对有没有抄错，一行只写一个编码。")
        if places:
            raise forms.ValidationError(f"这是地点，不是货物：{_listed(places)}。")
        return tuple({one.number: one for one in (known[spelling] for spelling in spellings.values())}.values())

    def clean(self) -> dict[str, Any]:
        """The number of labels, and of places left empty, must be ones that the paper can have."""
        asked = self.cleaned_data
        asked["skip"] = asked.get("skip") or 0
        size = SIZES[asked.get("size") or "a4-3x8"]
        if asked["skip"] >= size.places:
            asked["skip"] = 0
            if size.places > 1:
                self.add_error("skip", f"这种纸一张有 {size.places} 个位置，最多空出 {size.places - 1} 个。")
        count = len(asked.get("thing") or ()) * (asked.get("copies") or 1)
        if count > LABELS_MAX:
            self.add_error("copies", f"一共 {count} 张，一次最多印 {LABELS_MAX} 张；请少印几张，或分几次印。")
        return asked


def _listed(codes: Sequence[str]) -> str:
    shown = "、".join(code[:60] for code in codes[:3])
    return shown if len(codes) <= 3 else f"{shown} 等 {len(codes)} 个"


@dataclass(frozen=True, slots=True)
class Sheets:
    """What is going to be printed: the things, how many labels on how many sheets, and where the sheets are."""

    labels: tuple[Label, ...]
    count: int
    sheets: int
    size: SheetSize
    pdf_href: str
    picture_href: str
    more: int


@open_to(signed_in)
def label_sheet(request: Request) -> HttpResponse:
    """The form, with a picture of the first sheet once it can be printed; `format=pdf` is the sheets, `format=png` the picture."""
    asked = _asked(request.GET)
    form = LabelForm(asked if request.GET.getlist("thing") else None, initial=asked.dict() if asked else None)
    sheets = None
    if form.is_bound and form.is_valid():
        labels = labels_of(form.cleaned_data["thing"])
        size = SIZES[form.cleaned_data["size"]]
        copies, skip = form.cleaned_data["copies"], form.cleaned_data["skip"]
        wanted = request.GET.get("format", "")
        if wanted == "pdf":
            return _file(
                as_pdf(labels, size, copies=copies, skip=skip, now=timezone.now()), "application/pdf", "labels.pdf"
            )
        if wanted == "png":
            return _file(as_png(labels, size, copies=copies, skip=skip, now=timezone.now()), "image/png", "labels.png")
        address = f"/labels?{asked.urlencode()}"
        sheets = Sheets(
            labels=labels[:_CODES_SHOWN],
            count=len(labels) * copies,
            sheets=sheet_count(len(labels) * copies, size, skip),
            size=size,
            pdf_href=f"{address}&format=pdf",
            picture_href=f"{address}&format=png",
            more=max(0, len(labels) - _CODES_SHOWN),
        )
    page = {"form": form, "sheets": sheets, "most": LABELS_MAX}
    return render(request, "label_sheet.html", page, status=400 if form.errors else 200)


def _asked(given: QueryDict) -> QueryDict:
    """What was asked, with the codes of several `thing` as the lines of one: so links can name them one by one."""
    asked = QueryDict(mutable=True)
    if given.getlist("thing"):
        asked["thing"] = "\n".join(given.getlist("thing"))
    for name in ("size", "copies", "skip"):
        if name in given:
            asked[name] = given.get(name, "")
    return asked


def _file(data: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(data, content_type=kind, headers={"Content-Disposition": f'inline; filename="{name}"'})


def labels_of(things: Sequence[Named]) -> tuple[Label, ...]:
    """What stands on the labels of these things. A single item without a name of its own is called as its kind is."""
    kinds = {thing.number: _kind_of(thing) for thing in things if not thing.name}
    called = {one.canonical: one.name for one in names.by_canonical(filter(None, kinds.values())).values()}
    made = makers(thing.number for thing in things)
    organisations = organisation_names(made.values())
    labels = []
    for thing in things:
        identifier = identify(thing.canonical)
        code = showing.short_code(identifier)
        maker = organisations.get(made.get(thing.number, 0))
        labels.append(
            Label(
                name=thing.name or called.get(kinds.get(thing.number, ""), "") or showing.kind_word(thing.scheme),
                number=f"{showing.code_word(thing.scheme)} {code}",
                code=tuple(f"({ai}) {value}" for ai, value in identifier.parts) or (identifier.label,),
                who=f"{maker.name}（虚构）" if maker and maker.invented else maker.name if maker else "",
                address=installation.public_url(showing.public_path(thing)),
            )
        )
    return tuple(labels)


def _kind_of(thing: Named) -> str:
    """The canonical spelling of the trade item that a lot or a single item is one of; empty when it does not say."""
    parts = identify(thing.canonical).parts
    return identify(f"https://id.gs1.org/01/{parts[0][1]}").canonical if parts and parts[0][0] == "01" else ""
