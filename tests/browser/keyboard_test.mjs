// Every kind of page by keyboard alone: keyboard_test.mjs PORTREG PORTREGD FIXTURE
import assert from 'node:assert/strict';
import { newPage, problemsOf, runTests, skipWithoutChromium, startChromium, startServer } from './browser.mjs';
import { FIXTURE_KINDS } from './kinds.mjs';

skipWithoutChromium();
const [portreg, portregd, fixture] = process.argv.slice(2);
const STOPS = 40; // of the focus that are looked at on a page
const server = await startServer(portreg, portregd, fixture);
const browser = await startChromium();

async function open(path, options) {
  const page = await newPage(browser, server, options);
  await page.visit(path);
  if (path.startsWith('/map')) await page.locator('#map canvas').waitFor();
  return page;
}

async function close(page) {
  assert.deepEqual(problemsOf(page), []);
  await page.close();
}

// What has the focus: which one it is among all that can have it, in the order of the document, whether
// the focus is seen, and where it is. Null at the end of the page.
function readFocus() {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const all = [...document.querySelectorAll('a[href], button, input, select, summary, [tabindex="0"]')];
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const shown = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight &&
    box.right > 0 && box.left < innerWidth;
  const over = shown && document.elementFromPoint(Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1),
    Math.min(Math.max(box.top + box.height / 2, 0), innerHeight - 1));
  return {
    index: all.indexOf(element),
    name: `${element.tagName.toLowerCase()} ${(element.textContent || element.id).trim().slice(0, 30)}`,
    isOutlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    isShown: shown,
    isCovered: Boolean(over) && getComputedStyle(over).position === 'sticky' && !over.contains(element),
  };
}

async function walk(page, path) {
  const faults = [];
  let last = -1;
  for (let i = 0; i < STOPS; i++) {
    await page.keyboard.press('Tab');
    const focus = await page.evaluate(readFocus);
    if (!focus) break;
    if (focus.index === last) continue; // a field of several parts
    if (!focus.isOutlined) faults.push(`${path}: no outline: ${focus.name}`);
    if (!focus.isShown) faults.push(`${path}: out of sight: ${focus.name}`);
    if (focus.isCovered) faults.push(`${path}: covered: ${focus.name}`);
    if (focus.index < last) faults.push(`${path}: out of order: ${focus.name}`);
    last = focus.index;
  }
  return faults;
}

const tests = {
  async 'the focus goes through each page in order, and is seen'() {
    const found = [];
    for (const path of Object.values(FIXTURE_KINDS)) {
      const page = await open(path, { viewport: { width: 1440, height: 900 } });
      found.push(...await walk(page, path));
      await close(page);
    }
    assert.deepEqual(found, []);
  },

  async 'and so on a small screen'() {
    const found = [];
    for (const path of ['/', '/search?q=http', '/ports/443', '/services/http', '/map', '/statistics']) {
      const page = await open(path, { viewport: { width: 360, height: 640 } });
      found.push(...await walk(page, path));
      await close(page);
    }
    assert.deepEqual(found, []);
  },

  async 'the first stop skips to the content'() {
    for (const path of ['/', '/map', '/ports/443', '/nowhere/at/all']) {
      const page = await open(path);
      await page.keyboard.press('Tab');
      const skip = page.locator('a.skip');
      assert.ok(await skip.evaluate((link) => link === document.activeElement), path);
      const box = await skip.boundingBox();
      assert.ok(box.x >= 0 && box.y >= 0 && box.height >= 24, `${path}: ${JSON.stringify(box)}`);
      await page.keyboard.press('Enter');
      await page.keyboard.press('Tab');
      assert.ok(await page.evaluate(() => document.activeElement.closest('main, footer') !== null), path);
      await close(page);
    }
  },

  async 'from the first page to a record and its history'() {
    const page = await open('/');
    await page.keyboard.press('/');
    await page.keyboard.type('6000');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/search?q=6000');
    const href = () => page.evaluate(() => document.activeElement.href || '');
    for (let i = 0; i < STOPS && !/\/ports\/6000/.test(await href()); i++) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/ports/6000*');
    assert.match(await page.locator('main').textContent(), /Window System, changed/);
    await close(page);
  },

  async 'what scrolls on its own does so by keys'() {
    const page = await open('/', { viewport: { width: 1000, height: 800 } });
    await page.locator('#results .scroll').focus();
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight');
    await page.waitForTimeout(300);
    assert.ok(await page.locator('#results .scroll').evaluate((element) => element.scrollLeft) > 0);
    await close(page);
  },

  async 'a table beside a chart opens by key'() {
    const page = await open('/statistics');
    await page.locator('figure.chart summary').first().focus();
    await page.keyboard.press('Enter');
    assert.ok(await page.locator('figure.chart table').first().isVisible());
    await close(page);
  },
};

await runTests(tests, browser, server);
