import { inputsAt, type Samples } from './linearise.ts';
import { type Led, type LinearModel, times, type Values, type Window } from './linearModel.ts';

export interface Beyond {
  /** Place of the lead among the leads, and its port: of the one that the machine is told by, and of the one that goes further. */
  readonly lead: number;
  readonly by: { readonly lead: number; readonly port: string };
  /** States in which it runs well. */
  readonly running: readonly number[];
}

/**
 * What a machine at full load gives at another lead beyond what comes by itself: a duct burner's heat, steam extracted in
 * place of condensed. Its column is flow at that port, and other ports follow; at part load in proportion, as
 * a machine does that is at full load for a part of the time.
 * @returns its first column
 */
export function linearBeyond<Q>(
  kind: Samples<Q>,
  q: Q,
  window: Window,
  model: LinearModel,
  led: Led,
  { lead, by, running }: Beyond,
): number {
  const { ports, dt_h } = window;
  const at = ports.indexOf(by.port);
  const isSteady = window.inputs.every((_, k) => typeof window.input(k) === 'number');
  const count = isSteady ? 1 : window.steps;
  const x = Float64Array.from(running);
  const next = new Float64Array(x.length);
  const w = new Float64Array(window.inputs.length);
  const u = new Float64Array(4);
  const limits = new Float64Array(3 * 8);
  const signals = (kind.emissions?.fossilCo2 ?? []).map((name) => window.outputs.indexOf(name));
  const full = new Float64Array(window.outputs.length);
  const further = new Float64Array(window.outputs.length);
  const most = new Float64Array(count);
  const slopes = ports.map(() => new Float64Array(count));
  const co2 = new Float64Array(count);
  const ask = (by: number, y: Float64Array): void => {
    u.fill(0);
    kind.invert(q, x, w, by, limits[3 * by + 1]!, dt_h, u);
    kind.step(q, x, w, u, dt_h, next, y);
  };
  for (let t = 0; t < count; t++) {
    inputsAt(window, t, w);
    kind.limits(q, x, w, dt_h, limits);
    if (limits[3 * lead + 1]! <= 0) continue;
    ask(lead, full);
    ask(by.lead, further);
    const more = further[at]! - full[at]!;
    if (more <= 1e-9 * Math.abs(further[at]!)) continue;
    most[t] = more;
    for (let p = 0; p < ports.length; p++) slopes[p]![t] = (further[p]! - full[p]!) / more;
    for (const s of signals) co2[t]! += (further[s]! - full[s]!) / more;
  }
  const values = (v: Float64Array): Values => (isSteady ? v[0]! : v);
  const column = model.columns('beyond', 0, values(most));
  ports.forEach((port, p) => {
    model.flow(port, column, values(slopes[p]!));
  });
  model.fossilCo2(column, values(co2));
  // No more of it than of full load.
  const row = model.rows('beyond', Number.NEGATIVE_INFINITY, 0);
  model.count(row, column, times(values(most.map((v) => (v > 0 ? 1 / v : 0))), 1));
  model.count(row, led.load, times(-1, values(shareOf(led.most, count))));
  return column;
}

const shareOf = (most: Values, count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, t) => {
    const v = typeof most === 'number' ? most : most[t]!;
    return v > 0 ? 1 / v : 0;
  });
