// The map in a real browser: map_test.mjs PORTREG PORTREGD RELEASE SCREENSHOTS
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hasChromium, SKIPPED, startChromium, startServer } from './browser.mjs';

if (!hasChromium()) {
  console.log('skipped: no chromium');
  process.exit(SKIPPED);
}
const [portreg, portregd, release, screenshots] = process.argv.slice(2);
const releases = mkdtempSync(join(tmpdir(), 'portreg-releases-'));
const support = join(dirname(fileURLToPath(import.meta.url)), '..', 'support');
execFileSync('python3', ['-B', '-c', 'import sys; sys.path.insert(0, sys.argv[1]); import releases; ' +
  'releases.make_releases(sys.argv[2], sys.argv[3])', support, release, releases]);
const server = await startServer(portreg, portregd, releases);
const browser = await startChromium();
mkdirSync(screenshots, { recursive: true });

// A page whose console errors and refused requests (CSP) fail the test; when the map is there.
async function open(options, path) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 1000 }, ...options });
  page.problems = [];
  page.asked = [];
  page.on('console', (message) => {
    if (message.type() === 'error') page.problems.push(message.text());
  });
  page.on('pageerror', (error) => page.problems.push(String(error)));
  page.on('request', (request) => page.asked.push(request.url().replace(server.address, '')));
  await page.goto(server.address + path);
  if (options.javaScriptEnabled !== false) await page.waitForSelector('#map canvas');
  return page;
}

async function close(page) {
  assert.deepEqual(page.problems, []);
  await page.close();
}

// Waits until CONDITION, asked in the page, holds; playwright's own way needs what the CSP forbids.
async function until(page, condition, argument) {
  for (let left = 100; left > 0; left--) {
    if (await page.evaluate(condition, argument)) return;
    await page.waitForTimeout(50);
  }
  throw new Error(`expected ${condition} of ${argument}, found it false at ${page.url()}`);
}

const number = (page) => page.locator('#map-number').textContent();
const says = (page, words) => until(page, (text) =>
  document.querySelector('.map-number-text').textContent.includes(text), words);
const count = async (page, shade) => Number((await page.locator(`[data-shade=${shade}]`).textContent()).replace(',', ''));

// The colour of the cell in this column and row.
const colorAt = (page, column, row) => page.evaluate(([x, y]) => {
  const canvas = document.querySelector('#map canvas'), size = canvas.width / 256;
  return [...canvas.getContext('2d').getImageData(Math.floor((x + 0.5) * size), Math.floor((y + 0.5) * size), 1, 1).data];
}, [column, row]);

