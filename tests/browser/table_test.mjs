// The table of the registry: table_test.mjs PORTREG PORTREGD FIXTURE
import assert from 'node:assert/strict';
import { newPage, problemsOf, runTests, skipWithoutChromium, startChromium, startServer } from './browser.mjs';

skipWithoutChromium();
const [portreg, portregd, fixture] = process.argv.slice(2);
const server = await startServer(portreg, portregd, fixture);
const browser = await startChromium();
const WITHOUT_SCRIPT = { javaScriptEnabled: false };
const RECORDS = 138; // of the second release
const COLUMNS = 12;

const rows = (page) => page.locator('tbody tr');
const names = (page) => page.locator('td.name').allTextContents();
const caption = (page) => page.locator('caption').textContent();
const captioned = (page, hasText) => page.locator('caption', { hasText }).waitFor();
const focused = (page) => page.evaluate(() => document.activeElement.id);

async function open(path, options) {
  const page = await newPage(browser, server, options);
  await page.visit(path);
  return page;
}

async function close(page) {
  assert.deepEqual(problemsOf(page), []);
  await page.close();
}

const tests = {
  async 'has the shape of the published document'() {
    const page = await open('/');
    assert.match(await page.title(), /Service Names and Port Numbers/);
    assert.equal(await page.locator('h1').textContent(),
      'Service Name and Transport Protocol Port Number Registry');
    assert.deepEqual(await page.locator('dl.facts dt').allTextContents(), ['Last Updated', 'Expert(s)',
      'Reference', 'Note', 'Request an Assignment', 'Available Formats']);
    assert.equal(await page.getByRole('columnheader').count(), COLUMNS);
    assert.equal(await caption(page), `Records 1 to 100 of ${RECORDS}`);
    assert.equal(await rows(page).count(), 100);
    for (const href of await page.locator('.formats a').evaluateAll((links) => links.map((a) => a.href)))
      assert.equal((await page.request.get(href)).status(), 200, href);
    await close(page);
  },

  async 'has landmarks, labels and a caption'() {
    const page = await open('/');
    for (const role of ['main', 'banner', 'contentinfo', 'search', 'table'])
      assert.equal(await page.getByRole(role).count(), 1, role);
    for (const label of ['Words', 'Transport Protocol', 'State', 'Range', 'Year', 'Assignee'])
      assert.equal(await page.locator('form.filter').getByLabel(label).count(), 1, label);
    const nameless = await page.evaluate(() =>
      [...document.querySelectorAll('a, button')].filter((e) => !e.textContent.trim()).length);
    assert.equal(nameless, 0);
    await close(page);
  },

  async 'is a table for assistive technology where it is shown as cards too'() {
    const page = await open('/', { viewport: { width: 360, height: 800 } });
    assert.equal(await page.getByRole('table').count(), 1);
    assert.equal(await page.getByRole('columnheader').count(), COLUMNS);
    assert.equal(await page.getByRole('row').count(), 101);
    await close(page);
  },

  async 'filters without a script'() {
    const page = await open('/', WITHOUT_SCRIPT);
    await page.fill('#search', 'discard sctp');
    await page.click('form.filter button');
    assert.deepEqual(await names(page), ['discard']);
    assert.equal(await page.inputValue('#search'), 'discard sctp');
    await page.fill('#search', 'discard');
    await page.selectOption('#transport', 'udp');
    await page.click('form.filter button');
    assert.deepEqual(await names(page), ['discard']);
    assert.equal(await page.inputValue('#transport'), 'udp');
    await close(page);
  },

  async 'filters by each field'() {
    const page = await open('/', WITHOUT_SCRIPT);
    for (const [query, expected] of [
      ['transport=dccp', ['discard', 'ltp-deepspace']],
      ['state=reserved&range=user', ['', '']],
      ['year=2019', ['sample-sync', '']],
      ['assignee=Beispiel', ['sample-sync']],
      ['range=none&transport=udp', ['wot-sample']],
    ]) {
      await page.visit('/?' + query);
      assert.deepEqual((await names(page)).sort(), expected.sort(), query);
    }
    await close(page);
  },

  async 'filters while typing and keeps the focus'() {
    const page = await open('/');
    await page.focus('#search');
    await page.keyboard.type('x-window', { delay: 20 });
    await page.waitForURL(/q=x-window$/); // on a busy host there are searches for parts of it before
    await captioned(page, /of 2$/);
    assert.deepEqual(await names(page), ['x-window', 'x-window']);
    assert.equal(await focused(page), 'search');
    assert.match(await page.locator('#status').textContent(), /Records 1 to 2 of 2/);
    await page.keyboard.press('Enter');
    assert.equal(await focused(page), 'search');
    await close(page);
  },

  async 'suggests a name when nothing is found'() {
    const page = await open('/?q=zzzzhttps');
    const link = page.locator('.nothing a');
    if (await link.count()) await link.click();
    else await page.visit('/?q=htpps'); // words that are like others find these
    assert.ok((await names(page)).includes('https'));
    await close(page);
  },

  async 'sorts by every column, both ways, without a script'() {
    const page = await open('/', WITHOUT_SCRIPT);
    for (let column = 0; column < COLUMNS; column++) {
      for (const order of ['ascending', 'descending']) {
        await page.locator('th a').nth(column).click();
        assert.equal(await page.locator('th').nth(column).getAttribute('aria-sort'), order);
      }
    }
    await page.visit('/?sort=port');
    const ports = (await page.locator('td.port').allTextContents()).filter(Boolean);
    const numbers = ports.map((port) => parseInt(port, 10));
    assert.deepEqual(numbers, [...numbers].sort((a, b) => a - b));
    await page.visit('/?sort=port&order=desc');
    assert.match((await page.locator('td.port').allTextContents())[0], /49151/);
    await close(page);
  },

  async 'pages, and keeps what is filtered and sorted'() {
    const page = await open('/?transport=tcp&sort=port', WITHOUT_SCRIPT);
    const total = Number(/of (\d+)$/.exec(await caption(page))[1]);
    await page.getByRole('link', { name: 'Next' }).click();
    assert.equal(await caption(page), `Records 101 to ${total} of ${total}`);
    assert.match(page.url(), /transport=tcp/);
    assert.equal(await page.locator('th.port').getAttribute('aria-sort'), 'ascending');
    assert.equal(await page.getByRole('link', { name: 'Next' }).count(), 0);
    await page.getByRole('link', { name: 'First' }).click();
    assert.match(await caption(page), /^Records 1 to 100 /);
    await close(page);
  },

  async 'goes back to what was shown before'() {
    const page = await open('/');
    await page.fill('#search', 'discard');
    await page.waitForURL(/q=discard$/);
    await captioned(page, /of 4$/);
    await page.goBack();
    await captioned(page, new RegExp(`of ${RECORDS}$`));
    assert.equal(await page.inputValue('#search'), '');
    await page.goForward();
    await captioned(page, /of 4$/);
    assert.equal(await page.inputValue('#search'), 'discard');
    await page.locator('td.name a').first().click();
    await page.waitForURL('**/services/discard');
    await page.goBack();
    assert.deepEqual([...new Set(await names(page))], ['discard']);
    await close(page);
  },

  async 'shows the contact information of a person'() {
    const page = await open('/?q=sample-sync');
    await page.locator('td.contact a').first().click();
    assert.equal(decodeURIComponent(new URL(page.url()).pathname), '/people/Zoë_Přiklad');
    assert.match(await page.locator('main').textContent(), /Zoë Přiklad/);
    await close(page);
  },
};

await runTests(tests, browser, server);
