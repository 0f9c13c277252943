import { CARRIERS } from '../core/carriers.ts';
import type { Outcome } from '../scenario/simulation.ts';
import { type FlowSum, sumOf } from './flowSums.ts';
import { correctedIn, storedChange } from './stock.ts';
import type { BalanceRow, BusSummary, FlowRole } from './summary.ts';
import type { Tally } from './tally.ts';

/** What every bus saw: each direction of each port month by month, and the sums by role. */
export function busSummaries(
  outcome: Outcome,
  tally: Tally,
  sums: readonly FlowSum[],
): Readonly<Record<string, BusSummary>> {
  const { run } = outcome.compiled;
  const rows = run.buses.map((_, b) => sums.filter((s) => s.flow.bus === b).flatMap((s) => rowsOf(outcome, s)));
  const net = rows.map((of) => sumOf(of.map((r) => r.total)));
  const inZone = (b: number): number[] =>
    run.buses.map((_, k) => k).filter((k) => tally.places.zoneOfBus[k] === tally.places.zoneOfBus[b]);
  return Object.fromEntries(
    run.buses.map((bus, b): [string, BusSummary] => {
      const joined = inZone(b);
      const network = joined.length > 1 ? [networkRow(outcome, b, rows[b]!)] : [];
      const all = [...rows[b]!, ...network];
      const by = (role: FlowRole): number => Math.abs(sumOf(all.filter((r) => r.role === role).map((r) => r.total)));
      const stores = sums.filter((s) => s.flow.bus === b && s.flow.into === 'discharge');
      const stored = sumOf(
        stores.map(({ flow }) =>
          storedChange(run.components[flow.component]!, flow.signal, outcome.totals[flow.component]!),
        ),
      );
      const corrected = sumOf(
        stores.map(({ flow }) => correctedIn(run, flow.component, flow.signal, outcome.corrected)),
      );
      const [generation, purchase, conversion] = [by('generation'), by('purchase'), by('conversion')];
      const [finalUse, converterUse, charge, discharge] = [
        by('finalUse'),
        by('converterUse'),
        by('charge'),
        by('discharge'),
      ];
      return [
        bus.id,
        {
          label: bus.label,
          carrier: bus.carrier,
          unit: CARRIERS[bus.carrier].unit === 'kW' ? 'kWh' : 'kg',
          supply: generation + purchase + conversion,
          generation,
          purchase,
          conversion,
          use: finalUse + converterUse,
          finalUse,
          converterUse,
          sale: by('sale'),
          charge,
          discharge,
          storedChange: stored,
          ...(corrected === 0 ? {} : { corrected }),
          losses: charge - discharge - stored + corrected,
          curtailed: by('curtailed'),
          dumped: by('dumped'),
          unserved: by('unserved'),
          shed: shedOn(outcome, b),
          moved: sumOf(network.map((r) => r.total)),
          residual: sumOf(joined.map((k) => net[k]! + carriedTo(outcome, k))),
          auditWorst: outcome.audit.buses[bus.id] ?? 0,
          rows: all,
        },
      ];
    }),
  );
}

/** One row for each direction that a port went in. */
function rowsOf({ compiled }: Outcome, { flow, given, taken, givenIn, takenIn }: FlowSum): BalanceRow[] {
  const c = compiled.run.components[flow.component]!;
  const base = { component: c.id, label: c.label, signal: flow.signal };
  return [
    ...(given === 0 ? [] : [{ ...base, role: flow.into, values: givenIn, total: given }]),
    ...(taken === 0 ? [] : [{ ...base, role: flow.outOf, values: takenIn.map((v) => 0 - v), total: 0 - taken }]),
  ];
}

/** What networks with physics of their own gave to a bus. */
const carriedTo = ({ compiled: { run }, totals }: Outcome, b: number): number =>
  sumOf(
    run.components.flatMap((c, k) =>
      c.nodes.filter((p) => c.ports[p]!.bus === b).map((p) => totals[k]!.sum(c.ports[p]!.signal)),
    ),
  );

/** What networks moved to a bus is what its ports left over: their flows are no columns of a result. */
function networkRow({ compiled }: Outcome, b: number, rows: readonly BalanceRow[]): BalanceRow {
  const { run } = compiled;
  const id = run.networks
    .filter((n) => n.nodes.includes(b))
    .map((n) => n.id)
    .join(', ');
  const values = run.months.map((_, m) => 0 - sumOf(rows.map((r) => r.values[m]!)));
  return { component: id, label: id, signal: '', role: 'network', values, total: sumOf(values) };
}

/** Demand cut beforehand: it never reached the bus. */
function shedOn({ compiled, totals }: Outcome, b: number): number {
  let shed = 0;
  compiled.run.components.forEach((c, k) => {
    // A plant that is cut takes less of everything; what it lacks is counted where it is led.
    if (c.kind.role === 'closer' || c.ports[c.leads[0] ?? 0]?.bus !== b) return;
    for (const name of c.kind.accounts?.unserved ?? []) shed += totals[k]!.sum(name);
  });
  return shed;
}
