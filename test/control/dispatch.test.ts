import { expect, it } from 'vitest';
import { cluster } from '../cluster.ts';
import { type Draws, drawsOf } from '../laws/draws.ts';

/** Proportional machines: flows into each bus per unit of the lead. */
const MACHINES = {
  chp: { gas: -2.5, power: 1, heat: 1.125, cold: 0 },
  boiler: { gas: -1 / 0.9, power: 0, heat: 1, cold: 0 },
  pump: { gas: 0, power: -1 / 3, heat: 1, cold: 0 },
  genset: { gas: -2.6, power: 1, heat: 0, cold: 0 },
  heater: { gas: 0, power: -1, heat: 1, cold: 0 },
  absorber: { gas: 0, power: 0, heat: -1 / 0.75, cold: 1 },
  chiller: { gas: 0, power: -0.25, heat: 0, cold: 1 },
} as const;
type Name = keyof typeof MACHINES;
type BusName = 'gas' | 'power' | 'heat' | 'cold';
const BUSES: readonly BusName[] = ['gas', 'power', 'heat', 'cold'];
const CARRIERS = { gas: 'gas', power: 'electricity', heat: 'heat', cold: 'cooling' } as const;
const leadOf = (name: Name): BusName =>
  name === 'chp' || name === 'genset' ? 'power' : MACHINES[name].cold === 1 ? 'cold' : 'heat';
const LOST_LOAD = 20;

interface Case {
  readonly names: readonly Name[];
  readonly rated: Readonly<Record<string, number>>;
  readonly minLoad: Readonly<Record<string, number>>;
  readonly buy: number;
  readonly sell: number;
  readonly gas: number;
  readonly importLimit: number;
  readonly exportLimit: number;
  readonly need: Readonly<Record<'power' | 'heat' | 'cold', number>>;
}

function caseOf(d: Draws): Case {
  const names = (Object.keys(MACHINES) as Name[]).filter(() => d.chance(0.5)).slice(0, 4);
  const buy = d.between(0.1, 1.5);
  return {
    names,
    rated: Object.fromEntries(names.map((n) => [n, 10 * d.int(2, 20)])),
    minLoad: Object.fromEntries(names.map((n) => [n, d.pick([0, 0, 0.2, 0.5])])),
    buy,
    sell: d.pick([0, buy / 2]),
    gas: d.between(0.1, 0.5),
    importLimit: d.pick([1000, 1000, 60]),
    exportLimit: d.pick([1000, 0, 30]),
    need: { power: 10 * d.int(0, 20), heat: 10 * d.int(0, 20), cold: 10 * d.int(0, 15) },
  };
}

type Levels = Readonly<Record<string, number>>;
const LEVELS = Array.from({ length: 11 }, (_, k) => k / 10);

const netOf = ({ names, need }: Case, levels: Levels, bus: BusName): number =>
  names.reduce((sum, n) => sum + MACHINES[n][bus] * levels[n]!, bus === 'gas' ? 0 : -need[bus]);

/** What nothing serves. */
const lackingAt = (c: Case, levels: Levels): number =>
  Math.max(0, -netOf(c, levels, 'power') - c.importLimit) +
  Math.max(0, -netOf(c, levels, 'heat')) +
  Math.max(0, -netOf(c, levels, 'cold'));

/** What an hour costs with the machines at these levels and the closers taking the rest. */
function costAt(c: Case, levels: Levels): number {
  const power = netOf(c, levels, 'power');
  return (
    -c.gas * netOf(c, levels, 'gas') +
    (power < 0 ? c.buy * Math.min(-power, c.importLimit) : -c.sell * Math.min(power, c.exportLimit)) +
    LOST_LOAD * lackingAt(c, levels)
  );
}

/** The best of all combinations of levels in tenths. */
function bestOf(c: Case): Levels {
  let best: Levels = {};
  let cost = Number.POSITIVE_INFINITY;
  const levels: Record<string, number> = {};
  const search = (k: number): void => {
    const name = c.names[k];
    if (name === undefined) {
      const here = costAt(c, levels);
      if (here >= cost) return;
      cost = here;
      best = { ...levels };
      return;
    }
    for (const level of LEVELS) {
      if (level > 0 && level < c.minLoad[name]!) continue;
      levels[name] = level * c.rated[name]!;
      search(k + 1);
    }
  };
  search(0);
  return best;
}

