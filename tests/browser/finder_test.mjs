// The search field of every page, as a combobox: finder_test.mjs PORTREG PORTREGD FIXTURE
import assert from 'node:assert/strict';
import { newPage, nextFrame, problemsOf, runTests, skipWithoutChromium, startChromium, startServer } from './browser.mjs';

skipWithoutChromium();
const [portreg, portregd, fixture] = process.argv.slice(2);
const server = await startServer(portreg, portregd, fixture);
const browser = await startChromium();

async function open(path, options) {
  const page = await newPage(browser, server, options);
  await page.visit(path);
  page.field = page.locator('#find');
  page.options = page.locator('#suggestions [role=option]');
  return page;
}

async function close(page) {
  assert.deepEqual(problemsOf(page), []);
  await page.close();
}

// Types WORDS, and waits for what is suggested for all of them: on a busy machine something is
// suggested for the first letters before.
async function type(page, words) {
  const answered = page.waitForResponse((response) =>
    new URL(response.url()).searchParams.get('q') === words);
  await page.field.pressSequentially(words, { delay: 10 });
  await answered;
  await nextFrame(page);
  await page.options.first().waitFor();
}

const chosenId = (page) => page.field.getAttribute('aria-activedescendant');

const tests = {
  async 'suggests while typing'() {
    const page = await open('/about');
    assert.equal(await page.field.getAttribute('role'), 'combobox');
    assert.equal(await page.field.getAttribute('aria-expanded'), 'false');
    await type(page, 'x-win');
    assert.equal(await page.field.getAttribute('aria-expanded'), 'true');
    assert.match(await page.options.first().textContent(), /^x-window 6000-6063 tcp udp/);
    assert.match(await page.locator('form.finder [role=status]').textContent(), /2 records, 1 suggestion/);
    assert.equal(await page.getByRole('combobox', { name: 'Search the registry' }).count(), 1);
    await close(page);
  },

  async 'arrow keys choose, and the field keeps the focus'() {
    const page = await open('/about');
    await type(page, 'http');
    const count = await page.options.count();
    assert.ok(count > 1);
    for (let i = 0; i < count; i++) {
      await page.keyboard.press('ArrowDown');
      assert.equal(await chosenId(page), await page.options.nth(i).getAttribute('id'));
      assert.equal(await page.options.nth(i).getAttribute('aria-selected'), 'true');
      assert.equal(await page.locator('[role=option][aria-selected=true]').count(), 1);
    }
    await page.keyboard.press('ArrowDown'); // behind the last one is what was typed
    assert.equal(await chosenId(page), null);
    await page.keyboard.press('ArrowUp');
    assert.equal(await chosenId(page), await page.options.nth(count - 1).getAttribute('id'));
    assert.equal(await page.evaluate(() => document.activeElement.id), 'find');
    await close(page);
  },

  async 'Escape closes, and leaves what was typed'() {
    const page = await open('/about');
    await type(page, 'http');
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('#suggestions').isVisible(), false);
    assert.equal(await page.field.getAttribute('aria-expanded'), 'false');
    assert.equal(await page.field.inputValue(), 'http');
    await page.keyboard.press('ArrowDown'); // and they come again
    await page.options.first().waitFor();
    await close(page);
  },

  async 'Enter goes to what is chosen'() {
    const page = await open('/about');
    await type(page, 'http');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/services/http');
    await close(page);
  },

  async 'Enter without a choice searches'() {
    const page = await open('/about');
    await type(page, 'window');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/search?q=window');
    assert.match(await page.locator('main').textContent(), /2 records/);
    await close(page);
  },

  async 'a port number leads to the page of it'() {
    const page = await open('/about');
    await type(page, '443');
    await page.options.first().click();
    await page.waitForURL('**/ports/443');
    assert.equal(await page.locator('h1').textContent(), 'Port number 443');
    await close(page);
  },

  async 'slash leads to the field, but not out of another one'() {
    const page = await open('/');
    await page.keyboard.press('/');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'find');
    await page.focus('#search');
    await page.keyboard.press('/');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'search');
    assert.equal(await page.inputValue('#search'), '/');
    await close(page);
  },

  async 'leaving the field closes the list'() {
    const page = await open('/about');
    await type(page, 'http');
    await page.keyboard.press('Tab');
    assert.equal(await page.locator('#suggestions').isVisible(), false);
    await close(page);
  },

  async 'hostile words are words'() {
    const page = await open('/about');
    await page.field.fill('<img src=x onerror=alert(1)> "samples"');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/search?q=*');
    assert.equal(await page.locator('main img').count(), 0);
    await close(page);
  },

  async 'the form searches without a script'() {
    const page = await open('/about', { javaScriptEnabled: false });
    await page.field.fill('discard sctp');
    await page.locator('form.finder button').click();
    assert.match(await page.locator('.hits li').first().textContent(), /discard 9 sctp/);
    await close(page);
  },
};

await runTests(tests, browser, server);
