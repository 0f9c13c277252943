import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { openDuckStore } from '../../../src/io/duckStore.ts';
import { openTwinPage, root } from './open.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
/** A port that is free now, for a twin that comes back at the same address. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
/** What a browser says of an address that is not there for a while is no complaint of the page. */
const OF_THE_OUTAGE = /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|WebSocket|503|ERR_INCOMPLETE/;

it('goes on by the other way after a broker kill, and says so', async () => {
  const { live, page, complaints, shoot } = await openTwinPage(undefined, { live: { mode: 'paced', speed: 7200 } });
  const link = page.locator('header [role=status]');
  await expect.poll(() => link.getAttribute('title'), { timeout: 20_000 }).toMatch(/^live, over MQTT/);
  await live.broker!.close();
  await expect.poll(() => link.textContent(), { timeout: 10_000 }).toBe('no connection');
  await shoot('away');
  await expect.poll(() => link.getAttribute('title'), { timeout: 20_000 }).toMatch(/^live, over SSE/);
  expect(complaints.filter((text) => !OF_THE_OUTAGE.test(text))).toEqual([]);
});

it('greys values out while the twin is gone, and hears the next process of it at the same address', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sixfold-again-'));
  folders.push(folder);
  const port = await freePort();
  const own = {
    mode: 'paced',
    speed: 7200,
    data: join(folder, 'twin'),
    http: { host: '127.0.0.1', port },
    openStore: (path: string) => openDuckStore(join(path, 'twin.duckdb')),
  } as const;
  const first = await openTwinPage(undefined, { live: own });
  const { page, complaints, logIn } = first;
  const link = page.locator('header [role=status]');
  await expect.poll(() => link.textContent(), { timeout: 20_000 }).toBe('live');
  await logIn();
  await page.getByText('as operator').waitFor();
  await first.live.stop();
  await expect.poll(() => link.textContent(), { timeout: 10_000 }).toBe('no connection');
  const { startLive } = await import('../../../src/app/server/live.ts');
  const second = await startLive({
    file: join(root, 'simulations/suzhou-six-in-one.yaml'),
    policy: 'strict',
    port: 0,
    wsPort: 0,
    ...own,
  });
  try {
    await expect.poll(() => link.getAttribute('title'), { timeout: 30_000 }).toMatch(/^live, over MQTT/);
    // A restart ends all logins: the page says so by asking for one.
    await page.getByRole('button', { name: 'Log in' }).waitFor();
    const { index } = second.twin.clock;
    await expect
      .poll(async () =>
        Number(/step ([\d,]+) of/.exec((await page.locator('footer').textContent()) ?? '')?.[1]?.replaceAll(',', '')),
      )
      .toBeGreaterThan(index);
    expect(complaints.filter((text) => !OF_THE_OUTAGE.test(text))).toEqual([]);
  } finally {
    await second.stop();
  }
});
