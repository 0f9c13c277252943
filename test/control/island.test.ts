import { expect, it } from 'vitest';
import { IDLE } from '../../src/control/config.ts';
import type { IslandRole } from '../../src/control/island.ts';
import { type Cluster, cluster } from '../cluster.ts';
import { gasSupply, load, unserved } from './plant.ts';

const NONE: IslandRole = { forming: false, blackStart: false, stepLoad: 0.3, start_h: 0.1 };

/** A site whose connection ends with step 2 and comes back with step 6, by its limit. */
function site(
  roles: Record<string, Partial<IslandRole>>,
  more: { load_kW: number; sheddable_kW?: number; step_s?: number },
): Cluster {
  const components = {
    grid: { kind: 'gridConnection', ports: { electricity: 'power' }, tariff: 'power', importLimit_kW: 500 },
    lost: unserved('power', 'electricity'),
    gas: gasSupply,
    battery: {
      kind: 'battery',
      ports: { electricity: 'power' },
      capacity_kWh: 200,
      charge_kW: 100,
      discharge_kW: 100,
      socStart: 0.9,
    },
    genset: { kind: 'genset', ports: { electricity: 'power' }, rated_kW: 200, fuel: 'diesel' },
    load: load('power', 'electricity', more.load_kW),
    ...(more.sheddable_kW === undefined
      ? {}
      : { spare: { ...load('power', 'electricity', more.sheddable_kW), sheddingClass: 1, lostLoad_money_per_kWh: 3 } }),
  };
  const ids = Object.keys(components);
  const c = cluster({
    step_s: more.step_s ?? 3600,
    length: 24,
    buses: { power: { carrier: 'electricity', closers: ['grid', 'lost'] }, gas: { carrier: 'gas', closers: ['gas'] } },
    components,
    // The battery keeps its reserve until nothing else can serve.
    rules: {
      stores: new Map([
        [ids.indexOf('battery'), { phase: new Uint8Array(24).fill(IDLE), target_kW: Number.POSITIVE_INFINITY }],
      ]),
      island: new Map(Object.entries(roles).map(([id, role]) => [ids.indexOf(id), { ...NONE, ...role }])),
    },
  });
  return c;
}

/** Runs with the connection lost in the steps from `from` to `to`. */
function lose(c: Cluster, from: number, to: number, steps: number): { dark: boolean[]; text: string[] } {
  const grid = c.run.components[c.index('grid')]!;
  const dark: boolean[] = [];
  for (let i = 0; i < steps; i++) {
    grid.w[0] = i >= from && i < to ? 0 : 1;
    c.step();
    dark.push(c.value('lost', 'unserved_kW') > 0);
  }
  return { dark, text: c.rules.islandEvents.map((e) => `${e.step} ${e.what}: ${e.text}`) };
}

it('holds where a store that forms the grid takes over what was imported', () => {
  const c = site({ battery: { forming: true, stepLoad: 1 } }, { load_kW: 60 });
  expect(lose(c, 2, 3, 4)).toEqual({
    dark: [false, false, false, false],
    text: [
      '2 holds: 60 kW were imported, 100 kW can be taken over or cut at once',
      '3 reconnected: the connection is back',
    ],
  });
});

it('goes dark where that is more than can be taken over at once, and starts again', () => {
  // In steps of six minutes: dark for twelve, by the genset's start; the battery forms no grid.
  const c = site({ genset: { forming: true, blackStart: true, start_h: 0.2 } }, { load_kW: 120, step_s: 360 });
  expect(lose(c, 2, 8, 9)).toEqual({
    dark: [false, false, true, true, false, false, false, false, false],
    text: [
      '2 black: nothing that forms a grid was up; starts again after 12 min',
      '4 restarted: carried by what started from darkness',
      '8 reconnected: the connection is back',
    ],
  });
});

it('counts demand that may be cut at once', () => {
  const roles = { battery: { forming: true, stepLoad: 1 } };
  const short = site(roles, { load_kW: 150 });
  expect(lose(short, 2, 3, 3).text).toEqual([
    '2 black: 150 kW were imported, 100 kW can be taken over or cut at once; nothing can start from darkness',
  ]);
  const c = site(roles, { load_kW: 90, sheddable_kW: 60 });
  const { dark, text } = lose(c, 2, 3, 3);
  expect(dark).toEqual([false, false, false]);
  expect(text).toEqual(['2 holds: 150 kW were imported, 160 kW can be taken over or cut at once']);
});

it('is dark once what forms the grid has nothing left', () => {
  // 180 kWh in the battery (less what it may not give), 60 kW of load, and nothing else on purpose.
  const c = site({ battery: { forming: true, stepLoad: 1 } }, { load_kW: 90 });
  const genset = c.run.components[c.index('genset')]!;
  const dark: boolean[] = [];
  for (let i = 0; i < 6; i++) {
    c.run.components[c.index('grid')]!.w[0] = i >= 1 ? 0 : 1;
    genset.w[0] = 0;
    c.step();
    dark.push(c.value('lost', 'unserved_kW') > 0);
  }
  expect(dark).toEqual([false, false, true, true, true, true]);
  expect(c.rules.islandEvents.map((e) => e.what)).toEqual(['holds', 'exhausted']);
});

it('remembers an island through a restore, and lets all hold where no component has a role', () => {
  const c = site({ battery: { forming: true, stepLoad: 1 } }, { load_kW: 60 });
  lose(c, 1, 24, 2);
  const saved = c.loop.save();
  c.step();
  const before = [...c.run.frame];
  c.loop.restore(saved);
  c.step();
  expect([...c.run.frame]).toEqual(before);
  const free = site({}, { load_kW: 60 });
  expect(lose(free, 1, 3, 3)).toEqual({ dark: [false, false, false], text: [] });
});
