import { CARRIERS } from '../../core/carriers.ts';
import { EASED_money } from '../../core/linearModel.ts';
import { END, SHORT_OF_END } from '../../core/linearStore.ts';
import type { Run } from '../../core/run.ts';
import type { Conflict, Contradicting, Problem, Solution } from '../../core/solver.ts';
import { formatUtc, hoursOf, timeAt } from '../../core/timeGrid.ts';
import { LACKING, LEFT_OVER } from './assemble.ts';
import type { Assembled, Block } from './assembled.ts';
import { impossibleReserve, missedReserve } from './diagnoseReserve.ts';
import type { Portion, Span } from './portion.ts';
import { type ByRows, byRows, type Impossible, type Reach } from './reach.ts';

const MOST_TEXTS = 8;
const MOST_NAMES = 4;
/** Share of the price of missing something from which on what is kept stands against it. ASSUMED */
const AGAINST = 0.01;
/** Missed by less is rounding. */
const MISSED = 1e-6;

export const show = (v: number): string => String(Number(v.toPrecision(5)));

export function few(texts: readonly string[], most = MOST_TEXTS): string[] {
  return texts.length <= most ? [...texts] : [...texts.slice(0, most), `and ${texts.length - most} more`];
}

type Where = Pick<Assembled, 'first'>;
export const at = (run: Run, { first }: Where, step: number): string => formatUtc(timeAt(run.grid, first + step));

const busOf = (run: Run, { zoneOfBus }: Assembled, zone: number) => run.buses[zoneOfBus.indexOf(zone)]!;
const busText = (run: Run, assembled: Assembled, zone: number): string => {
  const { id, carrier } = busOf(run, assembled, zone);
  return `bus "${id}" (${carrier})`;
};
const isMass = (run: Run, assembled: Assembled, zone: number): boolean =>
  CARRIERS[busOf(run, assembled, zone).carrier].unit !== 'kW';

const blockOf = (blocks: readonly Block[], k: number): Block =>
  blocks.find((b) => b.first <= k && k < b.first + b.count)!;

/** Rows that no values within bounds can keep: balances and limits, the worst of each; what components rule is left to others. */
export function impossibleTexts(run: Run, assembled: Assembled, reach: Reach, inRow?: ByRows): string[] {
  const worst = new Map<Block, { found: Impossible; by: number; count: number }>();
  const { problem } = assembled;
  for (const found of reach.impossible) {
    const block = blockOf(assembled.rows, found.row);
    if (block.component >= 0) continue;
    const by = Math.max(found.least - problem.rowUpper[found.row]!, problem.rowLower[found.row]! - found.most);
    const before = worst.get(block);
    const count = (before?.count ?? 0) + 1;
    // Of equals the first in time.
    const isWorse = before === undefined || by > before.by || (by === before.by && found.row < before.found.row);
    worst.set(block, isWorse ? { found, by, count } : { ...before, count });
  }
  const zones = assembled.balanceRow.length;
  return [...worst].map(([block, { found, count }]) => {
    const n = -1 - block.component - zones;
    if (n < 0) return balanceText(run, assembled, reach, inRow ?? byRows(problem), { block, found, count });
    return n < assembled.limits.length
      ? limitText(run, assembled, n, found, count)
      : impossibleReserve(run, assembled, n - assembled.limits.length, block, found);
  });
}

function balanceText(
  run: Run,
  assembled: Assembled,
  reach: Reach,
  inRow: ByRows,
  { block, found: { row, least, most }, count }: { block: Block; found: Impossible; count: number },
): string {
  const zone = -1 - block.component;
  const unit = isMass(run, assembled, zone) ? 'kg/h' : 'kW';
  const net = assembled.problem.rowLower[row]!;
  const when = at(run, assembled, row - block.first);
  const isLacking = net > most;
  const who = membersOf(run, assembled, reach, inRow, row, isLacking);
  // What some must draw counts in what the bus needs, and not against what others give.
  const needs = net + who.flow - most;
  const what = isLacking
    ? `needs ${show(needs)} ${unit}, and all that can feed it gives ${show(who.flow)} at most${who.text}`
    : `must take ${show(least - net)} ${unit} more than anything at it can use${who.text}`;
  return `${busText(run, assembled, zone)} at ${when} ${what}, the worst of ${count} such steps; give it a closer, more capacity, or less to meet`;
}

