import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type MqttClient } from 'mqtt';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDataFolder } from '../../src/app/server/dataFolder.ts';
import { streamOf, uniform } from '../../src/core/chance.ts';
import { journalLines } from '../../src/io/journalFile.ts';
import { sha256 } from '../../src/io/sha256.ts';
import { audit } from '../../src/market/books/audit.ts';
import { unpacked } from '../../src/market/journal/packed.ts';
import type { JournalRecord } from '../../src/market/journal/record.ts';
import { folderWith, root } from '../app/site.ts';
import { tradingSite } from '../scenario/exchange/tradingSite.ts';
import { trials } from './share.ts';
import { startProcess } from './twinProcess.ts';

/** Kills of a twin that trades, 30 in all; a tenth of them in the gate. */
const KILLS = trials(30);
const SLOTS = 4 * 48;
const START = Date.UTC(2023, 5, 1);
/** So fast that it comes to its end after about as many kills, which then fall everywhere. */
const SPEED = Math.round((SLOTS * 900) / (1.2 * KILLS));

const BATTERY =
  '  battery: { kind: store, owner: cell, bus: power, capacity_kWh: 200, charge_kW: 50, discharge_kW: 50, etaCharge: 0.95, etaDischarge: 0.95 }\n';

const isBuilt = existsSync(join(root, 'dist/app/server/market/engineExchange.js'));

/** What the twin said that it has done, by `party/id`. */
interface Heard {
  readonly taken: Set<string>;
  readonly cancelled: Set<string>;
}

/** Sends orders of three parties for slots ahead, each twice, and takes some back, until it is told to stop. */
async function trade(
  url: string,
  passwords: Readonly<Record<string, string>>,
  drawn: () => number,
  heard: Heard,
  isOver: () => boolean,
): Promise<void> {
  const clients: MqttClient[] = [];
  try {
    let now = START;
    for (const party of ['plant', 'roof', 'cell']) {
      const client = connect(url, {
        username: party,
        password: passwords[party]!,
        reconnectPeriod: 0,
        connectTimeout: 3000,
      });
      clients.push(client);
      client.on('error', () => undefined);
      client.on('connect', () =>
        client.subscribe([`sixfold/v1/pair/ack/${party}/#`, 'sixfold/v1/pair/clock'], { qos: 1 }, () => undefined),
      );
      client.on('message', (topic, payload) => {
        const said = JSON.parse(payload.toString('utf8')) as { state: string; time_ms: number };
        if (topic.endsWith('/clock')) now = Math.max(now, said.time_ms);
        else {
          const key = `${party}/${topic.slice(topic.lastIndexOf('/') + 1)}`;
          if (said.state === 'accepted') heard.taken.add(key);
          if (said.state === 'done') heard.cancelled.add(key);
        }
      });
    }
    const last: { readonly party: number; readonly slot_ms: number; readonly id: string }[] = [];
    while (!isOver()) {
      await sleep(2 + 15 * drawn());
      const k = Math.floor(3 * drawn());
      const party = ['plant', 'roof', 'cell'][k]!;
      const ahead = 1 + Math.floor(12 * drawn());
      const slot_ms = Math.min(START + (SLOTS - 1) * 900_000, now - ((now - START) % 900_000) + ahead * 900_000);
      const id = `o${Math.floor(1e9 * drawn())}`;
      const say = (to: number, slot: number, payload: object): void => {
        const topic = `sixfold/v1/pair/market/power/${slot}/orders/${['plant', 'roof', 'cell'][to]!}`;
        // Twice, as QoS 1 may
        for (let n = 0; n < 2; n++)
          if (clients[to]!.connected) clients[to]!.publish(topic, JSON.stringify(payload), { qos: 1 }, () => undefined);
      };
      const isSale = party === 'roof' || drawn() < 0.3;
      say(k, slot_ms, {
        id,
        side: isSale ? 'sell' : 'buy',
        quantity_Wh: 1 + Math.floor(20_000 * drawn()),
        limit_money_per_kWh: Math.round(300 * drawn()) / 1000,
      });
      last.push({ party: k, slot_ms, id });
      const back = last[Math.floor(last.length * drawn())]!;
      if (drawn() < 0.2) say(back.party, back.slot_ms, { cancel: back.id });
    }
  } finally {
    await Promise.all(clients.map((client) => client.endAsync(true).catch(() => undefined)));
  }
}

