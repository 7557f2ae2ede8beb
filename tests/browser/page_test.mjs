// The registry page in a real browser: page_test.mjs PORTREG PORTREGD RELEASE SCREENSHOTS
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { hasChromium, SKIPPED, startChromium, startServer } from './browser.mjs';

if (!hasChromium()) {
  console.log('skipped: no chromium');
  process.exit(SKIPPED);
}
const [portreg, portregd, release, screenshots] = process.argv.slice(2);
const server = await startServer(portreg, portregd, release);
const browser = await startChromium();
mkdirSync(screenshots, { recursive: true });

const rows = (page) => page.locator('tbody tr');
const names = (page) => page.locator('td.name').allTextContents();
const caption = (page) => page.locator('caption').textContent();

// A page whose console errors and refused requests (CSP) fail the test.
async function open(options, path) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, ...options });
  page.problems = [];
  page.on('console', (message) => {
    if (message.type() === 'error') page.problems.push(message.text());
  });
  page.on('pageerror', (error) => page.problems.push(String(error)));
  page.on('request', (request) => {
    if (!request.url().startsWith(server.address)) page.problems.push('asked ' + request.url());
  });
  await page.goto(server.address + path);
  return page;
}

async function close(page) {
  assert.deepEqual(page.problems, []);
  await page.close();
}

