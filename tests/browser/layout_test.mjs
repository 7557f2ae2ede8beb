// Every kind of page at every width, light and dark: nothing is wider than the page, cut, or lies over
// another; nothing is said on the console, refused, or asked of another host. Keeps pictures of the real
// ones, or else of the fixture's:
// layout_test.mjs PORTREG PORTREGD FIXTURE SCREENSHOTS
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { newPage, nextFrame, problemsOf, realReleases, runTests, serveReleases, skipWithoutChromium, startChromium,
  startServer } from './browser.mjs';
import { FIXTURE_KINDS, REAL_KINDS } from './kinds.mjs';
import { findFaults } from './layout.mjs';

skipWithoutChromium();
const [portreg, portregd, fixture, screenshots] = process.argv.slice(2);
const PICTURE_HEIGHT = 2600; // of a page that is longer, the beginning
const WIDTHS = [360, 768, 1440];
const REFLOW_WIDTH = 320; // of a window of 1280 pixels at 400 % zoom
const browser = await startChromium();

async function takePicture(page, path, width) {
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.screenshot({ path, type: 'jpeg', quality: 80, fullPage: true,
    clip: { x: 0, y: 0, width, height: Math.min(height, PICTURE_HEIGHT) } });
}

// Visits each of KINDS and calls LOOK with the page, its name, and a function that takes a fault.
async function visitKinds(server, kinds, options, look) {
  const page = await newPage(browser, server, options);
  const found = [];
  for (const [name, path] of Object.entries(kinds)) {
    await page.visit(path);
    if (path.startsWith('/map') && options.javaScriptEnabled !== false)
      await page.locator('#map canvas').waitFor();
    await look(page, name, (fault, width) => found.push(`${path} at ${width}: ${fault}`));
  }
  found.push(...problemsOf(page));
  await page.close();
  assert.deepEqual(found, []);
}

// Every width; pictures, light and dark, go to the directory PICTURES unless it is null.
async function checkWidths(server, kinds, pictures) {
  await visitKinds(server, kinds, { reducedMotion: 'reduce' }, async (page, name, note) => {
    for (const width of [REFLOW_WIDTH, ...WIDTHS]) {
      await page.setViewportSize({ width, height: 900 });
      await nextFrame(page);
      for (const fault of await page.evaluate(findFaults)) note(fault, width);
      for (const colorScheme of width === REFLOW_WIDTH || !pictures ? [] : ['light', 'dark']) {
        await page.emulateMedia({ colorScheme });
        await nextFrame(page);
        await takePicture(page, join(pictures, `${name}-${width}-${colorScheme}.jpeg`), width);
      }
    }
  });
}

// One width only, with what OPTIONS say.
async function checkOnce(server, kinds, options) {
  await visitKinds(server, kinds, options, async (page, name, note) => {
    for (const fault of await page.evaluate(findFaults)) note(fault, options.viewport.width);
  });
}

const small = await startServer(portreg, portregd, fixture);
const releases = realReleases();
const real = releases.length ? await serveReleases(portreg, portregd, releases) : null;
const served = [['the fixture', small, FIXTURE_KINDS]];
if (real) served.push(['real releases', real, REAL_KINDS]);

const tests = {
  // That what follows can fail at all.
  async 'what is wide, cut or over another is found'() {
    const page = await newPage(browser, small);
    await page.visit('/about');
    await page.evaluate(() => {
      const make = (words, style) => {
        const element = document.createElement('p');
        element.textContent = words;
        Object.assign(element.style, style);
        document.querySelector('main').append(element);
      };
      make('wide', { width: '200vw' });
      make('cut off in the middle', { width: '3rem', overflow: 'hidden', whiteSpace: 'nowrap' });
      make('lies over another', { position: 'relative', bottom: '8rem' });
    });
    const kinds = (await page.evaluate(findFaults)).map((fault) => fault.split(':')[0]);
    assert.deepEqual([...new Set(kinds)].sort(), ['cut', 'overlap', 'wide']);
    await page.close();
  },
};
for (const [what, server, kinds] of served) {
  const pictures = server === (real || small) ? join(screenshots, what.replaceAll(' ', '-')) : null;
  if (pictures) mkdirSync(pictures, { recursive: true });
  tests[`${what}, at every width`] = () => checkWidths(server, kinds, pictures);
  tests[`${what}, at 200 % zoom`] = () =>
    checkOnce(server, kinds, { viewport: { width: 720, height: 450 }, deviceScaleFactor: 2 });
  tests[`${what}, without scripts`] = () =>
    checkOnce(server, kinds, { viewport: { width: 768, height: 900 }, javaScriptEnabled: false });
}
await runTests(tests, browser, small, ...(real ? [real] : []));
