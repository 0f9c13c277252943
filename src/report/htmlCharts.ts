import type { Outcome } from '../scenario/simulation.ts';
import type { BusChart } from './chartBus.ts';
import type { ChartData, Waterfall } from './chartData.ts';
import { drawnGathered, FEW_NODES } from './chartSankeyGather.ts';
import type { PageRows } from './chartSeries.ts';
import { exceeded, heatMap } from './chartShape.ts';
import { dateText, wallClock } from './chartTime.ts';
import { details, figure, fixed, type Html, html, monthHeads, raw, tableOf } from './htmlText.ts';

interface Figure {
  readonly id: string;
  readonly title: string;
  readonly note: string;
  /** What the picture shows, for whoever cannot see it. */
  readonly alternative: string;
  readonly controls?: Html;
  readonly size?: 'weeks' | 'map';
  /** Whether it may be wider than the column of text, or even than the page. */
  readonly isWide?: boolean;
  readonly numbers: Html | readonly Html[];
}

/** A chart: heading, place that the script draws in, and the numbers behind it for whoever cannot see it. */
function figureOf(f: Figure): Html {
  const plot = html`<div class="plot${f.size === undefined ? '' : ` ${f.size}`}" id="${f.id}" role="img" aria-label="${f.alternative}"></div>`;
  return html`<figure>
<figcaption>${f.title}<small>${f.note}</small></figcaption>
${f.controls}${f.isWide === true ? html`<div class="wide broad">${plot}</div>` : plot}
${details('Numbers of this chart', f.numbers)}</figure>
`;
}

const select = (id: string, label: string, options: Html | readonly Html[]): Html =>
  html`<div class="controls"><label>${label} <select id="${id}">${options}</select></label></div>
`;
const option = (value: string | number, label: string, isChosen = false): Html =>
  html`<option value="${value}"${isChosen ? raw(' selected') : undefined}>${label}</option>`;

const busSelect = (id: string, data: ChartData): Html =>
  select(
    id,
    'Bus',
    data.buses.map((bus, k) => option(k, `${bus.label} (${bus.carrier})`, k === data.firstBus)),
  );

/** Columns by component; `lead` stands before them. */
function columnSelect(id: string, outcome: Outcome, data: ChartData, lead: readonly Html[], chosen: number): Html {
  const labels = new Map(outcome.compiled.run.components.map((c) => [c.id, c.label]));
  const groups = new Map<string, Html[]>();
  outcome.columns.forEach((c, k) => {
    const label = `${c.signal.split('_')[0]}${c.unit === '1' ? '' : `, ${c.unit}`}`;
    const unit = label.replaceAll('money', outcome.compiled.run.currency);
    const list = groups.get(c.component) ?? [];
    list.push(option(k, `${c.component}: ${unit}`, k === chosen));
    groups.set(c.component, list);
  });
  const all = [...groups].map(
    ([component, list]) => html`<optgroup label="${titleOf(component, labels.get(component))}">${list}</optgroup>`,
  );
  return select(id, `Signal (${data.series.columns.length})`, [...lead, ...all]);
}
const titleOf = (id: string, label = id): string => (label === id ? id : `${label} (${id})`);

export function sankeyFigure(data: ChartData): Html {
  const names = new Map(data.sankey.nodes.map((n) => [n.name, n.label]));
  const links = [...data.sankey.links].sort((a, b) => b.energy_kWh - a.energy_kWh);
  const isLarge = data.sankey.nodes.length > FEW_NODES;
  return html`<h2 id="flows">Where the energy went</h2>
${figureOf({
  id: 'sankey',
  title: 'Energy between components and buses over the run, MWh',
  note:
    'Fuels by their higher heating value, as the audits count, so that every node closes. Delivered cooling is heat taken away: it runs from the demand to the chiller. ' +
    'Sun and wind show what the plants delivered. A store stands twice: as it takes, and as it gives.' +
    (isLarge ? ` ${gatheredText(data)}` : ''),
  alternative: `Flow diagram of ${data.sankey.nodes.length} nodes and ${data.sankey.links.length} flows; the largest are ${links
    .slice(0, 3)
    .map((l) => `${names.get(l.source)} to ${names.get(l.target)}, ${figure(l.energy_kWh / 1000)} MWh`)
    .join('; ')}.`,
  ...(isLarge
    ? {
        controls: html`<div class="controls"><label><input type="checkbox" id="sankey-all"> Show every flow on its own</label></div>
`,
      }
    : {}),
  isWide: true,
  numbers: tableOf(
    'Flows, MWh',
    [{ head: 'From' }, { head: 'To' }, { head: 'MWh', isNumber: true }],
    links.map((l) => [names.get(l.source), names.get(l.target), fixed(l.energy_kWh / 1000, 1)]),
  ),
})}`;
}

