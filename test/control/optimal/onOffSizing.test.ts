import { describe, expect, it } from 'vitest';
import { makePlan } from '../../../src/control/optimal/plan.ts';
import { findSizes, SizingError } from '../../../src/control/optimal/sizing.ts';
import { capitalRecovery } from '../../../src/core/annuity.ts';
import { loadScenario, type Scenario } from '../../../src/index.ts';
import { highsHere } from '../../../src/io/highsSolver.ts';
import { zoneRules } from '../../../src/io/zone.ts';
import { mapFiles } from '../../../src/scenario/mapFiles.ts';
import { planOptionsOf } from '../../../src/scenario/planned.ts';
import { candidatesOf, rangesOf, sizingOptionsOf } from '../../../src/scenario/sizing.ts';

const stamp = (h: number): string => new Date(Date.UTC(2023, 4, 1) + h * 3_600_000).toISOString();
const csv = (hours: number): string =>
  `time,demand_kW,price_money_per_kWh\n${Array.from({ length: hours + 1 }, (_, h) => {
    const hour = h % 24;
    const demand = 20 + 6 * Math.floor(h / 24) + (hour >= 7 && hour < 20 ? 60 : 0) + ((h * 5) % 7);
    return `${stamp(h)},${demand},${hour >= 8 && hour < 18 ? 0.4 : hour >= 18 && hour < 22 ? 0.26 : 0.12}`;
  }).join('\n')}\n`;

/** A site that buys power by the hour and could have an engine with a least load, which costs to start and to keep running. */
const yaml = (rated: string, { hours = 24, commitment = 'binary', more = '' } = {}): string => `sixfold: 1
name: on-off
site: { latitude_deg: 50, longitude_deg: 8, zone: UTC }
time: { start: ${stamp(0)}, end: ${stamp(hours)}, step_s: 3600 }
currency: EUR
profiles: { p: { file: p.csv } }
economy: { discountRate: 0.05 }
buses:
  power: { carrier: electricity, closers: [lost, spilt] }
  fuel: { carrier: gas, closers: [none] }
components:
  lost: { kind: unserved, bus: power }
  spilt: { kind: curtailment, bus: power, cost_money_per_kWh: 0.05 }
  none: { kind: unserved, bus: fuel, carrier: gas }
  grid: { kind: source, bus: power, carrier: electricity, max_kW: 1000, price_money_per_kWh: p.price_money_per_kWh }
  oil: { kind: source, bus: fuel, carrier: gas, max_kW: 1000, price_money_per_kWh: 0.07 }
  engine:
    kind: converter
    lead: power
    rated_kW: ${rated}
    minLoad: 0.6
    planned: { startCost_money: 4, standBy_money_per_h: 1, minUp_h: 3 }
    ports: { fuel: fuel, power: power }
    flows: { fuel: { carrier: gas, flow: in, per: 2.5 }, power: { carrier: electricity, flow: out, per: 1 } }
    economics: { capex_money: 6000, life_a: 10, fixedOm_money_per_a: 0, variableOm_money_per_kWh: 0 }
  load: { kind: load, bus: power, demand: p.demand_kW }
${more}control: { planner: optimal, plan: { commitment: ${commitment}, gap: 0.0001, typicalPeriods: { count: 2 } } }
`;
const load = (text: string, hours = 24): Scenario =>
  loadScenario('s.yaml', { files: mapFiles({ 's.yaml': text, 'p.csv': csv(hours) }), zones: zoneRules });

async function size(scenario: Scenario, typical?: number) {
  const sessions = { operation: await highsHere.open(), master: await highsHere.open() };
  try {
    const options = sizingOptionsOf(scenario, { gap: 1e-4, maxRounds: 100, typical });
    return await findSizes(scenario.run, rangesOf(candidatesOf(scenario), scenario), options, sessions);
  } finally {
    await sessions.operation.close();
    await sessions.master.close();
  }
}

