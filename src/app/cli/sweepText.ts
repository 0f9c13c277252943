import { valueText, words } from '../../report/htmlText.ts';
import { isStillIn, sweepUnit } from '../../report/sweepHtml.ts';
import { correlations, percentiles } from '../../report/sweepStats.ts';
import { sweepPaths } from '../../scenario/sweepPlan.ts';
import type { SweepDefinition } from '../sweep/definition.ts';
import type { SweepRow } from '../sweep/runCase.ts';
import { table, wrap } from './text.ts';

export interface SweepFacts {
  readonly runs: number;
  readonly ranNow: number;
  readonly failed: number;
  readonly seconds_s: number;
  readonly table: string;
  readonly report: string;
}

/** Rows of the best and of failures that a terminal shows; all are in the files. */
const ROWS = 5;
const WIDTH = 100;
const KPIS = ['cost_money', 'bill_money', 'carbon_kg', 'unserved_kWh'];

/** What a sweep gave, for a terminal. */
export function sweepText(definition: SweepDefinition, rows: readonly SweepRow[], facts: SweepFacts): string {
  const { plan, currency, name } = definition;
  const paths = sweepPaths(plan);
  const shown = KPIS.filter((kpi) => rows.some((row) => row.figures?.[kpi] !== undefined));
  const text = (kpi: string, v: number | undefined): string =>
    v === undefined ? '' : valueText(kpi, v, sweepUnit(kpi, currency));
  const best = rows
    .filter((row) => row.figures?.cost_money !== undefined)
    .sort((a, b) => a.figures!.cost_money! - b.figures!.cost_money!)
    .slice(0, ROWS);
  const failures = rows.filter(({ error }) => error !== undefined);
  const spreads =
    plan.draws.length === 0
      ? []
      : [
          '',
          table(
            [
              ['', '5 %', 'median', '95 %', 'mean', 'most moved by'],
              ...shown.map((kpi) => {
                const spread = percentiles(rows.flatMap((row) => row.figures?.[kpi] ?? []));
                const isStill = isStillIn(rows.flatMap((row) => row.figures?.[kpi] ?? []));
                const [first] = isStill ? [] : correlations(paths, rows, kpi);
                return [
                  words(kpi),
                  ...[spread.p5, spread.p50, spread.p95, spread.mean].map((v) => text(kpi, v)),
                  first === undefined ? '' : first.path,
                ];
              }),
            ],
            true,
          ),
        ];
  const rate =
    facts.ranNow > 1
      ? ` in ${facts.seconds_s.toFixed(1)} s (${(facts.ranNow / facts.seconds_s).toPrecision(2)} a second)`
      : '';
  return [
    `${name}: ${rows.length} runs, ${facts.ranNow} of them now${rate}`,
    '',
    table(
      [
        ['least cost', ...paths, ...shown.map(words)],
        ...best.map(({ run, values, figures }) => [
          `run ${run}`,
          ...values.map((v) => (typeof v === 'number' ? String(Number(v.toPrecision(6))) : String(v))),
          ...shown.map((kpi) => text(kpi, figures![kpi])),
        ]),
      ],
      true,
    ),
    ...spreads,
    ...(failures.length === 0 ? [] : ['', `${failures.length} of ${rows.length} runs failed:`]),
    ...failures.slice(0, ROWS).flatMap(({ run, error }) => wrap(`- run ${run}: ${error!}`, WIDTH, '  ')),
    ...(failures.length > ROWS ? [`and ${failures.length - ROWS} more; see the column "error" of the table`] : []),
    '',
    `Table: ${facts.table}`,
    `Report: ${facts.report} (open it in a browser)`,
    '',
  ].join('\n');
}
