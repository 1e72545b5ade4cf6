"""WCAG 2.2 contrast of all visible text of a page, computed in the browser."""

from __future__ import annotations

from playwright.sync_api import Page

_SCRIPT = r"""
() => {
  const parse = (css) => {
    const canvas = parse.canvas ||= document.createElement('canvas').getContext('2d');
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = '#000'; canvas.fillStyle = css;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    const exact = css.match(/rgba?\(([^)]+)\)/);
    if (exact) { const v = exact[1].split(/[ ,/]+/).map(Number);
      return [v[0], v[1], v[2], v.length > 3 ? v[3] : 1]; }
    return [r, g, b, a / 255];
  };
  const over = (top, below) =>
    [0, 1, 2].map(i => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
  const luminance = (c) => { const [r, g, b] = c.slice(0, 3).map(v => { v /= 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const chain = (element) => { const all = [];
    for (let e = element; e; e = e.parentElement || (e.getRootNode().host ?? null)) all.push(e);
    return all; };
  const background = (element) => chain(element).reverse().reduce((below, e) => {
    const style = getComputedStyle(e);
    return over(parse(style.backgroundColor), below); }, [255, 255, 255, 1]);
  const failing = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim();
    const element = walker.currentNode.parentElement;
    const aside = 'script,style,noscript,[disabled],[aria-disabled=true]';
    if (!/[\p{L}\p{N}]/u.test(text) || !element || element.closest(aside)) continue;
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    if (!box.width || !box.height || style.visibility === 'hidden') continue;
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const behind = background(element);
    const opacity = chain(element).reduce((all, e) => all * Number(getComputedStyle(e).opacity), 1);
    const colour = parse(style.color); colour[3] *= opacity;
    const [a, b] = [luminance(over(colour, behind)), luminance(behind)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5) - 0.005)
      failing.push(`${ratio.toFixed(2)} ${text.slice(0, 40)} <${element.tagName.toLowerCase()}>`);
  }
  return failing;
}
"""


def too_faint(page: Page) -> list[str]:
    """`ratio text <tag>` for each text below 4.5:1 (3:1 where it is large); not disabled parts."""
    found: list[str] = page.evaluate(_SCRIPT)
    return found
