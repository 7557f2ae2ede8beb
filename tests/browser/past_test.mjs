// What was: histories, releases, pages as of a date; and counts: past_test.mjs PORTREG PORTREGD FIXTURE
import assert from 'node:assert/strict';
import { newPage, problemsOf, runTests, skipWithoutChromium, startChromium, startServer } from './browser.mjs';

skipWithoutChromium();
const [portreg, portregd, fixture] = process.argv.slice(2);
const server = await startServer(portreg, portregd, fixture);
const browser = await startChromium();
const WITHOUT_SCRIPT = { javaScriptEnabled: false };

async function open(path) {
  const page = await newPage(browser, server, WITHOUT_SCRIPT);
  await page.visit(path);
  return page;
}

async function close(page) {
  assert.deepEqual(problemsOf(page), []);
  await page.close();
}

const text = async (page, selector) =>
  (await page.locator(selector).first().textContent()).replace(/\s+/g, ' ');

const tests = {
  async 'a port number tells what changed, the newest first'() {
    const page = await open('/ports/6000');
    const dates = await page.locator('.history time').allTextContents();
    assert.equal(dates[0], '2026-02-20');
    assert.deepEqual(dates, [...dates].sort().reverse());
    assert.match(await text(page, '.history'), /Window System.*Window System, changed/);
    await page.locator('.history').getByRole('link', { name: 'release 2' }).first().click();
    await page.waitForURL('**/releases/2');
    await close(page);
  },

  async 'a service name that is gone is there as of a date'() {
    const page = await open('/services/www-http?as-of=2026-01-16');
    assert.match(await text(page, 'h1'), /www-http/);
    assert.match(await text(page, '.as-of'), /2026-01-15/);
    await close(page);
  },

  async 'a page as of a date says so, and leads to now'() {
    const page = await open('/ports/7104?as-of=2026-01-16');
    assert.match(await text(page, '.as-of'), /As of 2026-01-16/);
    assert.doesNotMatch(await text(page, '.lead, .verdicts'), /later-thing/);
    await page.locator('.as-of a').click();
    assert.match(await text(page, 'main'), /later-thing/);
    assert.equal(await page.locator('.as-of').count(), 0);
    await close(page);
  },

  async 'the table as of a date keeps the date while it is sorted and filtered'() {
    const page = await open('/?as-of=2026-01-16&q=http');
    assert.ok((await page.locator('td.name').allTextContents()).includes('www-http'));
    await page.locator('th.port a').click();
    assert.match(page.url(), /as-of=2026-01-16/);
    assert.ok((await page.locator('td.name').allTextContents()).includes('www-http'));
    await page.locator('td.name a', { hasText: 'www-http' }).first().click();
    assert.match(page.url(), /services\/www-http\?as-of=2026-01-16/);
    await close(page);
  },

  async 'releases lead to what each of them changed'() {
    const page = await open('/releases');
    assert.equal(await page.locator('.releases li .date').count(), 2);
    await page.locator('.releases li .date').first().click();
    await page.waitForURL('**/releases/2');
    assert.equal(await text(page, 'h1'), 'Release of 2026-02-20');
    assert.match(await text(page, 'main'), /101 assignments.*later-thing/);
    await page.getByRole('link', { name: 'Previous: 2026-01-15' }).click();
    await page.waitForURL('**/releases/1');
    await page.getByRole('link', { name: 'Next: 2026-02-20' }).click();
    await page.waitForURL('**/releases/2');
    await close(page);
  },

  async 'each chart has its numbers as a table, and is there as a file'() {
    const page = await open('/statistics');
    const charts = await page.locator('figure.chart').all();
    assert.ok(charts.length >= 6);
    for (const chart of charts) {
      const title = await chart.locator('h2').textContent();
      if (!await chart.locator('svg').count()) continue; // there is nothing to count
      assert.ok(await chart.locator('tbody tr').count() > 0, title);
      await chart.locator('summary').click();
      assert.ok(await chart.locator('table').isVisible(), title);
      const file = await chart.getByRole('link', { name: 'This chart as SVG' }).getAttribute('href');
      const answer = await page.request.get(server.address + file);
      assert.equal(answer.headers()['content-type'].split(';')[0], 'image/svg+xml', title);
    }
    await close(page);
  },

  async 'what is not there suggests what is'() {
    const page = await open('/services/htpps');
    assert.match(await text(page, 'h1'), /not found|No service name|Not found/i);
    await page.locator('main').getByRole('link', { name: 'https', exact: true }).first().click();
    await page.waitForURL('**/services/https');
    await close(page);
  },
};

await runTests(tests, browser, server);
