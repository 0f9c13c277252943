import { type Kept, keptOf } from '../../core/kept.ts';
import type { Run } from '../../core/run.ts';
import { lossesAccount } from '../../market/ledger/accounts.ts';
import { type CarrierFlow, isCarriedBy } from './lines.ts';
import type { Market } from './markets.ts';

/** What went into the buses of a market and what was taken from them since the run began, by account: kWh, or kg. */
export interface MeterState {
  readonly injected: Float64Array;
  readonly taken: Float64Array;
  /** What the retailer's tariff asks for the energy that passed, money. */
  billed_money: number;
}

export interface MarketMeter {
  /** Participants, the retailer, the losses of the network, and who trades for lines that end here. */
  readonly accounts: readonly string[];
  readonly state: MeterState;
  /** Share of what was given in the steps since it was last asked that no one took. */
  spiltShare(): number;
  /** Adds the step that the run has just taken. */
  add(dt_h: number): void;
  readonly kept: Kept;
}

/**
 * The meters of a market. Energy that nobody took (curtailed, dumped) was not delivered, and energy that nobody gave (not
 * served) was not taken: both count off those who gave and those who took, by how much they did.
 */
export function meterOf(run: Run, market: Market, carriers: readonly CarrierFlow[] = []): MarketMeter {
  const losses = lossesAccount(market.id);
  const retail = market.retailer ? [market.retailer.account] : [];
  const accounts = [...new Set([...market.parties, ...retail, losses, ...carriers.map(({ account }) => account)])];
  const parties = market.parties.length;
  const isCarried = (component: number, port: number): boolean => isCarriedBy(run, carriers, component, port);
  const places = market.places.filter(({ component, port }) => !isCarried(component, port));
  const carried = carriers.flatMap(({ component, ports, sign, account }) =>
    ports.map((port) => ({ c: run.components[component]!, port, sign, account: accounts.indexOf(account) })),
  );
  const own = places.map(({ component, port }) => {
    const c = run.components[component]!;
    const isClosing = c.kind.role === 'closer' && market.retailer?.component !== component;
    const account =
      market.retailer?.component === component
        ? market.retailer.account
        : c.kind.role === 'network' || c.owner === ''
          ? losses
          : c.owner;
    return { c, port, sign: 1, account: isClosing ? -1 : accounts.indexOf(account) };
  });
  const at = [...own, ...carried];
  const lossesAt = accounts.indexOf(losses);
  const net = new Float64Array(accounts.length);
  const state = {
    injected: new Float64Array(accounts.length),
    taken: new Float64Array(accounts.length),
    billed_money: 0,
  };
  const retailer = market.retailer === undefined ? undefined : run.components[market.retailer.component];
  const prices = new Float64Array(2);
  // A kWh of hydrogen is counted in kg.
  const perUnit = market.perUnit / 1000;
  const since = { given: 0, spilt: 0 };
  return {
    accounts,
    state,
    kept: keptOf(state, since),
    spiltShare() {
      const share = since.given > 0 ? since.spilt / since.given : 0;
      since.given = since.spilt = 0;
      return share;
    },
    add(dt_h) {
      net.fill(0);
      let left = 0;
      let lacking = 0;
      for (const { c, port, sign, account } of at) {
        const flow = sign * c.y[port]!;
        if (c === retailer && flow !== 0) {
          c.price!(c.q, c.x, c.w, prices);
          state.billed_money += flow * dt_h * prices[flow > 0 ? 0 : 1]!;
        }
        if (account >= 0) net[account]! += flow;
        else if (flow > 0) lacking += flow;
        else left -= flow;
      }
      let giving = 0;
      let taking = 0;
      for (let k = 0; k < parties; k++)
        if (net[k]! > 0) giving += net[k]!;
        else taking -= net[k]!;
      since.given += giving * dt_h;
      since.spilt += left * dt_h;
      for (let k = 0; k < parties; k++)
        if (net[k]! > 0) net[k]! *= 1 - Math.min(1, left / giving);
        else if (net[k]! < 0) net[k]! *= 1 - Math.min(1, lacking / taking);
      // What no party gave or took has another cause: it stands with the losses, so that nothing is hidden.
      net[lossesAt]! += Math.max(0, lacking - taking) - Math.max(0, left - giving);
      for (let k = 0; k < net.length; k++) {
        const energy = net[k]! * dt_h * perUnit;
        if (energy > 0) state.injected[k]! += energy;
        else state.taken[k]! -= energy;
      }
    },
  };
}
