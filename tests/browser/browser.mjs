// What the browser tests share: a server over the fixture, and chromium as Debian packages it.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { chromium } from 'playwright-core';

export const CHROMIUM = process.env.PORTREG_CHROMIUM || '/usr/bin/chromium';
export const SKIPPED = 77;

export function hasChromium() {
  return existsSync(CHROMIUM);
}

// Imports RELEASE into a new data directory and serves it. Returns its address and a function that
// ends all.
export async function startServer(portreg, portregd, release) {
  const directory = mkdtempSync(join(tmpdir(), 'portreg-browser-'));
  execFileSync(portreg, ['import', '--data', directory, release], { stdio: 'ignore' });
  const server = spawn(portregd, ['serve', '--data', directory, '--listen', '127.0.0.1:0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const address = await new Promise((resolve, reject) => {
    server.stdout.once('data', (line) => resolve(/http:\S+[^/\s]/.exec(line.toString())[0]));
    server.once('exit', () => reject(new Error('portregd did not start')));
  });
  return {
    address,
    async stop() {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGTERM');
      await ended;
      rmSync(directory, { recursive: true });
    },
  };
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
