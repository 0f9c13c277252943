import { expect, it } from 'vitest';
import type { Instance } from '../../src/core/instance.ts';
import { kinds } from '../../src/models/index.ts';
import { fillInputs } from '../core/fillInputs.ts';
import { aroundExample, compileSketch } from './sketch.ts';

const DT_h = 0.25;

/** Bits of a component's whole state: what no question may change. */
const bits = (c: Instance): string => JSON.stringify([[...c.x], [...c.w], [...c.u]].map((part) => part.map(String)));

it.each(kinds.map((k) => [k.kind, k] as const))(
  '%s: asked twice it answers the same and changes nothing',
  (_name, kind) => {
    const { run } = compileSketch(aroundExample(kind, { step_s: 900, length: 48 }));
    const c = run.components.find((other) => other.id === 'unit')!;
    const limits = [new Float64Array(3 * c.leads.length), new Float64Array(3 * c.leads.length)] as const;
    const price = [new Float64Array(2), new Float64Array(2)] as const;
    const next = [new Float64Array(c.x.length), new Float64Array(c.x.length)] as const;
    const y = [new Float64Array(c.y.length), new Float64Array(c.y.length)] as const;
    let asked = 0;
    for (let i = 0; i < run.grid.length; i++) {
      fillInputs(c, i);
      const before = bits(c);
      for (const out of limits) kind.limits(c.q, c.x, c.w, DT_h, out);
      for (const out of price) kind.price?.(c.q, c.x, c.w, out);
      expect(bits(c)).toBe(before);
      expect(limits[1]).toEqual(limits[0]);
      expect(price[1]).toEqual(price[0]);
      for (let lead = 0; lead < Math.max(1, c.leads.length); lead++) {
        const [low, high] = [Math.max(-200, limits[0][3 * lead] ?? 0), Math.min(200, limits[0][3 * lead + 1] ?? 0)];
        const target = low + ((i % 5) / 4) * (high - low);
        const [x, w] = [Float64Array.from(c.x), Float64Array.from(c.w)];
        c.u.fill(0);
        if (c.leads.length > 0) kind.invert(c.q, c.x, c.w, lead, target, DT_h, c.u);
        const chosen = Float64Array.from(c.u);
        if (c.leads.length > 0) kind.invert(c.q, c.x, c.w, lead, target, DT_h, c.u);
        expect(c.u).toEqual(chosen);
        // What stood in the outputs before has no part in the answer.
        y[1].fill(Number.NaN);
        next[1].fill(Number.NaN);
        for (const n of [0, 1] as const) kind.step(c.q, c.x, c.w, c.u, DT_h, next[n], y[n]);
        expect([y[1], next[1]]).toEqual([y[0], next[0]]);
        expect([c.x, c.w, c.u]).toEqual([x, w, chosen]);
        asked++;
      }
      c.x.set(next[0]);
    }
    expect(asked).toBeGreaterThanOrEqual(run.grid.length);
  },
);
