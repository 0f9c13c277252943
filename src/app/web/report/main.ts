/** Draws the charts of a report in the reader's browser, and draws them again when a choice, the width or the light changes. */
import { monthHours } from '../../../report/htmlCharts.ts';
import { figure, tableOf } from '../../../report/htmlText.ts';
import type { Space } from './common.ts';
import { durationOption } from './duration.ts';
import { type Drawing, drawingIn, type Option } from './echarts.ts';
import { heatOption, mapOf } from './heat.ts';
import { monthlyOption } from './monthly.ts';
import { readPage, unitFor } from './page.ts';
import { flowsOf, sankeyOption } from './sankey.ts';
import { DARK, LIGHT, type Theme } from './theme.ts';
import { waterfallHeight, waterfallOption } from './waterfall.ts';
import { weeksOption } from './weeks.ts';

/** What is printed on A4 with the page's margins is 688 CSS pixels wide; charts are drawn so and scaled to the page. */
const PRINT = { width: 688, height: 360 };
const PRINT_WEEKS = { width: 688, height: 700 };
/** Flows are drawn wider for the room of their names, and become smaller on the paper. */
const PRINT_FLOWS_WIDTH = 1000;

/** Of a chart that takes the place that it is given. */
function placeOf({ classList, clientWidth, clientHeight }: HTMLElement, isPrinting: boolean): Size {
  if (!isPrinting) return { width: clientWidth, height: clientHeight };
  return classList.contains('weeks') ? PRINT_WEEKS : PRINT;
}

/** More than a year of hours needs. */
const SLICES = 40;

interface Size {
  readonly width: number;
  readonly height: number;
}
interface Plot {
  readonly element: HTMLElement;
  readonly drawing: Drawing;
  readonly option: (space: Space) => Option;
  /** Of a chart that makes its own place, in the width that there is. */
  readonly own?: (width: number) => Size;
}

function start(): void {
  document.documentElement.classList.add('js');
  const page = readPage();
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const plots: Plot[] = [];
  let isPrinting = false;

  const sizeOf = ({ element, own }: Plot): Size => {
    if (own === undefined) return placeOf(element, isPrinting);
    const wide = element.closest('.wide') === null ? PRINT.width : PRINT_FLOWS_WIDTH;
    const room = isPrinting ? wide : (element.parentElement?.clientWidth ?? 0);
    if (room === 0) return { width: 0, height: 0 };
    const size = own(room);
    element.style.width = `${size.width}px`;
    element.style.height = `${size.height}px`;
    return size;
  };
  const draw = (plot: Plot): void => {
    const { width, height } = sizeOf(plot);
    if (width === 0 || height === 0) return;
    const theme: Theme = dark.matches && !isPrinting ? DARK : LIGHT;
    plot.drawing.resize({ width, height });
    plot.drawing.setOption(plot.option({ theme, width, height }), { notMerge: true });
    // At once: what is printed must stand before the browser lays out the paper. A canvas is painted in slices of a few
    // milliseconds, each of which would wait for a frame.
    const zr = plot.drawing.getZr();
    zr.flush();
    for (let k = 0; isPrinting && k < SLICES; k++) zr.painter.refresh();
    // Lets the page of paper scale the picture.
    plot.element.querySelector('svg')?.setAttribute('viewBox', `0 0 ${width} ${height}`);
  };
  const drawAll = (): void => {
    for (const plot of plots) draw(plot);
  };
  const add = (
    id: string,
    renderer: 'svg' | 'canvas',
    option: (space: Space) => Option,
    own?: (width: number) => Size,
  ): Plot | undefined => {
    const element = document.getElementById(id);
    if (element === null) return undefined;
    const plot: Plot = {
      element,
      drawing: drawingIn(element, renderer),
      option,
      ...(own === undefined ? {} : { own }),
    };
    plots.push(plot);
    draw(plot);
    return plot;
  };
  const choice = (id: string): string => (document.getElementById(id) as HTMLSelectElement | null)?.value ?? '0';
  const onChoice = (id: string, f: () => void): unknown => document.getElementById(id)?.addEventListener('change', f);

  const flows = flowsOf(page);
  const isWhole = (): boolean => (document.getElementById('sankey-all') as HTMLInputElement | null)?.checked ?? false;
  const sankey = add(
    'sankey',
    'svg',
    (space) => sankeyOption(flows.layout(space.width, isWhole()), space),
    (width) => flows.layout(width, isWhole()),
  );
  const monthly = add('monthly', 'svg', (space) => monthlyOption(page, space, Number(choice('monthly-bus'))));
  const weeks = add('weeks', 'svg', (space) => weeksOption(page, space, Number(choice('weeks-bus'))));
  const duration = add('duration-plot', 'svg', (space) => durationOption(page, space, choice('duration-signal')));
  const heat = add('heat', 'canvas', (space) => heatOption(page, space, Number(choice('heat-signal'))));
  for (const waterfall of page.data.waterfalls)
    add(
      waterfall.id,
      'svg',
      (space) => waterfallOption(waterfall, space),
      (width) => ({ width, height: waterfallHeight(waterfall, width) }),
    );

  // The months and the weeks show the same bus.
  for (const [id, other] of [
    ['monthly-bus', 'weeks-bus'],
    ['weeks-bus', 'monthly-bus'],
  ] as const)
    onChoice(id, () => {
      (document.getElementById(other) as HTMLSelectElement).value = choice(id);
      for (const plot of [monthly, weeks]) if (plot !== undefined) draw(plot);
    });
  onChoice('sankey-all', () => sankey !== undefined && draw(sankey));
  onChoice('duration-signal', () => duration !== undefined && draw(duration));
  onChoice('heat-signal', () => {
    if (heat !== undefined) draw(heat);
    heatNumbers(Number(choice('heat-signal')));
  });

  const heatNumbers = (chosen: number): void => {
    const place = document.getElementById('heat-numbers');
    const { name, unit } = page.data.series.columns[chosen]!;
    const map = mapOf(page, chosen);
    if (place === null) return;
    place.innerHTML = tableOf(
      `Mean by month and hour: ${name}, ${unitFor(unit, page.data.currency)}`,
      [{ head: 'Hour' }, ...page.data.months.map((head) => ({ head, isNumber: true }))],
      monthHours(map.cells, map.firstDay, page.data.months).map((row, hour) => [
        `${hour}:00`,
        ...row.map((v) => (Number.isNaN(v) ? '' : figure(Math.round(v * 100) / 100))),
      ]),
    ).html;
  };

  let width = window.innerWidth;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  window.addEventListener('resize', () => {
    if (window.innerWidth === width) return;
    width = window.innerWidth;
    clearTimeout(waiting);
    waiting = setTimeout(drawAll, 120);
  });
  dark.addEventListener('change', drawAll);
  const opened = new Set<HTMLDetailsElement>();
  window.addEventListener('beforeprint', () => {
    isPrinting = true;
    for (const element of document.querySelectorAll<HTMLDetailsElement>('details[data-print]:not([open])')) {
      element.open = true;
      opened.add(element);
    }
    drawAll();
  });
  window.addEventListener('afterprint', () => {
    isPrinting = false;
    for (const element of opened) element.open = false;
    opened.clear();
    drawAll();
  });
}

start();
