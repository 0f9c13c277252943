import { expect, it } from 'vitest';
import type { Instance } from '../../src/core/instance.ts';
import { kinds } from '../../src/models/index.ts';
import { fillInputs } from '../core/fillInputs.ts';
import { type Draws, drawsOf } from './draws.ts';
import { aroundExample, compileSketch } from './sketch.ts';
import { paramsOf } from './variants.ts';

const DT_h = 0.25;
const STEPS = 120;
const SEEDS = 4;

/** A component of a kind with drawn parameters. */
function draw(d: Draws, kind: (typeof kinds)[number]): Instance {
  const { run } = compileSketch(aroundExample(kind, { step_s: 900, length: STEPS }, paramsOf(d, kind)));
  return run.components.find((other) => other.id === 'unit')!;
}

const limitsOf = (c: Instance, x: Float64Array): Float64Array => {
  const out = new Float64Array(3 * Math.max(2, c.leads.length));
  c.kind.limits(c.q, x, c.w, DT_h, out);
  return out.subarray(0, 3 * c.leads.length);
};

/** What flows at the ports, at rest or with a lead at a share of its range. */
function flowsOf(
  c: Instance,
  x: Float64Array,
  lead: number,
  target: number,
  next = new Float64Array(c.x.length),
): number[] {
  const y = new Float64Array(c.y.length);
  c.u.fill(0);
  if (lead >= 0) c.kind.invert(c.q, x, c.w, lead, target, DT_h, c.u);
  c.kind.step(c.q, x, c.w, c.u, DT_h, next, y);
  // Of the two zeros either will do.
  return [...y.subarray(0, c.ports.length)].map((v) => v + 0);
}

const targetOf = (limits: Float64Array, lead: number, share: number): number => {
  const [low, high] = [Math.max(-1e3, limits[3 * lead]!), Math.min(1e3, limits[3 * lead + 1]!)];
  return low + share * (high - low);
};

/** Drives a component up and down for a while; `look` sees it at the start of every step. */
function drive(d: Draws, c: Instance, look: (x: Float64Array) => void): void {
  let on = false;
  for (let i = 0; i < STEPS; i++) {
    fillInputs(c, i);
    look(c.x);
    if (d.chance(0.15)) on = !on;
    const lead = c.leads.length > 0 ? d.int(0, c.leads.length - 1) : -1;
    const target = lead < 0 ? 0 : targetOf(limitsOf(c, c.x), lead, on ? d.between(0.3, 1) : 0);
    const next = new Float64Array(c.x.length);
    flowsOf(c, c.x, on ? lead : -1, target, next);
    c.x.set(next);
  }
}

const moded = kinds.filter((kind) => kind.mode !== undefined);
it('is told by kinds that start and stop', () => {
  expect(moded.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['electrolyser', 'fuelCell', 'gasEngine']));
});

it.each(moded.map((k) => [k.kind, k] as const))('%s: in equal modes it can and does the same', (_name, kind) => {
  let compared = 0;
  for (let seed = 1; seed <= SEEDS; seed++) {
    const d = drawsOf(seed);
    const c = draw(d, kind);
    const met = new Map<number, Float64Array>();
    drive(d, c, (x) => {
      const mode = c.kind.mode!(c.q, x, DT_h);
      if (Number.isNaN(mode)) return;
      const other = met.get(mode);
      met.set(mode, Float64Array.from(x));
      if (other === undefined || other.every((v, s) => v === x[s])) return;
      const limits = limitsOf(c, x);
      expect(limitsOf(c, other)).toEqual(limits);
      for (let lead = -1; lead < c.leads.length; lead++)
        for (const share of lead < 0 ? [0] : [0, 0.4, 1]) {
          const target = lead < 0 ? 0 : targetOf(limits, lead, share);
          expect(flowsOf(c, other, lead, target)).toEqual(flowsOf(c, x, lead, target));
          compared++;
        }
    });
  }
  expect(compared).toBeGreaterThan(150);
});

it.each(kinds.filter((kind) => kind.isStillAtRest !== undefined).map((k) => [k.kind, k] as const))(
  '%s: at rest nothing flows, whatever its states and inputs',
  (_name, kind) => {
    let looked = 0;
    for (let seed = 1; seed <= SEEDS; seed++) {
      const d = drawsOf(seed);
      const c = draw(d, kind);
      if (!c.kind.isStillAtRest!(c.q)) continue;
      drive(d, c, (x) => {
        expect(flowsOf(c, x, -1, 0)).toEqual(c.ports.map(() => 0));
        looked++;
      });
    }
    expect(looked).toBeGreaterThanOrEqual(STEPS);
  },
);
