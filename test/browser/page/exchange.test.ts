import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openTwinPage, root, takeSteps } from './open.ts';

const axe = readFileSync(join(root, 'node_modules/axe-core/axe.min.js'), 'utf8');

it('shows markets, and takes an order of a party and its cancellation', async () => {
  const opened = await openTwinPage('simulations/suzhou-exchange.yaml', { at: 'exchange?market=centre', steps: 6 });
  const { page, live, token, complaints, shoot, logIn } = opened;
  await page.getByRole('heading', { name: '10 kV substation and energy centre' }).waitFor();
  await page.getByText(/Cleared at/).waitFor();
  expect(await page.getByText('Log in as a party').count()).toBe(1);
  await logIn('storage');
  await page.locator('input[name="quantity"]').fill('10');
  await page.locator('input[name="limit"]').fill('0.2');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByText(/was taken in/).waitFor();
  await page.locator('tbody.buys td', { hasText: '0.2 CNY/kWh' }).first().waitFor();
  await shoot('exchange-party');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByText('No open orders.').waitFor();
  const gate = await page.locator('dl').first().textContent();
  await takeSteps(live, token('operator'), 2);
  await expect.poll(() => page.locator('dl').first().textContent(), { timeout: 15_000 }).not.toBe(gate);
  await page.evaluate(axe);
  const { violations } = (await page.evaluate('axe.run()')) as { violations: { id: string }[] };
  expect(violations.map(({ id }) => id)).toEqual([]);
  expect(complaints).toEqual([]);
});
