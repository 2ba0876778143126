// What no page may say, and the languages in which it may not.

export const LANGUAGES = ['zh-Hans', 'zh-Hant', 'en'];

/** Words that say more than such data can say. */
export const TOO_MUCH =
  /无效|無效|浪费|浪費|失败|失敗|见效|見效|嫌疑|属实|屬實|误判|誤判|\bcaused\b|\bwaste|\bno effect\b/i;

/** Words of one thing bringing about another: more than places beside each other can say of spending and satisfaction. */
const CAUSE = new RegExp(
  [
    '导致|促使|带来|使得|造成|引起|促成|归因|起因|拉动|推动|换来|因为(加大|增加|减少)?投入',
    '導致|促使|帶來|使得|造成|引起|促成|歸因|起因|拉動|推動|換來|因為(加大|增加|減少)?投入',
    String.raw`\bcaus(e[sd]?|ing|al|ally|ation)\b`,
    String.raw`\b(leads?|led|leading) to\b|\b(results?|resulted|resulting) (in|from)\b|\bbrings?\b|\bbrought\b`,
    String.raw`\bdrive[sn]?\b|\bdrove\b|\bdriving\b|\bdue to\b|\bthanks to\b|\bowing to\b|\bimpacts?\b|\b(raises|boosts|improves|lowers)\b`,
    String.raw`\bbecause of (the |more |less |higher |lower )?(spending|money)\b|\b(more|less|higher|lower) spending makes\b`,
  ].join('|'),
  'i',
);

/** The sentences that use such a word to say that nothing of the kind can be said, and a name of a statistic. */
const DENIED = [
  /看不清的 谁引起谁|也不能说谁引起谁|看不清的 誰引起誰|也不能說誰引起誰/g,
  /谁带来谁 这些数据说不出|誰帶來誰 這些資料說不出/g,
  /(不等于|不说|不证明)谁带来了?谁|(不等於|不說|不證明)誰帶來了?誰/g,
  /What cannot be told Which brings which|Which brings which these data cannot say/g,
  /does not say which brings which|nor of which brings which|does not prove that one brings the other/g,
  /Whether raising spending raises satisfaction, these data cannot say/g,
];

/** What a text says of one thing bringing about another, with what stands around it; null where it says nothing of the kind. */
export function causes(text) {
  const rest = DENIED.reduce((left, denied) => left.replaceAll(denied, ' '), text);
  const match = CAUSE.exec(rest);
  return match && rest.slice(Math.max(0, match.index - 40), match.index + 40);
}

/** What a program prints for a program. */
export const STRAYS = /\bNaN\b|\bundefined\b|\bInfinity\b|\binf\b|\bnull\b|Some\(|\{[a-z]+\}|\b[A-Z]{3,}_[A-Z_]+\b/;

/** Everything of a page that a person may read or hear: its words and its attributes, not its programs. */
export const readable = (html) => html.replace(/<(script|style)\b.*?<\/\1>/gs, ' ').replace(/\s+/g, ' ');

/** The words of a page without their marks. */
export const words = (html) => readable(html).replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
