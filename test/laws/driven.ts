import { stepInstance } from '../../src/core/instance.ts';
import type { MakeDispatcher } from '../../src/core/loop.ts';
import { hoursOf } from '../../src/core/timeGrid.ts';

/** What to ask in one step: a lead port by its number, at a place in its range. */
export interface Drive {
  readonly lead: number;
  /** 0 its lowest, 1 its highest. */
  readonly at: number;
}

/** Drives every component that is no closer and no network to the same place of its range, step by step in turn; nothing is optimised. */
export const driving =
  (drives: readonly Drive[]): MakeDispatcher =>
  (run, net) => {
    const dt_h = hoursOf(run.grid);
    const limits = new Float64Array(24);
    return {
      passes: 1,
      memory: new Float64Array(0),
      dispatch(i) {
        const { lead, at } = drives[i % drives.length]!;
        for (const c of run.components) {
          if (c.kind.role === 'closer' || c.kind.role === 'network') continue;
          c.u.fill(0);
          const k = c.leads.length === 0 ? -1 : lead % c.leads.length;
          if (k >= 0) {
            c.kind.limits(c.q, c.x, c.w, dt_h, limits);
            const [low, high] = [Math.max(limits[3 * k]!, -100), Math.min(limits[3 * k + 1]!, 100)];
            c.kind.invert(c.q, c.x, c.w, k, low + at * (high - low), dt_h, c.u);
            // What comes along may go by, in part.
            const along = c.leads.findIndex((p, n) => n !== k && c.kind.bypassed?.(c.p).includes(c.ports[p]!.name));
            if (along >= 0) c.kind.bypass!(c.q, c.x, c.w, along, 10 * at, dt_h, c.u);
          }
          stepInstance(c, dt_h);
          c.ports.forEach((port, p) => {
            if (port.bus >= 0) net[port.bus]! += c.y[p]!;
          });
        }
      },
    };
  };
