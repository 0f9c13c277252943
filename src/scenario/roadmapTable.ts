import type { RoadmapResult } from './roadmapResult.ts';

/** A column of a roadmap's table, one row for each investment year; its name carries its unit. */
export interface RoadmapColumn {
  readonly name: string;
  readonly values: readonly number[];
}

/** A roadmap as a table: a row for each investment year. */
export function roadmapColumns({ years, components }: RoadmapResult): RoadmapColumn[] {
  const own = (
    [
      'year',
      'weight_a',
      'capital_money',
      'upkeep_money',
      'operation_money',
      'carbon_money',
      'weighed_money',
      'unserved_kWh',
      'co2_t',
      'carbonPrice_money_per_t',
      'shadowPrice_money_per_t',
    ] as const
  ).map((name): RoadmapColumn => ({ name, values: years.map((y) => y[name]) }));
  const wedges = years.flatMap((y) => (y.wedges === undefined ? [] : [y.wedges]));
  const areas = Object.keys(wedges[0]?.areas_t ?? {}) as (keyof (typeof wedges)[number]['areas_t'])[];
  const checks = years.flatMap((y) => (y.check === undefined ? [] : [y.check]));
  return [
    ...own,
    ...(wedges.length === 0
      ? []
      : [
          { name: 'reference_t', values: wedges.map((w) => w.reference_t) },
          { name: 'spared.operation_t', values: wedges.map((w) => w.operation_t) },
          ...areas.map((area) => ({ name: `spared.${area}_t`, values: wedges.map((w) => w.areas_t[area]!) })),
          { name: 'spared.closing_t', values: wedges.map((w) => w.closing_t) },
        ]),
    ...(checks.length === 0
      ? []
      : (['billed_money', 'weighed_money', 'unserved_kWh', 'co2_t'] as const).map((name) => ({
          name: `everyStep.${name}`,
          values: checks.map((c) => c[name]),
        }))),
    ...components.flatMap((c) => {
      const suffix = c.capacity === undefined ? '' : c.capacity.slice(c.capacity.indexOf('_'));
      return [
        { name: `${c.component}.built${suffix}`, values: c.built },
        { name: `${c.component}.retired${suffix}`, values: c.retired },
        { name: `${c.component}.standing${suffix}`, values: c.standing },
        { name: `${c.component}.capex_money`, values: c.capex_money },
      ];
    }),
  ];
}

/** The same as CSV. */
export function roadmapCsv(columns: readonly RoadmapColumn[]): string {
  const rows = columns[0]!.values.map((_, k) => columns.map((c) => String(c.values[k])).join(','));
  return `${[columns.map((c) => c.name).join(','), ...rows].join('\n')}\n`;
}
