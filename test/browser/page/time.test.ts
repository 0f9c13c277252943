import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { folderWith } from '../../app/site.ts';
import { FILES, SMALL } from '../../scenario/small.ts';
import { openTwinPage, root } from './open.ts';

const axe = readFileSync(join(root, 'node_modules/axe-core/axe.min.js'), 'utf8');
/** What axe-core finds against the rules of accessibility, as one line each. */
async function faults(page: Page): Promise<string[]> {
  // Evaluated by the driver, so that the page's policy on scripts stays as it is.
  await page.evaluate(axe);
  return page.evaluate(async () => {
    type Found = {
      readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
    };
    const { run } = (globalThis as unknown as { axe: { run: () => Promise<Found> } }).axe;
    const { violations } = await run();
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
  });
}

it('scrubs a replay: the twin goes on from there under a new run, which the tree shows', async () => {
  const { live, page, logIn, complaints, shoot } = await openTwinPage(undefined, { at: 'time', steps: 8 });
  await logIn();
  const scrub = page.getByRole('slider', { name: 'Time of the scenario' });
  const before = live.twin.run.run;
  // A key moves it by a step of the clock.
  await scrub.focus();
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => live.twin.run.run, { timeout: 20_000 }).not.toBe(before);
  expect(live.twin.run.parent).toBe(before);
  await expect.poll(() => live.twin.clock.index).toBe(7);
  await page.locator('footer').getByText('done').waitFor();
  await page.locator('footer').getByText('step 7 of').waitFor();
  await expect.poll(() => page.locator('.tree li').allTextContents(), { timeout: 20_000 }).toHaveLength(2);
  await page.locator('.tree').getByText('Current run').waitFor();
  await shoot('time');
  expect(complaints).toEqual([]);
});

it('commands the clock there and back: asks for a login, steps, says done', async () => {
  const { live, page, token, logIn, complaints } = await openTwinPage(undefined, { at: 'time', steps: 1 });
  const step = page.locator('footer').getByRole('button', { name: 'One step' });
  await step.click();
  await page.locator('dialog[open] input[name="token"]').fill(token('viewer'));
  await page.keyboard.press('Escape');
  expect(live.twin.clock.index).toBe(1);
  await logIn();
  await page.getByLabel('Length of a step').selectOption({ label: '10 steps' });
  await step.click();
  await page.locator('footer').getByText('done').waitFor();
  await expect.poll(() => live.twin.clock.index).toBe(11);
  await page.locator('footer').getByText('step 11 of').waitFor();
  expect(complaints).toEqual([]);
});

it('runs a what-if from here and shows it beside the run', async () => {
  const { page, logIn, complaints, shoot } = await openTwinPage(undefined, { at: 'time', steps: 4 });
  await logIn();
  await page.locator('footer').getByRole('button', { name: 'What if' }).click();
  const dialog = page.locator('dialog[open]');
  await dialog.locator('input[name="hours"]').fill('6');
  await dialog.getByRole('button', { name: 'Set point' }).click();
  await dialog.getByRole('button', { name: 'Start' }).click();
  await page.getByRole('heading', { name: 'What-if beside the run' }).waitFor();
  await page.getByText('The run has not come so far yet').waitFor({ timeout: 30_000 });
  await page.getByLabel('Length of a step').selectOption({ label: '10 steps' });
  await page.locator('footer').getByRole('button', { name: 'One step' }).click();
  await page.getByText('Over 6 common steps').waitFor({ timeout: 30_000 });
  await shoot('time-what-if');
  expect(complaints).toEqual([]);
});

it('shows what meters measured beside the model, on a phone, in Chinese, without faults for a reader', async () => {
  const rows = Array.from({ length: 24 }, (_, h) => `2023-03-01T${String(h).padStart(2, '0')}:00,${305 + 10 * h}`);
  const folder = folderWith({
    ...FILES,
    'seen.csv': `time,load_kW\n${rows.join('\n')}\n`,
    'small.yaml': `${SMALL.replace('profiles:', 'profiles:\n  seen: { file: seen.csv, gaps: leave }')}meters:\n  load.demand_kW: seen.load_kW\n`,
  });
  const { page, complaints, shoot } = await openTwinPage(undefined, {
    at: 'time',
    steps: 5,
    live: { file: join(folder, 'small.yaml') },
    browser: { locale: 'zh-CN', viewport: { width: 390, height: 844 } },
  });
  await page.getByRole('button', { name: 'load.demand_kW' }).waitFor();
  await expect.poll(() => page.locator('main table').first().textContent(), { timeout: 20_000 }).toMatch(/3\d\d kW/);
  await shoot('time-phone-zh');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  expect(await faults(page)).toEqual([]);
  expect(complaints).toEqual([]);
});
