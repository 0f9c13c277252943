import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { reportHtml } from '../../src/report/html.ts';
import { example, type Ran } from '../report/chartExample.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { bundleReport } = (await import(join(root, 'scripts/bundle.mjs'))) as {
  bundleReport: (root: string) => Promise<boolean>;
};
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = process.env.CHROMIUM ?? PLACES.find((path) => existsSync(path));
const folder = mkdtempSync(join(tmpdir(), 'sixfold-report-'));
const file = join(folder, 'report.html');
const PLOTS = ['sankey', 'monthly', 'weeks', 'duration-plot', 'heat', 'cost-0', 'carbon-0'];
const EVIL = `</script><img src=x onerror="window.hurt=1"><b>{c|x}`;

interface Visit {
  readonly page: Page;
  /** What the console said, and what was asked of the network. */
  readonly complaints: string[];
}
let context: BrowserContext | undefined;

async function visit(options: Parameters<typeof chromium.launchPersistentContext>[1], path = file): Promise<Visit> {
  if (executablePath === undefined)
    throw new Error('no Chromium found; install it with: apt-get install chromium (or name it in CHROMIUM)');
  context = await chromium.launchPersistentContext(mkdtempSync(join(folder, 'profile-')), {
    executablePath,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
    ...options,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (!request.url().startsWith('file:')) complaints.push(`request: ${request.url()}`);
  });
  await page.goto(pathToFileURL(path).href);
  await page.waitForFunction(() => document.querySelector('#heat canvas') !== null);
  return { page, complaints };
}

/** How much is drawn in a place: shapes of an SVG, or colours that a canvas holds. */
const drawn = (page: Page, id: string): Promise<number> =>
  page.evaluate((name) => {
    const place = document.getElementById(name)!;
    const canvases = [...place.querySelectorAll('canvas')];
    if (canvases.length === 0) return place.querySelectorAll('svg path, svg text').length;
    const colours = new Set<number>();
    for (const canvas of canvases) {
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      for (let k = 0; k < data.length; k += 4) colours.add((data[k]! << 16) | (data[k + 1]! << 8) | data[k + 2]!);
    }
    return colours.size;
  }, id);
const markup = (page: Page, id: string): Promise<string> =>
  page.evaluate((name) => {
    const place = document.getElementById(name)!;
    const canvases = [...place.querySelectorAll('canvas')];
    return canvases.length > 0 ? canvases.map((c) => c.toDataURL()).join() : place.innerHTML;
  }, id);

