import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type EngineExchange, openEngineExchange } from '../../src/app/server/market/engineExchange.ts';
import { streamOf, uniform } from '../../src/core/chance.ts';
import { journalLines, journalPath } from '../../src/io/journalFile.ts';
import { sha256 } from '../../src/io/sha256.ts';
import { audit } from '../../src/market/books/audit.ts';
import { unpacked } from '../../src/market/journal/packed.ts';
import type { JournalRecord } from '../../src/market/journal/record.ts';
import { makeSession, type Session } from '../../src/scenario/session.ts';
import { tradingSite } from '../scenario/exchange/tradingSite.ts';
import { load } from '../scenario/small.ts';
import { trials } from './share.ts';

/** Kills of an exchange, each at a point of its cycle that the seed names: 30 in all, a tenth of them in the gate. */
const KILLS = trials(30);
const STEPS = 4 * 40;
const START = Date.UTC(2023, 5, 1);

const site = (clearing: string): string =>
  tradingSite({
    hours: STEPS / 4,
    components: `  battery: { kind: store, owner: cell, bus: power, capacity_kWh: 200, charge_kW: 50, discharge_kW: 50, etaCharge: 0.95, etaDischarge: 0.95 }
`,
    exchange: `{ clearing: ${clearing}, contracts: [{ id: part, kind: lease, market: power, store: battery, lessee: plant, share: 0.25, rent_money_per_month: 72 }] }`,
  });

/** Where in a cycle a process may die. */
const POINTS = [
  'stepped',
  'recorded',
  'journal',
  'journalTorn',
  'order',
  'orderTorn',
  'checkpoint',
  'checkpointTorn',
] as const;
type Point = (typeof POINTS)[number];

interface Going {
  readonly session: Session;
  readonly exchange: EngineExchange;
  /** Steps before which it can take nothing. */
  readonly reached: number;
  /** Step of the checkpoint that it went on from. */
  readonly begun: number;
}

/** Starts as a twin does whose store has `stored` steps. */
async function start(clearing: string, folder: string, stored: number): Promise<Going> {
  const compiled = load({ 'small.yaml': site(clearing) });
  let exchange: EngineExchange | undefined;
  const session = makeSession(compiled, { follow: (...given) => exchange?.follow(...given) });
  exchange = await openEngineExchange(compiled, {
    folder,
    isKept: true,
    until: stored,
    restore: (state) => session.restore(state, []),
  });
  const begun = session.index;
  while (session.index < stored) {
    session.step();
    exchange.after(session.index - 1);
  }
  return { session, exchange, reached: Math.max(exchange.reached, stored), begun };
}

const sizeOf = (path: string): number => (existsSync(path) ? statSync(path).size : 0);
const recordsOf = (folder: string): JournalRecord[] =>
  [...journalLines(journalPath(folder))].map(
    (line) => unpacked((JSON.parse(line) as { record: unknown }).record) as JournalRecord,
  );

