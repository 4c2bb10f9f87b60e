"""Where does what went in not agree with what came out, and which code was sold twice?"""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render

from yaomai.people.viewer import Rows, visible_rows
from yaomai.traceability.engine.mass_balance import Verdict
from yaomai.traceability.queries import trace
from yaomai.traceability.queries.balance import FAULTS, VISIBILITY, findings, verdict_counts
from yaomai.traceability.queries.duplicates import duplicates
from yaomai.traceability.queries.genealogy_balance import genealogy_balance
from yaomai.web import alert_shown, balance_shown, showing
from yaomai.web.access import Request, key, open_to, signed_in
from yaomai.web.api.chain_schemas import AFTER_PARAMETER, format_parameter, page_answer
from yaomai.web.api.described import Parameter, described
from yaomai.web.balance_shown import REASONS
from yaomai.web.pages.recalls import csv_answer, json_answer, wanted_form
from yaomai.web.presentation import Link
from yaomai.web.table import as_csv

_FILE_ROWS = 1000
_WHICH: dict[str, tuple[str, tuple[Verdict, ...]]] = {
    "": ("全部问题", FAULTS),
    "out_of_nothing": ("凭空多出", ("out_of_nothing",)),
    "beyond_tolerance": ("损耗超限", ("beyond_tolerance",)),
    "not_judged": ("未能核算", ("not_judged",)),
}


@open_to(signed_in, key("query"))
@described(
    parameters=(
        format_parameter("json", "csv"),
        AFTER_PARAMETER,
        Parameter("verdict", "query", {"enum": [one for one in _WHICH if one]}, "which findings; all, if not said"),
        Parameter(
            "thing", "query", {"type": "string"}, "a code in any spelling: the balance over all that it came from"
        ),
    ),
    answers={200: page_answer("the findings, or the balance", "BalanceFindings", "ThingBalance", also=("text/csv",))},
    refuses=(400, 401, 403, 404),
)
def balance(request: Request) -> HttpResponse:
    """The findings of the mass balance, page by page; also as CSV and JSON."""
    if request.GET.get("thing"):
        return _of_thing(request, request.GET["thing"])
    which = request.GET.get("verdict", "")
    which = which if which in _WHICH else ""
    form = wanted_form(request)
    after = request.GET.get("after") or None
    verdicts = _WHICH[which][1]
    if form in ("csv", "json"):
        page = findings(request.viewer, verdicts=verdicts, limit=_FILE_ROWS, after=after)
        if form == "json":
            told = [balance_shown.finding_json(one) for one in page.findings]
            return json_answer({"findings": told, "after": page.after})
        rows = balance_shown.finding_rows(balance_shown.findings(page.findings))
        return csv_answer(as_csv(rows, balance_shown.CSV_COLUMNS), "balance.csv")
    page = findings(request.viewer, verdicts=verdicts, after=after)
    counts = verdict_counts(request.viewer)
    by_verdict = {
        verdict: sum(n for (one, _), n in counts.items() if one == verdict) for verdict in (*FAULTS, "balanced")
    }
    reasons = [
        (REASONS[reason], n) for (one, reason), n in sorted(counts.items()) if one == "not_judged" and reason in REASONS
    ]
    context = {
        "findings": balance_shown.findings(page.findings),
        "which": which,
        "tabs": tuple(
            Link(word, f"/balance?verdict={key}" if key else "/balance") for key, (word, _) in _WHICH.items()
        ),
        "here": f"/balance?verdict={which}" if which else "/balance",
        "counts": by_verdict,
        "judged": sum(by_verdict.values()),
        "reasons": reasons,
        "not_judged": sum(n for (one, _), n in counts.items() if one == "not_judged"),
        "older": f"?{urlencode({'verdict': which, 'after': page.after})}" if page.after else "",
        "is_further": bool(after),
        "sees_all": visible_rows(request.viewer, VISIBILITY).rows is Rows.ALL,
        "csv": f"/balance?{urlencode({'verdict': which, 'format': 'csv'})}",
        "json": f"/balance?{urlencode({'verdict': which, 'format': 'json'})}",
    }
    return render(request, "balance.html", context)


def _of_thing(request: Request, text: str) -> HttpResponse:
    """The balance over everything that one thing came from."""
    named = trace.find_thing(text.strip())
    found = genealogy_balance(request.viewer, named)
    if wanted_form(request) == "json":
        return json_answer(balance_shown.genealogy_json(found))
    context = {
        "thing": showing.thing_link(named),
        "code": showing.label(named),
        "steps": balance_shown.steps_of(found),
        "behind": balance_shown.behind(found),
        "faults": len(found.faults),
        "withheld": found.withheld,
        "is_whole": found.is_whole,
    }
    return render(request, "balance_thing.html", context)


@open_to(signed_in, key("query"))
@described(
    parameters=(format_parameter("json", "csv"), AFTER_PARAMETER),
    answers={200: page_answer("codes sold more than once", "Alerts", also=("text/csv",))},
    refuses=(400, 401, 403),
)
def alerts(request: Request) -> HttpResponse:
    """The codes that were sold or dispensed more than once, page by page; also as CSV and JSON."""
    form = wanted_form(request)
    after = request.GET.get("after") or None
    if form == "json":
        page = duplicates(request.viewer, limit=_FILE_ROWS, after=after)
        return json_answer({"alerts": [alert_shown.alert_json(one) for one in page.duplicates], "after": page.after})
    if form == "csv":
        page = duplicates(request.viewer, limit=_FILE_ROWS, after=after)
        rows = alert_shown.alert_rows(alert_shown.alerts(page.duplicates))
        return csv_answer(as_csv(rows, alert_shown.ALERT_CSV_COLUMNS), "alerts.csv")
    page = duplicates(request.viewer, after=after)
    context = {
        "alerts": alert_shown.alerts(page.duplicates),
        "older": f"?{urlencode({'after': page.after})}" if page.after else "",
        "is_further": bool(after),
        "sees_all": visible_rows(request.viewer, VISIBILITY).rows is Rows.ALL,
    }
    return render(request, "alerts.html", context)
