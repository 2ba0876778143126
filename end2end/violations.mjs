// What axe finds wrong on a page. Frames are pages of their own and looked at as such, so that nothing has to be put
// together in a page opened for it, and of what is in order no list is made: every page is looked at in three languages.
import AxeBuilder from '@axe-core/playwright';

/**
 * @param {import('@playwright/test').Page} page
 * @param {string[]} [rules] only these
 * @returns {Promise<import('axe-core').Result[]>}
 */
export async function violationsOf(page, rules) {
  const axe = new AxeBuilder({ page }).exclude('iframe').setLegacyMode().options({ resultTypes: ['violations'] });
  if (rules) axe.withRules(rules);
  return (await axe.analyze()).violations;
}
