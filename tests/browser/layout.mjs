// What is wrong with how a page is laid out. findFaults runs within the page, so all that it needs is in
// it. Text counts, as rectangles that its lines take; what is meant to scroll on its own may be wider.
export function findFaults() {
  const SLACK = 1.5; // pixels
  const TEXT_LIMIT = 3000; // rectangles that are compared
  const FAULT_LIMIT = 4; // of a kind
  const root = document.documentElement;
  const faults = [];

  const name = (element) => element.tagName.toLowerCase() +
    (element.id ? '#' + element.id : '') +
    (element.getAttribute('class') ? '.' + element.getAttribute('class').split(' ').join('.') : '');
  const said = (text) => JSON.stringify(text.trim().replace(/\s+/g, ' ').slice(0, 40));

  function isSeen(element) {
    for (let at = element; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.display === 'none' || style.visibility === 'hidden' || style.opacity === '0') return false;
      if (at.matches('.unseen, .skip, [hidden], option, noscript, title')) return false;
      if (at.matches('details:not([open]) > :not(summary)')) return false;
    }
    return true;
  }

  // What is seen of a line of ELEMENT: what the elements around it that scroll or cut leave. Null: nothing.
  function clip(element, { left, top, right, bottom }) {
    for (let at = element; at && at !== document.body; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.overflowX === 'visible' && style.overflowY === 'visible') continue;
      const box = at.getBoundingClientRect();
      [left, right] = [Math.max(left, box.left), Math.min(right, box.right)];
      [top, bottom] = [Math.max(top, box.top), Math.min(bottom, box.bottom)];
    }
    return right - left < 1 || bottom - top < 1 ? null : { left, top, right, bottom };
  }

  function isClipped(element) {
    for (let at = element.parentElement; at && at !== document.body; at = at.parentElement)
      if (getComputedStyle(at).overflowX !== 'visible') return true;
    return false;
  }

  // Lines of text, each as { element, text, left, top, right, bottom }.
  function collect() {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const lines = [];
    const seen = new Map();
    for (let node = walker.nextNode(); node && lines.length < TEXT_LIMIT; node = walker.nextNode()) {
      if (!node.data.trim()) continue;
      const element = node.parentElement;
      if (!seen.has(element)) seen.set(element, isSeen(element));
      if (!seen.get(element)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const { left, top, right, bottom } of range.getClientRects()) {
        if (right - left < 1 || bottom - top < 1) continue;
        const more = (bottom - top) * 0.22; // letters are not as high as their line
        const line = { left, top: top + more, right, bottom: bottom - more };
        lines.push({ node, element, text: node.data, ...line, seen: clip(element, line) });
      }
    }
    return lines;
  }

  function findWide(lines) {
    if (root.scrollWidth > root.clientWidth) {
      faults.push(`wide: the page by ${root.scrollWidth - root.clientWidth} pixels`);
      for (const element of document.body.querySelectorAll('*')) {
        const { right, width } = element.getBoundingClientRect();
        if (width && right > root.clientWidth + SLACK && !isClipped(element))
          faults.push(`wide: ${name(element)} to ${Math.round(right)} of ${root.clientWidth}`);
        if (faults.length > 4) break;
      }
    }
    for (const { element, text, seen } of lines) {
      if (seen && (seen.left < -SLACK || seen.right > root.clientWidth + SLACK))
        faults.push(`wide: ${said(text)} in ${name(element)}`);
    }
  }

  // Text that the nearest element with overflow: hidden or clip cuts.
  function findCut(lines) {
    for (const { element, text, left, top, right, bottom } of lines) {
      for (let at = element; at && at !== document.body; at = at.parentElement) {
        const style = getComputedStyle(at);
        const cutsX = /hidden|clip/.test(style.overflowX) && at.tagName !== 'svg';
        const cutsY = /hidden|clip/.test(style.overflowY) && at.tagName !== 'svg';
        if (style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none') break;
        const box = at.getBoundingClientRect();
        if ((cutsX && (left < box.left - SLACK || right > box.right + SLACK)) ||
            (cutsY && (top < box.top - SLACK || bottom > box.bottom + SLACK)))
          faults.push(`cut: ${said(text)} by ${name(at)}`);
        if (style.overflowX !== 'visible' || style.overflowY !== 'visible') break;
      }
    }
  }

  // What stays in sight while the page scrolls lies over something at times.
  function isFloating(element) {
    for (let at = element; at; at = at.parentElement)
      if (/sticky|fixed/.test(getComputedStyle(at).position)) return true;
    return false;
  }

  function findOverlaps(lines) {
    const still = lines.filter(({ element, seen }) => seen && !isFloating(element))
      .map((line) => ({ ...line, ...line.seen })).sort((a, b) => a.top - b.top);
    for (let i = 0; i < still.length; i++)
      for (let k = i + 1; k < still.length && still[k].top < still[i].bottom; k++) {
        const [a, b] = [still[i], still[k]];
        if (a.node === b.node) continue;
        const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (wide > SLACK && high > SLACK)
          faults.push(`overlap: ${said(a.text)} in ${name(a.element)} and ${said(b.text)} in ${name(b.element)}`);
      }
  }

  const lines = collect();
  findWide(lines);
  findCut(lines);
  findOverlaps(lines);
  const once = [...new Set(faults)];
  return ['wide', 'cut', 'overlap'].flatMap((kind) =>
    once.filter((fault) => fault.startsWith(kind)).slice(0, FAULT_LIMIT));
}
