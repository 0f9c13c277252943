import { CARRIERS } from '../core/carriers.ts';
import type { Run } from '../core/run.ts';

/** kW of demand below which nothing counts as unserved. */
export const NOTHING_kW = 1e-3;

/** A signal in the frame. */
export interface Place {
  readonly at: number;
  readonly carrier: keyof typeof CARRIERS;
}

/** Where closers record what went unserved, and demands what of them was cut. */
export function placesOf(run: Run): { unserved: Place[]; cut: Place[] } {
  const unserved: Place[] = [];
  const cut: Place[] = [];
  run.components.forEach((c, k) => {
    for (const name of c.kind.accounts?.unserved ?? []) {
      const { carrier } = c.ports[0]!;
      const place = { at: run.frameAt[k]! + c.outputs.indexOf(name), carrier };
      (c.kind.role === 'closer' ? unserved : cut).push(place);
    }
  });
  return { unserved, cut };
}

/** What goes unserved, by carrier and in all that counts in kWh, and hours in which anything does. */
export interface Unserved {
  readonly unserved_kWh: Readonly<Record<string, number>>;
  readonly total_kWh: number;
  readonly hours_h: number;
}

export interface UnservedTally {
  take(): void;
  result(): Unserved;
}

/** Adds up what goes unserved on buses that count in kWh. */
export function tallyUnserved(run: Run, places: readonly Place[], dt_h: number): UnservedTally {
  const energy = places.filter(({ carrier }) => CARRIERS[carrier].unit === 'kW');
  const sums = new Float64Array(energy.length);
  let hours_h = 0;
  return {
    take() {
      let now_kW = 0;
      for (let k = 0; k < energy.length; k++) {
        const flow = run.frame[energy[k]!.at]!;
        sums[k]! += flow * dt_h;
        now_kW += flow;
      }
      if (now_kW > NOTHING_kW) hours_h += dt_h;
    },
    result() {
      const unserved_kWh: Record<string, number> = {};
      let total_kWh = 0;
      energy.forEach(({ carrier }, k) => {
        if (sums[k]! > NOTHING_kW) unserved_kWh[carrier] = (unserved_kWh[carrier] ?? 0) + sums[k]!;
        if (sums[k]! > NOTHING_kW) total_kWh += sums[k]!;
      });
      return { unserved_kWh, total_kWh, hours_h };
    },
  };
}
