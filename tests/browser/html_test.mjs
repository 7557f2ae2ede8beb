// Every kind of page is valid HTML, the style valid CSS and the pictures valid SVG, by the Nu HTML
// checker: html_test.mjs PORTREG PORTREGD FIXTURE
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { realReleases, runTests, serveReleases, SKIPPED, startServer } from './browser.mjs';
import { FIXTURE_KINDS, REAL_KINDS } from './kinds.mjs';

const [portreg, portregd, fixture] = process.argv.slice(2);
const CHECKER = createRequire(import.meta.url).resolve('vnu-jar/build/dist/vnu.jar');
if (!existsSync(CHECKER) || spawnSync('java', ['-version']).status !== 0) {
  console.log('skipped: no java, or no vnu-jar');
  process.exit(SKIPPED);
}
const PICTURES = { map: '/map.svg', 'map-dark': '/map.svg?scheme=dark', icon: '/web/icon.svg',
  assignments: '/statistics/assignments.svg', ranges: '/statistics/ranges.svg',
  growth: '/statistics/growth.svg', records: '/statistics/records.svg',
  names: '/statistics/service-names.svg', assignees: '/statistics/assignees.svg' };
const place = mkdtempSync(join(tmpdir(), 'portreg-html-'));

// Writes what SERVER answers for each of PATHS into files of DIRECTORY.
async function save(server, directory, paths, extension) {
  mkdirSync(directory, { recursive: true });
  for (const [name, path] of Object.entries(paths)) {
    const answer = await fetch(server.address + path, { headers: { Accept: 'text/html,*/*;q=0.5' } });
    writeFileSync(join(directory, name + extension), Buffer.from(await answer.arrayBuffer()));
  }
}

// A property of CSS (https://www.w3.org/TR/fill-stroke-3/#paint-order) that the checker does not know.
const UNKNOWN_TO_THE_CHECKER = /^CSS: “paint-order”: Property “paint-order” doesn't exist/;

// What the checker has to say about the files of DIRECTORY: each message once, with the first place.
function check(directory) {
  const checker = spawnSync('java', ['-Xss4m', '-jar', CHECKER, '--also-check-css',
    '--also-check-svg', '--format', 'json', '--stdout', directory], { maxBuffer: 1 << 28 });
  const found = new Map();
  for (const one of JSON.parse(checker.stdout.toString()).messages) {
    if (UNKNOWN_TO_THE_CHECKER.test(one.message) || found.has(one.message)) continue;
    const extract = (one.extract || '').replace(/\s+/g, ' ').slice(0, 160);
    found.set(one.message, `${basename(one.url || '')}:${one.lastLine}: ${one.message} ${extract}`);
  }
  return [...found.values()];
}

async function checkAll(server, name, kinds) {
  const directory = join(place, name);
  await save(server, directory, kinds, '.html');
  await save(server, directory, { style: '/web/style.css' }, '.css');
  await save(server, directory, PICTURES, '.svg');
  assert.deepEqual(check(directory), []);
}

const small = await startServer(portreg, portregd, fixture);
const releases = realReleases();
const real = releases.length ? await serveReleases(portreg, portregd, releases) : null;

const tests = {
  'pages, style and pictures of the fixture': () => checkAll(small, 'fixture', FIXTURE_KINDS),

  // That the above can fail at all.
  async 'what is not valid is found'() {
    const directory = join(place, 'wrong');
    mkdirSync(directory);
    writeFileSync(join(directory, 'page.html'),
      '<!DOCTYPE html><html lang="en"><head><title>x</title></head><body><p><div></div></p></body></html>');
    writeFileSync(join(directory, 'style.css'), 'p { colour: red }');
    writeFileSync(join(directory, 'picture.svg'),
      '<svg xmlns="http://www.w3.org/2000/svg"><rectangle></svg>');
    const files = check(directory).map((line) => line.split(':')[0]);
    assert.deepEqual([...new Set(files)].sort(), ['page.html', 'picture.svg', 'style.css']);
  },
};
if (real) tests['pages, style and pictures of real releases'] = () => checkAll(real, 'real', REAL_KINDS);
const cleanup = { close: () => rmSync(place, { recursive: true }) };
await runTests(tests, small, ...(real ? [real] : []), cleanup);
