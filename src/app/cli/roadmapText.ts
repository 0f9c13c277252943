import type { SolutionArea } from '../../core/solutionArea.ts';
import { AREA_NAMES } from '../../report/roadmapHtml.ts';
import type { RoadmapResult, RoadmapYearResult } from '../../scenario/roadmapResult.ts';
import { amount, table, wrap } from './text.ts';

const WIDTH = 110;

/** A roadmap for a terminal: what is built when, what each year costs and emits, and where the spared tonnes come from. */
export function roadmapText(found: RoadmapResult): string {
  const { years, currency } = found;
  const [first, last] = [years[0]!.year, years.at(-1)!.year];
  const notes = found.notes.flatMap((note) => wrap(`- ${note}`, WIDTH, '  '));
  return [
    `Roadmap ${first} to ${last}: ${found.foresight === 'perfect' ? 'all years decided at once' : 'one year after the other'}`,
    '',
    sizes(found),
    '',
    costs(found),
    ...wedges(found),
    ...checks(found),
    '',
    `In all      ${amount(found.total_money)} ${currency} of ${first}, ${amount(100 * found.discountRate, 1)} % a year; capital left at the end ${amount(found.leftOver_money)} ${currency}`,
    ...found.caps.map(
      (c) =>
        `${c.name}: ${amount(c.used_t)} of ${amount(c.most_t)} t${c.price_money_per_t === undefined || c.price_money_per_t <= 0 ? '' : `; one tonne more would save ${amount(c.price_money_per_t, 2)} ${currency} of ${first}`}`,
    ),
    `Emitted     ${amount(found.co2_t)} t over the horizon`,
    ...(notes.length === 0 ? [] : ['', ...notes]),
  ].join('\n');
}

const size = (v: number): string => (v === 0 ? '' : amount(v, Math.abs(v) < 100 ? 1 : 0));

/** A row for each component: in each year what stands, what of it is new and what went. */
function sizes({ components, years }: RoadmapResult): string {
  const cell = (built: number, retired: number, standing: number): string =>
    [size(standing) || '-', built === 0 ? '' : `+${size(built)}`, retired === 0 ? '' : `-${size(retired)}`]
      .filter((part) => part !== '')
      .join(' ');
  return table(
    [
      ['stands (+ built, - retired)', '', ...years.map((y) => String(y.year))],
      ...components.map((c) => [
        c.component,
        c.capacity === undefined ? '' : c.unit,
        ...years.map((_, k) =>
          c.capacity === undefined
            ? c.standing[k]! > 0
              ? 'there'
              : 'gone'
            : cell(c.built[k]!, c.retired[k]!, c.standing[k]!),
        ),
      ]),
    ],
    false,
  );
}

function costs({ years, currency, components }: RoadmapResult): string {
  const row = (name: string, of: (y: RoadmapYearResult, k: number) => number, digits = 0): string[] => [
    name,
    ...years.map((y, k) => amount(of(y, k), digits)),
  ];
  const weighed = years.some((y) => Math.abs(y.weighed_money) > 0.5);
  return table(
    [
      [`${currency} of the year`, ...years.map((y) => String(y.year))],
      row('invested', (_, k) => components.reduce((sum, c) => sum + c.capex_money[k]!, 0)),
      row('capital, a year', (y) => y.capital_money),
      row('upkeep', (y) => y.upkeep_money),
      row('operation', (y) => y.operation_money),
      row('carbon', (y) => y.carbon_money),
      ...(weighed ? [row('weighed, not paid', (y) => y.weighed_money)] : []),
      ...(years.some((y) => y.unserved_kWh > 0.5) ? [row('not served, kWh', (y) => y.unserved_kWh)] : []),
      row('emitted, t', (y) => y.co2_t, 1),
      row('carbon price, a t', (y) => y.carbonPrice_money_per_t, 1),
      row('one t less costs', (y) => y.shadowPrice_money_per_t, 2),
    ],
    true,
  );
}

function wedges({ years }: RoadmapResult): string[] {
  const all = years.flatMap((y) => (y.wedges === undefined ? [] : [y.wedges]));
  if (all.length < years.length) return [];
  const row = (name: string, values: readonly number[]): string[][] =>
    values.some((v) => Math.abs(v) >= 0.05) ? [[name, ...values.map((v) => amount(v, 1))]] : [];
  const areas = Object.keys(all[0]!.areas_t) as SolutionArea[];
  return [
    '',
    table(
      [
        ['t CO2 a year', ...years.map((y) => String(y.year))],
        ['reference', ...all.map((w) => amount(w.reference_t, 1))],
        ...row(
          'run otherwise',
          all.map((w) => -w.operation_t),
        ),
        ...areas.flatMap((area) =>
          row(
            AREA_NAMES[area].toLowerCase(),
            all.map((w) => -(w.areas_t[area] ?? 0)),
          ),
        ),
        ...row(
          'closing what stood',
          all.map((w) => -w.closing_t),
        ),
        ['roadmap', ...years.map((y) => amount(y.co2_t, 1))],
      ],
      true,
    ),
  ];
}

function checks({ years, typical }: RoadmapResult): string[] {
  if (typical === undefined || years.some((y) => y.check === undefined)) return [];
  const share = (k: number): string => {
    const y = years[k]!;
    const planned = y.operation_money + y.carbon_money;
    return planned === 0 ? '' : `${((100 * (y.check!.billed_money - planned)) / Math.abs(planned)).toFixed(2)} %`;
  };
  return [
    '',
    table(
      [
        [
          `every step planned, not ${typical.periods} periods of ${amount(typical.length_h)} h`,
          ...years.map((y) => String(y.year)),
        ],
        ['operation and carbon cost more by', ...years.map((_, k) => share(k))],
        ['not served, kWh', ...years.map((y) => amount(y.check!.unserved_kWh))],
        ['t emitted', ...years.map((y) => amount(y.check!.co2_t, 1))],
      ],
      true,
    ),
  ];
}
