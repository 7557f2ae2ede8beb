// Accessibility by the rules of axe-core, of every kind of page, light, dark and narrow:
// axe_test.mjs PORTREG PORTREGD FIXTURE
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { newPage, nextFrame, problemsOf, realReleases, runTests, serveReleases, skipWithoutChromium, startChromium,
  startServer } from './browser.mjs';
import { FIXTURE_KINDS, REAL_KINDS } from './kinds.mjs';

skipWithoutChromium();
const [portreg, portregd, fixture] = process.argv.slice(2);
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const NODE_LIMIT = 3; // of one rule that are told
const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 360, height: 800 };
const browser = await startChromium();

// What axe-core finds on the page by rules of these TAGS, or by the RULES named.
async function findViolations(page, { tags, rules }) {
  const only = tags ? { type: 'tag', values: tags } : { type: 'rule', values: rules };
  const result = await page.evaluate((runOnly) =>
    window.axe.run(document, { runOnly, resultTypes: ['violations'] }), only);
  return result.violations.flatMap(({ id, help, nodes }) =>
    nodes.slice(0, NODE_LIMIT).map((node) => `${id}: ${help}: ${node.html.slice(0, 160)} ${node.failureSummary
      .replace(/\s+/g, ' ').slice(0, 240)}`));
}

// All KINDS: light, and the colours in the dark; also narrow, if IS_NARROW_TOO.
async function checkKinds(server, kinds, isNarrowToo) {
  const page = await newPage(browser, server, { bypassCSP: true, reducedMotion: 'reduce' });
  const found = [];
  const check = async (path, how, rules) => {
    for (const violation of await findViolations(page, rules)) found.push(`${path}, ${how}: ${violation}`);
  };
  for (const path of Object.values(kinds)) {
    await page.setViewportSize(WIDE);
    await page.emulateMedia({ colorScheme: 'light' });
    await page.visit(path);
    if (path.startsWith('/map')) await page.locator('#map canvas').waitFor();
    await page.addScriptTag({ path: AXE });
    await check(path, 'light', { tags: TAGS });
    await page.emulateMedia({ colorScheme: 'dark' });
    await nextFrame(page);
    await check(path, 'dark', { rules: ['color-contrast', 'link-in-text-block'] });
    if (!isNarrowToo) continue;
    await page.setViewportSize(NARROW);
    await check(path, 'narrow', { tags: TAGS });
  }
  found.push(...problemsOf(page));
  await page.close();
  assert.deepEqual(found, []);
}

const small = await startServer(portreg, portregd, fixture);
const releases = realReleases();
const real = releases.length ? await serveReleases(portreg, portregd, releases) : null;

const tests = {
  'pages of the fixture': () => checkKinds(small, FIXTURE_KINDS, true),

  async 'suggestions while typing'() {
    const page = await newPage(browser, small, { bypassCSP: true });
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      await page.visit('/about');
      await page.addScriptTag({ path: AXE });
      await page.locator('#find').pressSequentially('htt');
      await page.locator('[role=option]').first().waitFor();
      await page.keyboard.press('ArrowDown');
      assert.deepEqual(await findViolations(page, { tags: TAGS }), []);
    }
    await page.close();
  },

  // That the above can fail at all.
  async 'what is not accessible is found'() {
    const page = await newPage(browser, small, { bypassCSP: true });
    await page.visit('/about');
    await page.evaluate(() => {
      const field = document.createElement('input');
      field.placeholder = '';
      document.querySelector('main').append(field);
    });
    await page.addScriptTag({ path: AXE });
    assert.match((await findViolations(page, { tags: TAGS })).join(), /^label: /);
    await page.close();
  },
};
if (real) tests['pages of real releases'] = () => checkKinds(real, REAL_KINDS, false);
await runTests(tests, browser, small, ...(real ? [real] : []));
