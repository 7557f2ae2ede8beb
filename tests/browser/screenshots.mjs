// Takes pictures of the pages: screenshots.mjs PORTREG PORTREGD RELEASE DIRECTORY
import { mkdirSync } from 'node:fs';
import { startChromium, startServer } from './browser.mjs';

const [portreg, portregd, release, directory] = process.argv.slice(2);
const server = await startServer(portreg, portregd, release);
const browser = await startChromium();
mkdirSync(directory, { recursive: true });
const pages = { registry: '/', port: '/?q=443', range: '/?q=6000-6070', nothing: '/?q=htpps',
  sorted: '/?sort=port&order=desc&transport=tcp', person: '/people/Example_Corp' };
for (const width of [360, 768, 1024, 1440])
  for (const colorScheme of ['light', 'dark']) {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    for (const [name, path] of Object.entries(pages)) {
      if (name !== 'registry' && name !== 'port' && (width !== 1440 || colorScheme !== 'light')) continue;
      await page.goto(server.address + path);
      await page.screenshot({ path: `${directory}/${name}-${width}-${colorScheme}.png` });
      if (name === 'registry') {
        await page.evaluate(() => document.querySelector('form').scrollIntoView());
        await page.screenshot({ path: `${directory}/table-${width}-${colorScheme}.png` });
      }
    }
    await page.close();
  }
await browser.close();
await server.stop();