/** What the diagram of a large site leaves out at first. */
function gatheredText({ sankey }: ChartData): string {
  const { nodes, thin } = drawnGathered(sankey);
  const several = nodes.filter((n) => n.members !== undefined && n.kind !== 'bus');
  const others = several.reduce((sum, { members }) => sum + members!.length, 0);
  const buses = nodes.filter((n) => n.members !== undefined && n.kind === 'bus').length;
  const thin_MWh = thin.reduce((sum, l) => sum + l.energy_kWh, 0) / 1000;
  const stands = [
    ...(others > 0 ? [`${others} small components stand together as others`] : []),
    ...(buses > 0 ? [`${buses} ${buses === 1 ? 'bus stands for its' : 'buses stand for their'} only supply`] : []),
  ].join(', and ');
  return [
    ...(stands === '' ? [] : [`${stands}: point at them for the names.`]),
    ...(thin.length > 0
      ? [`${thin.length} flows too thin to see, together ${figure(thin_MWh, 3)} MWh, are left out of the picture.`]
      : []),
  ].join(' ');
}

const thousand = (unit: string): string => (unit === 'kg' ? 't' : 'MWh');

export function monthlyFigure(data: ChartData): Html {
  const table = (bus: BusChart): Html =>
    tableOf(
      `${bus.label}${monthHeads(data.months).year}, ${thousand(bus.unit)}`,
      [
        { head: 'Component' },
        { head: 'Direction' },
        ...monthHeads(data.months).heads.map((head) => ({ head, isNumber: true })),
        { head: 'Total', isNumber: true },
      ],
      bus.parts.flatMap((part) =>
        (
          [
            ['supplies', part.up],
            ['uses', part.down],
          ] as const
        )
          .filter(([, values]) => values.some((v) => v !== 0))
          .map(([direction, values]) => [
            part.label,
            direction,
            ...values.map((v) => fixed(v / 1000, 1)),
            fixed(values.reduce((sum, v) => sum + v, 0) / 1000, 1),
          ]),
      ),
    );
  return html`<h2 id="months">Months and weeks</h2>
${figureOf({
  id: 'monthly',
  title: 'Monthly balance of a bus',
  note: 'What comes to the bus stands up, what leaves it down; both sides are of one length.',
  alternative:
    'Stacked bars by month: supply of the chosen bus upwards, use downwards, by component. The numbers follow.',
  controls: busSelect('monthly-bus', data),
  numbers: data.buses.map(table),
})}`;
}

export function weeksFigure(data: ChartData, page: PageRows): Html {
  const mean = (columns: readonly number[], from: number, to: number): string => {
    let sum = 0;
    for (const k of columns) for (let i = from; i < to; i++) sum += page.values[k]![i]!;
    return figure(Math.round((sum / Math.max(1, to - from)) * 10) / 10);
  };
  const table = (bus: BusChart): Html =>
    tableOf(
      `${bus.label}, mean over the week, ${bus.flowUnit}`,
      [
        { head: 'Component' },
        ...bus.weeks.map((w) => ({ head: `${w.season}, from ${dateText(w.day)}`, isNumber: true })),
      ],
      bus.parts.map((part) => [
        part.label,
        ...bus.weeks.map((w) => (part.columns.length === 0 ? '' : mean(part.columns, w.from, w.to))),
      ]),
    );
  return figureOf({
    id: 'weeks',
    title: 'A typical week of each season',
    note: 'For each season that whole week, Monday to Sunday in local time, whose hourly flows on this bus lie nearest to the mean week of the season (least sum of squares); its date stands with it. Winter is December to February in the north.',
    alternative:
      'Stacked areas over a week for each season: supply of the chosen bus upwards, use downwards, by component.',
    controls: busSelect('weeks-bus', data),
    ...(data.buses.some((bus) => bus.weeks.length > 2) ? { size: 'weeks' as const } : {}),
    numbers: data.buses.map(table),
  });
}

