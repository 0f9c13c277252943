import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { streamOf, uniform } from '../../src/core/chance.ts';
import { openDuckStore } from '../../src/io/duckStore.ts';
import { openInfluxStore } from '../../src/io/influxStore.ts';
import { openSpool } from '../../src/io/spool.ts';
import { blockOf, storedRun, valueAt, whole } from '../io/stored.ts';
import { startInfluxd } from '../servers/influxd.ts';
import { isBuilt, killedAfter, whyNot } from './child.ts';
import { trials } from './share.ts';

const draw = (stream: string, k: number): number => uniform(1, streamOf(stream), k);
function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'sixfold-soak-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}
const print = (what: string, counts: Readonly<Record<string, number>>): boolean =>
  process.stdout.write(
    `${what}: ${Object.entries(counts)
      .map(([name, n]) => `${name} ${n}`)
      .join(', ')}\n`,
  );

/** The functions of test/io/stored.ts, in the child. */
const STORED = `
const run = ${JSON.stringify(storedRun('r1', { step_s: 1 }))};
const valueAt = (step, k) => Math.sin(step * 0.7 + k * 13) * 1000 + 1 / 3;
const block = (first, count) => ({ at: 0, first, count,
  columns: run.columns.map((_, k) => Float64Array.from({ length: count }, (_v, r) => valueAt(first + r, k))) });
`;

