import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, it } from 'vitest';
import { scenarioFile, twoHundred } from './many.ts';
import { watch } from './measure.ts';
import { bundleStudio, openTwinPage, root } from './open.ts';

interface Chunk {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
}
beforeAll(() => bundleStudio(root));

it('begins with 150 kB of script at most, zipped', () => {
  const page = join(root, 'dist/app/page');
  const manifest = JSON.parse(readFileSync(join(page, '.vite/manifest.json'), 'utf8')) as Record<string, Chunk>;
  const entry = Object.keys(manifest).find((key) => manifest[key]!.isEntry === true)!;
  const first = new Set<string>();
  const take = (key: string): void => {
    if (first.has(key)) return;
    first.add(key);
    for (const next of manifest[key]!.imports ?? []) take(next);
  };
  take(entry);
  const kB = [...first].reduce(
    (sum, key) => sum + gzipSync(readFileSync(join(page, manifest[key]!.file))).length / 1000,
    0,
  );
  console.log(`first scripts: ${first.size} files, ${kB.toFixed(1)} kB gzip`);
  expect(kB).toBeLessThan(150);
  expect(kB).toBeGreaterThan(5);
  // Views, and what is large, come when they are asked for.
  const later = [...first].flatMap((key) => manifest[key]!.dynamicImports ?? []);
  expect(later.filter((key) => key.endsWith('.svelte')).length).toBeGreaterThanOrEqual(6);
  expect([...first].join()).not.toMatch(/echarts|elk|mqtt|uplot|codemirror/i);
});

/** 1.5 s is what a quiet machine keeps; this only tells that something is broken. */
const BROKEN_MS = 15_000;
it('shows its first view, ready to be used, soon after it is asked for', async () => {
  const { page, live } = await openTwinPage(undefined, { steps: 2 });
  const times: number[] = [];
  for (let k = 0; k < 3; k++) {
    await page.goto('about:blank');
    const begun = performance.now();
    await page.goto(`${live.http!.url}/`, { waitUntil: 'commit' });
    await page.locator('main button.node').first().waitFor();
    times.push(performance.now() - begun);
  }
  console.log(`first view: ${times.map((ms) => `${ms.toFixed(0)} ms`).join(', ')}`);
  expect(Math.min(...times)).toBeLessThan(BROKEN_MS);
});

it('shows two hundred components ten times a second, and has time left', async () => {
  const { page, live, complaints, shoot } = await openTwinPage(scenarioFile(twoHundred()), {
    live: { mode: 'paced', speed: 600 },
  });
  expect(live.twin.site.components).toHaveLength(200);
  await page.locator('main button.node').first().waitFor();
  await page.waitForTimeout(5000);
  const said = await watch(page, 20, () => Promise.resolve(live.twin.clock.index));
  const longest_ms = Math.max(0, ...said.long_ms);
  console.log(
    `200 components, ${said.frames_per_s.toFixed(1)} frames/s: busy ${(100 * said.busy).toFixed(0)} %, ${said.long_ms.length} tasks over 50 ms (longest ${longest_ms.toFixed(0)} ms), heap ${said.growth_MB_per_min.toFixed(2)} MB/min`,
  );
  await shoot('two-hundred');
  expect(said.frames_per_s).toBeGreaterThan(5);
  // On a quiet machine: 40 %, none over 50 ms, 1 MB a minute. Here: not broken.
  expect(said.busy).toBeLessThan(0.95);
  expect(longest_ms).toBeLessThan(1000);
  expect(said.growth_MB_per_min).toBeLessThan(30);
  expect(complaints).toEqual([]);
});
