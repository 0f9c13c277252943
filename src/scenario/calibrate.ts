import { ConfigError } from '../core/errors.ts';
import { type Confidence, confidenceOf } from '../core/fit/confidence.ts';
import { leastSquares, MOST_PARAMETERS } from '../core/fit/leastSquares.ts';
import { hoursOf } from '../core/timeGrid.ts';
import { leadingOf, runAlone } from './alone.ts';
import { compile, placeAlone } from './compile.ts';
import { surroundingsOf } from './environment.ts';
import { type FitParameter, fitParameterOf, withParameters } from './fitParameter.ts';
import type { Meter } from './meters.ts';
import { type MeterFigures, tallyMeters } from './meterTally.ts';
import type { Cluster, Outside } from './read.ts';
import { startSimulation } from './simulation.ts';

export interface CalibrationOptions {
  /** Such as `components.pv.losses.soiling=0..0.3`. */
  readonly fit: readonly string[];
  /** Share of the run, its end, that the fit does not see. */
  readonly holdout: number;
  /** Meters to fit to; all of the components fitted unless said, or of the site where it runs whole. */
  readonly meters?: readonly string[] | undefined;
  /** Runs the whole cluster for every trial, even where its components could run alone. */
  readonly whole?: boolean | undefined;
  /** Told of every run of the model, by its number. */
  readonly onTrial?: ((run: number) => void) | undefined;
}

/** How a meter and the model agree in a part of the time, before and after. */
export interface Agreement {
  readonly column: string;
  readonly before: MeterFigures;
  readonly after: MeterFigures;
}

export interface Calibration extends Confidence {
  readonly fitted: readonly FitParameter[];
  /** Meters that lead a component and are therefore not compared. */
  readonly leading: readonly string[];
  readonly isWhole: boolean;
  /** Readings that the fit saw. */
  readonly readings: number;
  /** First step of the part held out. */
  readonly cut: number;
  readonly seen: readonly Agreement[];
  /** Empty where nothing is held out. */
  readonly heldOut: readonly Agreement[];
  readonly evaluations: number;
  readonly converged: boolean;
}

/** Readings per parameter below which a fit says nothing. */
const LEAST_READINGS = 3;

/** The course of every metered signal, in the order of the meters, for some values of the parameters. */
type Model = (values: ArrayLike<number>) => readonly Float64Array[];

/**
 * Fits parameters to what meters showed: the sum of squares of the residuals, each meter's divided by the scatter of its
 * readings so that kW and degC weigh alike. The components run alone, led by their meters, where they can, else the whole
 * cluster runs for every trial.
 * @throws ConfigError where a parameter, its bounds or the readings do not do
 */
export function calibrate(cluster: Cluster, outside: Outside, options: CalibrationOptions): Calibration {
  const fitted = options.fit.map((text) => fitParameterOf(text, cluster));
  check(fitted, options);
  const surroundings = surroundingsOf(cluster, outside);
  const compiled = compile(cluster, outside, surroundings);
  const { grid } = compiled.run;
  const wanted = chosen(compiled.meters, options.meters);
  const whole: Model = (values) => {
    const changed = compile(withParameters(cluster, fitted, values), outside, surroundings);
    const columns = meters.map(() => new Float64Array(grid.length));
    const observe = (i: number, frame: Float64Array): void => {
      for (let k = 0; k < meters.length; k++) columns[k]![i] = frame[meters[k]!.at]!;
    };
    startSimulation({ ...changed, meters: [] }, { observers: [{ observe }], maxRows: 1 }).advance(grid.length);
    return columns;
  };
  const ids = [...new Set(fitted.map((p) => p.component))];
  const parts = ids.map((id) => {
    const k = compiled.run.components.findIndex((c) => c.id === id);
    const mine = wanted.filter((m) => m.component === k);
    return { id, mine, leading: leadingOf(compiled.run.components[k]!, mine) };
  });
  const isWhole = options.whole === true || parts.some((p) => p.leading === undefined || p.mine.length === 0);
  const lead = isWhole ? [] : parts.flatMap(({ leading }) => (leading && leading !== 'free' ? [leading.meter] : []));
  const meters = (isWhole ? wanted : parts.flatMap((p) => p.mine)).filter((m) => !lead.includes(m));
  const alone: Model = (values) => {
    const changed = withParameters(cluster, fitted, values);
    const columns = new Map<Meter, Float64Array>();
    for (const { id, mine, leading } of parts) {
      const seen = mine.filter((m) => meters.includes(m));
      const c = placeAlone(id, changed, surroundings);
      const run = runAlone(
        c,
        grid,
        leading!,
        seen.map((m) => m.signal),
      );
      for (let k = 0; k < seen.length; k++) columns.set(seen[k]!, run[k]!);
    }
    return meters.map((m) => columns.get(m)!);
  };
  let trials = 0;
  const model: Model = (values) => {
    options.onTrial?.(++trials);
    return (isWhole ? whole : alone)(values);
  };
  const cut = Math.round(grid.length * (1 - options.holdout));
  const places = placesOf(meters, cut);
  const needed = LEAST_READINGS * fitted.length;
  if (places.step.length < needed)
    throw new ConfigError(
      `too few readings to fit ${fitted.length} ${fitted.length === 1 ? 'parameter' : 'parameters'}: ${places.step.length} count in the part that the fit may see, at least ${needed} are needed; see the meters' quality, and --holdout`,
    );
  const scale = meters.map((meter) => scatterOf(meter, cut));
  const solution = leastSquares(
    (values, out) => {
      const columns = model(values);
      for (let n = 0; n < out.length; n++) {
        const k = places.meter[n]!;
        const i = places.step[n]!;
        out[n] = (meters[k]!.values[i]! - columns[k]![i]!) / scale[k]!;
      }
    },
    places.step.length,
    fitted,
  );
  const before = model(fitted.map((p) => p.start));
  const after = model(solution.values);
  const agreements = (from: number, to: number): Agreement[] => {
    const dt_h = hoursOf(grid);
    const one = figuresOver(meters, before, from, to, dt_h);
    return figuresOver(meters, after, from, to, dt_h).map((f, k) => ({
      column: meters[k]!.column,
      before: one[k]!,
      after: f,
    }));
  };
  return {
    ...confidenceOf(solution, fitted, places.follows),
    fitted,
    leading: lead.map((m) => m.column),
    isWhole,
    readings: places.step.length,
    cut,
    seen: agreements(0, cut),
    heldOut: cut < grid.length ? agreements(cut, grid.length) : [],
    evaluations: solution.evaluations,
    converged: solution.converged,
  };
}

