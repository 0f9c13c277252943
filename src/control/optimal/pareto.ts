import type { Run } from '../../core/run.ts';
import type { Basis, Problem, Solution, SolverSession } from '../../core/solver.ts';
import { assemble } from './assemble.ts';
import type { Assembled } from './assembled.ts';
import { type Carbon, cappedCarbon, carbonOf, leastCarbon, missedCost, tonnesOf } from './carbon.ts';
import { frontAt, pricesToAsk, type Vertex, withVertex } from './front.ts';
import { type PlanOptions, solveWhole } from './plan.ts';
import { checkPlannable } from './plannable.ts';
import { checkScale } from './scale.ts';

/** A plan than which none costs less and emits less. */
export interface ParetoPoint {
  readonly co2_t: number;
  /** Paid, and weighed beside it; and what no plan that emits as little can cost less than. */
  readonly cost_money: number;
  readonly bound_money: number;
  /** What one tonne less would cost here; 0 at the cheapest plan. */
  readonly abatement_money_per_t: number;
}

/** What is weighed and not paid, such as demand not served, weighs so many times more: every plan serves what can be served. */
const SERVES = 1000;
/** How far a point may lie from what is proved, as a share of what the front costs. ASSUMED: what a drawing shows */
const OPEN = 2e-4;
/** Share of the front by which its clean end is loosened: the last kilograms cost what rounding makes of them. ASSUMED */
const LOOSE = 1e-4;
/** Plans beyond which the front is taken as it is, for each point of it. ASSUMED */
const MOST_PLANS = 12;

/**
 * The front of cost and emissions (scope 1, and 2 by location), from the cheapest plan to the one that emits least, at emissions
 * evenly between them. Plans at prices of a tonne lie on the front, and what they cost and emit bounds it between them: from above
 * by their mixtures, which are plans as well, from below by what each proves at its price. The price asked next is the slope of the
 * widest gap. A price changes costs alone, so that each plan goes on from the one at the nearest price; sessions work side by side. With whole
 * numbers mixtures are no plans, and each point is a plan under a cap. Every plan serves what can be served.
 * @throws ConfigError where something has no linear model; Error where the solver finds no plan
 * @see Rote, "The convergence rate of the sandwich algorithm", Computing 48 (1992) 337
 * @see Haimes, Lasdon, Wismer, IEEE Trans. Syst. Man Cybern. 1 (1971) 296, of caps
 */
export async function paretoFront(
  run: Run,
  options: PlanOptions,
  points: number,
  sessions: readonly SolverSession[],
  onPoint: (done: number) => void = () => undefined,
): Promise<ParetoPoint[]> {
  checkPlannable(run.components);
  const told = assemble(run, options);
  checkScale(run, told);
  const weighed = missedCost(told);
  const cost = told.problem.cost.map((v, j) => v + SERVES * weighed[j]!);
  const assembled = { ...told, problem: { ...told.problem, cost } };
  const carbon = carbonOf(told, run.grid);
  const clean = leastCarbon(told, carbon);
  const cheapest = await proven(solveWhole(assembled, options, sessions[0]!), 'of least cost');
  onPoint(0.5 / (points + 1));
  const cleanest = await leastFrom(assembled, carbon, clean, cheapest, sessions.at(-1)!);
  onPoint(1 / (points + 1));
  const search: Search = { assembled, carbon, cheapest, cleanest, options, points, sessions, onPoint };
  const found = await (assembled.problem.integer === undefined ? byPrices(search) : byCaps(search));
  const toServe = SERVES * Math.min(sumOf(weighed, cheapest.x), sumOf(weighed, cleanest.x));
  return found.map((p) => ({ ...p, cost_money: p.cost_money - toServe, bound_money: p.bound_money - toServe }));
}

/** Multiples of what a tonne costs in the mean by which the least emissions are come near: each goes on from the one before. ASSUMED */
const STEPS = [1, 10, 100, 1000];

/** The plan of least emissions, from the cheapest by rising prices of a tonne. */
async function leastFrom(
  { problem }: Pick<Assembled, 'problem'>,
  carbon: Carbon,
  clean: Problem,
  cheapest: Solution,
  session: SolverSession,
): Promise<Solution> {
  const mean = Math.abs(cheapest.objective) / Math.max(1, Math.abs(tonnesOf(carbon, cheapest.x)));
  let { basis } = cheapest;
  if (basis !== undefined)
    for (const step of STEPS) {
      const priced = { ...problem, cost: pricedCost(problem, carbon, step * mean) };
      const solution = await session.solve(priced, basis === undefined ? {} : { start: basis });
      if (solution.status !== 'optimal') break;
      ({ basis } = solution);
    }
  return proven(session.solve(clean, basis === undefined ? {} : { start: basis }), 'of least emissions');
}

const pricedCost = ({ cost }: Problem, { kg }: Carbon, price_money_per_t: number): Float64Array =>
  cost.map((v, j) => v + (price_money_per_t / 1000) * kg[j]!);

interface Search {
  readonly assembled: Assembled;
  readonly carbon: Carbon;
  readonly cheapest: Solution;
  readonly cleanest: Solution;
  readonly options: PlanOptions;
  readonly points: number;
  readonly sessions: readonly SolverSession[];
  readonly onPoint: (done: number) => void;
}

