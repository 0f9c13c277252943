import { ConfigError } from '../../core/errors.ts';
import type { Solver } from '../../core/solver.ts';
import { assemble } from './assemble.ts';
import { sortBook } from './book.ts';
import { roundFlows } from './flows.ts';
import { feeObjections, lineObjections, objections, rulesObjections } from './objections.ts';
import type { CoupledBook, CoupledRules } from './orders.ts';
import { poolsOf, settle, volumesOf } from './pool.ts';
import { findPrices, wholePrice } from './prices.ts';
import { report } from './report.ts';
import type { CoupledClearing } from './result.ts';
import { lazySessions, type SessionNow, type Solving, solveNow } from './solving.ts';
import { decide } from './whole.ts';

/** Clears books over the same markets, one after another. */
export interface CoupledExchange {
  /**
   * @throws ConfigError where an order or line is not valid: `objections` tells beforehand
   * @throws SimulationError where the solver fails
   * @throws RangeError where money is past exact numbers
   */
  clear(book: CoupledBook): Promise<CoupledClearing>;
  close(): Promise<void>;
}

/**
 * Clears electricity, heat, cooling, hydrogen and whatever else has a book together: the quantities of greatest welfare
 *
 *   maximise  sum(limit bought) - sum(limit sold) - sum(cost converted) - sum(limit of blocks)
 *   subject to, for each market and slot:  put in = taken out,
 *
 * with converters and lines as orders that stand in several balances at once. The price of a market and slot is the dual of its
 * balance: what one more quantum there would cost. The answer depends on the book alone, not on the order of its orders nor on
 * what was cleared before.
 * @param markets ids of the books; the same for every clearing
 * @throws ConfigError where a rule is not valid
 */
export async function openCoupled(
  solver: Solver,
  markets: readonly string[],
  rules: CoupledRules = {},
): Promise<CoupledExchange> {
  refuseRules(rules, markets);
  const sessions = lazySessions(solver);
  return {
    clear: (book) => sessions.run(clearing(book, markets, rules)),
    close: () => sessions.close(),
  };
}

/**
 * The same where the solver is in the same thread and nothing is waited for: the clearing of a book as a function, to the bit.
 * Where several answers are as good, a solver finds one or another by what it was asked before; so it is closed after each book.
 * @param linear keeps its model from problem to problem of a book
 * @param whole another, for problems with whole numbers
 * @throws ConfigError where a rule is not valid
 */
export function coupledNow(
  linear: SessionNow,
  whole: SessionNow,
  markets: readonly string[],
  rules: CoupledRules = {},
): (book: CoupledBook) => CoupledClearing {
  refuseRules(rules, markets);
  return (book) => {
    try {
      return solveNow(clearing(book, markets, rules), { linear, whole });
    } finally {
      linear.close();
      whole.close();
    }
  };
}

function* clearing(book: CoupledBook, markets: readonly string[], rules: CoupledRules): Solving<CoupledClearing> {
  refuseBook(book, markets);
  const sorted = sortBook(book, markets, rules);
  if (sorted.nodes === 0) return NOTHING;
  const { k = 0.5, paradox = 'forbid', maxRounds = 200, maxNodes } = rules;
  const assembled = assemble(sorted);
  const decided = yield* decide(assembled, { paradox, maxRounds, maxNodes });
  const flows = roundFlows(assembled, decided.solution.x);
  const pooled = poolsOf(assembled, flows);
  const moved = Array.from(volumesOf(pooled.pools), (volume) => volume > 0);
  const { low, high } = yield* findPrices(decided.pricing, decided.priced, moved, assembled.slack);
  const prices = low.map((at, n) => (moved[n] ? wholePrice(at + k * (high[n]! - at)) : Number.NaN));
  return report(assembled, decided, flows, settle(assembled, pooled, prices), { prices, low, high });
}

const NOTHING: CoupledClearing = {
  markets: [],
  filled: [],
  converters: [],
  blocks: [],
  storages: [],
  lines: [],
  trades: [],
  own: [],
  transfers: [],
  welfare: 0,
  surpluses: { buyers: 0, sellers: 0, converters: 0, blocks: 0, storages: 0, rent: 0, fees: 0 },
  optimum: 0,
  lostByForbidding: 0,
  uplift: 0,
  rounds: 0,
};

function refuseRules(rules: CoupledRules, markets: readonly string[]): void {
  const issues = rulesObjections(rules, markets);
  if (issues.length > 0) throw new ConfigError(issues);
}

function refuseBook(book: CoupledBook, markets: readonly string[]): void {
  const issues = [
    ...lineObjections(book, markets),
    ...feeObjections(book.fees ?? {}, markets),
    ...objections(book, markets).map(({ party, order, reason }) => ({
      file: '',
      path: `order "${order}" of "${party}"`,
      message: reason,
    })),
  ];
  if (issues.length > 0) throw new ConfigError(issues);
}