function check(fitted: readonly FitParameter[], { holdout }: CalibrationOptions): void {
  if (fitted.length === 0 || fitted.length > MOST_PARAMETERS)
    throw new ConfigError(`--fit: expected 1 to ${MOST_PARAMETERS} parameters, met ${fitted.length}`);
  const twice = fitted.find((p, k) => fitted.findIndex((q) => q.path === p.path) !== k);
  if (twice) throw new ConfigError(`--fit: ${twice.path} is named twice`);
  if (!(holdout >= 0 && holdout <= 0.9))
    throw new ConfigError(`--holdout: expected a share from 0 to 0.9, met ${holdout}`);
}

function chosen(meters: readonly Meter[], asked: readonly string[] | undefined): readonly Meter[] {
  if (meters.length === 0)
    throw new ConfigError(
      'nothing was measured; name meters in the scenario: meters: { pv.electricity_kW: profile.column }',
    );
  const strange = asked?.find((name) => !meters.some((m) => m.column === name));
  if (strange !== undefined)
    throw new ConfigError(`--meter: no meter of "${strange}"; measured are ${meters.map((m) => m.column).join(', ')}`);
  const wanted = asked === undefined ? meters : meters.filter((m) => asked.includes(m.column));
  return [...wanted].sort((a, b) => a.component - b.component);
}

/** Readings that count before `cut`, meter by meter, and whether each follows the one before it at once. */
function placesOf(meters: readonly Meter[], cut: number): { meter: number[]; step: number[]; follows: boolean[] } {
  const out = { meter: [] as number[], step: [] as number[], follows: [] as boolean[] };
  meters.forEach(({ quality, counts }, k) => {
    for (let i = 0; i < cut; i++) {
      if (!counts[quality[i]!]) continue;
      out.follows.push(out.meter.at(-1) === k && out.step.at(-1) === i - 1);
      out.meter.push(k);
      out.step.push(i);
    }
  });
  return out;
}

/** Standard deviation of a meter's readings that count; 1 where they never change. */
function scatterOf({ values, quality, counts }: Meter, cut: number): number {
  let n = 0;
  let mean = 0;
  let squares = 0;
  for (let i = 0; i < cut; i++) {
    if (!counts[quality[i]!]) continue;
    n++;
    const d = values[i]! - mean;
    mean += d / n;
    squares += d * (values[i]! - mean);
  }
  const scatter = Math.sqrt(squares / Math.max(1, n));
  return scatter > 1e-12 * Math.abs(mean) ? scatter : 1;
}

/** Figures of meters over steps [from, to), of a model's courses. */
function figuresOver(
  meters: readonly Meter[],
  columns: readonly Float64Array[],
  from: number,
  to: number,
  dt_h: number,
): MeterFigures[] {
  const tally = tallyMeters(
    { grid: { start_ms: 0, step_s: dt_h * 3600, length: to } },
    meters.map((m, at) => ({ ...m, at })),
  );
  const frame = new Float64Array(meters.length);
  for (let i = from; i < to; i++) {
    for (let k = 0; k < meters.length; k++) frame[k] = columns[k]![i]!;
    tally.observe(i, frame);
  }
  return tally.figures();
}