const tests = {
  async 'is a picture with links without a script'() {
    const page = await open({ javaScriptEnabled: false }, '/map');
    assert.equal(await page.locator('#map img').evaluate((image) => image.naturalWidth), 1024);
    assert.equal(await page.locator('.map-blocks a').count(), 64);
    assert.equal(await page.locator('#map a').first().getAttribute('href'), '/ports/0-1023');
    await page.selectOption('#transport', 'udp');
    await page.click('.map-choice button');
    assert.match(page.url(), /\/map\?transport=udp&as-of=2026-03-31$/);
    assert.equal(await page.locator('#map img').getAttribute('src'), '/map.png?transport=udp&as-of=2026-03-31');
    await page.screenshot({ path: join(screenshots, 'map-without-script.png'), fullPage: true });
    await close(page);
  },

  async 'says what the keys walk over'() {
    const page = await open({}, '/map');
    await page.focus('#map');
    await page.keyboard.press('Home');
    assert.equal(await number(page), 'Port number 0/tcp');
    await page.keyboard.press('ArrowRight');
    assert.equal(await number(page), 'Port number 1/tcp');
    for (let i = 0; i < 8; i++) await page.keyboard.press('PageDown');
    assert.equal(await number(page), 'Port number 9/tcp');
    await says(page, 'Registered as throw');
    assert.match(await page.locator('figure [role=status]').textContent(), /^9\/tcp, Assigned; throw/);
    await page.keyboard.press('End');
    assert.equal(await number(page), 'Port number 65535/tcp');
    await page.keyboard.press('ArrowRight'); // the edge stays the edge
    assert.equal(await number(page), 'Port number 65535/tcp');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/ports/65535');
    await page.close();
  },

  async 'zooms by key, button and wheel'() {
    const page = await open({}, '/map?at=443');
    const zoomed = (pattern) => until(page, (text) => new RegExp(text).test(location.search), pattern);
    await page.focus('#map');
    await page.keyboard.press('+');
    await zoomed('zoom=2(&|$)');
    await page.click('text=+');
    await zoomed('zoom=4(&|$)');
    await page.click('#map canvas'); // gives it the focus, and so the wheel
    await page.mouse.wheel(0, -100);
    await zoomed('zoom=5');
    await page.keyboard.press('0');
    await until(page, () => !location.search.includes('zoom'));
    await page.reload();
    await page.waitForSelector('#map canvas');
    await close(page);
  },

  async 'comes back to what its address says'() {
    const page = await open({}, '/map?transport=udp&as-of=2026-02-20&at=6000&zoom=8&centre=6100');
    assert.equal(await number(page), 'Port number 6000/udp');
    assert.equal(await page.locator('.map-timeline output').textContent(), '2026-02-20');
    await page.keyboard.press('Tab');
    await page.waitForTimeout(400);
    assert.equal(new URL(page.url()).search, '?transport=udp&as-of=2026-02-20&at=6000&zoom=8&centre=6100');
    await close(page);
  },

  async 'finds numbers and names'() {
    const page = await open({}, '/map');
    const find = async (text) => {
      await page.fill('#map-find', text);
      await page.press('#map-find', 'Enter');
    };
    await find('443');
    assert.equal(await number(page), 'Port number 443/tcp');
    await find('throw');
    await until(page, () => document.querySelector('#map-number').textContent.includes(' 9/'));
    await find('65536');
    assert.match(await page.locator('.map-find [role=status]').textContent(), /^Expected a port number up to 65535/);
    await close(page);
  },

  async 'points'() {
    const page = await open({}, '/map');
    const area = await page.locator('#map canvas').boundingBox();
    const cell = area.width / 256;
    await page.mouse.move(area.x + cell * 255.5, area.y + cell * 0.5);
    assert.equal(await number(page), 'Port number 65535/tcp');
    await page.mouse.click(area.x + cell * 0.5, area.y + cell * 0.5);
    await page.mouse.move(5, 5);
    assert.equal(await number(page), 'Port number 0/tcp');
    await close(page);
  },

  async 'plays the releases without asking for each'() {
    const page = await open({}, '/map');
    const now = await count(page, 'assigned');
    page.asked.length = 0;
    await page.focus('#map-release');
    await page.keyboard.press('Home');
    await until(page, () => document.querySelector('.map-timeline output').textContent === '2026-01-15');
    assert.notEqual(await count(page, 'assigned'), now);
    assert.match(await page.locator('#map-release').getAttribute('aria-valuetext'), /^2026-01-15/);
    await page.click('.play');
    await until(page, () => document.querySelector('.play').textContent === 'Play' &&
      document.querySelector('.map-timeline output').textContent === '2026-03-31');
    assert.equal(await count(page, 'assigned'), now);
    assert.deepEqual(page.asked.filter((path) => path.startsWith('/map')), []);
    await close(page);
  },

  async 'has the counts and the blocks of the server in every view'() {
    const page = await open({}, '/map');
    for (const transport of ['udp', 'sctp', 'dccp', 'any', 'tcp']) {
      await page.selectOption('#transport', transport);
      for (const date of ['2026-01-15', '2026-02-20', '2026-03-31']) {
        await page.fill('#as-of', date);
        await until(page, (text) => document.querySelector('.map-timeline output').textContent === text, date);
        const plain = await open({ javaScriptEnabled: false }, `/map?transport=${transport}&as-of=${date}`);
        for (const part of ['.map-legend', '.map-blocks', '#map-caption'])
          assert.equal(await page.locator(part).textContent(), await plain.locator(part).textContent(), part);
        await close(plain);
      }
    }
    await close(page);
  },

  async 'draws the cells in the colours of the states'() {
    const page = await open({ deviceScaleFactor: 2 }, '/map');
    await page.waitForTimeout(300);
    assert.deepEqual(await colorAt(page, 250, 100), [0xad, 0xa2, 0xd4, 255]); // dynamic
    assert.deepEqual(await colorAt(page, 40, 200), [0xee, 0xf0, 0xec, 255]); // unassigned
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.waitForTimeout(300);
    assert.deepEqual(await colorAt(page, 250, 100), [0x53, 0x48, 0x8a, 255]);
    await close(page);
  },

  async 'fits each width, also with letters twice as large'() {
    for (const width of [180, 360, 768, 1440]) {
      for (const colorScheme of ['light', 'dark']) {
        const page = await open({ viewport: { width, height: 800 }, colorScheme }, '/map?at=9');
        await says(page, 'Registered as');
        if (width > 180)
          assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `width ${width}`);
        await page.screenshot({ path: join(screenshots, `map-${width}-${colorScheme}.png`), fullPage: width > 180 });
        await close(page);
      }
    }
  },

  async 'lets fingers pan, pinch and tap'() {
    const page = await open({ viewport: { width: 360, height: 800 }, hasTouch: true, isMobile: true }, '/map');
    const area = await page.locator('#map canvas').boundingBox();
    await page.touchscreen.tap(area.x + area.width / 512, area.y + area.height / 512);
    assert.equal(await number(page), 'Port number 0/tcp');
    const client = await page.context().newCDPSession(page);
    const touch = (type, ...points) => client.send('Input.dispatchTouchEvent', { type,
      touchPoints: points.map(([x, y], id) => ({ x: area.x + x, y: area.y + y, id })) });
    await touch('touchStart', [140, 100]);
    await touch('touchStart', [140, 100], [180, 100]);
    await touch('touchMove', [100, 100], [220, 100]);
    await touch('touchEnd');
    await until(page, () => Number(new URLSearchParams(location.search).get('zoom')) > 2.5);
    await close(page);
  },
};

let failed = 0;
for (const [name, test] of Object.entries(tests)) {
  try {
    await test();
    console.log('ok: ' + name);
  } catch (error) {
    failed++;
    console.log('FAILED: ' + name + '\n' + error.stack);
  }
}
await browser.close();
await server.stop();
rmSync(releases, { recursive: true });
process.exit(failed ? 1 : 0);
