"""Which small drawings are there, and what does each stand for?

Shapes of states differ in outline, not only in their inside, so that they are told apart at 16 px without colour.
All are drawn in a 16 × 16 box with `currentColor`.
"""

from django.utils.safestring import SafeString, mark_safe

_STROKE = 'fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"'

SHAPES = {
    # states
    "check": f'<circle cx="8" cy="8" r="6.6" {_STROKE}/><path d="m5 8.2 2.1 2.1L11.2 6" {_STROKE}/>',
    "entry": f'<rect x="2" y="2" width="12" height="12" rx="1.5" {_STROKE}/><path d="M5 6.5h6M5 9.5h4" {_STROKE}/>',
    "half": f'<circle cx="8" cy="8" r="6.6" {_STROKE}/><path d="M8 1.4a6.6 6.6 0 0 1 0 13.2z" fill="currentColor"/>',
    "dashed": f'<rect x="2" y="2" width="12" height="12" rx="1.5" stroke-dasharray="2.6 2.8" {_STROKE}/>',
    "cross": f'<path d="M5.3 1.5h5.4l3.8 3.8v5.4l-3.8 3.8H5.3l-3.8-3.8V5.3z" {_STROKE}/><path d="m6 6 4 4m0-4-4 4" {_STROKE}/>',
    "warning": f'<path d="M8 2 15 14H1z" {_STROKE}/><path d="M8 6.5v3.2m0 2v.2" {_STROKE}/>',
    "question": f'<path d="M8 .9 15.1 8 8 15.1.9 8z" {_STROKE}/>'
    f'<path d="M6.4 6.6a1.7 1.7 0 1 1 2.3 1.6c-.5.2-.7.5-.7 1.1m0 1.7v.1" {_STROKE}/>',
    "info": f'<circle cx="8" cy="8" r="6.6" {_STROKE}/><path d="M8 7.3v3.9m0-6.3v.2" {_STROKE}/>',
    # deeds of a control
    "up": f'<path d="M8 13V3.5m-3.5 3.5L8 3.5 11.5 7" {_STROKE}/>',
    "down": f'<path d="M8 3v9.5M4.5 9 8 12.5 11.5 9" {_STROKE}/>',
    "copy": f'<rect x="5.5" y="5.5" width="8" height="8.5" rx="1" {_STROKE}/><path d="M10.5 3V2.5h-8v8.5H3" {_STROKE}/>',
    "download": f'<path d="M8 2v8.5M4.5 7.5 8 11l3.5-3.5M2.5 14h11" {_STROKE}/>',
    "scan": f'<path d="M2 5V2h3m6 0h3v3m0 6v3h-3m-6 0H2v-3M4.5 8h7" {_STROKE}/>',
    "close": f'<path d="m3.5 3.5 9 9m0-9-9 9" {_STROKE}/>',
}


def drawn(shape: str) -> SafeString:
    """The drawing as inline SVG, hidden from screen readers: the word beside it says the same."""
    # Constant markup: nothing of a request or a record enters it.
    return mark_safe(  # noqa: S308 - SHAPES are constants of this module
        f'<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">{SHAPES[shape]}</svg>'
    )