describe.skipIf(!isBuilt)(`what is killed at any moment${whyNot}`, () => {
  it(`a spool, ${trials(50)} times: every payload that was taken over is sent, whole`, async () => {
    const at = folder();
    const kept = new Set<number>();
    const sent = new Map<number, number>();
    let next = 0;
    for (let round = 0; round < trials(50); round++) {
      const lines = await killedAfter(
        `import { openSpool } from 'DIST/io/spool.js';
        const spool = await openSpool({ folder: ${JSON.stringify(at)}, segmentBytes: 20000, lazy_ms: ${round % 2 === 0 ? 0 : 200} });
        console.log('ready');
        const payload = (n) => new TextEncoder().encode(\`\${n} \${'x'.repeat(n % 977)}\`);
        for (let n = ${next}; ; n += 3) {
          await Promise.all([n, n + 1, n + 2].map((m) => spool.append(payload(m), 1).then(() => console.log('kept', m))));
          const item = await spool.take();
          console.log('sent', Number(new TextDecoder().decode(item.payload).split(' ')[0]));
          spool.done(item);
        }`,
        draw('spool', round) * 300,
      );
      for (const line of lines) {
        const [what, n] = line.split(' ');
        if (what === 'kept') kept.add(Number(n));
        if (what === 'sent') sent.set(Number(n), (sent.get(Number(n)) ?? 0) + 1);
      }
      next = Math.max(-1, ...kept, ...sent.keys()) + 100;
    }
    const spool = await openSpool({ folder: at });
    for (let item = await spool.take(); item !== undefined; item = await spool.take()) {
      const [n, fill] = new TextDecoder().decode(item.payload).split(' ') as [string, string];
      expect(fill.length).toBe(Number(n) % 977);
      sent.set(Number(n), (sent.get(Number(n)) ?? 0) + 1);
      spool.done(item);
    }
    await spool.close();
    expect([...kept].filter((n) => !sent.has(n))).toEqual([]);
    // Twice only what was on its way when its process ended: one for each of them.
    const twice = [...sent.values()].reduce((sum, count) => sum + count - 1, 0);
    expect(twice).toBeLessThanOrEqual(trials(50));
    expect(kept.size).toBeGreaterThan(trials(50));
    print('spool', { kills: trials(50), kept: kept.size, sent: sent.size, twice });
  });

  it(`a DuckDB store, ${trials(50)} times: steps and checkpoint agree, none lost, none twice`, async () => {
    const path = join(folder(), 'a.duckdb');
    let stored = 0;
    for (let round = 0; round < trials(50); round++) {
      const lines = await killedAfter(
        `import { openDuckStore } from 'DIST/io/duckStore.js';
        ${STORED}
        const store = await openDuckStore(${JSON.stringify(path)});
        await store.begin(run);
        const from = (await store.lastCheckpoint('r1'))?.index ?? 0;
        console.log(from);
        // As a twin that starts again: a few steps of what is there are handed over once more.
        for (let i = Math.max(0, from - 5); ; i += 17) {
          await store.appendWith(block(i, 17), { run: 'r1', index: i + 17, states: Float64Array.of(i), control: Float64Array.of(), journaled: 0 });
          console.log(i + 17);
        }`,
        draw('duck', round) * 400,
      );
      const store = await openDuckStore(path);
      const [count, end] = [await store.count('r1'), await store.end('r1')];
      const last = Number(lines.at(-1) ?? 0);
      expect(count).toBe(end);
      expect(end).toBeGreaterThanOrEqual(Math.max(last, stored));
      expect((await store.lastCheckpoint('r1'))?.index ?? 0).toBe(end);
      stored = end;
      if (round === trials(50) - 1)
        for (const [component, k] of [
          ['mill', 4],
          ['pv-1', 5],
        ] as const) {
          const [series] = await store.query(whole('r1', component));
          expect(series!.values.length).toBe(end);
          expect(series!.values.every((v, i) => Object.is(v, valueAt(i, k)))).toBe(true);
        }
      await store.close();
    }
    expect(stored).toBeGreaterThan(17 * trials(50));
    print('DuckDB', { kills: trials(50), stored });
  });

  it(`writer and InfluxDB, ${trials(30)} times each: nothing lost, nothing twice`, async () => {
    const influxd = await startInfluxd();
    onTestFinished(() => influxd.end());
    await influxd.ask('CREATE DATABASE park');
    const at = folder();
    let acknowledged = 0;
    for (let round = 0; round < trials(30); round++) {
      const away = (async () => {
        await sleep(draw('influxd', 2 * round) * 800);
        await influxd.stop('SIGKILL');
        await sleep(draw('influxd', 2 * round + 1) * 500);
        await influxd.start();
      })();
      const lines = await killedAfter(
        `import { openInfluxStore } from 'DIST/io/influxStore.js';
        ${STORED}
        const store = await openInfluxStore({ url: '${influxd.url}', database: 'park' },
          { spool: { folder: ${JSON.stringify(at)} }, batch_ms: 10, first_ms: 20, most_ms: 100 });
        await store.begin(run);
        console.log(${acknowledged});
        for (let i = ${Math.max(0, acknowledged - 5)}; ; i += 50) {
          await store.append('r1', block(i, 50));
          console.log(i + 50);
        }`,
        draw('writer', round) * 600,
      );
      acknowledged = Math.max(acknowledged, Number(lines.at(-1) ?? 0));
      await away;
    }
    const store = await openInfluxStore(
      { url: influxd.url, database: 'park' },
      { spool: { folder: at }, first_ms: 20, most_ms: 100 },
    );
    onTestFinished(() => store.close());
    const recovered = store.health().waiting;
    expect(await store.drain(60_000)).toBe(true);
    expect(store.health()).toMatchObject({ refused: 0, dropped: 0, waiting: 0 });
    const [end, count] = [await store.end('r1'), await store.count('r1')];
    expect(end).toBeGreaterThanOrEqual(acknowledged);
    // Steps are there once each, and all of them.
    expect(count).toBe(end);
    const [series] = await store.query(whole('r1', 'pv-1'));
    expect(series!.values.every((v, i) => Object.is(v, valueAt(i, 5)))).toBe(true);
    print('InfluxDB', { kills: 2 * trials(30), acknowledged, stored: count, recovered });
  });

  it(`an hour of steps while InfluxDB goes and comes ${trials(60)} times, and none is lost`, async () => {
    const influxd = await startInfluxd();
    onTestFinished(() => influxd.end());
    await influxd.ask('CREATE DATABASE park');
    let draws = 0;
    const codes: string[] = [];
    const store = await openInfluxStore(
      { url: influxd.url, database: 'park' },
      {
        spool: { folder: folder() },
        onEvent: (event) => codes.push(event.code),
        batch_ms: 10,
        first_ms: 10,
        most_ms: 100,
        random: () => draw('jitter', draws++),
      },
    );
    onTestFinished(() => store.close());
    const run = storedRun('r1', { step_s: 1 });
    await store.begin(run);
    const each = Math.ceil(3600 / trials(60));
    for (let i = 0; i < 3600; i += each) {
      if (draw('away', i) < 0.5) await influxd.stop('SIGKILL');
      else await influxd.start();
      for (let k = i; k < Math.min(3600, i + each); k += 20)
        await store.append('r1', blockOf(run, k, Math.min(20, i + each - k, 3600 - k)));
    }
    await influxd.start();
    expect(await store.drain(60_000)).toBe(true);
    const health = store.health();
    expect(health).toMatchObject({ received: 14_400, stored: 14_400, refused: 0, dropped: 0, waiting: 0 });
    expect(await store.count('r1')).toBe(3600);
    const [series] = await store.query(whole('r1', 'mill'));
    expect(series!.values.every((v, i) => Object.is(v, valueAt(i, 4)))).toBe(true);
    const downs = codes.filter((code) => code === 'store-down').length;
    expect(codes.filter((code) => code === 'store-up').length).toBe(downs);
    print('hour', { received: health.received, stored: health.stored, dropped: health.dropped, downs });
  });
});
