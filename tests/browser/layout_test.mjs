// Every kind of page at every width, light and dark: nothing is wider than the page, cut, or lies over
// another; nothing is said on the console, refused, or asked of another host. Keeps pictures of all:
// layout_test.mjs PORTREG PORTREGD FIXTURE SCREENSHOTS
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { newPage, problemsOf, realReleases, runTests, serveReleases, skipWithoutChromium, startChromium,
  startServer } from './browser.mjs';
import { FIXTURE_KINDS, REAL_KINDS } from './kinds.mjs';
import { findFaults } from './layout.mjs';

skipWithoutChromium();
const [portreg, portregd, fixture, screenshots] = process.argv.slice(2);
const PICTURE_HEIGHT = 2600; // of a page that is longer, the beginning
const WIDTHS = [360, 768, 1440];
const browser = await startChromium();

// The width of each of KINDS on a page of these OPTIONS; PICTURES: where pictures are kept, or null.
async function checkKinds(server, kinds, options, pictures) {
  const page = await newPage(browser, server, options);
  const { width } = options.viewport;
  const found = [];
  for (const [name, path] of Object.entries(kinds)) {
    await page.visit(path);
    if (path.startsWith('/map') && options.javaScriptEnabled !== false)
      await page.locator('#map canvas').waitFor();
    for (const fault of await page.evaluate(findFaults)) found.push(`${path} at ${width}: ${fault}`);
    if (!pictures) continue;
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.screenshot({ path: join(pictures, `${name}-${width}-${options.colorScheme}.jpeg`), type: 'jpeg',
      quality: 80, fullPage: true, clip: { x: 0, y: 0, width, height: Math.min(height, PICTURE_HEIGHT) } });
  }
  found.push(...problemsOf(page));
  await page.close();
  assert.deepEqual(found, []);
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
      make('lies over another', { position: 'absolute', top: '0', left: '0', width: '90vw' });
    });
    const kinds = (await page.evaluate(findFaults)).map((fault) => fault.split(':')[0]);
    assert.deepEqual([...new Set(kinds)].sort(), ['cut', 'overlap', 'wide']);
    await page.close();
  },
};
for (const [what, server, kinds] of served) {
  const pictures = join(screenshots, what.replaceAll(' ', '-'));
  mkdirSync(pictures, { recursive: true });
  for (const width of WIDTHS)
    for (const colorScheme of ['light', 'dark'])
      tests[`${what}, ${width} pixels wide, ${colorScheme}`] = () =>
        checkKinds(server, kinds, { viewport: { width, height: 900 }, colorScheme }, pictures);
  tests[`${what}, at 200 % zoom`] = () => checkKinds(server, kinds,
    { viewport: { width: 720, height: 450 }, deviceScaleFactor: 2, colorScheme: 'light' }, null);
  tests[`${what}, at 400 % zoom`] = () => checkKinds(server, kinds,
    { viewport: { width: 320, height: 256 }, deviceScaleFactor: 4, colorScheme: 'light' }, null);
  tests[`${what}, without scripts`] = () => checkKinds(server, kinds,
    { viewport: { width: 1440, height: 900 }, javaScriptEnabled: false, colorScheme: 'light' }, null);
}
await runTests(tests, browser, small, ...(real ? [real] : []));
