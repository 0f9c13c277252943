import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import { NO_LOG } from '../../../src/app/log.ts';
import { serveStore } from '../../../src/app/server/http/serveStore.ts';
import { openDuckStore } from '../../../src/io/duckStore.ts';
import { storeYear } from '../../app/yearRun.ts';
import { bundled, openPage, openTwinPage, shoot, takeSteps } from './open.ts';

const AXE = join(import.meta.dirname, '../../../node_modules/axe-core/axe.min.js');

/** What axe-core has to say. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(readFileSync(AXE, 'utf8'));
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const { violations: met } = await axe.run();
    return met.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
  });
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly tid: number;
  readonly pid: number;
  /** Microseconds of the processor. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}
/** Time of the processor that the longest task of the page's own thread took while `act` went on, in ms. */
async function longestTask(page: Page, act: () => Promise<void>): Promise<number> {
  const session = await page.context().browser()!.newBrowserCDPSession();
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  const done = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['toplevel', 'disabled-by-default-devtools.timeline', '__metadata'] },
  });
  await act();
  await session.send('Tracing.end');
  await done;
  const mains = new Set(
    events.filter((e) => e.name === 'thread_name' && e.args?.name === 'CrRendererMain').map((e) => `${e.pid} ${e.tid}`),
  );
  const tasks = events.filter((e) => e.name === 'RunTask' && mains.has(`${e.pid} ${e.tid}`) && e.tdur !== undefined);
  expect(tasks.length).toBeGreaterThan(50);
  return Math.max(...tasks.map(({ tdur }) => tdur! / 1000));
}

it('pans and zooms over a year of minutes without a task over 50 ms, and loses no peak of a minute', async () => {
  await bundled();
  const folder = mkdtempSync(join(tmpdir(), 'sixfold-year-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const store = await openDuckStore(join(folder, 'year.duckdb'));
  onTestFinished(() => store.close());
  await storeYear(store);
  const server = await serveStore(
    { store, host: '127.0.0.1', port: 0, tokensFile: join(folder, 'tokens.json') },
    NO_LOG,
  );
  onTestFinished(() => server.stop());
  const { page, complaints } = await openPage(`${server.url}/#/balance?span=all`);
  const main = page.locator('main');
  const legend = main.getByRole('list', { name: 'Shown' });
  await legend
    .getByRole('button', { name: /^press/ })
    .getByText(/-900 kW to -60 kW/)
    .waitFor();
  await main.getByText('✓ in balance').waitFor();
  await shoot(page, 'balance-year');
  const canvas = page.locator('.u-over').first();
  const text = main.locator('p.span');
  const drag = async (): Promise<void> => {
    const box = (await canvas.boundingBox())!;
    for (let k = 0; k < 3; k++) {
      await page.mouse.move(box.x + 0.7 * box.width, box.y + 80);
      await page.mouse.down();
      for (let s = 1; s <= 20; s++) {
        await page.mouse.move(box.x + (0.7 - 0.02 * s) * box.width, box.y + 80);
        await page.waitForTimeout(16);
      }
      await page.mouse.up();
      await page.waitForTimeout(400);
    }
  };
  const figures: number[] = [];
  for (const span of ['All', 'Month', 'Day']) {
    await page.getByRole('button', { name: span, exact: true }).click();
    if (span === 'All') await page.getByRole('button', { name: 'Zoom in' }).click();
    await expect.poll(() => text.textContent()).not.toContain('Reading');
    const before = await text.textContent();
    figures.push(await longestTask(page, drag));
    expect(await text.textContent()).not.toBe(before);
  }
  process.stdout.write(
    `longest task while panning, ms of the processor: ${figures.map((v) => v.toFixed(1)).join(', ')}\n`,
  );
  expect(Math.max(...figures)).toBeLessThan(50);
  // A day is shown by every minute or two, so the table needs no word on what was netted.
  await page.keyboard.press('Home');
  await expect.poll(() => text.textContent()).toContain('1 Jan 2023');
  await page.keyboard.press('+');
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => main.locator('table tbody').textContent()).toContain('office');
  await expect.poll(() => text.textContent()).toContain('rows of 2 min');
  await shoot(page, 'balance-day');
  // What is hidden is drawn no more, and said to be so.
  const pv = legend.getByRole('button', { name: /^pv/ });
  await pv.click();
  expect(await pv.getAttribute('aria-pressed')).toBe('false');
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: /Download/ }).click();
  const csv = readFileSync((await (await waiting).path())!, 'utf8');
  expect(csv).toMatch(/^time,grid\.electricity_kW,.*\n2023-01-01T\d\d:\d\d:00Z,/);
  expect(await violations(page)).toEqual([]);
  expect(complaints).toEqual([]);
});

it('goes on with a live twin, shows a forecast beside what came, in Chinese, on a phone, in the dark', async () => {
  const {
    live,
    page,
    token,
    complaints,
    shoot: picture,
  } = await openTwinPage(undefined, {
    steps: 30,
    at: 'balance?bus=power&span=live',
    browser: { locale: 'zh-CN', colorScheme: 'dark', viewport: { width: 390, height: 844 } },
  });
  const main = page.locator('main');
  await main.getByText('✓ 平衡').waitFor();
  const head = main.locator('p.span');
  const before = await head.textContent();
  await takeSteps(live, token('operator'), 3);
  await expect.poll(() => head.textContent(), { timeout: 10_000 }).not.toBe(before);
  const headers = { authorization: `Bearer ${token('operator')}` };
  await fetch(`${live.http!.url}/v1/clock/forecast`, { method: 'POST', headers });
  await expect.poll(async () => (await fetch(`${live.http!.url}/v1/forecast`)).status, { timeout: 20_000 }).toBe(200);
  await page.reload();
  await main.getByRole('img', { name: '预测与实际' }).waitFor();
  await main.getByText('✓ 平衡').waitFor();
  await picture('balance-phone-dark-zh');
  // Nothing of it is wider than the phone.
  expect(await main.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
  expect(await violations(page)).toEqual([]);
  expect(complaints).toEqual([]);
});
