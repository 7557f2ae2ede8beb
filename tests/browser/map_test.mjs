// The map, to walk in and to play: map_test.mjs PORTREG PORTREGD FIXTURE
import assert from 'node:assert/strict';
import { newPage, problemsOf, runTests, skipWithoutChromium, startChromium, startServer } from './browser.mjs';

skipWithoutChromium();
const [portreg, portregd, fixture] = process.argv.slice(2);
const server = await startServer(portreg, portregd, fixture);
const browser = await startChromium();
const [FIRST, LAST] = ['2026-01-15', '2026-02-20'];

async function open(path, options) {
  const page = await newPage(browser, server, options);
  await page.visit(path);
  if (!options || options.javaScriptEnabled !== false) await page.locator('#map canvas').waitFor();
  return page;
}

async function close(page) {
  assert.deepEqual(problemsOf(page), []);
  await page.close();
}

const titled = (page, text) => page.locator('#map-number', { hasText: text }).waitFor();
const has = (locator, hasText) => locator.filter({ hasText }).waitFor();
const spoken = (page) => page.locator('figure [role=status]');
const date = (page) => page.locator('output.date').textContent();
const assigned = (page) => page.locator('[data-shade=assigned]').textContent();

// Where the cell of a port number is in the window, when all of the map is shown. Port number 0 is at the
// upper left, 65535 at the upper right; the first 4 go right, down and left or down, right and up.
async function cell(page, x, y) {
  const box = await page.locator('#map canvas').boundingBox();
  return [box.x + ((x + 0.5) * box.width) / 256, box.y + ((y + 0.5) * box.height) / 256];
}