/** Who feeds (or fills) a bus most in a step, and what holds it back. */
function membersOf(
  run: Run,
  { columns, rows, balanceRow, ...rest }: Assembled,
  { lower, upper, heldBy }: Reach,
  inRow: ByRows,
  row: number,
  isLacking: boolean,
): { readonly text: string; readonly flow: number } {
  const sums = new Map<number, { flow: number; held: Set<number> }>();
  let total = 0;
  for (let k = inRow.starts[row]!; k < inRow.starts[row + 1]!; k++) {
    const j = inRow.columns[k]!;
    const v = inRow.values[k]!;
    const flow = isLacking === v > 0 ? v * upper[j]! : v * lower[j]!;
    if (flow <= 0) continue;
    total += flow;
    const { component } = blockOf(columns, j);
    const sum = sums.get(component) ?? { flow: 0, held: new Set() };
    sum.flow += flow;
    const holder = heldBy[j]!;
    if (isLacking && holder >= 0 && holder !== row) sum.held.add(-1 - blockOf(rows, holder).component);
    sums.set(component, sum);
  }
  const names = [...sums]
    .filter(([component, { flow }]) => component >= 0 && flow !== 0)
    .sort((a, b) => Math.abs(b[1].flow) - Math.abs(a[1].flow))
    .map(([component, { flow, held }]) => {
      const by = [...held]
        .filter((zone) => zone >= 0 && zone < balanceRow.length)
        .map((zone) => `"${busOf(run, { ...rest, columns, rows, balanceRow }, zone).id}"`);
      return `"${run.components[component]!.id}" ${show(Math.abs(flow))}${by.length > 0 ? `, held there by bus ${by.join(', ')}` : ''}`;
    });
  return { text: names.length === 0 ? '' : ` (${few(names, MOST_NAMES).join('; ')})`, flow: total };
}

/** First step of a period that the window meets. */
const periodText = (run: Run, assembled: Assembled, limit: number, period: number): string => {
  const { rowOf, periods } = assembled.limits[limit]!;
  if (periods === 1) return '';
  return ` in the period from ${at(run, assembled, rowOf.indexOf(period))}`;
};

function limitText(run: Run, assembled: Assembled, n: number, { row, least, most }: Impossible, count: number): string {
  const { limit, row: first, periods } = assembled.limits[n]!;
  const isOver = least > assembled.problem.rowUpper[row]!;
  const fixed = isOver ? limit.most - assembled.problem.rowUpper[row]! : limit.least - assembled.problem.rowLower[row]!;
  const what = isOver
    ? `allows ${show(limit.most)} ${limit.unit}, and what counts in it comes to ${show(least + fixed)} at least`
    : `asks for ${show(limit.least)} ${limit.unit}, and what counts in it comes to ${show(most + fixed)} at most`;
  const many = periods > 1 ? `, so in ${count} of ${periods} periods` : '';
  return `the limit "${limit.name}"${periodText(run, assembled, n, row - first)} ${what}${many}; widen it, or give it a penalty_money`;
}

/** What an eased plan had to miss, in the words of the scenario. */
export function missedTexts(run: Run, eased: Assembled, { x, duals }: Pick<Solution, 'x' | 'duals'>): string[] {
  const { columns, balanceRow, problem } = eased;
  /** Limits other than one that are kept at so high a price that they stand against it. */
  const against = (but: number): string => {
    const names = eased.limits.flatMap(({ limit, row, periods }, n) => {
      const stands = duals.subarray(row, row + periods).some((v) => Math.abs(v) > AGAINST * EASED_money);
      return n !== but && stands ? [`"${limit.name}"`] : [];
    });
    return names.length === 0 ? '' : `; against it ${names.length > 1 ? 'stand' : 'stands'} ${names.join(', ')}`;
  };
  const dt_h = hoursOf(run.grid);
  return few(
    columns.flatMap((block): string[] => {
      const { component, name, first, count } = block;
      let [sum, worst, when, steps] = [0, 0, 0, 0];
      for (let k = 0; k < count; k++) {
        const by = x[first + k]!;
        if (by <= MISSED) continue;
        steps++;
        sum += by;
        if (by > worst) [worst, when] = [by, k];
      }
      if (steps === 0) return [];
      if (component >= 0) return name === SHORT_OF_END ? [endText(run, eased, component, sum, problem)] : [];
      const zone = -1 - component;
      if (zone < balanceRow.length) {
        const mass = isMass(run, eased, zone);
        const [unit, total] = mass ? ['kg/h', 'kg'] : ['kW', 'kWh'];
        const what = name === LACKING ? 'lacks' : name === LEFT_OVER ? 'has too much by' : name;
        return [
          `${busText(run, eased, zone)} ${what} ${show(worst)} ${unit} at ${at(run, eased, when)}, the worst of ${steps} such steps: ${show(sum * dt_h)} ${total} in all, in the plan that misses least`,
        ];
      }
      const n = zone - balanceRow.length;
      if (n >= eased.limits.length)
        return missedReserve(run, eased, n - eased.limits.length, block, { worst, when, steps });
      const { limit, periods } = eased.limits[n]!;
      const isOver = name.startsWith('over');
      const bound = isOver ? `at most ${show(limit.most)}` : `at least ${show(limit.least)}`;
      const many = periods > 1 ? `, the worst of ${steps} such periods of ${periods}` : '';
      return Number.isFinite(limit.penalty_money)
        ? []
        : [
            `the limit "${limit.name}" (${bound} ${limit.unit})${periodText(run, eased, n, when)} is missed by ${show(worst)} ${limit.unit}${many}, in the plan that misses least${against(n)}; widen it, or give it a penalty_money`,
          ];
    }),
  );
}

