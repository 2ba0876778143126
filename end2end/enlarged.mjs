// Text at twice its size: what is cut, stands over something else or leaves its box then.
import { overlaps } from './overlaps.mjs';

/** Twice as large as the page has it, as a browser does that is asked for larger text; what is amiss then. */
export async function enlarged(page) {
  await page.evaluate(() => {
    const root = document.documentElement;
    root.style.fontSize = '';
    root.style.fontSize = `${2 * parseFloat(getComputedStyle(root).fontSize)}px`;
  });
  const found = await page.evaluate(() => {
    const shown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    const found = new Set();
    const tell = (element, what) => found.add(`${element.tagName.toLowerCase()}.${element.className} “${element.innerText.trim().slice(0, 30)}” ${what}`);
    if (document.documentElement.scrollWidth > innerWidth) {
      const wide = [...document.querySelectorAll('body *')].filter((e) => shown(e) && e.getBoundingClientRect().right > innerWidth + 1);
      found.add(`the page is ${document.documentElement.scrollWidth} px wide: ${wide.slice(-3).map((e) => e.outerHTML.slice(0, 100))}`);
    }
    for (const element of document.querySelectorAll('body *')) {
      if (!shown(element) || element.closest('.vh, svg, progress, input')) continue;
      const { overflowX, overflowY } = getComputedStyle(element);
      const cuts = (overflow) => overflow === 'hidden' || overflow === 'clip';
      if (cuts(overflowX) && element.scrollWidth > element.clientWidth + 1) tell(element, 'is cut on its side');
      if (cuts(overflowY) && element.scrollHeight > element.clientHeight + 1) tell(element, 'is cut below');
    }
    // letters outside of the box that they belong to: over its border, or over what stands beside it
    const range = document.createRange();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      let box = node.parentElement;
      if (!node.data.trim() || !shown(box) || box.closest('.vh, svg, script, style, noscript, select, textarea')) continue;
      while (getComputedStyle(box).display === 'inline') box = box.parentElement;
      range.selectNodeContents(node);
      const [words, room] = [range.getBoundingClientRect(), box.getBoundingClientRect()];
      // what scrolls in a frame of its own, which the keyboard reaches, may go on beyond the screen
      const edge = box.closest('.scroll[tabindex="0"][role=region][aria-label]') ? Infinity : innerWidth;
      const over = Math.round(Math.max(words.right - room.right, room.left - words.left, words.right - edge));
      if (over > 1) tell(box, `leaves its box by ${over} px`);
    }
    // what is chosen in a list is cut by the browser without a word
    for (const field of [...document.querySelectorAll('select')].filter(shown)) {
      const { font, fontSize, paddingInlineStart, paddingInlineEnd, paddingBlockStart, paddingBlockEnd } = getComputedStyle(field);
      const pen = document.createElement('canvas').getContext('2d');
      pen.font = font;
      const wide = pen.measureText(field.selectedOptions[0]?.text ?? '').width;
      const room = field.clientWidth - parseFloat(paddingInlineStart) - parseFloat(paddingInlineEnd);
      const lines = Math.floor((field.clientHeight - parseFloat(paddingBlockStart) - parseFloat(paddingBlockEnd)) / parseFloat(fontSize));
      if (wide > lines * room + 1) found.add(`the list ${field.name || field.id} shows ${Math.round(room)} of ${Math.round(wide)} px of “${field.selectedOptions[0].text}”`);
    }
    return [...found];
  });
  return [...found, ...(await overlaps(page)).found];
}
