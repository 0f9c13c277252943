import { formatUtc, timeAt } from '../core/timeGrid.ts';
import type { Outcome } from '../scenario/simulation.ts';
import { describeReport } from '../series/table.ts';
import type { FlowSum } from './flowSums.ts';
import { figure, quantity } from './htmlText.ts';
import type { BusSummary, Warning } from './summary.ts';

/** Share of a bus's use or supply above which unserved or dumped energy is worth a word. */
const NOTABLE = 1e-3;
const MOST_PASSES = 5;

const percent = (part: number, whole: number): string => `${Number(((100 * part) / whole).toPrecision(3))} %`;

/** What a reader of the summary should know before trusting its numbers. */
export function warningsOf(
  outcome: Outcome,
  sums: readonly FlowSum[],
  buses: Readonly<Record<string, BusSummary>>,
  unfinished: boolean,
): Warning[] {
  const { compiled, passes, steps } = outcome;
  const { run } = compiled;
  const list: Warning[] = [];
  const warn = (code: string, text: string): unknown => list.push({ code, text });
  if (unfinished)
    warn(
      'unfinished',
      `the run was stopped at ${formatUtc(timeAt(run.grid, steps))}, after ${steps} of ${run.grid.length} steps; all figures are of that part`,
    );
  for (const report of compiled.imports) for (const line of describeReport(report)) warn('import', line);
  for (const note of compiled.notes) warn('event', note);
  run.buses.forEach((bus, b) => {
    const s = buses[bus.id]!;
    // The hub of a network has little use of its own: it serves what it passes on.
    const served = s.use + Math.max(0, -s.moved);
    if (s.unserved > NOTABLE * served)
      warn(
        'unserved',
        `bus ${bus.id}: ${quantity(s.unserved, s.unit)} unserved, ${percent(s.unserved, served)} of its use`,
      );
    if (s.shed > NOTABLE * (s.use + s.shed))
      warn(
        'shed',
        `bus ${bus.id}: ${quantity(s.shed, s.unit)} of demand cut, ${percent(s.shed, s.use + s.shed)} of it`,
      );
    // A bus that by-products alone feed is there to get rid of them.
    const wanted = sums.some(
      ({ flow, given }) => flow.bus === b && given > 0 && (flow.product || flow.into === 'purchase'),
    );
    if (wanted && s.dumped > NOTABLE * s.supply)
      warn(
        'dumped',
        `bus ${bus.id}: ${quantity(s.dumped, s.unit)} dumped, ${percent(s.dumped, s.supply)} of its supply`,
      );
    if (wanted && s.curtailed > NOTABLE * s.supply)
      warn(
        'curtailed',
        `bus ${bus.id}: ${quantity(s.curtailed, s.unit)} curtailed, ${percent(s.curtailed, s.supply)} of its supply`,
      );
  });
  const restless = passes[MOST_PASSES - 1] ?? 0;
  if (restless > 0)
    warn(
      'passes',
      `${figure(restless)} of ${figure(steps)} steps took all ${MOST_PASSES} passes of the rules and may not have settled; their surplus or shortage went to stores and closers`,
    );
  run.components.forEach((c, k) => {
    for (const text of c.kind.cautions?.(c.q) ?? []) warn('assumed', `${c.id}: ${text}`);
    const bounded = (c.kind.meters?.(c.q) ?? []).filter((_, n) =>
      outcome.totals[k]!.months.some((m) => m.peak(n).isLowerBound),
    );
    for (const interval_s of new Set(bounded.map((meter) => meter.interval_s)))
      warn(
        'demandCharge',
        `${c.id}: demand is metered over ${interval_s / 60} min and the run has steps of ${run.grid.step_s / 60} min, so its demand charge is a lower bound`,
      );
  });
  return list;
}
