import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type MqttClient } from 'mqtt';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadScenario } from '../../src/app/node.ts';
import { openDataFolder } from '../../src/app/server/dataFolder.ts';
import { streamOf, uniform } from '../../src/core/chance.ts';
import { openDuckStore } from '../../src/io/duckStore.ts';
import { makeSession } from '../../src/scenario/session.ts';
import { command as commandOf } from '../app/server/ear.ts';
import { folderWith, root } from '../app/site.ts';
import { changed, FILES } from '../scenario/small.ts';
import { trials } from './share.ts';
import { startProcess } from './twinProcess.ts';

/** Kills of a twin, 50 in all; a tenth of them in the gate. */
const KILLS = trials(50);
/** Two days in steps of a minute, with a live meter of what the battery holds, which the model takes over. */
const HOURS = 49;
const FAST = changed('end: 2023-03-02T00:00, step_s: 3600', 'end: 2023-03-03T00:00, step_s: 60', {
  ...FILES,
  'site.csv': `time,demand_kW\n${Array.from({ length: HOURS }, (_, h) => `2023-03-0${1 + Math.floor(h / 24)}T${String(h % 24).padStart(2, '0')}:00,${300 + 10 * (h % 24)}`).join('\n')}\n`,
});

const LONG = {
  ...FAST,
  'small.yaml': `${FAST['small.yaml']}meters:\n  battery.energy_kWh: { from: live, rebase: { beyond: 2, every_min: 10 } }\n`,
};

const isBuilt = existsSync(join(root, 'dist/app/server/engineWorker.js'));

/** Sends set points, each with an id of its own and twice, until it is told to stop. */
async function annoy(url: string, password: string, drawn: () => number, isOver: () => boolean): Promise<void> {
  let client: MqttClient | undefined;
  try {
    client = connect(url, { username: 'operator', password, reconnectPeriod: 0, connectTimeout: 3000 });
    client.on('error', () => undefined);
    while (!isOver()) {
      await sleep(5 + 30 * drawn());
      if (!client.connected) continue;
      const what = drawn();
      const [target, args] =
        what < 0.4
          ? ['battery/setpoint', { electricity_kW: Math.round(200 * drawn() - 100), hold_s: 600 }]
          : what < 0.7
            ? ['chp/setpoint', { electricity_kW: Math.round(400 * drawn()) }]
            : what < 0.75
              ? ['chp/release', {}]
              : what < 0.9
                ? ['battery/measurement', { energy_kWh: Math.round(200 * drawn()) }]
                : ['event/inject', { component: 'load', input: 'demand_kW', scale: 0.5 + drawn(), hold_s: 1200 }];
      const payload = commandOf(args as object, { id: `k${Math.floor(1e9 * drawn())}` });
      for (let k = 0; k < 2; k++)
        client.publish(`sixfold/v1/small/cmd/operator/${target as string}`, payload, { qos: 1 });
    }
  } finally {
    await client?.endAsync(true);
  }
}

describe.skipIf(!isBuilt)(`a twin that is killed${isBuilt ? '' : ' (skipped: not built; run npm run build)'}`, () => {
  it(`${KILLS} times at any moment, goes on, and stores what its journal gives without interruption, to the bit`, async () => {
    const folder = folderWith(LONG);
    const file = join(folder, 'small.yaml');
    const data = mkdtempSync(join(tmpdir(), 'sixfold-kill-'));
    onTestFinished(() => rmSync(data, { recursive: true, force: true }));
    let draws = 0;
    const drawn = (): number => uniform(11, streamOf('kill'), draws++);
    // So fast that it comes to its end after about as many kills, which then fall everywhere.
    const args = ['--speed', String(Math.round((2880 * 60) / (2.5 * KILLS))), '--until', 'end'];
    for (let k = 0; k < KILLS; k++) {
      const twin = startProcess(file, data, args);
      // Some die before they have said where they are.
      if (drawn() < 0.1) await sleep(1500 * drawn());
      else {
        const { mqtt, users } = await twin.place();
        const { operator } = JSON.parse(readFileSync(users, 'utf8')) as { operator: string };
        let isOver = false;
        const annoying = annoy(mqtt, operator, drawn, () => isOver);
        await sleep(100 + 1400 * drawn());
        isOver = true;
        twin.child.kill('SIGKILL');
        await annoying;
      }
      twin.child.kill('SIGKILL');
      await twin.ended;
    }
    const last = startProcess(file, data, ['--mode', 'asap', '--until', 'end']);
    expect(await last.ended).toBe(0);

    const folderOf = openDataFolder(data);
    const { run } = folderOf.current()!;
    const journal = folderOf.journal(run);
    const store = await openDuckStore(join(data, 'twin.duckdb'));
    onTestFinished(() => store.close());
    const session = makeSession(loadScenario(file));
    session.restore(session.save(), journal);
    const columns = session.columns.map(() => new Float64Array(2880));
    const row = new Float64Array(columns.length);
    for (let i = 0; i < 2880; i++) {
      session.step();
      session.read(row, 0);
      columns.forEach((column, c) => {
        column[i] = row[c]!;
      });
    }
    const rebased = session.events.filter(({ code }) => code === 'rebased').length;
    let compared = 0;
    const differs: string[] = [];
    for (const id of new Set(session.columns.map(({ component }) => component))) {
      const { start_ms } = session.run.grid;
      const range = { from_ms: start_ms, to_ms: start_ms + 2880 * 60_000 };
      for (const { signal, values, time_ms } of await store.query({ run, component: id, ...range })) {
        const k = session.columns.findIndex((c) => c.component === id && c.signal === signal);
        if (values.length !== 2880 || time_ms.some((t, i) => t !== start_ms + i * 60_000))
          differs.push(`${id}.${signal}: ${values.length} steps, or not in order`);
        values.forEach((v, i) => {
          compared++;
          if (!Object.is(v, columns[k]![i]))
            differs.push(`${id}.${signal} in step ${i}: ${v}, expected ${columns[k]![i]}`);
        });
      }
    }
    const ids = journal.filter(({ by }) => by === 'operator').map(({ id }) => id);
    console.log(
      `killed ${KILLS} times; ${await store.count(run)} steps stored of 2880; ${ids.length} commands acted, ${ids.length - new Set(ids).size} of them twice, ${rebased} corrections by the meter; ${compared} values compared, ${differs.length} differ`,
    );
    expect(differs.slice(0, 5)).toEqual([]);
    expect(compared).toBe(2880 * session.columns.length);
    expect(await store.count(run)).toBe(2880);
    expect((await store.runs()).length).toBe(1);
    expect(ids.length).toBeGreaterThan(KILLS);
    expect(rebased).toBeGreaterThan(0);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
