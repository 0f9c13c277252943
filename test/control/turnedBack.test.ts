import { expect, it } from 'vitest';
import type { Carrier } from '../../src/core/carriers.ts';
import { cluster } from '../cluster.ts';
import { type Draws, drawsOf } from '../laws/draws.ts';

type BusName = 'gas' | 'power' | 'live' | 'low' | 'heat';
type Flows = Readonly<Partial<Record<BusName, number>>>;
const CARRIERS: Readonly<Record<BusName, Carrier>> = {
  gas: 'gas',
  power: 'electricity',
  live: 'steam',
  low: 'steam',
  heat: 'heat',
};
const NEEDED = ['power', 'low', 'heat'] as const;
const SPILT = ['live', 'low', 'heat'] as const;
const LOST_LOAD = 20;

interface Machine {
  readonly name: string;
  /** Into each bus per unit at the first lead. */
  readonly flows: Flows;
  readonly leads: readonly [BusName, ...BusName[]];
  readonly rated: number;
  readonly minLoad: number;
}

/** Machines whose products come together, and single ones beside them: flows per unit of the first lead. */
const drawMachines = (d: Draws): readonly Omit<Machine, 'rated' | 'minLoad'>[] => [
  { name: 'turbine', flows: { gas: -d.between(3.2, 4), power: 1, live: d.between(1, 2) }, leads: ['power', 'live'] },
  {
    name: 'back',
    flows: { live: -d.between(1.1, 1.3), power: d.between(0.05, 0.2) / 2, low: 1 },
    leads: ['low', 'power'],
  },
  { name: 'condensing', flows: { live: -d.between(3.5, 5), power: 1 }, leads: ['power'] },
  { name: 'chp', flows: { gas: -d.between(2.3, 2.8), power: 1, heat: d.between(0.8, 1.2) }, leads: ['power', 'heat'] },
  { name: 'kettle', flows: { gas: -1.15, live: 1 }, leads: ['live'] },
  { name: 'boiler', flows: { gas: -1.11, low: 1 }, leads: ['low'] },
  { name: 'exchanger', flows: { low: -1, heat: 1 }, leads: ['heat'] },
  { name: 'pump', flows: { power: -1 / 3, heat: 1 }, leads: ['heat'] },
];

interface Case {
  readonly machines: readonly Machine[];
  readonly buy: number;
  readonly sell: number;
  readonly gas: number;
  readonly importLimit: number;
  readonly need: Readonly<Record<(typeof NEEDED)[number], number>>;
}

function caseOf(d: Draws): Case {
  const machines = drawMachines(d)
    .filter(() => d.chance(0.6))
    .map((machine) => ({ ...machine, rated: 10 * d.int(4, 30), minLoad: d.pick([0, 0, 0.2, 0.5]) }));
  const buy = d.between(0.1, 1.5);
  return {
    machines,
    buy,
    sell: d.pick([0, 0, buy / 2]),
    gas: d.between(0.1, 0.5),
    importLimit: d.pick([1000, 200, 60]),
    need: { power: 10 * d.int(5, 30), low: 10 * d.int(0, 20), heat: 10 * d.int(0, 20) },
  };
}

type Levels = readonly number[];

const netOf = ({ machines, need }: Case, levels: Levels, bus: BusName): number =>
  machines.reduce(
    (sum, { flows }, k) => sum + (flows[bus] ?? 0) * levels[k]!,
    -((need as Record<string, number>)[bus] ?? 0),
  );

/** What each bus lacks. */
const lacksAt = (c: Case, levels: Levels): number[] => [
  Math.max(0, -netOf(c, levels, 'power') - c.importLimit),
  ...SPILT.map((bus) => Math.max(0, -netOf(c, levels, bus))),
];

/** What an hour costs with the machines at these levels and the closers taking the rest. */
function costAt(c: Case, levels: Levels): number {
  const power = netOf(c, levels, 'power');
  const lacking = lacksAt(c, levels).reduce((sum, v) => sum + v);
  return (
    -c.gas * netOf(c, levels, 'gas') +
    (power < 0 ? c.buy * Math.min(-power, c.importLimit) : -c.sell * Math.min(power, 1000)) +
    LOST_LOAD * lacking
  );
}

