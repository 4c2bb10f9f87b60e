"""The list of indicators, page by page."""

import re

from django.utils import timezone

from askers import browser
from yaomai.indicators.operations.follow_declared import follow_declared


def test_the_list_is_turned_over_in_one_order_and_taken_along_whole(cast):
    follow_declared(now=timezone.now())
    for asked in ("", "?sort=-name"):
        found, address = [], f"/indicators{asked}"
        while address:
            page = browser().get(address).content.decode()
            rows = re.findall(r'cell-link"[^>]*>\s*<a href="(/indicators/[^"]+)"', page)
            assert 0 < len(rows) <= 50
            found += rows
            older = re.search(r'rel="next" href="([^"]*)"', page)
            address = "/indicators" + older[1].replace("&amp;", "&") if older else ""
        every = browser().get("/indicators/list.csv").content.decode("utf-8-sig").count("\r\n") - 1
        assert len(found) == len(set(found)) == every > 50