export function durationFigure(outcome: Outcome, data: ChartData, page: PageRows): Html {
  const shares = [0.01, 0.1, 0.5, 0.9];
  const rows = data.buses.flatMap((bus) =>
    bus.parts
      .filter((part) => part.columns.length === 1)
      .map((part) => {
        const sorted = Float64Array.from(page.values[part.columns[0]!]!).sort().reverse();
        const shown = [sorted[0] ?? 0, ...shares.map((share) => exceeded(sorted, share)), sorted.at(-1) ?? 0];
        return [part.label, bus.label, bus.flowUnit, ...shown.map((v) => figure(Math.round(v * 10) / 10))];
      }),
  );
  const lead = data.buses.map((bus, k) =>
    option(`bus:${k}`, `Purchase and final use: ${bus.label}`, k === data.firstBus),
  );
  return html`<h2 id="duration">How long, and when</h2>
${figureOf({
  id: 'duration-plot',
  title: 'Duration curve',
  note: 'Hours in which the value is at least as high. Into the bus counts as positive; what is bought and what is used are drawn as magnitudes.',
  alternative: 'Falling curves of the chosen signals over the hours of the run.',
  controls: columnSelect('duration-signal', outcome, data, [html`<optgroup label="Buses">${lead}</optgroup>`], -1),
  numbers: tableOf(
    'Flows of the ports, into the bus positive',
    [
      { head: 'Component' },
      { head: 'Bus' },
      { head: 'Unit' },
      ...['highest', 'exceeded 1 % of the time', '10 %', '50 %', '90 %', 'lowest'].map((head) => ({
        head,
        isNumber: true,
      })),
    ],
    rows,
  ),
})}`;
}

export function heatFigure(outcome: Outcome, data: ChartData, page: PageRows): Html {
  const column = outcome.columns[data.firstColumn];
  const values = page.values[data.firstColumn] ?? new Float64Array(0);
  const map = heatMap(values, wallClock(page, outcome.compiled.run.site.zone), page.step_s);
  return figureOf({
    id: 'heat',
    title: 'Heat map by day and hour',
    note: `Mean of the signal in every local hour (${data.zone.zone}) of every day.`,
    alternative: 'Days across, hours of the day upwards, the signal as a scale from dark to light.',
    controls: columnSelect('heat-signal', outcome, data, [], data.firstColumn),
    size: 'map',
    numbers: html`<div id="heat-numbers">${tableOf(
      `Mean by month and hour: ${column?.name ?? ''}, ${column?.unit ?? ''}`,
      [{ head: 'Hour' }, ...data.months.map((head) => ({ head, isNumber: true }))],
      monthHours(map.cells, map.firstDay, data.months).map((row, hour) => [
        `${hour}:00`,
        ...row.map((v) => (Number.isNaN(v) ? '' : figure(Math.round(v * 100) / 100))),
      ]),
    )}</div>`,
  });
}

/** Means by hour of the day and month, of the cells of a heat map. */
export function monthHours(cells: Float64Array, firstDay: number, months: readonly string[]): number[][] {
  const sums = Array.from({ length: 24 }, () => months.map(() => 0));
  const counts = Array.from({ length: 24 }, () => months.map(() => 0));
  for (let day = 0; day * 24 < cells.length; day++) {
    const m = months.indexOf(dateText(firstDay + day).slice(0, 7));
    if (m < 0) continue;
    for (let h = 0; h < 24; h++) {
      const v = cells[day * 24 + h]!;
      if (Number.isNaN(v)) continue;
      sums[h]![m]! += v;
      counts[h]![m]!++;
    }
  }
  return sums.map((row, h) => row.map((sum, m) => sum / counts[h]![m]!));
}

export function waterfallFigure(waterfall: Waterfall): Html {
  const { id, title, unit, bars } = waterfall;
  return figureOf({
    id,
    title: `${title}, ${unit}`,
    note: 'From the reference at the top to this run at the foot; each step says what changes. More is drawn plain, less with a dashed edge.',
    alternative: `Waterfall: ${bars.map((b) => `${b.label} ${figure(b.value)}`).join(', ')}.`,
    numbers: tableOf(
      title,
      [{ head: 'Step' }, { head: unit, isNumber: true }],
      bars.map((b) => [b.label, figure(b.value)]),
    ),
  });
}