/** What the rules do. */
function ruled(c: Case): Levels {
  const made = cluster({
    length: 1,
    buses: {
      gas: { carrier: 'gas', closers: ['supply'] },
      power: { carrier: 'electricity', closers: ['grid', 'curtailed', 'lost-power'] },
      live: { carrier: 'steam', supply_degC: 250, closers: ['spill-live', 'lost-live'] },
      low: { carrier: 'steam', supply_degC: 160, closers: ['spill-low', 'lost-low'] },
      heat: { carrier: 'heat', closers: ['spill-heat', 'lost-heat'] },
    },
    components: {
      supply: { kind: 'gasSupply', ports: { gas: 'gas' }, tariff: 'gas', limit_kW: 50000 },
      grid: {
        kind: 'gridConnection',
        ports: { electricity: 'power' },
        tariff: 'power',
        importLimit_kW: c.importLimit,
        exportLimit_kW: 1000,
      },
      curtailed: { kind: 'curtailment', ports: { input: 'power' } },
      ...Object.fromEntries(
        (['power', ...SPILT] as const).map((bus) => [
          `lost-${bus}`,
          { kind: 'unserved', ports: { output: bus }, carrier: CARRIERS[bus], lostLoad_money_per_kWh: LOST_LOAD },
        ]),
      ),
      ...Object.fromEntries(
        SPILT.map((bus) => [`spill-${bus}`, { kind: 'dump', ports: { input: bus }, carrier: CARRIERS[bus] }]),
      ),
      ...Object.fromEntries(
        NEEDED.map((bus) => [
          `need-${bus}`,
          { kind: 'load', ports: { input: bus }, carrier: CARRIERS[bus], demand: c.need[bus] },
        ]),
      ),
      ...Object.fromEntries(
        c.machines.map(({ name, flows, leads, rated, minLoad }) => [
          name,
          {
            kind: 'converter',
            ports: Object.fromEntries(Object.keys(flows).map((bus) => [bus, bus])),
            lead: leads[0],
            ...(leads.length > 1 ? { alsoLead: leads.slice(1) } : {}),
            ...(name === 'pump' ? { ambientShare: 1 } : {}),
            rated_kW: rated,
            minLoad,
            flows: Object.fromEntries(
              Object.entries(flows).map(([bus, per]) => [
                bus,
                { carrier: CARRIERS[bus as BusName], flow: per < 0 ? 'in' : 'out', per: Math.abs(per) },
              ]),
            ),
          },
        ]),
      ),
    },
    prices: { power: () => c.buy, gas: () => c.gas },
    sells: { power: c.sell },
  });
  made.step();
  return c.machines.map(({ name, leads }) => made.value(name, `${leads[0]}_kW`));
}

/** What a machine may be turned back to: off, its least, and what leaves nothing of a by-product to dump. */
function lower(c: Case, levels: Levels, k: number): number[] {
  const { flows, rated, minLoad } = c.machines[k]!;
  const now = levels[k]!;
  const least = minLoad * rated;
  const dumped = SPILT.flatMap((bus) => {
    const spare = netOf(c, levels, bus);
    const per = flows[bus] ?? 0;
    return per > 0 && spare > 1e-6 ? [now - spare / per, now - (0.5 * spare) / per] : [];
  });
  if (dumped.length === 0) return [];
  return [0, least, ...dumped].filter((level) => level < now - 1e-6 && (level === 0 || level >= least - 1e-9));
}

it('dumps nothing that would not be made for less if a machine were turned back', () => {
  let dumping = 0;
  const faults = Array.from({ length: 600 }, (_, k) => k + 1).flatMap((seed) => {
    const c = caseOf(drawsOf(seed));
    const levels = ruled(c);
    const cost = costAt(c, levels);
    const lacks = lacksAt(c, levels);
    const others = c.machines.flatMap(({ name }, k) => lower(c, levels, k).map((level) => ({ name, k, level })));
    if (others.length > 0) dumping++;
    // Whether one bus is to lack for what another lacks is not for this to decide.
    const isFair = (other: Levels): boolean => lacksAt(c, other).every((lack, bus) => lack <= lacks[bus]! + 1e-6);
    return others
      .filter(({ k, level }) => isFair(levels.with(k, level)))
      .map(({ name, k, level }) => ({ name, level, saved: cost - costAt(c, levels.with(k, level)) }))
      .filter(({ saved }) => saved > 1e-3)
      .map(({ name, level, saved }) => `seed ${seed}: ${name} at ${level} saves ${saved} of ${cost}`);
  });
  expect(dumping).toBeGreaterThan(100);
  expect(faults).toEqual([]);
});
