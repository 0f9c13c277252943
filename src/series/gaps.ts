import { ConfigError, type ConfigIssue } from '../core/errors.ts';
import type { GapPolicy } from './profileSpec.ts';
import { counted, type Findings, type Place, placeText } from './table.ts';

/** A run of missing values, [from, to). */
export interface Gap {
  readonly from: number;
  readonly to: number;
}

export function gapsOf(values: Float64Array): readonly Gap[] {
  const gaps: Gap[] = [];
  let from = -1;
  for (let i = 0; i <= values.length; i++) {
    const missing = i < values.length && Number.isNaN(values[i]!);
    if (missing && from < 0) from = i;
    if (!missing && from >= 0) {
      gaps.push({ from, to: i });
      from = -1;
    }
  }
  return gaps;
}

/** Runs of at least `least` equal values other than zero, [from, to). */
export function stuckRuns(values: Float64Array, least: number): readonly Gap[] {
  const runs: Gap[] = [];
  let from = 0;
  for (let i = 1; i <= values.length; i++) {
    if (i < values.length && values[i] === values[from]) continue;
    const v = values[from]!;
    if (i - from >= least && v !== 0 && !Number.isNaN(v)) runs.push({ from, to: i });
    from = i;
  }
  return runs;
}

/**
 * Fills what is missing, in place, by any policy but `error` and `leave`.
 * @returns the first place that has nothing to be filled from, -1 where all is filled
 */
export function fillGaps(values: Float64Array, policy: Exclude<GapPolicy, 'error' | 'leave'>, step_s: number): number {
  const n = values.length;
  if (policy === 'sameHourYesterday') {
    const day = 86_400 / step_s;
    if (!Number.isInteger(day)) return gapsOf(values)[0]?.from ?? -1;
    for (let i = day; i < n; i++) if (Number.isNaN(values[i]!)) values[i] = values[i - day]!;
    for (let i = n - day - 1; i >= 0; i--) if (Number.isNaN(values[i]!)) values[i] = values[i + day]!;
    return values.findIndex(Number.isNaN);
  }
  for (const { from, to } of gapsOf(values)) {
    if (from === 0 && to === n) return 0;
    const before = from > 0 ? values[from - 1]! : values[to]!;
    const after = policy === 'hold' || to === n ? before : values[to]!;
    for (let i = from; i < to; i++) values[i] = before + ((after - before) * (i - from + 1)) / (to - from + 1);
  }
  return -1;
}

export interface GapRules {
  readonly gaps: GapPolicy;
  readonly gapMax_h?: number | undefined;
}

/** A column with what is missing in it, and why. */
export interface Holed {
  readonly name: string;
  readonly values: Float64Array;
  /** What was met in the missing places, in words: `2 blank, 1 text ("--")`. */
  readonly causes: string;
}

const POLICIES = 'gaps: hold | interpolate | sameHourYesterday';

/**
 * Applies the scenario's policy to every column, in place, and reports what was filled.
 * @throws ConfigError naming every column that the policy does not mend
 */
export function mendGaps(
  columns: readonly Holed[],
  rules: GapRules,
  step_s: number,
  place: (i: number) => Place,
  file: string,
  findings: Findings,
): void {
  const issues: ConfigIssue[] = [];
  const limit = rules.gapMax_h === undefined ? Number.POSITIVE_INFINITY : (rules.gapMax_h * 3600) / step_s;
  for (const { name, values, causes } of columns) {
    const gaps = gapsOf(values);
    if (gaps.length === 0) continue;
    const count = gaps.reduce((sum, gap) => sum + gap.to - gap.from, 0);
    const longest = gaps.reduce((a, b) => (b.to - b.from > a.to - a.from ? b : a));
    const first = place(gaps[0]!.from);
    const issue = (at: Place, message: string): void => {
      issues.push({ file, line: at.line > 0 ? at.line : undefined, path: '', message: `${name} ${message}` });
    };
    const extent = `${counted(count, 'value')} missing in ${counted(gaps.length, 'gap')} (${causes})`;
    if (count === values.length) {
      issue(first, `holds no value at all (${causes}); expected numbers; check the column and its sentinels`);
    } else if (rules.gaps === 'error') {
      issue(
        first,
        `has ${extent}, first${placeText(first)}; expected a number in every interval; mend the file or name a ` +
          `policy, ${POLICIES}`,
      );
    } else if (longest.to - longest.from > limit) {
      const hours_h = ((longest.to - longest.from) * step_s) / 3600;
      issue(
        place(longest.from),
        `has a gap of ${hours_h} h${placeText(place(longest.from))}, longer than gapMax_h: ${rules.gapMax_h}; mend the ` +
          'file or raise gapMax_h',
      );
    } else if (rules.gaps === 'leave') {
      const places = gaps.slice(0, 3).map((gap) => place(gap.from));
      const text = `${counted(count, 'value')} in ${counted(gaps.length, 'gap')} left missing (${causes})`;
      findings.add({ kind: 'left', column: name, count, places, text });
    } else {
      const places = gaps.slice(0, 3).map((gap) => place(gap.from));
      const stays = fillGaps(values, rules.gaps, step_s);
      if (stays >= 0) {
        issue(
          place(stays),
          `has ${extent}, and none of its days gives a value at the same hour${placeText(place(stays))}; name another ` +
            'policy, gaps: hold | interpolate',
        );
        continue;
      }
      const text = `${counted(count, 'value')} in ${counted(gaps.length, 'gap')} filled by ${rules.gaps} (${causes})`;
      findings.add({ kind: 'filled', column: name, count, places, text });
    }
  }
  if (issues.length > 0) throw new ConfigError(issues);
}
