import { expect, it } from 'vitest';
import { HOSTILE, hostile, scenarioFile } from './many.ts';
import { openTwinPage, takeSteps } from './open.ts';

it('takes labels for text in every view, and runs nothing that stands in them', async () => {
  const { live, page, token, complaints, shoot } = await openTwinPage(scenarioFile(hostile()), { steps: 3 });
  const views = await page.locator('nav a').count();
  expect(views).toBeGreaterThan(2);
  for (let k = 0; k < views; k++) {
    await page.locator('nav a').nth(k).click();
    await page.locator('main h1').first().waitFor();
    await takeSteps(live, token('operator'), 1);
    // What opens at a click shows labels, too.
    for (const one of await page.locator('main button.node, main tbody tr a, main summary').all())
      await one.click({ timeout: 2000, force: true }).catch(() => undefined);
    await page.waitForTimeout(500);
    const found = await page.evaluate(() => ({
      wasRun: (globalThis as { wasRun?: number }).wasRun,
      images: document.querySelectorAll('img').length,
      foreign: [...document.scripts].filter(({ src }) => src === '').length,
    }));
    expect(found).toEqual({ wasRun: undefined, images: 0, foreign: 0 });
  }
  await page.locator('nav a').first().click();
  await page.waitForTimeout(1000);
  expect(await page.locator('header').textContent()).toContain(HOSTILE);
  expect(await page.locator('main').textContent()).toContain('<img');
  expect(await page.title()).toContain(HOSTILE);
  await shoot('hostile-labels');
  expect(complaints).toEqual([]);
});

it('asks for a token before it shows anything where others can reach the twin, and reads alone with that of the viewer', async () => {
  const { page, token, live } = await openTwinPage(undefined, {
    live: { http: { host: '0.0.0.0', port: 0 } },
    steps: 2,
    isAsking: true,
  });
  await page.locator('dialog[open] input[name="token"]').waitFor();
  expect(await page.locator('body').textContent()).not.toContain('Suzhou');
  await page.locator('dialog input[name="token"]').fill(token('viewer'));
  await page.locator('dialog button.primary').click();
  await page.getByText('as viewer').waitFor();
  await expect.poll(() => page.locator('header').textContent()).toContain('Suzhou');
  expect(page.url()).not.toContain(token('viewer'));
  const before = live.twin.clock.index;
  const status = await page.evaluate(async () => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"args":{"steps":1}}' };
    return (await fetch('v1/clock/step', init)).status;
  });
  expect(status).toBeGreaterThanOrEqual(400);
  expect(live.twin.clock.index).toBe(before);
});

it('has no secret in what it is made of, in its address, or in what it keeps', async () => {
  const { page, token, live, logIn } = await openTwinPage(undefined, { steps: 1 });
  const bodies: string[] = [];
  const reading: Promise<unknown>[] = [];
  page.on('response', (response) => {
    reading.push(
      response.text().then(
        (text) => bodies.push(`${response.url()}\n${text}`),
        () => undefined,
      ),
    );
  });
  await page.reload();
  await page.locator('main h1').first().waitFor();
  await logIn();
  for (const link of await page.locator('nav a').all()) {
    await link.click();
    await page.locator('main h1').first().waitFor();
  }
  // Answers that a reload broke off are never read to their end.
  await Promise.race([Promise.all(reading), page.waitForTimeout(3000)]);
  expect(bodies.length).toBeGreaterThan(5);
  const kept = await page.evaluate(async () => {
    const caches = 'caches' in globalThis ? await globalThis.caches.keys() : [];
    return JSON.stringify([
      Object.entries(localStorage),
      Object.entries(sessionStorage),
      document.cookie,
      caches,
      location.href,
    ]);
  });
  for (const name of ['viewer', 'operator', 'park']) {
    const secret = token(name);
    expect(secret.length).toBeGreaterThan(16);
    expect([kept, page.url(), ...bodies].filter((text) => text.includes(secret))).toEqual([]);
  }
  expect(live.http!.isLoopback).toBe(true);
});

it('loads nothing from elsewhere, and is let load nothing', async () => {
  const { page } = await openTwinPage(undefined, { steps: 1 });
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  for (const link of await page.locator('nav a').all()) {
    await link.click();
    await page.locator('main h1').first().waitFor();
  }
  await page.waitForTimeout(500);
  const { origin } = new URL(page.url());
  expect(
    asked.filter((url) => !url.startsWith(`${origin}/`) && !url.startsWith('data:') && !url.startsWith('blob:')),
  ).toEqual([]);
  const refused = await page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        addEventListener('securitypolicyviolation', ({ effectiveDirective }) => resolve(effectiveDirective));
        const script = document.createElement('script');
        script.textContent = 'globalThis.wasRun = 3';
        document.body.append(script);
      }),
  );
  expect(refused).toBe('script-src-elem');
  expect(await page.evaluate(() => (globalThis as { wasRun?: number }).wasRun)).toBeUndefined();
});