function machine(c: Case, name: Name): { kind: string; ports: Record<string, string>; [param: string]: unknown } {
  const used = BUSES.filter((bus) => MACHINES[name][bus] !== 0);
  return {
    kind: 'converter',
    ports: Object.fromEntries(used.map((bus) => [bus, bus])),
    lead: leadOf(name),
    ...(name === 'chp' ? { alsoLead: ['heat'] } : {}),
    ...(name === 'pump' || name === 'absorber' || name === 'chiller' ? { ambientShare: 1 } : {}),
    rated_kW: c.rated[name],
    minLoad: c.minLoad[name],
    flows: Object.fromEntries(
      used.map((bus) => {
        const per = MACHINES[name][bus];
        return [bus, { carrier: CARRIERS[bus], flow: per < 0 ? 'in' : 'out', per: Math.abs(per) }];
      }),
    ),
  };
}

/** What the rules do. */
function ruled(c: Case): Levels {
  const lost = (bus: BusName) => ({
    kind: 'unserved',
    ports: { output: bus },
    carrier: CARRIERS[bus],
    lostLoad_money_per_kWh: LOST_LOAD,
  });
  const spill = (bus: BusName) => ({ kind: 'dump', ports: { input: bus }, carrier: CARRIERS[bus] });
  const need = (bus: 'power' | 'heat' | 'cold') => ({
    kind: 'load',
    ports: { input: bus },
    carrier: CARRIERS[bus],
    demand: c.need[bus],
  });
  const made = cluster({
    length: 1,
    buses: {
      gas: { carrier: 'gas', closers: ['supply'] },
      power: { carrier: 'electricity', closers: ['grid', 'curtailed', 'lost'] },
      heat: { carrier: 'heat', closers: ['spill', 'icy'] },
      cold: { carrier: 'cooling', closers: ['spill-cold', 'warm'] },
    },
    components: {
      supply: { kind: 'gasSupply', ports: { gas: 'gas' }, tariff: 'gas', limit_kW: 5000 },
      grid: {
        kind: 'gridConnection',
        ports: { electricity: 'power' },
        tariff: 'power',
        importLimit_kW: c.importLimit,
        exportLimit_kW: c.exportLimit,
      },
      curtailed: { kind: 'curtailment', ports: { input: 'power' } },
      lost: lost('power'),
      spill: spill('heat'),
      icy: lost('heat'),
      'spill-cold': spill('cold'),
      warm: lost('cold'),
      'need-power': need('power'),
      'need-heat': need('heat'),
      'need-cold': need('cold'),
      ...Object.fromEntries(c.names.map((name) => [name, machine(c, name)])),
    },
    prices: { power: () => c.buy, gas: () => c.gas },
    sells: { power: c.sell },
  });
  made.step();
  return Object.fromEntries(c.names.map((name) => [name, made.value(name, `${leadOf(name)}_kW`)]));
}

const CASES = Array.from({ length: 300 }, (_, k) => ({ seed: k + 1, c: caseOf(drawsOf(k + 1)) }));
const TRIED = CASES.map(({ seed, c }) => {
  const rules = ruled(c);
  const best = bestOf(c);
  const rest = Object.fromEntries(c.names.map((name) => [name, 0]));
  return { seed, c, rules, best, rest };
});

it('never costs more than leaving everything to the closers', () => {
  const worse = TRIED.filter(({ c, rules, rest }) => costAt(c, rules) > costAt(c, rest) + 1e-6);
  expect(worse.map(({ seed }) => seed)).toEqual([]);
});

it('costs the least, to a hundredth, in nine of ten clusters: it is greedy, and not far off', () => {
  const near = TRIED.filter(({ c, rules, best }) => {
    const least = costAt(c, best);
    return costAt(c, rules) - least <= 0.01 * Math.max(1, Math.abs(least));
  });
  expect(near.length / TRIED.length).toBeGreaterThan(0.9);
});

it('leaves demand unserved that could be served in one of a hundred clusters at most, all of them short of supply', () => {
  const short = TRIED.filter(({ c, rules, best }) => lackingAt(c, rules) > lackingAt(c, best) + 1e-3);
  expect(short.length / TRIED.length).toBeLessThanOrEqual(0.01);
  expect(short.filter(({ c, best }) => lackingAt(c, best) === 0).map(({ seed }) => seed)).toEqual([]);
});
