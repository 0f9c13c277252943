/** Opens the page of a twin that runs in this process, in Chromium, and complains of all that the page complains of. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterEach, expect } from 'vitest';
import { type Live, type LiveOptions, startLive } from '../../../src/app/server/live.ts';
import { openDuckStore } from '../../../src/io/duckStore.ts';

export const root = fileURLToPath(new URL('../../..', import.meta.url));
export const { bundleStudio } = (await import(join(root, 'scripts/bundleStudio.mjs'))) as {
  bundleStudio: (root: string) => Promise<boolean>;
};
/** The page as it is in the sources. */
export const bundled = (): Promise<boolean> => bundleStudio(root);
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = process.env.CHROMIUM ?? PLACES.find((path) => existsSync(path));
/** Where pictures are kept. */
const SCREENS = join(root, 'out/screens');

export interface Opened {
  readonly live: Live;
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the console said but for its information, and errors of the page. */
  readonly complaints: string[];
  /** The token of a user of the twin. */
  readonly token: (name: string) => string;
  /** A picture into out/screens. */
  readonly shoot: (name: string) => Promise<void>;
  /** Logs in by the page's own dialog. */
  readonly logIn: (name?: string) => Promise<void>;
}

export interface OpenOptions {
  /** Of the twin; a step is taken on command unless said. */
  readonly live?: Partial<LiveOptions>;
  /** The part of the address after `#`. */
  readonly at?: string;
  /** Of the browser: locale, colorScheme, viewport, hasTouch ... */
  readonly browser?: NonNullable<Parameters<typeof chromium.launchPersistentContext>[1]>;
  /** Steps that are taken before the page is opened. */
  readonly steps?: number;
  /** The page asks for a token and shows nothing before. */
  readonly isAsking?: boolean;
}

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Starts a twin of a shipped or given scenario and opens its page. All ends with the test. */
export async function openTwinPage(
  file = 'simulations/suzhou-six-in-one.yaml',
  { live: options = {}, at = '', browser = {}, steps = 0, isAsking = false }: OpenOptions = {},
): Promise<Opened> {
  await bundleStudio(root);
  const folder = mkdtempSync(join(tmpdir(), 'sixfold-page-'));
  ends.push(async () => rmSync(folder, { recursive: true, force: true }));
  const live = await startLive({
    file: resolve(root, file),
    mode: 'step',
    speed: 3600,
    policy: 'strict',
    data: join(folder, 'twin'),
    port: 0,
    wsPort: 0,
    http: { host: '127.0.0.1', port: 0 },
    openStore: () => openDuckStore(':memory:'),
    ...options,
  } as LiveOptions);
  ends.push(() => live.stop());
  const token = (name: string): string =>
    (JSON.parse(readFileSync(live.http!.tokensFile, 'utf8')) as Record<string, string>)[name]!;
  if (steps > 0) await takeSteps(live, token('operator'), steps);
  const { page, context, complaints } = await openPage(
    `${live.http!.url}/${at === '' ? '' : `#/${at}`}`,
    browser,
    isAsking ? 'dialog[open]' : 'main h1',
  );
  return {
    live,
    page,
    context,
    complaints,
    token,
    shoot: (name) => shoot(page, name),
    async logIn(name = 'operator') {
      await page.locator('header button').last().click();
      await page.locator('dialog input[name="token"]').fill(token(name));
      await page.locator('dialog button.primary').click();
      await page.locator('dialog[open]').waitFor({ state: 'detached' });
    },
  };
}

/** Opens an address in a browser of its own, and waits for what is to be seen `first`. */
export async function openPage(
  url: string,
  browser: OpenOptions['browser'] = {},
  first = 'main h1',
): Promise<Pick<Opened, 'page' | 'context' | 'complaints'>> {
  if (executablePath === undefined)
    throw new Error('no Chromium found; install it with: apt-get install chromium (or name it in CHROMIUM)');
  const profile = mkdtempSync(join(tmpdir(), 'sixfold-chromium-'));
  ends.push(async () => rmSync(profile, { recursive: true, force: true, maxRetries: 5 }));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    locale: 'en-GB',
    viewport: { width: 1280, height: 800 },
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
    ...browser,
  });
  ends.push(() => context.close());
  const page = context.pages()[0] ?? (await context.newPage());
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (/^(error|warning)$/.test(message.type())) complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`page: ${error.message}`));
  await page.goto(url);
  await page.locator(first).first().waitFor();
  return { page, context, complaints };
}

/** Takes steps of a twin in step mode, and has them stored. */
export async function takeSteps(live: Live, token: string, steps: number): Promise<void> {
  const until = live.twin.clock.index + steps;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', prefer: 'wait=10' };
  const body = JSON.stringify({ args: { steps } });
  const answer = await fetch(`${live.http!.url}/v1/clock/step`, { method: 'POST', headers, body });
  expect(answer.status).toBeLessThan(300);
  for (let k = 0; k < 3000 && live.twin.clock.index < until; k++) await new Promise((done) => setTimeout(done, 10));
  await live.twin.flush();
}

export async function shoot(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENS, { recursive: true });
  await page.screenshot({ path: join(SCREENS, `${name}.png`) });
}
