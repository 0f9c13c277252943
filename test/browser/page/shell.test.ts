import { expect, it } from 'vitest';
import { openTwinPage, takeSteps } from './open.ts';

it('shows a twin live, over MQTT on the same address, and names its views', async () => {
  const { live, page, token, complaints, shoot } = await openTwinPage(undefined, { steps: 3 });
  const link = page.locator('header [role=status]');
  await expect.poll(() => link.getAttribute('title'), { timeout: 20_000 }).toMatch(/^(live|stale), over MQTT/);
  expect(await page.title()).toContain('Suzhou six-in-one microgrid');
  expect(await page.locator('nav a').allInnerTexts()).toEqual(['Plant', 'Balance', 'Time', 'Runs', 'Studio']);
  const before = await page.locator('footer').textContent();
  await takeSteps(live, token('operator'), 5);
  await expect.poll(() => page.locator('footer').textContent()).not.toBe(before);
  await shoot('shell');
  expect(complaints).toEqual([]);
});

it('logs in by a token, keeps it from scripts, and logs out', async () => {
  const { page, logIn, token, context, complaints } = await openTwinPage();
  await logIn();
  await page.getByText('as operator').waitFor();
  const [cookie] = await context.cookies();
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
  expect(await page.evaluate(() => document.cookie)).toBe('');
  expect(
    await page.evaluate(() => JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])),
  ).not.toContain(token('operator'));
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByRole('button', { name: 'Log in' }).waitFor();
  expect(complaints).toEqual([]);
});

it('says that a token is wrong', async () => {
  const { page } = await openTwinPage();
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.locator('dialog input[name="token"]').fill('nobody-has-this-one');
  await page.locator('dialog button.primary').click();
  await page.getByText('Nobody has this token.').waitFor();
});

it('speaks Chinese to who does, and remembers who chose it', async () => {
  const { page, shoot } = await openTwinPage(undefined, { browser: { locale: 'zh-CN' } });
  await expect.poll(() => page.locator('nav').textContent()).toContain('全厂');
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('zh-CN');
  await shoot('shell-zh');
  await page.getByRole('combobox').first().selectOption('en');
  await page.reload();
  await expect.poll(() => page.locator('nav').textContent()).toContain('Plant');
});