/** Least cost with a size given, statuses searched for, annuity of the hours included. */
async function costAt(rated_kW: number, hours = 24): Promise<number> {
  const by = rated_kW / 50;
  // Starts and standing by cost in proportion to the size, as everything of a component that is counted in money does.
  const text = yaml(String(rated_kW)).replace(
    'startCost_money: 4, standBy_money_per_h: 1',
    `startCost_money: ${4 * by}, standBy_money_per_h: ${by}`,
  );
  const scenario = load(text, hours);
  const session = await highsHere.open();
  try {
    const plan = await makePlan(scenario.run, { ...planOptionsOf(scenario), gap: 1e-6 }, session);
    return plan.paid_money + plan.weighed_money + ((6000 * by * hours) / 8760) * capitalRecovery(0.05, 10);
  } finally {
    await session.close();
  }
}

describe('sizes with machines on or off', () => {
  it('cost what a plan with statuses costs at that size, and no size of a fine row costs less', async () => {
    const found = await size(load(yaml('{ from: 0, to: 200, as: 50 }')), 0);
    const best_kW = 50 * found.multiples[0]!;
    expect(found.onOff!.gap).toBeLessThanOrEqual(1e-4);
    expect(found.onOff!.statuses).toBe(24);
    expect(best_kW).toBeGreaterThan(20);
    expect(await costAt(Number(best_kW.toPrecision(9)))).toBeCloseTo(found.cost_money, 1);
    for (let kW = 10; kW <= 130; kW += 10)
      expect(await costAt(kW)).toBeGreaterThanOrEqual(found.bound_money! - 1e-6 * found.cost_money);
    // Machines at any load cost less, and want another size.
    const relaxed = await size(load(yaml('{ from: 0, to: 200, as: 50 }', { commitment: 'relaxed' })), 0);
    expect(relaxed.cost_money).toBeLessThan(found.cost_money);
  });

  it('come in whole units where only these can be had', async () => {
    const found = await size(load(yaml('{ from: 0, to: 200, as: 50, unit: 40 }')), 0);
    const kW = 50 * found.multiples[0]!;
    expect(kW % 40).toBeCloseTo(0, 9);
    const costs = [];
    for (const at of [40, 80, 120]) costs.push(await costAt(at));
    expect(found.cost_money).toBeCloseTo(Math.min(...costs), 1);
  });

  it('are found on typical periods of a longer run, and tried on all of it', async () => {
    const hours = 24 * 8;
    const found = await size(load(yaml('{ from: 0, to: 200, as: 50 }', { hours }), hours));
    const { typical, onOff } = found;
    expect(typical!.periods).toBeLessThan(8);
    expect(onOff!.statuses).toBe(24 * typical!.periods);
    expect(found.bound_money).toBeUndefined();
    expect(typical!.whole_money).toBe(found.cost_money);
    expect(typical!.unserved_kWh).toBeCloseTo(0, 6);
    // Typical days hold to their least loads, the whole run is tried at any load: not dearer by much.
    expect(typical!.whole_money).toBeLessThan(1.05 * typical!.cost_money);
  });

  it('refuses what is too large, with what to do', async () => {
    const more = Array.from(
      { length: 30 },
      (_, n) =>
        `  e${n}: { kind: converter, lead: power, rated_kW: 5, minLoad: 0.5, planned: { startCost_money: 1 }, ports: { fuel: fuel, power: power }, flows: { fuel: { carrier: gas, flow: in, per: 2.5 }, power: { carrier: electricity, flow: out, per: 1 } } }\n`,
    ).join('');
    const hours = 24 * 30;
    const text = yaml('{ from: 0, to: 200, as: 50 }', { hours, more });
    const error = await size(load(text, hours), 0).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(SizingError);
    expect((error as Error).message).toMatchInlineSnapshot(
      `"control.plan.commitment: binary gives 22320 statuses of machines in the whole run; expected at most 20000. Take fewer or shorter typical periods (control.plan.typicalPeriods, --typical), a shorter run or longer steps, or commitment: relaxed and try its sizes with binary"`,
    );
  });
});
