"""Is a page usable: by a screen reader, on a phone, with the keyboard, without an error in the console?

`page_faults` is run over every page by the tests of the web; it drives the system's Chromium.
"""

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
WIDTHS = (390, 1280)
HEIGHT = 844

ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

needs_chromium = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium on this machine: pages were not looked at in a browser"
)

# Elements that reach past the edge of the page, unless a box around them scrolls or hides what is too wide.
_STICKING_OUT = """() => {
  const width = document.documentElement.clientWidth, found = [];
  const held = (element) => {
    for (let box = element.parentElement; box && box !== document.body; box = box.parentElement)
      if (getComputedStyle(box).overflowX !== "visible") return true;
    return false;
  };
  if (document.documentElement.scrollWidth > width)
    found.push(`the page is ${document.documentElement.scrollWidth} px wide in a window of ${width} px`);
  for (const element of document.body.querySelectorAll("*")) {
    if (!element.checkVisibility() || element.closest(".unseen")) continue;
    const box = element.getBoundingClientRect();
    if (box.width && (box.right > width + 1 || box.left < -1) && !held(element))
      found.push(`<${element.tagName.toLowerCase()} class="${element.getAttribute("class") ?? ""}"> reaches from `
        + `${Math.round(box.left)} to ${Math.round(box.right)} px`);
  }
  return found;
}"""

_FOCUSED = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const box = element.getBoundingClientRect(), style = getComputedStyle(element);
  const inside = element.querySelector?.("rect");
  const marked = style.outlineStyle !== "none" || (inside && getComputedStyle(inside).strokeWidth === "3px");
  return {
    words: (element.getAttribute("aria-label") || element.innerText || element.textContent || element.value || "")
      .trim().replace(/\\s+/g, " "),
    href: element.getAttribute("href"),
    seen: box.width > 0 && box.height > 0 && marked,
  };
}"""


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """The test says what went wrong."""


@contextmanager
def serving(application: Callable[..., Any]) -> Iterator[str]:
    """A WSGI application on a free port of this machine; gives its address."""
    with make_server("127.0.0.1", 0, application, server_class=_Server, handler_class=_Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium, without its window and without its calls to the network."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened(browser: Browser, url: str, width: int = 1280, **context: Any) -> Iterator[tuple[Page, list[str]]]:
    """A page at a width, and the list to which its console and script errors are added."""
    with browser.new_context(viewport={"width": width, "height": HEIGHT}, **context) as one:
        page = one.new_page()
        errors: list[str] = []
        page.on("console", lambda said: errors.append(f"console: {said.text}") if said.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(f"script: {error}"))
        page.goto(url, wait_until="load")
        yield page, errors


def look_faults(page: Page) -> list[str]:
    """What is wrong with the page as it stands now: axe-core's violations, and what sticks out at the sides."""
    page.evaluate(
        "document.getAnimations().forEach((one) => one.effect.getComputedTiming().endTime < 1e6 && one.finish())"
    )
    violations = Axe().run(page).response["violations"]
    accessibility = [
        f"axe {violation['id']} ({violation['help']}): {node['target']} {node['html'][:160]}"
        for violation in violations
        for node in violation["nodes"]
    ]
    return accessibility + page.evaluate(_STICKING_OUT)


def page_faults(browser: Browser, url: str, *, status: int = 200, **context: Any) -> list[str]:
    """All that is wrong with the page at `url` at each of WIDTHS; empty: it passes.

    `context` goes to Playwright's new_context: storage_state for a page behind the sign-in, color_scheme.
    """
    with opened(browser, url, WIDTHS[0], **context) as (page, errors):
        answered = page.evaluate("performance.getEntriesByType('navigation')[0].responseStatus")
        found = [] if answered == status else [f"answered {answered}, not {status}"]
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            found += [f"{width} px: {fault}" for fault in look_faults(page)]
        # Chromium reports the page's own status as a resource that failed.
        own = f"the server responded with a status of {status}"
        return found + [error for error in errors if status < 400 or own not in error]


def tabbed(page: Page, limit: int = 200) -> list[dict[str, Any]]:
    """What the Tab key reaches from the top of the page, in order: words, href, and whether the focus is seen."""
    reached: list[dict[str, Any]] = []
    for _ in range(limit):
        page.keyboard.press("Tab")
        focused = page.evaluate(_FOCUSED)
        if focused is None:
            break
        reached.append(focused)
    return reached
