// Headings on a narrow screen: lines that hold nothing but the end of a phrase, one to three characters of it, and lines
// that end inside a piece of a phrase, where a word may be cut.

/** Such lines of the headings that are shown, each with the heading. A phrase ends with its mark; a word is not cut. */
export async function scraps(page) {
  return page.evaluate(() => {
    const found = [];
    const range = document.createRange();
    for (const heading of document.querySelectorAll('h1')) {
      if (!heading.checkVisibility() || heading.matches('.vh')) continue;
      const lines = [];
      const walker = document.createTreeWalker(heading, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        for (let i = 0; i < node.length; i += 1) {
          range.setStart(node, i);
          range.setEnd(node, i + 1);
          const box = range.getBoundingClientRect();
          if (box.width === 0) continue;
          const middle = (box.top + box.bottom) / 2;
          const last = lines.at(-1);
          const piece = node.parentElement.closest('.nb');
          if (last && Math.abs(last.middle - middle) < box.height / 2) {
            last.text += node.data[i];
            last.ends = piece;
          } else lines.push({ middle, text: node.data[i], begins: piece, ends: piece });
        }
      }
      lines.forEach(({ text }, i) => {
        const letters = text.replaceAll(/[^\p{L}\p{N}]/gu, '');
        const before = lines[i - 1]?.text.trimEnd();
        const whole = !before || /[\p{P}]$/u.test(before) || /^\s*[（(]/u.test(text);
        const inside = before && lines[i].begins && lines[i].begins === lines[i - 1].ends;
        const cut = inside && /\p{Script=Han}$/u.test(lines[i - 1].text) && /^\p{Script=Han}/u.test(text);
        if (cut || (letters.length <= 3 && !whole)) found.push(`“${text}” of ${lines.map((line) => line.text).join(' / ')}`);
      });
    }
    return found;
  });
}