function endText(run: Run, { rows }: Assembled, component: number, by: number, problem: Problem): string {
  const end = problem.rowLower[rows.find((b) => b.component === component && b.name === END)!.first]!;
  const c = run.components[component]!;
  const carrier = c.ports.find((p) => p.flow === 'both')?.carrier;
  const unit = carrier !== undefined && CARRIERS[carrier].unit !== 'kW' ? 'kg' : 'kWh';
  return `"${c.id}" is to hold ${show(end)} ${unit} at the end as at the start (control.plan.storeEnd: start), and can come to ${show(end - by)} at most; fill it faster, start it lower, or say storeEnd: free`;
}

/** The smallest set of limits found that contradict one another, those of one name together. */
export function conflictTexts(
  run: Run,
  assembled: Assembled,
  portion: Portion,
  span: Span,
  { rows, columns }: Conflict,
): string[] {
  const { problem } = assembled;
  const named = [
    ...grouped(assembled.rows, rows, portion.rows).map((g) =>
      memberText(run, assembled, g, problem.rowLower, problem.rowUpper, true),
    ),
    ...grouped(assembled.columns, columns, portion.columns).map((g) =>
      memberText(run, assembled, g, problem.lower, problem.upper, false),
    ),
  ];
  if (named.length === 0) return [];
  const { from, to } = span;
  const when =
    to - from === 1
      ? `at ${at(run, assembled, from)}`
      : `from ${at(run, assembled, from)} to ${at(run, assembled, to)}`;
  return [
    `the smallest span that contradicts itself is ${when}; there these cannot hold together: ${few(named).join('; ')}`,
  ];
}

interface Group {
  readonly block: Block;
  readonly bound: Contradicting['bound'];
  /** Numbers in the whole problem, rising. */
  readonly members: number[];
}

function grouped(blocks: readonly Block[], list: readonly Contradicting[], whole: Int32Array): Group[] {
  const groups = new Map<string, Group>();
  for (const { at: k, bound } of list) {
    const j = whole[k]!;
    const block = blockOf(blocks, j);
    const key = `${block.first} ${bound}`;
    const group = groups.get(key) ?? { block, bound, members: [] };
    group.members.push(j);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function memberText(
  run: Run,
  assembled: Assembled,
  { block, bound, members }: Group,
  lower: Float64Array,
  upper: Float64Array,
  isRow: boolean,
): string {
  const zones = assembled.balanceRow.length;
  const { component, name, first, perStep } = block;
  const step = members[0]! - first;
  const when =
    members.length > 1
      ? ` in ${members.length} steps from ${at(run, assembled, step)}`
      : perStep
        ? ` at ${at(run, assembled, step)}`
        : '';
  if (component < 0 && -1 - component >= zones) {
    const what = -1 - component - zones < assembled.limits.length ? 'limit' : 'reserve';
    return `the ${what} "${name}" of the plan`;
  }
  const [low, high] = [lower[members[0]!]!, upper[members[0]!]!];
  if (component < 0)
    return `${busText(run, assembled, -1 - component)}, which must balance at a net ${show(low)}${when}`;
  const id = `"${run.components[component]!.id}"`;
  const value =
    bound === 'both' || low === high
      ? `${show(low)}`
      : bound === 'lower'
        ? `at least ${show(low)}`
        : `at most ${show(high)}`;
  const bounds = isRow && low === high ? '' : `, ${value}`;
  return `${isRow ? 'the rule ' : ''}"${name}" of ${id}${bounds}${when}`;
}
