import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { openTwinPage, root, takeSteps } from './open.ts';

const axe = readFileSync(join(root, 'node_modules/axe-core/axe.min.js'), 'utf8');
/** What axe-core finds against the rules of accessibility, as one line each. */
async function faults(page: Page): Promise<string[]> {
  // Evaluated by the driver, so that the page's policy on scripts stays as it is.
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const run = (
      globalThis as unknown as {
        axe: { run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      }
    ).axe.run;
    const { violations } = await run();
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
  });
}

it('draws the cluster, finds a component, steers it, and tells what became of that', async () => {
  const { live, page, token, complaints, shoot, logIn } = await openTwinPage(undefined, { steps: 12 });
  await page.locator('[data-node="battery"]').waitFor();
  await takeSteps(live, token('operator'), 1);
  await expect.poll(() => page.locator('[data-node="grid"] .value').textContent()).toMatch(/\d.* [kM]W/);
  await shoot('plant');
  await logIn();
  await page.getByRole('searchbox').fill('batt');
  await page.keyboard.press('Enter');
  const panel = page.getByRole('complementary', { name: 'battery' });
  await panel.getByRole('button', { name: 'Take out of service' }).click();
  await panel.getByText(/accepted: acts from step \d+/).waitFor();
  await takeSteps(live, token('operator'), 2);
  await panel.getByText('done', { exact: true }).waitFor();
  await expect.poll(() => page.locator('[data-node="battery"]').getAttribute('aria-label')).toContain('out of service');
  await panel.getByRole('spinbutton').first().fill('1e9');
  await panel.getByRole('button', { name: 'Set', exact: true }).click();
  await expect.poll(() => panel.getByRole('status').textContent()).toMatch(/accepted|rejected|done/);
  await shoot('plant-panel');
  expect(await faults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'detached' });
  expect(complaints).toEqual([]);
});

it('goes from node to node by arrows, and opens one by Enter', async () => {
  const { page, complaints } = await openTwinPage(undefined, { steps: 2 });
  const focused = (): Promise<{ id: string; x: number }> =>
    page.evaluate(() => ({
      id: document.activeElement?.getAttribute('data-node') ?? '',
      x: Number.parseFloat((document.activeElement as HTMLElement).style.left),
    }));
  await page.locator('[data-node="grid"]').focus();
  const begin = await focused();
  await page.keyboard.press('ArrowRight');
  const right = await focused();
  expect(right.x).toBeGreaterThan(begin.x);
  await page.locator('[data-node="bus:power"]').focus();
  await page.keyboard.press('ArrowLeft');
  const { id: back } = await focused();
  await page.keyboard.press('Enter');
  await expect.poll(() => page.url()).toContain(`component=${back}`);
  expect(complaints).toEqual([]);
});

it('draws 119 components at once, and the heat network as a map', async () => {
  const { live, token, page, complaints, shoot } = await openTwinPage('simulations/suzhou-sip-district.yaml', {
    steps: 8,
    browser: { viewport: { width: 1920, height: 1080 } },
  });
  await page.locator('[data-node="heat-network"]').waitFor();
  expect(await page.locator('[data-node]').count()).toBeGreaterThan(80);
  await shoot('plant-district');
  await page.getByRole('button', { name: 'Heat network', exact: true }).click();
  const trunk = page.getByRole('button', { name: /^trunk: plant → j1/ });
  await trunk.focus();
  await page.keyboard.press('Enter');
  await takeSteps(live, token('operator'), 2);
  const card = page.getByRole('region', { name: 'trunk' });
  await expect.poll(() => card.textContent()).toMatch(/250 mm.*°C → .*°C/);
  await shoot('plant-network');
  expect(await faults(page)).toEqual([]);
  expect(complaints).toEqual([]);
});

it('fits a phone, in Chinese and in the dark', async () => {
  const { page, complaints, shoot } = await openTwinPage(undefined, {
    steps: 4,
    at: 'plant?component=boiler1',
    browser: { locale: 'zh-CN', colorScheme: 'dark', viewport: { width: 390, height: 844 }, hasTouch: true },
  });
  await page.getByRole('complementary').waitFor();
  await page.getByText('操作').waitFor();
  const wide = await page.evaluate(() =>
    [...document.querySelectorAll('main *')]
      .filter((one) => one.closest('.room') === null && one.getBoundingClientRect().right > innerWidth + 1)
      .map((one) => one.outerHTML.slice(0, 120)),
  );
  expect(wide).toEqual([]);
  await shoot('plant-phone-zh');
  expect(await faults(page)).toEqual([]);
  expect(complaints).toEqual([]);
});
