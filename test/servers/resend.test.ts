import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openTwinStore } from '../../src/io/storeOf.ts';
import { listen } from '../app/server/ear.ts';
import { as, PREFIX, place, tell } from '../app/server/place.ts';
import { startInfluxd } from './influxd.ts';

it('a database that has gone stops the sending with an alarm; put right, it gets what waits on command', async () => {
  const influxd = await startInfluxd();
  onTestFinished(() => influxd.end());
  await influxd.ask('CREATE DATABASE park');
  const folder = mkdtempSync(join(tmpdir(), 'sixfold-resend-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const url = `${influxd.url.replace('http://', 'influx://')}/park`;
  const live = await place().start({
    openStore: (_folder, onEvent) => openTwinStore(url, { folder, onEvent, batch_ms: 10, first_ms: 20, most_ms: 100 }),
  });
  const operator = await listen(live.broker!.url, as(live, 'operator'), [`${PREFIX}/#`]);
  await tell(operator, 'operator/clock/step', { steps: 3 });
  await live.twin.flush();
  await influxd.ask('DROP DATABASE park');
  await tell(operator, 'operator/clock/step', { steps: 4 });
  const alarm = await operator.until('/event/alarm/site', ({ code }) => code === 'store-stopped');
  expect(alarm.message).toMatch(
    /\(404\); make the database: influx -execute 'CREATE DATABASE "park"'; sending has stopped, \d+ wait/,
  );
  await operator.until(
    '/health',
    ({ database, spoolWaiting }) => database === 'stopped' && (spoolWaiting as number) > 0,
  );
  await influxd.ask('CREATE DATABASE park');
  await tell(operator, 'operator/site/resend');
  const health = await operator.until(
    '/health',
    ({ database, spoolWaiting, stored }) => database === 'up' && spoolWaiting === 0 && stored === 7,
  );
  expect(health).toMatchObject({ spoolDropped: 0, databaseRefused: 0 });
  const counted = await influxd.ask('SELECT count(soc) FROM battery', 'park');
  expect(JSON.stringify(counted)).toMatch(/,4\]/);
});