let ran: Ran;
beforeAll(async () => {
  await bundleReport(root);
  ran = example();
  const reference = {
    reference: 'grid',
    label: 'Grid only',
    kpis: {},
    omitted: [],
    costSteps: [
      { label: 'electricity: energy', money: -90_000 },
      { label: 'capital', money: 50_000 },
    ],
    carbonSteps: [{ label: 'Bought energy', kg: -300_000 }],
    cashFlow_money: [],
    warnings: [],
  };
  const script = readFileSync(join(root, 'dist/app/web/report.js'), 'utf8');
  expect(script.length).toBeLessThan(900_000);
  const html = reportHtml({ ...ran, summary: { ...ran.summary, references: [reference] }, script, version: '0.1.0' });
  expect(html.length).toBeLessThan(6_000_000);
  writeFileSync(file, html);
  const bad = example({ label: EVIL, end: '2023-02-01T00:00' });
  const consumers = Array.from(
    { length: 40 },
    (_, k) => `  shop-of-the-street-number-${k}: { kind: load, bus: power, demand: ${k < 30 ? 0.5 : 25} }`,
  );
  const large = example({ end: '2023-02-01T00:00', more: consumers.join('\n') });
  writeFileSync(join(folder, 'large.html'), reportHtml({ ...large, script }));
  writeFileSync(join(folder, 'evil.html'), reportHtml({ ...bad, script }));
});
afterEach(() => context?.close());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each([
  ['light, 1280 px', { viewport: { width: 1280, height: 900 } }],
  ['dark, 1280 px', { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' as const }],
  ['a phone of 390 px', { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true }],
])('draws every chart in %s, without a word or a request', async (_, options) => {
  const { page, complaints } = await visit(options);
  for (const id of PLOTS) await expect.poll(() => drawn(page, id), { message: id }).toBeGreaterThan(15);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(options.viewport.width);
  expect(complaints).toEqual([]);
});

it('draws in the dark with light letters', async () => {
  const { page } = await visit({ viewport: { width: 1280, height: 900 }, colorScheme: 'dark' });
  const letters = async (): Promise<string[]> => {
    const text = await markup(page, 'monthly');
    return ['#9aa4af', '#57606a'].filter((colour) => text.includes(colour));
  };
  expect(await letters()).toEqual(['#9aa4af']);
  await page.emulateMedia({ colorScheme: 'light' });
  await expect.poll(letters).toEqual(['#57606a']);
});

describe('choices', () => {
  it('change the bus of months and weeks together', async () => {
    const { page, complaints } = await visit({});
    const before = [await markup(page, 'monthly'), await markup(page, 'weeks')];
    await page.selectOption('#weeks-bus', { label: 'heat (heat)' });
    expect(await page.locator('#monthly-bus').inputValue()).toBe(await page.locator('#weeks-bus').inputValue());
    const after = [await markup(page, 'monthly'), await markup(page, 'weeks')];
    expect(after.map((text, k) => text !== before[k])).toEqual([true, true]);
    expect(after[0]!.includes('>boiler<')).toBe(true);
    expect(complaints).toEqual([]);
  });

  it('draw any signal as duration curve and heat map, with its numbers', async () => {
    const { page, complaints } = await visit({});
    const before = [await markup(page, 'duration-plot'), await markup(page, 'heat')];
    const pv = ran.outcome.columns.findIndex((c) => c.name === 'pv.electricity_kW');
    await page.selectOption('#duration-signal', String(pv));
    await page.selectOption('#heat-signal', String(pv));
    const after = await markup(page, 'duration-plot');
    expect(after !== before[0]).toBe(true);
    expect(after.includes('>pv.electricity_kW<')).toBe(true);
    await expect.poll(async () => (await markup(page, 'heat')) !== before[1]).toBe(true);
    const numbers = await page.locator('#heat-numbers').textContent();
    expect(numbers).toContain('Mean by month and hour: pv.electricity_kW, kW');
    // The same table, of the values themselves: noon in July.
    const cells = await page.locator('#heat-numbers tbody tr').nth(12).locator('td').allTextContents();
    const { start_ms, step_s } = ran.outcome.table.grid;
    const noon: number[] = [];
    ran.outcome.table.columns[pv]!.forEach((v, i) => {
      const at = new Date(start_ms + i * step_s * 1000 + 8 * 3_600_000).toISOString();
      if (at.startsWith('2023-07') && at.slice(11, 13) === '12') noon.push(v);
    });
    expect(noon.length).toBe(31);
    expect(Number(cells[6])).toBeCloseTo(noon.reduce((a, b) => a + b, 0) / noon.length, 0);
    expect(complaints).toEqual([]);
  });

  it('draw signals of every kind without complaint', async () => {
    const { page, complaints } = await visit({});
    const values = await page
      .locator('#heat-signal option')
      .evaluateAll((list) => list.map((o) => (o as HTMLOptionElement).value));
    expect(values.length).toBe(ran.outcome.columns.length);
    for (const value of values.filter((_, k) => k % 5 === 0)) {
      await page.selectOption('#heat-signal', value);
      await page.selectOption('#duration-signal', value);
    }
    expect(complaints).toEqual([]);
  });
});

it.each([1280, 390])(
  'gathers the small flows of a large site, and lets no name meet another at %d px',
  async (width) => {
    const { page, complaints } = await visit({ viewport: { width, height: 900 } }, join(folder, 'large.html'));
    const names = (): Promise<string[]> => page.locator('#sankey svg text').allTextContents();
    const met = (): Promise<string[]> =>
      page.evaluate(() => {
        const boxes = [...document.querySelectorAll('#sankey svg text')].map((e) => ({
          text: e.textContent,
          box: e.getBoundingClientRect(),
        }));
        // Boxes of letters are higher than the lines are apart.
        return boxes.flatMap((a, i) =>
          boxes
            .slice(i + 1)
            .filter(
              (b) =>
                a.box.left + 2 < b.box.right &&
                b.box.left + 2 < a.box.right &&
                a.box.top + 3 < b.box.bottom &&
                b.box.top + 3 < a.box.bottom,
            )
            .map((b) => `${a.text} | ${b.text}`),
        );
      });
    const gathered = await names();
    expect(gathered.join(' ')).toMatch(/30 others/);
    expect(await met()).toEqual([]);
    await page.locator('#sankey-all').check();
    const whole = await names();
    expect(whole.length).toBeGreaterThan(gathered.length + 29);
    expect(whole.join(' ')).not.toContain('others');
    expect(await met()).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    expect(complaints).toEqual([]);
  },
);

it('prints light, with charts within the page and key figures opened', async () => {
  const { page, complaints } = await visit({ colorScheme: 'dark' });
  await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await page.setViewportSize({ width: 688, height: 900 });
  const found = await page.evaluate(() => ({
    wide: [...document.querySelectorAll('.plot svg, .plot canvas')].filter((e) => e.getBoundingClientRect().right > 689)
      .length,
    closed: document.querySelectorAll('details[data-print]:not([open])').length,
    paper: getComputedStyle(document.body).backgroundColor,
    scaled: [...document.querySelectorAll('.plot svg')].every((svg) => svg.hasAttribute('viewBox')),
    letters: document.querySelector('#monthly')!.innerHTML.includes('#57606a'),
    nav: getComputedStyle(document.querySelector('nav')!).display,
  }));
  expect(found).toEqual({ wide: 0, closed: 0, scaled: true, paper: 'rgb(255, 255, 255)', letters: true, nav: 'none' });
  await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
  expect(await page.locator('details[data-print][open]').count()).toBe(0);
  const pdf = await page.pdf({ format: 'A4' });
  expect(pdf.length).toBeGreaterThan(50_000);
  expect(complaints).toEqual([]);
});

it('reads without a script', async () => {
  if (executablePath === undefined) throw new Error('no Chromium found');
  context = await chromium.launchPersistentContext(mkdtempSync(join(folder, 'profile-')), {
    executablePath,
    headless: true,
    javaScriptEnabled: false,
    args: ['--no-sandbox', '--disable-gpu'],
  });
  const page = await context.newPage();
  await page.goto(pathToFileURL(file).href);
  expect(await page.locator('.plot').first().isVisible()).toBe(false);
  expect(await page.locator('select').first().isVisible()).toBe(false);
  expect(await page.locator('noscript p').isVisible()).toBe(true);
  expect(await page.locator('#balance ~ .scroll table').first().isVisible()).toBe(true);
  await page.getByText('Numbers of this chart').first().click();
  expect(
    await page
      .getByRole('row', { name: /supply gas/ })
      .first()
      .isVisible(),
  ).toBe(true);
});

it('runs nothing that a label holds', async () => {
  const { page, complaints } = await visit({ viewport: { width: 1280, height: 900 } }, join(folder, 'evil.html'));
  expect(await page.locator('h1').textContent()).toBe(EVIL);
  expect((await markup(page, 'monthly')).includes('&lt;/script&gt;')).toBe(true);
  // The tips of the charts, too, write names as text.
  for (const id of ['monthly', 'sankey', 'weeks', 'duration-plot', 'heat'])
    for (const [x, y] of [
      [60, 100],
      [300, 150],
      [500, 120],
    ]) {
      await page.locator(`#${id}`).hover({ position: { x: x!, y: y! } });
      await page.waitForTimeout(30);
    }
  expect(await page.evaluate(() => (window as unknown as { hurt?: number }).hurt)).toBeUndefined();
  expect(await page.locator('img').count()).toBe(0);
  expect(complaints).toEqual([]);
});