const tests = {
  async 'shows the registry in the shape of its document'() {
    const page = await open({}, '/');
    assert.match(await page.title(), /^Registry/);
    assert.equal(await page.locator('h1').textContent(),
      'Service Name and Transport Protocol Port Number Registry');
    const terms = await page.locator('dt').allTextContents();
    assert.deepEqual(terms, ['Last Updated', 'Expert(s)', 'Reference', 'Note',
      'Request an Assignment', 'Available Formats']);
    assert.equal(await page.locator('th').count(), 12);
    assert.equal(await rows(page).count(), 38);
    for (const href of await page.locator('.formats a').evaluateAll((as) => as.map((a) => a.href)))
      assert.equal((await page.request.get(href)).status(), 200, href);
    await close(page);
  },

  async 'searches by the form without a script'() {
    const page = await open({ javaScriptEnabled: false }, '/');
    await page.fill('#search', 'discard sctp');
    await page.click('.filter button');
    assert.deepEqual(await names(page), ['discard']);
    assert.equal(await page.inputValue('#search'), 'discard sctp');
    await page.selectOption('#transport', 'udp');
    await page.fill('#search', 'discard');
    await page.click('.filter button');
    assert.deepEqual(await names(page), ['discard']);
    await page.click('.filter .actions a');
    assert.equal(await rows(page).count(), 38);
    await close(page);
  },

  async 'searches while typing and keeps the focus'() {
    const page = await open({}, '/');
    await page.focus('#search');
    await page.keyboard.type('x-window', { delay: 20 });
    await page.waitForURL(/q=x-window$/); // on a busy host there are searches for parts of it before
    await rows(page).nth(2).waitFor({ state: 'detached' });
    assert.equal(await page.evaluate(() => document.activeElement.id), 'search');
    assert.equal(await page.inputValue('#search'), 'x-window');
    assert.match(await page.locator('#status').textContent(), /Records 1 to 2 of 2/);
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'search');
    await close(page);
  },

  async 'filters while fields change, and goes back'() {
    const page = await open({}, '/');
    await page.selectOption('#state', 'reserved');
    await page.waitForURL(/state=reserved$/);
    await page.waitForFunction(() => document.querySelectorAll('tbody tr').length < 38);
    const reserved = await rows(page).count();
    await page.waitForTimeout(2100); // what comes after a pause is an entry of its own
    await page.selectOption('#range', 'user');
    await page.waitForURL(/state=reserved&range=user$/);
    await page.waitForFunction((count) => document.querySelectorAll('tbody tr').length < count, reserved);
    await page.goBack();
    await page.waitForFunction((count) => document.querySelectorAll('tbody tr').length === count, reserved);
    assert.equal(await page.inputValue('#range'), '');
    assert.equal(await page.inputValue('#state'), 'reserved');
    await page.goBack();
    await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 38);
    assert.equal(await page.inputValue('#state'), '');
    await close(page);
  },

  async 'tells the state of a port number'() {
    const page = await open({}, '/?q=443');
    const states = await page.locator('.states li').allTextContents();
    assert.equal(states[0], '443/tcp assigned, registered as https');
    assert.match(states[2], /443\/sctp reserved, as it is assigned for tcp/);
    const dynamic = await open({}, '/?q=50000');
    assert.match(await dynamic.locator('.states').textContent(), /50000\/tcp dynamic/);
    const covered = await open({}, '/?q=4505');
    assert.match(await covered.locator('tbody').textContent(), /4501-4509/);
    await close(page);
    await close(dynamic);
    await close(covered);
  },

  async 'forgives typing errors, and says so'() {
    const page = await open({}, '/?q=htpps');
    assert.deepEqual((await names(page)).slice(0, 2), ['https', 'https']);
    assert.match(await caption(page), /^Similar words count/);
    await close(page);
  },

  async 'sorts by every column, both ways, without a script'() {
    const page = await open({ javaScriptEnabled: false }, '/');
    for (let column = 0; column < 12; column++) {
      await page.locator('th a').nth(column).click();
      assert.equal(await page.locator('th').nth(column).getAttribute('aria-sort'), 'ascending');
      await page.locator('th a').nth(column).click();
      assert.equal(await page.locator('th').nth(column).getAttribute('aria-sort'), 'descending');
    }
    await page.goto(server.address + '/?sort=port');
    const ports = (await page.locator('td.port').allTextContents()).filter(Boolean);
    const numbers = ports.map((port) => parseInt(port, 10));
    assert.deepEqual(numbers, [...numbers].sort((a, b) => a - b));
    await page.goto(server.address + '/?sort=port&order=desc');
    assert.match((await page.locator('td.port').allTextContents())[0], /49151/);
    await close(page);
  },

  async 'reaches everything by keyboard, and the focus is seen'() {
    const page = await open({}, '/');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    const seen = [];
    for (let i = 0; i < 20; i++) {
      const style = await page.evaluate(() => {
        const style = getComputedStyle(document.activeElement);
        return { name: document.activeElement.tagName, outline: style.outlineStyle };
      });
      seen.push(style.name);
      assert.notEqual(style.outline, 'none', style.name);
      await page.keyboard.press('Tab');
    }
    assert.ok(seen.includes('SELECT') && seen.includes('BUTTON') && seen.includes('A'), seen);
    await close(page);
  },

  async 'shows the contact information of a person'() {
    const page = await open({}, '/?q=sample-sync');
    await page.click('td.contact a');
    assert.equal(decodeURIComponent(new URL(page.url()).pathname), '/people/Zoë_Přiklad');
    assert.match(await page.locator('dl').textContent(), /Zoë Přiklad/);
    await page.getByText('Records that name this contact').click();
    assert.equal(await rows(page).count(), 3);
    await close(page);
  },

  async 'fits every width, light and dark'() {
    for (const width of [360, 768, 1024, 1440])
      for (const colorScheme of ['light', 'dark']) {
        const page = await open({ viewport: { width, height: 900 }, colorScheme }, '/');
        const wide = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.equal(wide, 0, `${width}: ${wide} pixels too wide`);
        await page.screenshot({ path: `${screenshots}/registry-${width}-${colorScheme}.png` });
        await page.evaluate(() => document.querySelector('form.filter').scrollIntoView());
        await page.screenshot({ path: `${screenshots}/records-${width}-${colorScheme}.png` });
        await close(page);
      }
  },

  async 'has pages that fit every width, without script too'() {
    for (const path of ['/releases', '/releases/1', '/statistics', '/experts', '/about'])
      for (const width of [320, 360, 768, 1440]) {
        const page = await open({ viewport: { width, height: 900 }, javaScriptEnabled: false }, path);
        const wide = await page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth);
        assert.equal(wide, 0, `${path} at ${width}: ${wide} pixels too wide`);
        await page.screenshot({ path: `${screenshots}/${path.slice(1).replace('/', '-')}-${width}.png`, fullPage: true });
        await close(page);
      }
  },

  async 'has enough contrast, light and dark'() {
    for (const [colorScheme, path] of ['light', 'dark'].flatMap((scheme) => [[scheme, '/?q=4500-4510'],
      [scheme, '/releases'], [scheme, '/experts'], [scheme, '/about']])) {
      const page = await open({ colorScheme }, path);
      const low = await page.evaluate(() => {
        const parse = (color) => color.match(/[\d.]+/g).map(Number);
        const luminance = (color) => {
          const [r, g, b] = parse(color).map((value) => {
            const part = value / 255;
            return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
          });
          return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const ground = (element) => {
          for (; element; element = element.parentElement) {
            const color = getComputedStyle(element).backgroundColor;
            if (parse(color)[3] !== 0) return color;
          }
          return 'rgb(255, 255, 255)';
        };
        const found = [];
        for (const element of document.querySelectorAll('main *, footer *')) {
          if (![...element.childNodes].some((n) => n.nodeType === 3 && n.data.trim())) continue;
          const a = luminance(getComputedStyle(element).color);
          const b = luminance(ground(element));
          const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
          if (ratio < 4.5) found.push(`${element.tagName}.${element.className} ${ratio.toFixed(2)}`);
        }
        return found;
      });
      assert.deepEqual(low, []);
      await close(page);
    }
  },

  async 'has landmarks, labels and a caption'() {
    const page = await open({}, '/');
    assert.equal(await page.getByRole('main').count(), 1);
    assert.equal(await page.getByRole('contentinfo').count(), 1);
    assert.equal(await page.getByRole('search').count(), 1);
    assert.equal(await page.getByRole('table').count(), 1);
    assert.equal(await page.getByRole('columnheader').count(), 12);
    assert.equal(await page.getByLabel('Words').getAttribute('id'), 'search');
    assert.equal(await caption(page), 'Records 1 to 38 of 38');
    const nameless = await page.evaluate(() =>
      [...document.querySelectorAll('a, button')].filter((e) => !e.textContent.trim()).length);
    assert.equal(nameless, 0);
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
process.exit(failed ? 1 : 0);