describe.each(['bookByBook', 'together'])('an exchange that clears %s, whose process dies', (clearing) => {
  it(`${KILLS} times at seeded points of its cycle, has all that it acknowledged once, and its books are sound`, async () => {
    const base = mkdtempSync(join(tmpdir(), 'sixfold-exchange-kill-'));
    onTestFinished(() => rmSync(base, { recursive: true, force: true }));
    let draws = 0;
    const drawn = (): number => uniform(41, streamOf('exchangeKill'), draws++);
    const acknowledged = new Set<string>();
    const refused = new Set<string>();
    const died = new Map<Point, number>();
    let folder = join(base, '0');
    let stored = 0;
    let [steps, remade, starts] = [0, 0, 0];

    /** Leaves the files as a kill would: with the last write whole, cut off within, or not begun. */
    const die = (going: Going, k: number, point: Point, before: Readonly<Record<string, number>>): void => {
      const next = join(base, String(k + 1));
      cpSync(folder, next, { recursive: true, filter: (path) => !/lock/.test(path) });
      const cut = (name: string): void => {
        const path = join(next, name);
        const [least, most] = [before[name] ?? 0, sizeOf(path)];
        if (most > least) truncateSync(path, least + Math.floor((most - least) * drawn()));
      };
      if (point === 'journalTorn') cut('journal.jsonl');
      if (point === 'orderTorn') cut('orders.jsonl');
      const [newest] = readdirSync(next)
        .filter((name) => name.startsWith('checkpoint-'))
        .sort((a, b) => Number(/\d+/.exec(b)![0]) - Number(/\d+/.exec(a)![0]));
      if (point === 'checkpointTorn' && newest !== undefined) {
        writeFileSync(
          join(next, `${newest}.new`),
          readFileSync(join(next, newest)).subarray(0, Math.floor(500 * drawn())),
        );
        if (drawn() < 0.5) truncateSync(join(next, newest), Math.floor(sizeOf(join(next, newest)) * drawn()));
      }
      died.set(point, (died.get(point) ?? 0) + 1);
      // The store may lag behind; nothing that it has is lost.
      stored = Math.max(stored, going.session.index - Math.floor(12 * drawn()));
      going.exchange.close();
      folder = next;
    };

    for (let k = 0; ; k++) {
      const going = await start(clearing, folder, stored);
      const { session, exchange, reached } = going;
      steps += reached;
      remade += reached - going.begun;
      starts++;
      const isLast = k >= KILLS || session.index >= STEPS - 1;
      const at = isLast
        ? STEPS
        : Math.min(STEPS - 1, Math.max(session.index, reached) + Math.floor((2 * STEPS * drawn()) / KILLS));
      const point = POINTS[Math.floor(POINTS.length * drawn())]!;
      let isDead = false;
      while (!isDead && session.index < STEPS) {
        const i = session.index;
        const isTime = i >= at && !isLast;
        const before = {
          'orders.jsonl': sizeOf(join(folder, 'orders.jsonl')),
          'journal.jsonl': sizeOf(journalPath(folder)),
        };
        if (i >= reached && drawn() < 0.7) {
          const id = `o${draws}`;
          const isBad = drawn() < 0.2;
          const slot_ms = START + (i + (isBad ? 0 : 1 + Math.floor(8 * drawn()))) * 900_000;
          const order = {
            id,
            market: 'power',
            slot_ms,
            side: 'buy',
            quantity_Wh: 1 + Math.floor(20_000 * drawn()),
            limit_money_per_kWh: 0.2,
          };
          const answer = exchange.send('plant', { order }, i);
          if (isTime && (point === 'order' || point === 'orderTorn')) {
            // Killed before it could answer, or after
            if (point === 'order' && answer.kind === 'order') acknowledged.add(id);
            die(going, k, point, before);
            isDead = true;
            break;
          }
          if (answer.kind === 'order') acknowledged.add(id);
          else if (answer.kind === 'refused') refused.add(id);
        }
        session.step();
        if (isTime && point === 'stepped') isDead = true;
        else {
          exchange.after(i);
          if (isTime && point === 'recorded') isDead = true;
          else {
            exchange.flush();
            if (isTime && (point === 'journal' || point === 'journalTorn')) isDead = true;
            else {
              exchange.keep(() => session.save(), stored, drawn() < 0.15 || (isTime && point.startsWith('checkpoint')));
              if (isTime) isDead = true;
            }
          }
        }
        if (isDead) die(going, k, point, before);
      }
      const left = audit(journalLines(journalPath(folder)), sha256);
      if (left.entries > 0) expect(left.fault, `${k}: ${point}`).toBeUndefined();
      if (isDead) continue;
      exchange.close();
      break;
    }

    const report = audit(journalLines(journalPath(folder)), sha256);
    expect(report.fault).toBeUndefined();
    expect(report.isSound).toBe(true);
    const records = recordsOf(folder);
    const own = records.flatMap((r) =>
      r.kind === 'orders' ? r.taken.flatMap(({ id }) => (/^o\d+$/.test(id) ? [id] : [])) : [],
    );
    const not = records.flatMap((r) => (r.kind === 'orders' ? r.refused.map(({ order }) => order) : []));
    const settled = records.flatMap((r) => (r.kind === 'settlement' ? [r.slot_ms] : []));
    const rents = records.flatMap((r) =>
      r.kind === 'posting' ? r.transactions.filter(({ refs }) => /rent/.test(refs.text ?? '')) : [],
    );
    console.log(
      `${clearing}: killed ${[...died].map(([point, count]) => `${point} ${count}`).join(', ')}; ${acknowledged.size} orders acknowledged, ${own.length} in the journal; ${not.length} refusals; ${report.entries} entries; ${starts} starts made ${remade} of ${steps} steps again`,
    );
    expect(new Set(own).size).toBe(own.length);
    expect([...acknowledged].filter((id) => !own.includes(id))).toEqual([]);
    expect([...refused].filter((id) => !not.includes(id))).toEqual([]);
    expect(settled).toEqual(Array.from({ length: STEPS }, (_, k) => START + k * 900_000));
    expect(rents).toHaveLength(1);
    expect(acknowledged.size).toBeGreaterThan(KILLS);
    expect(remade).toBeLessThan(steps / 2);

    // Made again from its beginning by what was sent alone, it is the same to the bit
    const anew = join(base, 'anew');
    cpSync(join(folder, 'orders.jsonl'), join(anew, 'orders.jsonl'));
    const again = await start(clearing, anew, STEPS);
    again.exchange.close();
    expect([...journalLines(journalPath(anew))]).toEqual([...journalLines(journalPath(folder))]);
  }, 300_000);

  it('stops where its journal has another entry than it makes', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sixfold-exchange-kill-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const first = await start(clearing, folder, 8);
    first.exchange.close();
    const path = journalPath(folder);
    const lines = readFileSync(path, 'utf8');
    writeFileSync(path, lines.slice(0, lines.lastIndexOf('{"hash":')));
    appendFileSync(path, '{"hash":"0","record":{"at_ms":1}}\n');
    await expect(start(clearing, folder, 8)).rejects.toThrow(/is another entry than this run makes/);
  });
});