describe.skipIf(!isBuilt)(
  `a twin that trades and is killed${isBuilt ? '' : ' (skipped: not built; run npm run build)'}`,
  () => {
    it(`${KILLS} times at any moment, keeps what it acknowledged, books nothing twice, and its audit is sound`, async () => {
      const folder = folderWith({ 'trade.yaml': tradingSite({ hours: 48, components: BATTERY }) });
      const file = join(folder, 'trade.yaml');
      const data = mkdtempSync(join(tmpdir(), 'sixfold-market-kill-'));
      onTestFinished(() => rmSync(data, { recursive: true, force: true }));
      let draws = 0;
      const drawn = (): number => uniform(17, streamOf('marketKill'), draws++);
      const heard: Heard = { taken: new Set(), cancelled: new Set() };
      const pathOf = (): string => {
        const run = openDataFolder(data).current()?.run;
        return join(data, `exchange-${run}`, 'journal.jsonl');
      };
      let sound = 0;
      for (let k = 0; k < KILLS; k++) {
        const twin = startProcess(file, data, ['--speed', String(SPEED), '--until', 'end']);
        // Some die before they have said where they are.
        if (drawn() < 0.1) await sleep(1500 * drawn());
        else {
          const { mqtt, users } = await twin.place();
          const passwords = JSON.parse(readFileSync(users, 'utf8')) as Record<string, string>;
          let isOver = false;
          const trading = trade(mqtt, passwords, drawn, heard, () => isOver);
          await sleep(200 + 1800 * drawn());
          isOver = true;
          twin.child.kill('SIGKILL');
          await trading;
        }
        twin.child.kill('SIGKILL');
        await twin.ended;
        // As it was left, to the last whole entry
        if (!existsSync(pathOf())) continue;
        const left = audit(journalLines(pathOf()), sha256);
        if (left.entries > 0) expect(left.fault).toBeUndefined();
        sound++;
      }
      const last = startProcess(file, data, ['--mode', 'asap', '--until', 'end']);
      const exit = await last.ended;
      expect([exit, exit === 0 ? '' : last.said()]).toEqual([0, '']);

      const report = audit(journalLines(pathOf()), sha256);
      expect(report.fault).toBeUndefined();
      const records = [...journalLines(pathOf())].map(
        (line) => unpacked((JSON.parse(line) as { record: unknown }).record) as JournalRecord,
      );
      const taken = records.flatMap((r) => (r.kind === 'orders' ? r.taken.map((o) => `${o.party}/${o.id}`) : []));
      const own = taken.filter((key) => /\/o\d+$/.test(key));
      const cancelled = records.flatMap((r) =>
        r.kind === 'cancelled' ? r.orders.map((o) => `${o.party}/${o.order}`) : [],
      );
      const settled = records.flatMap((r) => (r.kind === 'settlement' ? [`${r.market}/${r.slot_ms}`] : []));
      const cleared = records.flatMap((r) => (r.kind === 'clearing' ? [`${r.market}/${r.slot_ms}`] : []));
      console.log(
        `killed ${KILLS} times, ${sound} journals as left sound; ${own.length} orders and ${cancelled.length} cancellations in the journal, ${heard.taken.size} and ${heard.cancelled.size} of them acknowledged; ${settled.length} slots settled; ${report.entries} entries`,
      );
      expect(new Set(own).size).toBe(own.length);
      expect(new Set(cancelled).size).toBe(cancelled.length);
      expect(new Set(settled).size).toBe(settled.length);
      expect(new Set(cleared).size).toBe(cleared.length);
      expect(settled).toHaveLength(SLOTS);
      expect([...heard.taken].filter((key) => !own.includes(key))).toEqual([]);
      expect([...heard.cancelled].filter((key) => !cancelled.includes(key))).toEqual([]);
      expect(heard.taken.size).toBeGreaterThan(KILLS);
    });
  },
);