const tests = {
  async 'hovering names the port number'() {
    const page = await open('/map');
    await page.mouse.move(...await cell(page, 0, 0));
    await titled(page, /Port number 0\/tcp/);
    await has(page.locator('.map-number-state'), /Reserved by a record.*System Ports/);
    await page.mouse.move(...await cell(page, 255, 0));
    await titled(page, /Port number 65535\/tcp/);
    await has(page.locator('.map-number-state'), /Dynamic/);
    assert.equal(await spoken(page).textContent(), '');
    await close(page);
  },

  async 'a click chooses, and gives the focus'() {
    const page = await open('/map');
    await page.mouse.click(...await cell(page, 0, 0));
    await titled(page, /Port number 0\/tcp/);
    assert.equal(await page.evaluate(() => document.activeElement.id), 'map');
    await page.waitForURL(/[?&]at=0$/);
    await close(page);
  },

  async 'keys walk, and say where they come to'() {
    const page = await open('/map');
    await page.focus('#map');
    await page.keyboard.press('Home');
    await has(spoken(page), /^0\/tcp, Reserved by a record/);
    await page.keyboard.press('ArrowRight');
    const right = await page.locator('#map-number').textContent();
    assert.match(right, /Port number [13]\/tcp/);
    await page.keyboard.press('ArrowLeft');
    await titled(page, /Port number 0\/tcp/);
    for (let i = 0; i < 9; i++) await page.keyboard.press('PageDown');
    await titled(page, /Port number 9\/tcp/);
    await has(spoken(page), /Assigned; discard: Discard/);
    await page.keyboard.press('End');
    await titled(page, /Port number 65535\/tcp/);
    await page.keyboard.press('ArrowRight'); // there is nothing beyond
    await titled(page, /Port number 65535\/tcp/);
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/ports/0');
    await close(page);
  },

  async 'zooms by keys and buttons, and back'() {
    const page = await open('/map');
    const whole = page.getByRole('button', { name: /^All/ });
    assert.ok(await whole.isDisabled());
    await page.focus('#map');
    await page.keyboard.press('+');
    await page.waitForURL(/zoom=2/);
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await page.waitForURL(/zoom=4/);
    await page.getByRole('button', { name: 'Zoom out' }).click();
    await page.waitForURL(/zoom=2/);
    await whole.click();
    await page.waitForURL(/\/map$/);
    for (let i = 0; i < 5; i++) await page.getByRole('button', { name: 'Zoom in' }).click();
    assert.ok(await page.getByRole('button', { name: 'Zoom in' }).isDisabled());
    await close(page);
  },

  async 'finds a port number and a service name'() {
    const page = await open('/map');
    const find = page.getByLabel('Find a port number or a service name');
    await find.fill('443');
    await find.press('Enter');
    await titled(page, /Port number 443\/tcp/);
    await has(page.locator('.map-number-text'), /https/);
    await find.fill('x-window');
    await find.press('Enter');
    await titled(page, /Port number 6000\/tcp/);
    for (const [words, answer] of [['70000', /up to 65535/], ['wot-sample', /without a port number/],
      ['no-such-name', /no-such-name/]]) {
      await find.fill(words);
      await find.press('Enter');
      await has(page.locator('.map-find [role=status]'), answer);
    }
    page.problems = page.problems.filter((text) => !/status of 404/.test(text));
    await close(page);
  },

  async 'the slider leads through the releases'() {
    const page = await open('/map');
    const slider = page.getByRole('slider');
    assert.equal(await date(page), LAST);
    const now = await assigned(page);
    await slider.focus();
    await page.keyboard.press('ArrowLeft');
    assert.equal(await date(page), FIRST);
    assert.match(await slider.getAttribute('aria-valuetext'), new RegExp(FIRST));
    assert.notEqual(await assigned(page), now);
    await page.waitForURL(new RegExp('as-of=' + FIRST));
    for (const link of await page.locator('a[data-path]').all())
      assert.match(await link.getAttribute('href'), new RegExp('as-of=' + FIRST));
    await page.keyboard.press('ArrowRight');
    assert.equal(await date(page), LAST);
    assert.equal(await assigned(page), now);
    await close(page);
  },

  async 'plays, also for those who want little motion'() {
    for (const reducedMotion of ['no-preference', 'reduce']) {
      const page = await open('/map?as-of=' + FIRST, { reducedMotion });
      assert.equal(await date(page), FIRST);
      await page.getByRole('button', { name: 'Play' }).click();
      await has(page.locator('output.date'), LAST);
      await page.getByRole('button', { name: 'Play' }).waitFor(); // it has ended
      await page.waitForURL(/\/map$/);
      await close(page);
    }
  },

  async 'an address leads to what was seen'() {
    const page = await open(`/map?transport=udp&as-of=${FIRST}&at=443&zoom=8`);
    await titled(page, /Port number 443\/udp/);
    assert.equal(await date(page), FIRST);
    assert.equal(await page.getByLabel('Transport protocol').inputValue(), 'udp');
    assert.ok(await page.getByRole('button', { name: /^All/ }).isEnabled());
    await page.locator('.map-number-text a', { hasText: 'All about port number 443' }).click();
    await page.waitForURL(`**/ports/443?as-of=${FIRST}`);
    await close(page);
  },

  async 'another transport protocol has other states'() {
    const page = await open('/map');
    const before = await assigned(page);
    await page.getByLabel('Transport protocol').selectOption('sctp');
    await has(page.locator('#map-caption'), /SCTP/);
    assert.notEqual(await assigned(page), before);
    await page.waitForURL(/transport=sctp/);
    await close(page);
  },

  async 'is a picture with links and a form without a script'() {
    const page = await open('/map', { javaScriptEnabled: false });
    const picture = page.locator('#map img');
    assert.match(await picture.getAttribute('alt'), /65,536 port numbers/);
    assert.ok(await picture.evaluate((image) => image.complete && image.naturalWidth > 0));
    await page.getByLabel('Transport protocol').selectOption('udp');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.waitForURL(/transport=udp/);
    assert.match(await page.locator('#map-caption').textContent(), /UDP/);
    await page.locator('.map-blocks a').first().click();
    await page.waitForURL('**/ports/0-1023*');
    await close(page);
  },
};

await runTests(tests, browser, server);
