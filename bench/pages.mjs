// What a visit of each page takes in chromium, as a section of the report in Markdown on standard output:
// pages.mjs BUILD_DIRECTORY DATA_DIRECTORY [VISITS]
//
// Each visit is the first one: nothing is in the browser's cache.
import { join } from 'node:path';
import { serveData, startChromium } from '../tests/browser/browser.mjs';

const [build, data, visits = '9'] = process.argv.slice(2);
const LIMIT_KB = 60; // transferred, without the map
const PAGES = {
  'the registry': '/',
  'the registry, searched': '/?q=http',
  'how to search': '/search',
  'found records': '/search?q=http',
  'a port number': '/ports/443',
  'a port number, unassigned': '/ports/48000',
  'a range': '/ports/6000-6063',
  'a service name': '/services/https',
  'the map': '/map',
  'the releases': '/releases',
  'a release': '/releases/2',
  'statistics': '/statistics',
  'experts': '/experts',
  'about the API': '/api',
  'about': '/about',
  'not found': '/nowhere/at/all',
};

// One visit: bytes by what they are for, requests, time to the first contentful paint, elements.
async function visit(browser, url) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const client = await context.newCDPSession(page);
  const kinds = new Map();
  const bytes = {};
  await client.send('Network.enable');
  client.on('Network.responseReceived', ({ requestId, type }) => kinds.set(requestId, type));
  client.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const kind = kinds.get(requestId);
    bytes[kind] = (bytes[kind] || 0) + encodedDataLength;
  });
  await page.goto(url, { waitUntil: 'networkidle' });
  const paint = await page.evaluate(() => new Promise((resolve) =>
    new PerformanceObserver((list) => {
      const [first] = list.getEntriesByName('first-contentful-paint');
      if (first) resolve(first.startTime);
    }).observe({ type: 'paint', buffered: true })));
  const elements = await page.locator('*').count();
  await context.close();
  return { bytes, requests: kinds.size, paint, elements };
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const kilobytes = (bytes) => ((bytes || 0) / 1000).toFixed(1);

async function measure(browser, address, name, path) {
  const all = [];
  for (let i = 0; i < Number(visits); i++) all.push(await visit(browser, address + path));
  const { bytes, requests, elements } = all[0];
  const paints = all.map((one) => one.paint);
  const total = Object.values(bytes).reduce((sum, some) => sum + some, 0);
  const rest = total - (bytes.Document || 0) - (bytes.Stylesheet || 0) - (bytes.Script || 0);
  const verdict = path === '/map' ? '' : total < LIMIT_KB * 1000 ? 'met' : '**missed**';
  return `| ${name} | \`${path}\` | ${kilobytes(total)} | ${kilobytes(bytes.Document)} | ` +
    `${kilobytes(bytes.Stylesheet)} | ${kilobytes(bytes.Script)} | ${kilobytes(rest)} | ${requests} | ` +
    `${median(paints).toFixed(0)} (${Math.min(...paints).toFixed(0)}) | ${elements} | ${verdict} |`;
}

const server = await serveData(join(build, 'portregd'), data);
const browser = await startChromium();
try {
  const rows = [];
  for (const [name, path] of Object.entries(PAGES))
    rows.push(await measure(browser, server.address, name, path));
  console.log(`
## Pages

First visits of pages in chromium ${browser.version()}, over loopback, ${visits} of each: kilobytes that are
transferred, with headers, compressed by gzip; first contentful paint in milliseconds, the median and the
least. Target: under ${LIMIT_KB} kB, but for the map.

| page | path | kB | document | style | scripts | else | requests | first paint | elements | |
|---|---|---|---|---|---|---|---|---|---|---|
${rows.join('\n')}

\`\`\`
node bench/pages.mjs ${build} ${data} ${visits}
\`\`\``);
} finally {
  await browser.close();
  await server.stop();
}
