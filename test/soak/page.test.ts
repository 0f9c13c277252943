import { expect, it } from 'vitest';
import { scenarioFile, twoHundred } from '../browser/page/many.ts';
import { watch } from '../browser/page/measure.ts';
import { openTwinPage } from '../browser/page/open.ts';
import { SOAK_SHARE } from './share.ts';

it('shows two hundred components for ten minutes, and grows no more than a megabyte a minute', async () => {
  const { page, live, complaints } = await openTwinPage(scenarioFile(twoHundred()), {
    live: { mode: 'paced', speed: 600 },
  });
  await page.locator('main button.node').first().waitFor();
  await page.waitForTimeout(10_000);
  const said = await watch(page, 600 * SOAK_SHARE, () => Promise.resolve(live.twin.clock.index));
  console.log(
    `200 components, ${said.frames_per_s.toFixed(1)} frames/s: busy ${(100 * said.busy).toFixed(0)} %, ${said.long_ms.length} tasks over 50 ms (longest ${Math.max(0, ...said.long_ms).toFixed(0)} ms), heap ${said.growth_MB_per_min.toFixed(2)} MB/min`,
  );
  expect(said.frames_per_s).toBeGreaterThan(5);
  // A tenth of the trial cannot tell growth from the noise of the first minutes.
  expect(said.growth_MB_per_min).toBeLessThan(SOAK_SHARE < 1 ? 5 : 1);
  expect(complaints).toEqual([]);
});