async function byPrices(search: Search): Promise<ParetoPoint[]> {
  const { assembled, carbon, cheapest, cleanest, points, sessions, onPoint } = search;
  const { problem } = assembled;
  const vertexOf = ({ x }: Solution, price: number): Vertex => ({
    amount: tonnesOf(carbon, x),
    cost: problem.offset + sumOf(problem.cost, x),
    price,
  });
  let vertices: Vertex[] = [vertexOf(cheapest, 0)];
  const near = 1e-7 * Math.max(1, Math.abs(vertices[0]!.amount));
  vertices = withVertex(vertices, vertexOf(cleanest, Number.POSITIVE_INFINITY), near);
  const [most, least] = [vertices[0]!.amount, vertices.at(-1)!.amount];
  const amounts = Array.from({ length: points }, (_, n) =>
    n === points - 1 ? least + LOOSE * (most - least) : most + (n / (points - 1)) * (least - most),
  );
  const gap = OPEN * Math.max(...vertices.map((v) => Math.abs(v.cost)));
  const asked = new Set<number>();
  const ends: End[] = cheapest.basis === undefined ? [] : [{ price: 0, basis: cheapest.basis }];
  const last: (End | undefined)[] = sessions.map(() => undefined);
  for (let plans = 2; plans < MOST_PLANS * points; ) {
    const prices = pricesToAsk(vertices, amounts, gap, sessions.length).filter((price) => !asked.has(price));
    if (prices.length === 0) break;
    const found = await Promise.all(
      prices.map((price, s) => {
        asked.add(price);
        const near = nearestOf(ends, price);
        // What a session ended with it goes on from by itself.
        const start = near === undefined || near === last[s] ? {} : { start: near.basis };
        const plan = sessions[s]!.solve({ ...problem, cost: pricedCost(problem, carbon, price) }, start);
        return proven(plan, `at ${price.toPrecision(4)} for a tonne`);
      }),
    );
    found.forEach((solution, k) => {
      vertices = withVertex(vertices, vertexOf(solution, prices[k]!), near);
      last[k] = solution.basis && { price: prices[k]!, basis: solution.basis };
      if (last[k] !== undefined) ends.push(last[k]);
    });
    plans += prices.length;
    const closed = amounts.filter((amount) => {
      const { cost, bound } = frontAt(vertices, amount);
      return cost - bound <= gap;
    });
    onPoint((1 + closed.length) / (points + 1));
  }
  return amounts.map((amount, n) => {
    const { cost, bound, slope } = frontAt(vertices, amount);
    return { co2_t: amount, cost_money: cost, bound_money: bound, abatement_money_per_t: n === 0 ? 0 : slope };
  });
}

/** Where the plan at a price ended. */
interface End {
  readonly price: number;
  readonly basis: Basis;
}

/** Of the plans found so far the one whose price is fewest times as high or low; the cheapest where there is no other. */
function nearestOf(ends: readonly End[], price: number): End | undefined {
  const times = (end: End): number => (end.price > price ? end.price / price : price / end.price);
  return ends.reduce<End | undefined>(
    (best, end) => (best === undefined || times(end) < times(best) ? end : best),
    undefined,
  );
}

async function byCaps(search: Search): Promise<ParetoPoint[]> {
  const { assembled, carbon, cheapest, cleanest, options, points, sessions, onPoint } = search;
  const { problem } = assembled;
  const [most_t, least_t] = [tonnesOf(carbon, cheapest.x), tonnesOf(carbon, cleanest.x)];
  const bound = ({ objective, gap }: Solution): number => objective - gap * Math.abs(objective);
  const front: ParetoPoint[] = [
    { co2_t: most_t, cost_money: cheapest.objective, bound_money: bound(cheapest), abatement_money_per_t: 0 },
  ];
  // The matrix has one row more, once; then only its bound changes.
  const capped = cappedCarbon(problem, carbon, most_t);
  for (let n = 1; n < points; n++) {
    const share = n / (points - 1);
    // The last is loosened by what rounding takes.
    const cap_t = most_t + share * (least_t - most_t) + (n === points - 1 ? 1e-6 * Math.max(1, Math.abs(least_t)) : 0);
    const rowUpper = capped.rowUpper.slice();
    rowUpper[problem.rows] = cap_t - carbon.fixed_kg / 1000;
    const plan = sessions[0]!.solve({ ...capped, rowUpper }, { gap: options.gap });
    const solution = await proven(plan, `of at most ${cap_t.toPrecision(6)} t`);
    front.push({
      co2_t: tonnesOf(carbon, solution.x),
      cost_money: solution.objective,
      bound_money: bound(solution),
      abatement_money_per_t: Math.max(0, -solution.duals[problem.rows]!),
    });
    onPoint((1 + n) / (points + 1));
  }
  return front;
}

/** @throws Error where there is no such plan */
async function proven(plan: Promise<Solution>, which: string): Promise<Solution> {
  const solution = await plan;
  if (solution.status !== 'optimal') throw new Error(`no plan ${which}: ${solution.text}`);
  return solution;
}

function sumOf(weights: Float64Array, x: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < x.length; j++) if (weights[j] !== 0) sum += weights[j]! * x[j]!;
  return sum;
}
