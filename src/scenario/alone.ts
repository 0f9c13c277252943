import { type Instance, stepInstance, varyingInputs } from '../core/instance.ts';
import { clamp } from '../core/math.ts';
import { hoursOf, type TimeGrid } from '../core/timeGrid.ts';
import { slotOf } from '../core/totals.ts';
import type { Meter } from './meters.ts';

/** What leads a component that runs without its cluster. */
export type Leading = { readonly lead: number; readonly meter: Meter } | 'free';

/**
 * What leads a component when it runs alone: nothing, where its series decide (sun, wind, load) or it gives what it can (a
 * source); the meter of a lead port, where another signal of it was measured too, to be compared. Undefined where it can
 * only run with the others.
 */
export function leadingOf(c: Instance, meters: readonly Meter[]): Leading | undefined {
  const { role } = c.kind;
  if (role === 'fixed' || role === 'source') return 'free';
  if (role !== 'converter' && role !== 'store') return undefined;
  for (let lead = 0; lead < c.leads.length; lead++) {
    const { signal } = c.ports[c.leads[lead]!]!;
    const meter = meters.find((m) => m.signal === signal);
    if (meter !== undefined && meters.length > 1) return { lead, meter };
  }
  return undefined;
}

/**
 * Runs a component by itself over a grid and gives the course of some of its signals. Where the meter that leads it has no
 * reading, it rests.
 */
export function runAlone(c: Instance, grid: TimeGrid, leading: Leading, signals: readonly string[]): Float64Array[] {
  const dt_h = hoursOf(grid);
  const { slots, columns } = varyingInputs(c);
  const limits = new Float64Array(3 * Math.max(1, c.leads.length));
  const places = signals.map((name) => slotOf(c, name));
  const out = signals.map(() => new Float64Array(grid.length));
  for (let i = 0; i < grid.length; i++) {
    c.x.set(c.next);
    for (let n = 0; n < slots.length; n++) c.w[slots[n]!] = columns[n]![i]!;
    if (c.leads.length > 0) {
      c.limits(c.q, c.x, c.w, dt_h, limits);
      const lead = leading === 'free' ? 0 : leading.lead;
      const least = limits[3 * lead]!;
      const most = limits[3 * lead + 1]!;
      const full = most > -least ? most : least;
      const read = leading === 'free' ? full : leading.meter.values[i]!;
      c.invert(c.q, c.x, c.w, lead, clamp(Number.isNaN(read) ? 0 : read, least, most), dt_h, c.u);
    }
    stepInstance(c, dt_h);
    for (let k = 0; k < places.length; k++) {
      const at = places[k]!;
      out[k]![i] = at < c.outputs.length ? c.y[at]! : c.next[at - c.outputs.length]!;
    }
  }
  return out;
}
