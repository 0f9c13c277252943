import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openTwinPage, root } from './open.ts';

const axe = readFileSync(join(root, 'node_modules/axe-core/axe.min.js'), 'utf8');

it('lists runs, compares two, and deletes one once the operator has confirmed it', async () => {
  const { page, live, token, complaints, shoot, logIn } = await openTwinPage(undefined, { at: 'plant', steps: 30 });
  const headers = {
    authorization: `Bearer ${token('operator')}`,
    'content-type': 'application/json',
    prefer: 'wait=10',
  };
  const body = JSON.stringify({ args: { steps: 12, setpoints: { battery: { electricity_kW: 3 } } } });
  const branched = await fetch(`${live.http!.url}/v1/clock/branch`, { method: 'POST', headers, body });
  const { branch } = (await branched.json()) as { branch: string };
  await expect.poll(() => live.twin.branching.length).toBe(0);
  await logIn();
  await page.getByRole('link', { name: 'Runs' }).click();
  await expect.poll(() => page.locator('tbody tr').count()).toBe(2);
  for (const box of await page.locator('tbody input[type="checkbox"]').all()) await box.check();
  await page.getByText(/Difference from/).waitFor();
  await page.locator('.uplot canvas').waitFor();
  expect(page.url()).toContain(branch);
  await shoot('runs');
  await page.evaluate(axe);
  const { violations } = (await page.evaluate('axe.run()')) as { violations: { id: string }[] };
  expect(violations.map(({ id }) => id)).toEqual([]);
  await page.getByRole('button', { name: 'Delete …' }).and(page.locator(':enabled')).click();
  await page.getByRole('button', { name: 'Delete for good' }).click();
  await expect.poll(() => page.locator('table').first().locator('tbody tr').count()).toBe(1);
  expect(complaints).toEqual([]);
});
