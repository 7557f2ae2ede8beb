// What the browser tests share: servers over the fixture and over real releases, chromium as Debian
// packages it, pages that remember what went wrong in them, and the running of tests.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

export const CHROMIUM = process.env.PORTREG_CHROMIUM || '/usr/bin/chromium';
export const SKIPPED = 77;
const PAST_COUNT = 4; // real releases before the newest one, for the history

export function skipWithoutChromium() {
  if (existsSync(CHROMIUM)) return;
  console.log('skipped: no chromium');
  process.exit(SKIPPED);
}

// So many records that the table of the registry has a second page.
const MORE_RECORDS = Array.from({ length: 100 }, (_, i) => `<record date="2026-02-20">
  <name>many-${i}</name><protocol>tcp</protocol><xref type="person" data="Robin_Sample"/>
  <description>One of many</description><number>${20000 + i}</number></record>`).join('\n');

// A release like RELEASE, later: one record is changed, one is gone, the others are new.
function laterRelease(release) {
  const text = readFileSync(release, 'utf8');
  const changes = [
    ['<updated>2026-01-15</updated>', '<updated>2026-02-20</updated>'],
    ['<description>Window System</description>', '<description>Window System, changed</description>'],
    [/<record>\s*<name>www-http<\/name>[^]*?<\/record>/, ''],
    ['<footnote', `<record date="2026-02-20" updated="2026-02-20"><name>later-thing</name>
      <protocol>tcp</protocol><xref type="person" data="Robin_Sample"/>
      <description>A later thing</description><number>7104</number></record>\n${MORE_RECORDS}\n<footnote`],
  ];
  return changes.reduce((before, [from, to]) => {
    const after = before.replace(from, to);
    if (after === before) throw new Error(`expected ${from} in ${release}`);
    return after;
  }, text);
}

// The newest real release and some before it, the oldest first; none without PORTREG_IANA.
export function realReleases() {
  const directory = process.env.PORTREG_IANA && join(process.env.PORTREG_IANA, 'xml');
  if (!directory || !existsSync(directory)) return [];
  const files = readdirSync(directory).filter((name) => name.endsWith('.xml')).sort();
  const chosen = new Set();
  for (let i = 0; i <= PAST_COUNT; i++)
    chosen.add(files[Math.floor(((files.length - 1) * i) / PAST_COUNT)]);
  return [...chosen].map((name) => join(directory, name));
}

// Serves what DIRECTORY has. Returns the address, and a function that ends the server.
export async function serveData(portregd, directory) {
  const server = spawn(portregd, ['serve', '--data', directory, '--listen', '127.0.0.1:0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = async () => {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    if (server.exitCode === null && server.kill('SIGTERM')) await ended;
  };
  const address = await new Promise((resolve, reject) => {
    server.stdout.once('data', (line) => resolve(/http:\S+[^/\s]/.exec(line.toString())[0]));
    server.once('exit', () => reject(new Error('portregd did not start')));
  });
  return { address, stop };
}

function newDirectory() {
  return mkdtempSync(join(tmpdir(), 'portreg-browser-'));
}

// Imports RELEASES into a new data directory and serves it.
export async function serveReleases(portreg, portregd, releases) {
  const directory = newDirectory();
  for (const release of releases)
    execFileSync(portreg, ['import', '--data', directory, release], { stdio: 'ignore' });
  const { address, stop } = await serveData(portregd, directory);
  const stopAndForget = async () => {
    await stop();
    rmSync(directory, { recursive: true });
  };
  return { address, stop: stopAndForget };
}

// Serves two releases: the fixture, and one that changes something.
export async function startServer(portreg, portregd, fixture) {
  const place = newDirectory();
  const later = join(place, 'later.xml');
  writeFileSync(later, laterRelease(fixture));
  try {
    return await serveReleases(portreg, portregd, [fixture, later]);
  } finally {
    rmSync(place, { recursive: true });
  }
}

export async function startChromium() {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}

// A page that notes in page.problems what goes wrong: errors on the console, exceptions, what its
// policy refuses, what it asks of other hosts, what cannot be had.
export async function newPage(browser, server, options = {}) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, ...options });
  page.problems = [];
  page.on('console', (message) => {
    if (message.type() === 'error') page.problems.push(message.text());
  });
  page.on('pageerror', (error) => page.problems.push(String(error)));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(server.address + '/')) page.problems.push('asked ' + url);
  });
  if (options.javaScriptEnabled !== false) {
    await page.exposeFunction('violated', (what) => page.problems.push('refused ' + what));
    await page.addInitScript(() =>
      document.addEventListener('securitypolicyviolation', (event) =>
        window.violated(`${event.violatedDirective} ${event.blockedURI}`)));
  }
  page.visit = (path) => page.goto(server.address + path);
  return page;
}

// Waits until what has changed is drawn.
export function nextFrame(page) {
  return page.evaluate(() => new Promise((resolve) =>
    requestAnimationFrame(() => requestAnimationFrame(() => resolve()))));
}

// What of page.problems is no matter of an error page's own status.
export function problemsOf(page) {
  return page.problems.filter((text) => !/the server responded with a status of 40[04]/.test(text));
}

// Runs TESTS, an object of functions by name; those only whose name has PORTREG_ONLY in it. Ends
// the process.
export async function runTests(tests, ...resources) {
  let failed = 0;
  for (const [name, test] of Object.entries(tests)) {
    if (process.env.PORTREG_ONLY && !name.includes(process.env.PORTREG_ONLY)) continue;
    try {
      await test();
      console.log('ok: ' + name);
    } catch (error) {
      failed++;
      console.log('FAILED: ' + name + '\n' + (error.stack || error));
    }
  }
  for (const resource of resources) await (resource.stop ? resource.stop() : resource.close());
  process.exit(failed ? 1 : 0);
}
