import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadScenario, simulate } from '../../../src/app/node.ts';
import { exportPage } from '../../../src/app/server/http/exportPage.ts';
import { csvFile } from '../../../src/io/csv.ts';
import { parquetFile } from '../../../src/io/parquet.ts';
import { summarise } from '../../../src/report/summarise.ts';
import { openPage, root, shoot } from './open.ts';

const { bundleStudio } = (await import(join(root, 'scripts/bundleStudio.mjs'))) as {
  bundleStudio: (root: string) => Promise<boolean>;
};
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};
const SCENARIO = 'simulations/suzhou-six-in-one.yaml';
const folder = mkdtempSync(join(tmpdir(), 'sixfold-studio-'));
let server: Server;
let url = '';

/** The exported page, on a server that knows nothing but files. */
beforeAll(async () => {
  await bundleStudio(root);
  exportPage(join(folder, 'page'), '0.0.0');
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://here');
    const file = join(folder, 'page', pathname === '/' ? 'index.html' : decodeURIComponent(pathname));
    if (!existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'text/plain' }).end(readFileSync(file));
  });
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const tile = (page: Page, id: string) => page.locator(`[data-tile="${id}"]`).first();
async function opened(browser: Parameters<typeof openPage>[1] = {}) {
  const found = await openPage(url, browser);
  await tile(found.page, 'bill').waitFor({ timeout: 60_000 });
  return found;
}
async function downloaded(page: Page, what: string): Promise<Buffer> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.locator('select:has(option[value="yaml"])').selectOption(what),
  ]);
  return readFileSync(await download.path());
}
async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(readFileSync(join(root, 'node_modules/axe-core/axe.min.js'), 'utf8'));
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  });
}

it('gives the same bytes as Node', async () => {
  const { page, complaints } = await opened();
  const scenario = loadScenario(join(root, SCENARIO));
  const names = simulate(loadScenario(join(root, SCENARIO)), { maxRows: 0 }).columns.map(({ name }) => name);
  const csv = csvFile(join(folder, 'node.csv'), names, scenario.run.grid);
  const parquet = parquetFile(join(folder, 'node.parquet'), names, scenario.run.grid);
  const outcome = simulate(scenario, {
    onBlock(block) {
      csv.write(block);
      parquet.write(block);
    },
  });
  csv.close();
  parquet.close();
  const same = async (what: string, bytes: Buffer) => (await downloaded(page, what)).equals(bytes);
  expect(await same('results.csv', readFileSync(join(folder, 'node.csv')))).toBe(true);
  expect(await same('results.parquet', readFileSync(join(folder, 'node.parquet')))).toBe(true);
  const summary = `${JSON.stringify(summarise(outcome), null, 2)}\n`;
  expect((await downloaded(page, 'summary.json')).toString()).toBe(summary);
  expect((await downloaded(page, 'report.html')).toString()).toContain('Suzhou six-in-one microgrid');
  expect(complaints).toEqual([]);
});

it('runs the year as a slider is dragged, shows the change, and keeps it in the text', async () => {
  const { page, complaints } = await opened();
  const before = await tile(page, 'bill').innerText();
  await page.getByRole('slider', { name: 'Battery: capacity kWh' }).focus();
  for (let k = 0; k < 10; k++) await page.keyboard.press('ArrowRight');
  await expect.poll(() => tile(page, 'bill').innerText(), { timeout: 30_000 }).not.toBe(before);
  await expect.poll(() => tile(page, 'bill').innerText(), { timeout: 30_000 }).toMatch(/▼.*CNY/);
  await page.getByRole('button', { name: 'Pin this case' }).click();
  await page.getByRole('columnheader', { name: /Case 1/ }).waitFor();
  const text = (await downloaded(page, 'yaml')).toString();
  const own = readFileSync(join(root, SCENARIO), 'utf8');
  expect(text).toBe(own.replace('capacity_kWh: 200\n', 'capacity_kWh: 220\n'));
  for (const name of ['A week', 'Load duration', 'Flows']) {
    await page.getByRole('tab', { name }).click();
    await page.locator('#studio-chart svg').waitFor();
  }
  expect(await violations(page)).toEqual([]);
  await shoot(page, 'studio');
  expect(complaints).toEqual([]);
});

it('takes what is written, says what is wrong in its line, and goes on', async () => {
  const { page, complaints } = await opened();
  await page.getByRole('button', { name: 'Edit as text' }).click();
  const text = page.locator('.cm-content');
  await text.click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('\nnetworkmodel: physics\n');
  await page.getByText(/did you mean "networkModel"/).waitFor();
  await page.locator('.cm-lint-marker-error').waitFor();
  expect(await violations(page)).toEqual([]);
  await shoot(page, 'studio-text');
  for (let k = 0; k < 'networkmodel: physics\n'.length; k++) await page.keyboard.press('Backspace');
  await page.locator('.cm-lint-marker-error').waitFor({ state: 'detached' });
  expect(complaints).toEqual([]);
});

it('opens files of one’s own, and fits a phone in the dark', async () => {
  const { page, complaints } = await opened({ viewport: { width: 390, height: 844 }, colorScheme: 'dark' });
  const own = readFileSync(join(root, SCENARIO), 'utf8').replace('discountRate: 0.08', 'discountRate: 0.02');
  const before = await tile(page, 'cost').innerText();
  await page
    .locator('input[type="file"]')
    .setInputFiles([{ name: 'mine.yaml', mimeType: 'text/yaml', buffer: Buffer.from(own) }]);
  await expect.poll(() => tile(page, 'cost').innerText(), { timeout: 30_000 }).not.toBe(before);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  expect(await violations(page)).toEqual([]);
  await shoot(page, 'studio-phone');
  expect(complaints).toEqual([]);
});
