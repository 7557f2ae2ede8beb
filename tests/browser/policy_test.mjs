// No page asks for what its content security policy forbids: policy_test.mjs PORTREG PORTREGD RELEASE
import assert from 'node:assert/strict';
import { runTests, skipWithoutChromium, startChromium, startServer } from './browser.mjs';

skipWithoutChromium();
const [portreg, portregd, release] = process.argv.slice(2);
const PAGE_LIMIT = 60; // pages that are visited, each by a link of one before
const PUBLISHED = '/assignments/service-names-port-numbers/service-names-port-numbers.xhtml';
const server = await startServer(portreg, portregd, release);
const browser = await startChromium();

// A page that notes in page.violations what its policy has refused.
async function open(path) {
  const page = await browser.newPage();
  page.violations = [];
  await page.exposeFunction('violated', (what) => page.violations.push(what));
  await page.addInitScript(() =>
    document.addEventListener('securitypolicyviolation', (event) =>
      window.violated(`${event.violatedDirective} ${event.blockedURI}`)));
  await page.goto(server.address + path);
  return page;
}

const tests = {
  async 'pages ask for nothing that is refused'() {
    const page = await open('/');
    const seen = new Set(['/', '/?q=443', '/?q=htpps', '/nowhere']);
    const types = new Set();
    for (const path of seen) { // which grows meanwhile
      const response = await page.goto(server.address + path);
      types.add((response.headers()['content-type'] || '').split(';')[0]);
      const links = await page.evaluate(() =>
        [...document.querySelectorAll('a[href]')]
          .map((a) => new URL(a.getAttribute('href'), location.href)) // of SVG too
          .filter((url) => url.origin === location.origin && !/\.(csv|txt)$/.test(url.pathname))
          .map((url) => url.pathname + url.search));
      // One of each kind of page first: what differs in the last part of the path is alike.
      for (const link of links) {
        const alike = [...seen].filter((p) => p.split('/').slice(0, -1).join('/') ===
          link.split('/').slice(0, -1).join('/')).length;
        if (seen.size < PAGE_LIMIT && alike < PAGE_LIMIT / 3) seen.add(link);
      }
    }
    assert.ok(seen.size > 10 && types.has('text/html'), [...seen].join(' '));
    assert.deepEqual(page.violations, []);
    await page.close();
  },

  async 'the script of the page works'() {
    const page = await open('/');
    await page.fill('#search', 'x-window');
    await page.waitForURL(/q=x-window$/);
    assert.deepEqual(page.violations, []);
    await page.close();
  },

  // Its style and scripts are files beside it, which are at the publisher's only: it is shown
  // without, and nothing of it is refused.
  async 'the page of the publisher is shown'() {
    const page = await open(PUBLISHED);
    assert.match(await page.title(), /Port Number Registry/);
    assert.ok(await page.locator('tbody tr').count() > 30);
    assert.ok(await page.locator('tbody tr').first().isVisible());
    assert.deepEqual(page.violations, []);
    await page.close();
  },

  // That the above can fail at all.
  async 'what stands within a page is not run'() {
    for (const path of ['/', PUBLISHED]) {
      const page = await open(path);
      await page.evaluate(() => {
        const make = (name) => document.createElementNS('http://www.w3.org/1999/xhtml', name);
        const script = make('script');
        script.textContent = 'window.intruded = true';
        const style = make('style');
        style.textContent = 'body { display: none }';
        const frame = make('iframe');
        frame.src = '/healthz';
        const picture = make('img');
        picture.src = 'https://picture.example/x.png';
        document.body.append(script, style, frame, picture);
      });
      await page.waitForTimeout(300);
      assert.equal(await page.evaluate(() => window.intruded), undefined);
      assert.ok(await page.locator('body').isVisible());
      const refused = page.violations.map((what) => what.split(/[- ]/)[0]).sort();
      assert.deepEqual(refused, ['frame', 'img', 'script', 'style'], page.violations.join(', '));
      await page.close();
    }
  },
};

await runTests(tests, browser, server);
