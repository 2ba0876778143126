// What no page may say, and the languages in which it may not.

export const LANGUAGES = ['zh-Hans', 'zh-Hant', 'en'];

/** Words that say more than such data can say. */
export const TOO_MUCH =
  /无效|無效|浪费|浪費|失败|失敗|见效|見效|嫌疑|属实|屬實|误判|誤判|\bcaused\b|\bwaste|\bno effect\b/i;

/** What a program prints for a program. */
export const STRAYS = /\bNaN\b|\bundefined\b|\bInfinity\b|\binf\b|\bnull\b|Some\(|\{[a-z]+\}|\b[A-Z]{3,}_[A-Z_]+\b/;

/** Everything of a page that a person may read or hear: its words and its attributes, not its programs. */
export const readable = (html) => html.replace(/<(script|style)\b.*?<\/\1>/gs, ' ').replace(/\s+/g, ' ');

/** The words of a page without their marks. */
export const words = (html) => readable(html).replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
