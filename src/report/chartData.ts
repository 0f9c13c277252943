import type { ZoneRules } from '../core/zone.ts';
import type { Outcome } from '../scenario/simulation.ts';
import { type BusChart, busCharts } from './chartBus.ts';
import { type Sankey, sankeyOf } from './chartSankey.ts';
import { type PackLimits, type PageRows, packSeries, type SeriesPack } from './chartSeries.ts';
import { zoneWithin } from './chartTime.ts';
import type { Summary } from './summary.ts';

/** One bar of a waterfall: a total stands on zero, a step on the one before. */
export interface WaterfallBar {
  readonly label: string;
  readonly value: number;
  readonly isTotal: boolean;
}
export interface Waterfall {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly bars: readonly WaterfallBar[];
}

/** Everything that the charts of a page draw: plain data, written into the page as JSON. */
export interface ChartData {
  readonly name: string;
  readonly currency: string;
  readonly zone: ZoneRules;
  /** `2023-07`. */
  readonly months: readonly string[];
  readonly series: SeriesPack;
  readonly buses: readonly BusChart[];
  readonly sankey: Sankey;
  readonly waterfalls: readonly Waterfall[];
  /** Bus shown first, and column of the first heat map. */
  readonly firstBus: number;
  readonly firstColumn: number;
}

export function chartData(outcome: Outcome, summary: Summary, page: PageRows, limits?: PackLimits): ChartData {
  const { run } = outcome.compiled;
  const series = packSeries(outcome, page, limits);
  const end_ms = series.start_ms + series.length * series.step_s * 1000;
  const buses = busCharts(outcome, summary, page);
  const firstBus = Math.max(
    0,
    buses.findIndex((bus) => bus.carrier === 'electricity'),
  );
  const first = buses[firstBus];
  return {
    name: summary.name,
    currency: summary.currency,
    zone: zoneWithin(run.site.zone, series.start_ms, end_ms),
    months: summary.months,
    series,
    buses,
    sankey: sankeyOf(outcome, summary),
    waterfalls: summary.references.flatMap((reference, k) => waterfalls(summary, reference, k)),
    firstBus,
    firstColumn: first?.purchase[0] ?? first?.parts[0]?.columns[0] ?? 0,
  };
}

function waterfalls(summary: Summary, reference: Summary['references'][number], k: number): Waterfall[] {
  const of = (
    id: string,
    title: string,
    unit: string,
    end: number,
    steps: readonly { label: string; value: number }[],
  ): Waterfall => {
    const start = end - steps.reduce((sum, step) => sum + step.value, 0);
    return {
      id: `${id}-${k}`,
      title,
      unit,
      bars: [
        { label: reference.label, value: start, isTotal: true },
        ...steps.filter((step) => step.value !== 0).map((step) => ({ ...step, isTotal: false })),
        { label: summary.label, value: end, isTotal: true },
      ],
    };
  };
  const { emissions, costs } = summary;
  const carbon_kg = emissions.scope1_kg + emissions.scope2Location_kg + emissions.scope3_kg;
  return [
    of(
      'cost',
      `Cost of the period against ${reference.label}`,
      costs.currency,
      costs.total_money,
      reference.costSteps.map((s) => ({ label: s.label, value: s.money })),
    ),
    of(
      'carbon',
      `Emissions against ${reference.label}`,
      't CO2e',
      carbon_kg / 1000,
      reference.carbonSteps.map((s) => ({ label: s.label, value: s.kg / 1000 })),
    ),
  ];
}
