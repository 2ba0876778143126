// Words that stand over each other on a page, or are cut where larger text does not fit: what no eye is needed to see.

/** Lines of words that stand over each other outside of drawings. */
export const overlaps = (page) =>
  page.evaluate(() => {
    const clips = new Map();
    /** What the elements around it leave to be seen of an element's content. */
    const clip = (element) => {
      if (!element || element === document.documentElement) return { left: -Infinity, top: -Infinity, right: Infinity, bottom: Infinity };
      if (!clips.has(element)) {
        const outer = clip(element.parentElement);
        const { overflowX, overflowY, clipPath } = getComputedStyle(element);
        const box = element.getBoundingClientRect();
        const cut = [overflowX, overflowY].some((v) => v !== 'visible') || clipPath !== 'none';
        clips.set(element, cut ? {
          left: Math.max(outer.left, box.left), top: Math.max(outer.top, box.top),
          right: Math.min(outer.right, box.right), bottom: Math.min(outer.bottom, box.bottom),
        } : outer);
      }
      return clips.get(element);
    };
    const seen = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    const lines = [];
    const add = (text, box, within) => {
      // letters fill the middle of their line
      const [top, bottom] = [box.top + 0.2 * box.height, box.bottom - 0.2 * box.height];
      const line = {
        text, left: Math.max(box.left, within.left), right: Math.min(box.right, within.right),
        top: Math.max(top, within.top), bottom: Math.min(bottom, within.bottom),
      };
      if (line.right - line.left > 1 && line.bottom - line.top > 1) lines.push(line);
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const holder = node.parentElement;
      if (!node.data.trim() || holder.closest('svg, script, style, noscript, select, textarea') || !seen(holder)) continue;
      range.selectNodeContents(node);
      for (const box of range.getClientRects()) add(node.data.trim().slice(0, 40), box, clip(holder));
    }
    for (const field of document.querySelectorAll('select, textarea, input:not([type=hidden], [type=radio], [type=checkbox])')) {
      if (seen(field)) add(`field ${field.name}`, field.getBoundingClientRect(), clip(field.parentElement));
    }
    lines.sort((a, b) => a.top - b.top);
    const found = [];
    lines.forEach((a, i) => {
      for (let j = i + 1; j < lines.length && lines[j].top < a.bottom - 1; j += 1) {
        const b = lines[j];
        if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1) found.push(`“${a.text}” over “${b.text}”`);
      }
    });
    return { found, lines: lines.length };
  });
