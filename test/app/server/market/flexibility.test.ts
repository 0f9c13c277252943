import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Live } from '../../../../src/app/server/live.ts';
import { journalLines } from '../../../../src/io/journalFile.ts';
import { prefixOf } from '../../../../src/io/mqttTopics.ts';
import { sha256 } from '../../../../src/io/sha256.ts';
import { audit } from '../../../../src/market/books/audit.ts';
import { calledSite } from '../../../scenario/exchange/calledSite.ts';
import { folderWith } from '../../site.ts';
import { type Ear, listen } from '../ear.ts';
import { ask, steps } from '../http/asking.ts';
import { as, place } from '../place.ts';

const START = Date.UTC(2023, 5, 5);
/** Start of the quarter hour so many after 10:00 of Thursday, the 300th of the run. */
const at = (k: number): number => START + (3 * 96 + 40 + k) * 900_000;

function site(): { readonly data: string; start(this: void): Promise<Live> } {
  const folder = folderWith({
    'called.yaml': calledSite({
      flexibility:
        '{ id: peak, market: power, product: loadReduction, level_kW: 50, activation_money_per_kWh: 3, notice_min: 30, duration_min: 30, baseline: { days: 2 } }',
    }),
    'hours.csv': 'time,cold_kW\n2023-06-05T00:00Z,1\n2023-06-09T00:00Z,1\n',
  });
  const { data, start } = place();
  return { data, start: () => start({ file: join(folder, 'called.yaml'), http: { host: '127.0.0.1', port: 0 } }) };
}

const event = (more: object = {}): object => ({
  programID: 'peak',
  eventName: 'one',
  intervalPeriod: { start: at(0) },
  ...more,
});
const post = (live: Live, path: string, name: string, args: object, id?: string) =>
  ask(live, `/v1/flexibility/${path}`, {
    method: 'POST',
    as: name,
    body: { args, ...(id === undefined ? {} : { id }) },
  });

describe('an event of flexibility in a live twin', () => {
  it('is called over HTTP by the operator, offered for by a party, told over MQTT to each what concerns it, and paid', async () => {
    const { start, data } = site();
    const live = await start();
    const hear = (name: string): Promise<Ear> =>
      listen(live.broker!.url, as(live, name), [`${prefixOf('called')}/flexibility/#`]);
    const [cold, plant] = await Promise.all([hear('cold'), hear('plant')]);
    await steps(live, 3 * 96 + 38);
    expect((await post(live, 'event', 'plant', event())).status).toBe(403);
    expect((await post(live, 'event', 'operator', event({ intervalPeriod: { start: at(-1) } }))).json).toMatchObject({
      detail: 'event "one" is told too late; its programme gives 30 min of notice',
    });
    expect(
      (
        await post(
          live,
          'event',
          'operator',
          event({ intervals: [{ payloads: [{ type: 'IMPORT_CAPACITY_LIMIT', values: [400] }] }] }),
        )
      ).json,
    ).toMatchObject({ detail: 'its payload is one of capacityLimit; programme "peak" is of loadReduction' });
    const called = event({ intervals: [{ payloads: [{ type: 'DISPATCH_SETPOINT_RELATIVE', values: [-40] }] }] });
    expect((await post(live, 'event', 'operator', called)).status).toBe(200);
    const topic = 'flexibility/one';
    expect(await plant.until(topic)).toMatchObject({
      programID: 'peak',
      eventName: 'one',
      calledBy: 'operator',
      state: 'told',
      intervalPeriod: { start_ms: at(0), duration_s: 1800 },
      intervals: [{ payloads: [{ type: 'DISPATCH_SETPOINT_RELATIVE', values: [-40] }] }],
    });
    // The plant offers itself, cheaper than the cold store's agent, and does nothing: it is paid nothing
    const offer = { eventName: 'one', quantity_kW: 10, price_money_per_kWh: 1 };
    expect((await post(live, 'offer', 'plant', offer)).status).toBe(200);
    expect((await post(live, 'offer', 'plant', { ...offer, eventName: 'two' })).json).toMatchObject({
      detail: 'there is no event "two" that was told',
    });
    await steps(live, 5);
    expect((await post(live, 'offer', 'plant', offer)).json).toMatchObject({
      detail: 'event "one" has begun: its offers are chosen',
    });
    const own = await cold.until(`${topic}/cold`, ({ reports }) => (reports as unknown[]).length === 2);
    // 40 kW less 10 of the plant: 7.5 kWh a quarter, at the 2.00 of the cold store
    expect(own.reports).toMatchObject([
      { slot_ms: at(0), BASELINE: 25_000, USAGE: 17_500, payment_money: 15, penalty_money: 0 },
      { slot_ms: at(1), BASELINE: 25_000, USAGE: 17_500, payment_money: 15, penalty_money: 0 },
    ]);
    expect(plant.heard.some((one) => one.topic === `${prefixOf('called')}/${topic}/cold`)).toBe(false);
    const seen = (await ask(live, '/v1/flexibility/events', { as: 'plant' })).json as unknown as {
      reports: { resourceName: string; payment_money: number }[];
    }[];
    expect(seen[0]!.reports.map(({ resourceName, payment_money }) => [resourceName, payment_money])).toEqual([
      ['plant', 0],
      ['plant', 0],
    ]);
    await live.stop();
    const report = audit(journalLines(join(data, `exchange-${live.twin.run.run}`, 'journal.jsonl')), sha256);
    expect(report.fault).toBeUndefined();
  });

  it('goes on after a restart in the middle of it, as it was called over MQTT', async () => {
    const { start, data } = site();
    const live = await start();
    await steps(live, 3 * 96 + 38);
    const prefix = prefixOf('called');
    const operator = await listen(live.broker!.url, as(live, 'operator'), [
      `${prefix}/flexibility/#`,
      `${prefix}/ack/#`,
    ]);
    const now = Date.now();
    await operator.client.publishAsync(
      `${prefix}/cmd/operator/flexibility/event`,
      JSON.stringify({ id: 'c1', issued_ms: now, expires_ms: now + 60_000, args: event() }),
      { qos: 1 },
    );
    expect(await operator.until('/ack/operator/c1')).toMatchObject({ state: 'accepted' });
    await operator.until('flexibility/one');
    await steps(live, 3);
    const { run } = live.twin.run;
    await live.stop();
    const again = await start();
    await steps(again, 5);
    const [told] = (await ask(again, '/v1/flexibility/events', { as: 'operator' })).json as unknown as {
      state: string;
      reports: { payment_money: number }[];
    }[];
    expect(told!.state).toBe('completed');
    expect(told!.reports.map(({ payment_money }) => payment_money)).toEqual([25, 25]);
    await again.stop();
    expect(audit(journalLines(join(data, `exchange-${run}`, 'journal.jsonl')), sha256).fault).toBeUndefined();
  });
});
