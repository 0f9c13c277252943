import { normal, streamOf } from '../../core/chance.ts';
import { exp, ln } from '../../core/math.ts';
import type { Run } from '../../core/run.ts';
import { suffixOf } from '../../core/units.ts';

/** What a controller expects of the steps to come: the run as it believes that it will be. */
export interface Outlook {
  /** The run with what is expected in place of what will be; columns are laid by `look`. */
  readonly run: Run;
  /** Lays what is expected of `count` steps from `first` on, with all before it known. */
  look(first: number, count: number): void;
}

/** Errors of a forecast that grow with its lead time, as shares of what is forecast (root of the mean square). */
export interface ErrorGrowth {
  readonly afterHour: number;
  readonly afterDay: number;
}

/** Weather, sun and load are forecast; prices and what is out of service are known beforehand. */
const isForecast = (input: string): boolean => input !== 'available' && !suffixOf(input).startsWith('money');

/** A column that is forecast: what will be, and where what is expected is laid. */
interface Expected {
  readonly name: string;
  readonly truth: Float64Array;
  readonly laid: Float64Array;
}

/** A run with columns of its own for all that is forecast. */
function believed(run: Run): { readonly run: Run; readonly expected: readonly Expected[] } {
  const expected: Expected[] = [];
  const components = run.components.map((c) => ({
    ...c,
    columns: c.columns.map((column, slot) => {
      const name = c.inputs[slot]!;
      if (typeof column === 'number' || !isForecast(name)) return column;
      const laid = Float64Array.from(column);
      expected.push({ name: `${c.id}.${name}`, truth: column, laid });
      return laid;
    }),
  }));
  return { run: { ...run, components }, expected };
}

/** Everything comes as it will be. */
export const perfect = (run: Run): Outlook => ({ run, look: () => undefined });

/** Each step as it was `period` steps before, or as many periods as lie between it and what is known; in the first period, as it will be. */
export function persistence(run: Run, period: number): Outlook {
  const shadow = believed(run);
  return {
    run: shadow.run,
    look(first, count) {
      for (const { truth, laid } of shadow.expected)
        for (let i = first; i < Math.min(first + count, truth.length); i++) laid[i] = truth[pastOf(i, first, period)]!;
    },
  };
}

/** The last known step that lies whole periods before step i; itself where the run is younger than a period. */
const pastOf = (i: number, first: number, period: number): number => {
  const past = i - Math.max(1, Math.ceil((i - first + 1) / period)) * period;
  return past < 0 ? i : past;
};

/** Days from which the highest of an hour is taken for that of a clear sky. ASSUMED. */
const CLEAR_days = 14;
/** Hours in which the sky of now fades into the mean of the day before. ASSUMED. */
const FADE_h = 6;

/**
 * As `persistence` from day to day, but what the sun drives (what stands at 0 for a part of every day) is the highest that
 * this time of day saw in two weeks, times how clear the sky is: as over the last three hours of sun, fading into the mean of the day before.
 * @see Inman, Pedro, Coimbra, "Solar forecasting methods for renewable energy integration", Prog. Energy Combust. Sci. 39
 *   (2013) 535: persistence of the clear-sky index
 */
export function smartPersistence(run: Run): Outlook {
  const day = Math.round(86_400 / run.grid.step_s);
  const shadow = believed(run);
  const plain = persistence(run, day);
  const hour = 3600 / run.grid.step_s;
  const sunlit = shadow.expected.map(({ truth }) => isSunlit(truth, day));
  const days = persistedOf(plain);
  return {
    run: shadow.run,
    look(first, count) {
      plain.look(first, count);
      shadow.expected.forEach(({ truth, laid }, n) => {
        const until = Math.min(first + count, truth.length);
        if (!sunlit[n] || first < day) {
          for (let i = first; i < until; i++) laid[i] = days[n]![i]!;
          return;
        }
        const mean = clearness(truth, first - day, first, day);
        const now = clearness(truth, Math.max(0, first - Math.round(3 * hour)), first, day, mean);
        for (let i = first; i < until; i++) {
          const fade = exp(-(i - first) / (FADE_h * hour));
          laid[i] = clearSky(truth, i, first, day) * (mean + (now - mean) * fade);
        }
      });
    },
  };
}

const persistedOf = ({ run }: Outlook): Float64Array[] =>
  run.components.flatMap((c) =>
    c.columns.filter((v, slot): v is Float64Array => typeof v !== 'number' && isForecast(c.inputs[slot]!)),
  );

