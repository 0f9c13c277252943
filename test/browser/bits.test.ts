import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BrowserContext, chromium } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Digest } from './digest.ts';
import { digest, nativeDigest } from './entry.ts';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = process.env.CHROMIUM ?? PLACES.find((path) => existsSync(path));
const folder = mkdtempSync(join(tmpdir(), 'sixfold-bits-'));
const bundle = join(folder, 'bits.js');
const ZONES = ['UTC', 'Europe/Berlin', 'Asia/Shanghai', 'Australia/Lord_Howe'];

beforeAll(async () => {
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      outDir: folder,
      minify: true,
      lib: {
        entry: fileURLToPath(new URL('entry.ts', import.meta.url)),
        formats: ['iife'],
        name: 'sixfold',
        fileName: () => 'bits.js',
      },
    },
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const inNode = (zone: string): string =>
  execFileSync(process.execPath, ['-'], {
    input: `${readFileSync(bundle, 'utf8')};process.stdout.write(sixfold.digest())`,
    env: { ...process.env, TZ: zone, LC_ALL: zone === 'UTC' ? 'C' : 'de_DE.UTF-8' },
    encoding: 'utf8',
  });

/** Runs the bundle in a page of Chromium that believes to be in `zone`. */
async function inChromium(zone: string, locale: string, call: string): Promise<string> {
  if (executablePath === undefined)
    throw new Error('no Chromium found; install it with: apt-get install chromium (or name it in CHROMIUM)');
  let context: BrowserContext | undefined;
  try {
    context = await chromium.launchPersistentContext(mkdtempSync(join(folder, 'profile-')), {
      executablePath,
      headless: true,
      timezoneId: zone,
      locale,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
    const page = await context.newPage();
    await page.addScriptTag({ path: bundle });
    expect(await page.evaluate(() => Intl.DateTimeFormat().resolvedOptions().timeZone)).toBe(zone);
    return await page.evaluate<string>(call);
  } finally {
    await context?.close();
  }
}

it('gives the same bytes from source and from the bundle, in four time zones of Node', () => {
  const here = digest();
  expect(here.split('\n').length).toBeGreaterThan(20);
  for (const zone of ZONES) expect(inNode(zone), zone).toBe(here);
});

it.each([
  ['UTC', 'en-US'],
  ['Australia/Lord_Howe', 'ar-EG'],
])('gives the same bytes in Chromium in %s, %s', async (zone, locale) => {
  expect(await inChromium(zone, locale, 'sixfold.digest()')).toBe(digest());
});

it("tells how the engines' own functions fare, which nothing here relies on", async () => {
  const same = (await inChromium('UTC', 'en-US', 'sixfold.nativeDigest()')) === nativeDigest();
  console.log(
    `Math.exp, pow, sin, tanh, atan2 of Node ${process.version} and Chromium: ${same ? 'same' : 'other'} bits`,
  );
});

it('would see a single bit', () => {
  const of = (...values: number[]): string => {
    const sum = new Digest();
    for (const v of values) sum.add(v);
    return sum.text();
  };
  const base = of(1, 2, 3);
  expect(of(1, 2, 3)).toBe(base);
  for (const other of [of(1, 2 + 2 ** -51, 3), of(1, 3, 2), of(1, 2), of(-0, 2, 3), of(1, 2, 3, 0)])
    expect(other).not.toBe(base);
  expect(of(0)).not.toBe(of(-0));
});
