import { type Board, EPS } from './board.ts';
import type { Trace } from './config.ts';

/** Tells what each closer could, at which price, and what it was left. */
export function tellClosers(b: Board, scratch: Float64Array, trace: Trace): void {
  for (const c of b.layout.zones.flatMap(({ closers }) => closers)) {
    const port = c.leads[0]!;
    const given = c.y[port]!;
    c.limits(c.q, c.x, c.w, b.dt_h, scratch);
    const [lowest = 0, highest = 0] = scratch;
    let price = Number.NaN;
    let worth = Number.NaN;
    if (c.kind.price) {
      c.kind.price(c.q, c.x, c.w, scratch);
      [price = price, worth = worth] = scratch;
    }
    const takes = given < -EPS || (given <= EPS && highest <= EPS);
    trace({
      pass: b.pass - 1,
      phase: 'closer',
      bus: b.run.buses[c.ports[port]!.bus]?.id ?? '',
      component: c.id,
      port: c.ports[port]!.name,
      lowest_kW: lowest,
      highest_kW: highest,
      leastOn_kW: 0,
      cost_money_per_kWh: takes ? worth : price,
      before_kW: 0,
      given_kW: given,
      why: whyClosed(given, lowest, highest, c.kind.lastResort === true),
    });
  }
}

function whyClosed(given: number, lowest: number, highest: number, isLastResort: boolean): string {
  if (given > EPS)
    return isLastResort
      ? 'nothing else could give it'
      : given >= highest - EPS
        ? 'gives all it can'
        : 'gives what was lacking';
  if (given < -EPS) return given <= lowest + EPS ? 'takes all it can' : 'takes what was left';
  return lowest >= -EPS && highest <= EPS ? 'not available' : 'nothing was left for it';
}
