import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { openTwinPage } from './open.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary?: string }[];
}

/** What axe-core finds wrong, a line each. It is handed in by the debugger, as the page lets no foreign script in. */
async function violations(page: Page): Promise<readonly string[]> {
  if ((await page.evaluate('typeof axe')) === 'undefined') await page.evaluate(axe);
  const { violations: found } = (await page.evaluate(
    "axe.run(document, { resultTypes: ['violations'], rules: { region: { enabled: true } } })",
  )) as { violations: readonly Violation[] };
  return found.flatMap(({ id, help, nodes }) =>
    nodes.map(
      ({ target, failureSummary }) =>
        `${id} (${help}): ${target.join(' ')}: ${failureSummary?.split('\n').at(-1)?.trim()}`,
    ),
  );
}

async function eachView(page: Page, work: (name: string) => Promise<void>): Promise<void> {
  const names = await page.locator('nav a').allTextContents();
  for (let k = 0; k < names.length; k++) {
    await page.locator('nav a').nth(k).click();
    await page.locator('main h1').first().waitFor();
    await page.waitForTimeout(1200);
    await work(names[k]!.trim());
  }
}

it.each(['light', 'dark'] as const)('leaves nobody out in any view, when it is %s', async (colorScheme) => {
  const { page, complaints, shoot } = await openTwinPage(undefined, { steps: 5, browser: { colorScheme } });
  const found: string[] = [];
  await eachView(page, async (name) => {
    found.push(...(await violations(page)).map((line) => `${name}: ${line}`));
    await shoot(`${name.toLowerCase()}-${colorScheme}`);
  });
  expect(found).toEqual([]);
  expect(complaints).toEqual([]);
});

it.each([
  ['en-GB', 360, 740],
  ['zh-CN', 390, 844],
  ['en-GB', 2560, 1440],
])('fits in %s on %i by %i: nothing reaches beyond the side, every view is there', async (locale, width, height) => {
  const { page, complaints, shoot } = await openTwinPage(undefined, {
    steps: 5,
    browser: { locale, viewport: { width, height }, hasTouch: width < 500 },
  });
  const wide: string[] = [];
  await eachView(page, async (name) => {
    const over = await page.evaluate(() => {
      const all = [document.documentElement, document.body, ...document.querySelectorAll('main, header, nav, footer')];
      return all.filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.tagName);
    });
    wide.push(...over.map((tag) => `${name}: ${tag}`));
    await shoot(`${width}-${locale}-${await page.evaluate(() => location.hash.slice(2).split('?')[0])}`);
  });
  expect(wide).toEqual([]);
  expect(complaints).toEqual([]);
});

it('is steered by keys alone: every view, its parts, the login and out again', async () => {
  const { page, token, complaints } = await openTwinPage(undefined, { steps: 3 });
  const press = (key: string): Promise<void> => page.keyboard.press(key);
  const at = (): Promise<string> =>
    page.evaluate(() => {
      const one = document.activeElement!;
      return `${one.tagName.toLowerCase()} ${one.getAttribute('aria-label') ?? one.textContent?.trim().slice(0, 30) ?? ''}`;
    });
  /** Goes on until something has the focus that reads so. */
  const reach = async (what: RegExp, key = 'Tab', most = 250): Promise<void> => {
    for (let k = 0; k < most; k++) {
      if (what.test(await at())) return;
      await press(key);
    }
    throw new Error(`never came to ${what}; at ${await at()}`);
  };
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await press('Tab');
  expect(await at()).toBe('a To the content');
  await press('Enter');
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('MAIN');

  for (const name of (await page.locator('nav a').allTextContents()).map((text) => text.trim())) {
    await reach(new RegExp(`^a ${name}$`), 'Shift+Tab');
    await press('Enter');
    await expect.poll(() => page.locator('nav a[aria-current]').textContent()).toContain(name);
    await page.locator('main h1').first().waitFor();
    // Whatever has the focus shows it, and the keys lead out of the view again.
    const seen = new Set<string>();
    await reach(/^a Plant$/, 'Shift+Tab');
    for (let k = 0; k < 40; k++) {
      await press('Tab');
      const { what, isShown } = await page.evaluate(() => {
        const one = document.activeElement!;
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
        // Fields of dates show which of their parts has it by themselves.
        const isBody = one === document.body || one.matches('main, input[type^="date"]');
        return {
          what: `${one.tagName} ${one.id} ${one.getAttribute('aria-label') ?? one.textContent?.trim().slice(0, 20) ?? ''}`,
          isShown: isBody || boxShadow !== 'none' || (outlineStyle !== 'none' && outlineWidth !== '0px'),
        };
      });
      expect({ name, what, isShown }).toEqual({ name, what, isShown: true });
      seen.add(what);
    }
    expect(seen.size).toBeGreaterThan(3);
  }

  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await reach(/^button Log in/, 'Shift+Tab', 400);
  await press('Enter');
  await page.locator('dialog[open]').waitFor();
  await page.keyboard.type(token('operator'));
  await press('Enter');
  await page.getByText('as operator').waitFor();
  await reach(/^button Log out/, 'Shift+Tab', 400);
  await press('Enter');
  await page.getByRole('button', { name: 'Log in' }).waitFor();
  await press('Enter');
  await page
    .locator('dialog[open]')
    .waitFor({ timeout: 2000 })
    .catch(() => undefined);
  await press('Escape');
  await page.locator('dialog[open]').waitFor({ state: 'detached' });
  expect(complaints).toEqual([]);
});
