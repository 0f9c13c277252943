import type { Run } from './run.ts';

/** Relative bound of every audit, and the part of the largest flow met so far below which a residual is rounding. */
export const RELATIVE = 1e-6;
export const OF_RATING = 1e-9;
/** kW (or kg/h) that every bus and component is rated at least: whatever came before, less than 1e-9 of it is rounding. */
export const LEAST_RATING = 1;
/** Rounding of an amount held, as a part of it: a store that is full may hardly flow. */
export const OF_HELD = 1e-14;
/** kW (or kg/h) by which a port may flow against its direction through rounding. */
export const AGAINST = 1e-6;

/** All laws of a run as flat lists of terms, so that an audit is one walk over numbers. */
export interface Ledger {
  readonly component: Int32Array;
  /** Terms of law k stand from `from[k]` to `from[k + 1]`. */
  readonly from: Int32Array;
  readonly at: Int32Array;
  readonly by: Float64Array;
  /** Terms of stores: place in the frame and in the states. */
  readonly storeFrom: Int32Array;
  readonly storeNext: Int32Array;
  readonly storeWas: Int32Array;
  readonly storeBy: Float64Array;
  /** Losses, each of which may not be negative. */
  readonly loss: Int32Array;
  readonly lossBy: Float64Array;
  readonly lossComponent: Int32Array;
  /** Ports of one direction: place, and the sign of what would be wrong. */
  readonly port: Int32Array;
  readonly wrongSign: Float64Array;
  readonly portComponent: Int32Array;
}

export function ledgerOf(run: Run): Ledger {
  const laws = run.components.flatMap((c, k) => c.laws.map((law) => ({ k, law, at: run.frameAt[k]! })));
  const starts = (sizes: readonly number[]): Int32Array => {
    const out = new Int32Array(sizes.length + 1);
    sizes.forEach((size, n) => {
      out[n + 1] = out[n]! + size;
    });
    return out;
  };
  const losses = laws.flatMap(({ k, law, at }) =>
    law.quantity === 'energy' ? [...law.lossAt].map((s, n) => ({ k, at: at + s, by: law.lossBy[n]! })) : [],
  );
  const ports = run.components.flatMap((c, k) =>
    c.ports.flatMap((port, p) =>
      port.flow === 'both' ? [] : [{ k, at: run.frameAt[k]! + p, sign: port.flow === 'out' ? -1 : 1 }],
    ),
  );
  return {
    component: Int32Array.from(laws, ({ k }) => k),
    from: starts(laws.map(({ law }) => law.outputAt.length)),
    at: Int32Array.from(laws.flatMap(({ law, at }) => [...law.outputAt].map((s) => at + s))),
    by: Float64Array.from(laws.flatMap(({ law }) => [...law.outputBy])),
    storeFrom: starts(laws.map(({ law }) => law.stateAt.length)),
    storeNext: Int32Array.from(
      laws.flatMap(({ k, law, at }) => [...law.stateAt].map((s) => at + run.components[k]!.outputs.length + s)),
    ),
    storeWas: Int32Array.from(laws.flatMap(({ k, law }) => [...law.stateAt].map((s) => run.stateAt[k]! + s))),
    storeBy: Float64Array.from(laws.flatMap(({ law }) => [...law.stateBy])),
    loss: Int32Array.from(losses, (l) => l.at),
    lossBy: Float64Array.from(losses, (l) => l.by),
    lossComponent: Int32Array.from(losses, (l) => l.k),
    port: Int32Array.from(ports, (p) => p.at),
    wrongSign: Float64Array.from(ports, (p) => p.sign),
    portComponent: Int32Array.from(ports, (p) => p.k),
  };
}

/** The largest residuals and flows met so far. */
export interface Worst {
  readonly bus: Float64Array;
  readonly busRating: Float64Array;
  readonly component: Float64Array;
  readonly componentRating: Float64Array;
  readonly lawRating: Float64Array;
}

/** Where in the frame each connected port stands, and its bus. */
export interface Meetings {
  readonly at: Int32Array;
  readonly bus: Int32Array;
}

export function meetingsOf(run: Run): Meetings {
  const met = run.components.flatMap((c, k) =>
    c.ports.flatMap((port, p) => (port.bus < 0 ? [] : [{ at: run.frameAt[k]! + p, bus: port.bus }])),
  );
  return { at: Int32Array.from(met, (m) => m.at), bus: Int32Array.from(met, (m) => m.bus) };
}

export const worstOf = (run: Run, ledger: Ledger): Worst => ({
  bus: new Float64Array(run.buses.length),
  busRating: new Float64Array(run.buses.length).fill(LEAST_RATING),
  component: new Float64Array(run.components.length),
  componentRating: new Float64Array(run.components.length).fill(LEAST_RATING),
  lawRating: new Float64Array(ledger.component.length).fill(LEAST_RATING),
});

export function keep(into: Worst, from: Worst): void {
  into.bus.set(from.bus);
  into.busRating.set(from.busRating);
  into.component.set(from.component);
  into.componentRating.set(from.componentRating);
  into.lawRating.set(from.lawRating);
}
