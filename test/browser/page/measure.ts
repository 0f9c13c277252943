import type { Page } from 'playwright-core';

export interface Busy {
  /** Tasks over 50 ms, each as long as it took. */
  readonly long_ms: readonly number[];
  /** Of the time of the page's main thread. */
  readonly busy: number;
  /** Of the heap after a collection, from the first half of the time to its end. */
  readonly growth_MB_per_min: number;
  readonly frames_per_s: number;
}

/** Watches a page through Chromium's own debugger while nobody touches it. */
export async function watch(page: Page, seconds: number, frames: () => Promise<number>): Promise<Busy> {
  const debug = await page.context().newCDPSession(page);
  await debug.send('Performance.enable');
  const metric = async (name: string): Promise<number> =>
    (await debug.send('Performance.getMetrics')).metrics.find((one) => one.name === name)?.value ?? Number.NaN;
  const heap = async (): Promise<number> => {
    await debug.send('HeapProfiler.collectGarbage');
    return (await debug.send('Runtime.getHeapUsage')).usedSize / 1e6;
  };
  await heap();
  await page.evaluate(() => {
    const found: number[] = [];
    Object.assign(globalThis, { longTasks: found });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) found.push(duration);
    }).observe({ type: 'longtask' });
  });
  const [busy, at, told] = [await metric('TaskDuration'), await metric('Timestamp'), await frames()];
  await page.waitForTimeout((seconds / 2) * 1000);
  const middle = { MB: await heap(), at: await metric('Timestamp') };
  await page.waitForTimeout((seconds / 2) * 1000);
  const [busyEnd, atEnd, toldEnd] = [await metric('TaskDuration'), await metric('Timestamp'), await frames()];
  const long_ms = await page.evaluate(() => (globalThis as unknown as { longTasks: number[] }).longTasks);
  const growth_MB = (await heap()) - middle.MB;
  await debug.detach();
  return {
    long_ms,
    busy: (busyEnd - busy) / (atEnd - at),
    growth_MB_per_min: growth_MB / ((atEnd - middle.at) / 60),
    frames_per_s: (toldEnd - told) / (atEnd - at),
  };
}
