// Accessibility by the rules of axe-core, of every kind of page, light and dark:
// axe_test.mjs PORTREG PORTREGD FIXTURE
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { newPage, problemsOf, realReleases, runTests, serveReleases, skipWithoutChromium, startChromium,
  startServer } from './browser.mjs';
import { FIXTURE_KINDS, REAL_KINDS } from './kinds.mjs';

skipWithoutChromium();
const [portreg, portregd, fixture] = process.argv.slice(2);
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const NARROW = { width: 360, height: 800 };
const browser = await startChromium();

async function findViolations(page) {
  await page.addScriptTag({ path: AXE });
  const result = await page.evaluate((tags) =>
    window.axe.run(document, { runOnly: tags, resultTypes: ['violations'] }), TAGS);
  return result.violations.flatMap(({ id, help, nodes }) =>
    nodes.slice(0, 3).map((node) => `${id}: ${help}: ${node.html.slice(0, 160)} ${node.failureSummary
      .replace(/\s+/g, ' ').slice(0, 240)}`));
}

// All KINDS on a page of these OPTIONS.
async function checkKinds(server, kinds, options) {
  const page = await newPage(browser, server, { bypassCSP: true, ...options });
  const found = [];
  for (const path of Object.values(kinds)) {
    await page.visit(path);
    if (path.startsWith('/map')) await page.locator('#map canvas').waitFor();
    for (const violation of await findViolations(page)) found.push(`${path} ${violation}`);
  }
  found.push(...problemsOf(page));
  await page.close();
  assert.deepEqual(found, []);
}

const small = await startServer(portreg, portregd, fixture);
const releases = realReleases();
const real = releases.length ? await serveReleases(portreg, portregd, releases) : null;

const tests = {
  'pages of the fixture, light': () => checkKinds(small, FIXTURE_KINDS, { colorScheme: 'light' }),
  'pages of the fixture, dark': () => checkKinds(small, FIXTURE_KINDS, { colorScheme: 'dark' }),
  'pages of the fixture, narrow': () =>
    checkKinds(small, FIXTURE_KINDS, { colorScheme: 'light', viewport: NARROW }),

  async 'suggestions while typing'() {
    const page = await newPage(browser, small, { bypassCSP: true });
    await page.visit('/about');
    await page.locator('#find').pressSequentially('htt');
    await page.locator('[role=option]').first().waitFor();
    await page.keyboard.press('ArrowDown');
    assert.deepEqual(await findViolations(page), []);
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
    assert.match((await findViolations(page)).join(), /^label: /);
    await page.close();
  },
};
if (real) {
  tests['pages of real releases, light'] = () => checkKinds(real, REAL_KINDS, { colorScheme: 'light' });
  tests['pages of real releases, dark'] = () => checkKinds(real, REAL_KINDS, { colorScheme: 'dark' });
}
await runTests(tests, browser, small, ...(real ? [real] : []));
