"""How long from a key press until the next review card is painted, in a real browser.

For a page that shows the queue (`/review`) with enough examples waiting: `measure(page, 50)`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

READY = ".card[data-slot]:not([data-slot=''])"
BETWEEN_MS = 250
"""A person reads; the card itself ignores a second press within 150 ms of painting."""

_WATCH = """
() => {
  const card = document.querySelector('[data-testid=stBidiComponentIsolated]')
    .shadowRoot.querySelector('.card');
  window.keyToNext = [];
  let pressed = null;
  document.addEventListener('keydown', (event) => { pressed = event.timeStamp; }, true);
  new MutationObserver(() => {
    const began = pressed;
    pressed = null;
    if (began === null) return;
    requestAnimationFrame(() => {
      // A message posted in the frame is delivered after that frame was painted.
      const channel = new MessageChannel();
      channel.port1.onmessage = () => window.keyToNext.push(performance.now() - began);
      channel.port2.postMessage(null);
    });
  }).observe(card, { attributes: true, attributeFilter: ['data-slot'] });
}
"""


def measure(page: Page, presses: int = 50) -> list[float]:
    """Milliseconds from each press of A (approve) until the next card was painted."""
    page.wait_for_selector(READY)
    page.evaluate(_WATCH)
    for number in range(presses):
        page.wait_for_selector(READY)
        page.keyboard.press("a")
        page.wait_for_function("n => window.keyToNext.length > n", arg=number)
        page.wait_for_timeout(BETWEEN_MS)
    return [float(value) for value in page.evaluate("() => window.keyToNext")]