/** True of what stands at 0 at some time of every day, and not always. */
function isSunlit(column: Float64Array, day: number): boolean {
  let everAbove = false;
  for (let from = 0; from + day <= column.length; from += day) {
    let dark = 0;
    for (let i = from; i < from + day; i++) {
      if (column[i]! < 0) return false;
      if (column[i] === 0) dark++;
      else everAbove = true;
    }
    if (dark < day / 6) return false;
  }
  return everAbove;
}

/** The highest of step i's time of day over the days before `first`. */
function clearSky(column: Float64Array, i: number, first: number, day: number): number {
  let highest = 0;
  let past = i - Math.ceil((i - first + 1) / day) * day;
  for (let n = 0; n < CLEAR_days && past >= 0; n++, past -= day) highest = Math.max(highest, column[past]!);
  return highest;
}

/** What came over what a clear sky would have given, in [from, first); `otherwise` where there was no sun. */
function clearness(column: Float64Array, from: number, first: number, day: number, otherwise = 1): number {
  let came = 0;
  let clear = 0;
  for (let i = Math.max(0, from); i < first; i++) {
    came += column[i]!;
    clear += Math.max(column[i]!, clearSky(column, i, first, day));
  }
  return clear > 0 ? came / clear : otherwise;
}

/** Of the error of one step, what comes back in the next hour. ASSUMED: errors of weather last for some hours. */
const KEEPS_per_h = 0.9;

/**
 * What will be, with errors that grow with lead time as share = afterHour h^b through both points named, normally
 * distributed, alike from hour to hour, and always the same of one seed. What is expected stays within the range of its column.
 */
export function noisy(run: Run, { afterHour, afterDay }: ErrorGrowth, seed: number): Outlook {
  const shadow = believed(run);
  const hour = 3600 / run.grid.step_s;
  const growth = afterHour > 0 ? ln(Math.max(1, afterDay / afterHour)) / ln(24) : 0;
  const keeps = exp(ln(KEEPS_per_h) / hour);
  const fresh = Math.sqrt(1 - keeps * keeps);
  const ranges = shadow.expected.map(({ truth }) => rangeOf(truth));
  const streams = shadow.expected.map(({ name }) => streamOf(`forecast ${name}`));
  return {
    run: shadow.run,
    look(first, count) {
      shadow.expected.forEach(({ truth, laid }, n) => {
        const { least, highest, spread } = ranges[n]!;
        const until = Math.min(first + count, truth.length);
        const stream = (streams[n]! ^ Math.imul(first + 1, 0x9e3779b9)) >>> 0;
        let drawn = normal(seed, stream, 0);
        for (let i = first; i < until; i++) {
          if (i > first) drawn = keeps * drawn + fresh * normal(seed, stream, i - first);
          const lead_h = (i - first + 1) / hour;
          const share = afterHour * exp(growth * ln(lead_h));
          // What never falls below 0 errs by a share of itself; what has no such floor, such as a temperature, of its spread.
          const by = share * drawn * (least >= 0 ? truth[i]! : spread);
          laid[i] = Math.min(highest, Math.max(least, truth[i]! + by));
        }
      });
    },
  };
}

/** What another run of the same cluster holds: a forecast that came from outside. @throws RangeError where the runs do not match */
export function given(run: Run, forecast: Run): Outlook {
  const matches =
    forecast.grid.length === run.grid.length &&
    forecast.components.length === run.components.length &&
    run.components.every((c, k) => c.id === forecast.components[k]!.id);
  if (!matches) throw new RangeError('a forecast needs the components and the grid of the run that it foresees');
  const components = run.components.map((c, k) => ({
    ...c,
    columns: c.columns.map((column, slot) =>
      isForecast(c.inputs[slot]!) ? forecast.components[k]!.columns[slot]! : column,
    ),
  }));
  return { run: { ...run, components }, look: () => undefined };
}

function rangeOf(column: Float64Array): { least: number; highest: number; spread: number } {
  let least = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  let sum = 0;
  for (const v of column) {
    least = Math.min(least, v);
    highest = Math.max(highest, v);
    sum += v;
  }
  const mean = sum / column.length;
  let square = 0;
  for (const v of column) square += (v - mean) * (v - mean);
  return { least, highest, spread: Math.sqrt(square / column.length) };
}
