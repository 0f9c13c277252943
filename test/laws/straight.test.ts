import { expect, it } from 'vitest';
import { ConfigError } from '../../src/core/errors.ts';
import type { Instance } from '../../src/core/instance.ts';
import { kinds } from '../../src/models/index.ts';
import { fillInputs } from '../core/fillInputs.ts';
import { drawsOf } from './draws.ts';
import { aroundExample, compileSketch } from './sketch.ts';
import { type Params, paramsOf } from './variants.ts';

/*
 * The rules price what a machine gives along straight lines: from rest or its least to its most, or to where it says that it
 * bends and on from there (`bends`). A kind that strays further from them owes that answer.
 */

const DT_h = 0.25;
const SEEDS = 4;
const STEPS = 8;
const PLACES = 16;
/** Of the largest flow at its most: by so much of it a machine's bill may be other than the rules think. */
const MOST = 0.03;
/** Smooth curves over the whole range, which no one place parts in two: cells, heat that drives cold, fans, and what pipes and compressors lose. */
const CURVED: Readonly<Record<string, number>> = {
  absorptionChiller: 0.05,
  co2Compressor: 0.07,
  electrolyser: 0.05,
  freeCooling: 0.07,
  fuelCell: 0.07,
  hydrogenPipe: 0.07,
};

const draw = (kind: (typeof kinds)[number], params: Params): Instance => {
  const { run } = compileSketch(aroundExample(kind, { step_s: 900, length: STEPS }, params));
  return run.components.find((other) => other.id === 'unit')!;
};

/** Flows of all ports at rest, or with a lead at `target`. */
function flowsOf(c: Instance, lead: number, target: number): number[] {
  c.u.fill(0);
  if (lead >= 0) c.kind.invert(c.q, c.x, c.w, lead, target, DT_h, c.u);
  c.kind.step(c.q, c.x, c.w, c.u, DT_h, c.next, c.y);
  return [...c.y.subarray(0, c.ports.length)];
}

/** NaN where it has no range. How far the flows of a component leave the lines between rest or least, bend and most of a lead, of its largest flow. */
function strays(c: Instance, lead: number, told: boolean): number {
  const out = new Float64Array(3 * Math.max(2, c.leads.length));
  c.kind.limits(c.q, c.x, c.w, DT_h, out);
  const [lowest, most, least] = out.slice(3 * lead, 3 * lead + 3) as unknown as [number, number, number];
  const kinks = new Float64Array(Math.max(2, c.leads.length));
  if (told) c.kind.bends?.(c.q, c.x, c.w, DT_h, kinks);
  const rest = flowsOf(c, -1, 0);
  const from = Math.max(least, lowest, rest[c.leads[lead]!]!);
  if (!(most - from > 1e-6)) return Number.NaN;
  const start = from > 1e-9 ? flowsOf(c, lead, from) : rest;
  const full = flowsOf(c, lead, most);
  const kink = kinks[lead]! > from && kinks[lead]! < most ? kinks[lead]! : most;
  const bend = kink < most ? flowsOf(c, lead, kink) : full;
  const size = Math.max(...full.map(Math.abs));
  let far = 0;
  for (let k = 1; k < PLACES; k++) {
    const target = from + ((most - from) * k) / PLACES;
    const [a, b, share] =
      target <= kink ? [start, bend, (target - from) / (kink - from)] : [bend, full, (target - kink) / (most - kink)];
    flowsOf(c, lead, target).forEach((flow, p) => {
      far = Math.max(far, Math.abs(flow - a[p]! - (b[p]! - a[p]!) * share) / size);
    });
  }
  return far;
}

/** What only carries off (a cooling tower) is not priced. */
const machines = kinds.filter((kind) => kind.role === 'converter' && kind.kind !== 'coolingTower');

/** Looks at a machine while it starts and once it is up. */
function drive(c: Instance, look: () => void): void {
  const out = new Float64Array(3 * Math.max(2, c.leads.length));
  for (let i = 0; i < STEPS; i++) {
    fillInputs(c, i);
    look();
    c.kind.limits(c.q, c.x, c.w, DT_h, out);
    flowsOf(c, 0, Math.min(out[1]!, 1e3));
    c.x.set(c.next);
  }
}

it.each(machines.map((kind) => [kind.kind, kind] as const))(
  '%s gives along straight lines, or tells where it bends',
  (_, kind) => {
    let looked = 0;
    for (let seed = 1; seed <= SEEDS; seed++) {
      const c = drawn(kind, seed);
      if (c === undefined) continue;
      drive(c, () => {
        for (let lead = 0; lead < c.leads.length; lead++) {
          const stray = strays(c, lead, true);
          if (Number.isNaN(stray)) continue;
          expect(stray, `seed ${seed}, ${c.ports[c.leads[lead]!]!.name}`).toBeLessThan(CURVED[kind.kind] ?? MOST);
          looked++;
        }
      });
    }
    expect(looked).toBeGreaterThan(0);
  },
);

/** A component with drawn parameters, where they fit the ports that all are connected. */
function drawn(kind: (typeof kinds)[number], seed: number): Instance | undefined {
  try {
    return draw(kind, paramsOf(drawsOf(seed), kind));
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}

it('would find a duct burner that nobody told of', () => {
  const kind = machines.find(({ kind: name }) => name === 'gasTurbine')!;
  const c = draw(kind, { rated_kW: 40, recovery: 'steam', ductFuel_kW: 60 });
  const steam = c.leads.findIndex((port) => c.ports[port]!.name === 'steam');
  let told = 0;
  let untold = 0;
  drive(c, () => {
    told = Math.max(told, strays(c, steam, true) || 0);
    untold = Math.max(untold, strays(c, steam, false) || 0);
  });
  expect(told).toBeLessThan(MOST);
  expect(untold).toBeGreaterThan(MOST);
});

it('walks every machine', () => {
  expect(machines.length).toBeGreaterThan(20);
});
