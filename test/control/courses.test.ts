import { describe, expect, it } from 'vitest';
import { type ClusterSketch, cluster } from '../cluster.ts';
import { dump, gasSupply, grid, load, unserved } from './plant.ts';

const DEMAND = 300;
/** A site with a battery, an engine and a tank; the grid asks for 2 a kWh and gas for 0.1. */
const site = (components: ClusterSketch['components'], price = 2): ReturnType<typeof cluster> =>
  cluster({
    length: 4,
    buses: {
      gas: { carrier: 'gas', closers: ['supply'] },
      power: { carrier: 'electricity', closers: ['grid', 'lost'] },
      heat: { carrier: 'heat', closers: ['spill', 'cold'] },
    },
    components: {
      supply: gasSupply,
      grid,
      lost: unserved('power', 'electricity'),
      spill: dump('heat', 'heat'),
      cold: unserved('heat', 'heat'),
      use: load('power', 'electricity', DEMAND),
      heating: load('heat', 'heat', 0),
      battery: {
        kind: 'store',
        ports: { port: 'power' },
        capacity_kWh: 400,
        charge_kW: 100,
        discharge_kW: 100,
        socStart: 0.5,
      },
      ...components,
    },
    prices: { power: () => price, gas: () => 0.1 },
  });

interface Followed {
  /** What the grid was to give. */
  readonly closing: number;
  /** What a unit in the battery is worth, given and taken. */
  readonly worth: number;
  readonly most?: number;
  readonly peak?: number;
  /** What somebody else holds to a set point. */
  readonly held?: readonly string[];
}

/** Follows for a step a plan that names flows of leads. */
function follow(c: ReturnType<typeof cluster>, plan: Readonly<Record<string, number>>, f: Followed): void {
  const at = c.run.buses.findIndex((b) => b.id === 'power');
  const byBus = (v: number, rest: number): Float64Array =>
    Float64Array.from(c.run.buses, (_, b) => (b === at ? v : rest));
  const byComponent = (v: number): Float64Array => new Float64Array(c.run.components.length).fill(v);
  for (const [id, target] of Object.entries(plan)) c.rules.targets.command(c.index(id), 0, target);
  const isPlanned = Uint8Array.from(c.run.components, ({ id }) => (f.held?.includes(id) ? 0 : 1));
  c.rules.targets.follow(byBus(f.closing, 0), byBus(f.most ?? Infinity, Infinity), {
    give: byComponent(f.worth),
    take: byComponent(f.worth),
    peak: byBus(f.peak ?? 0, 0),
    isPlanned,
  });
  c.step();
}

describe('a step that comes otherwise than a plan foresaw', () => {
  it('is carried out as planned where it does not, whatever prices say', () => {
    const c = site({});
    follow(c, { battery: -50 }, { closing: DEMAND + 50, worth: 0.5 });
    expect(c.value('battery', 'port_kW')).toBeCloseTo(-50, 6);
  });

  it('has a store charge nothing, and give, where what it holds is worth less than what that spares', () => {
    // The plan believed in 250 kW of sun.
    const c = site({});
    follow(c, { battery: -50 }, { closing: 100, worth: 0.5 });
    // By hand: each kWh from the battery spares 2 and is worth 0.5; it gives all that it can.
    expect(c.value('battery', 'port_kW')).toBeCloseTo(100, 6);
  });

  it('leaves the store at its plan where what it holds is worth more', () => {
    const c = site({});
    follow(c, { battery: -50 }, { closing: 100, worth: 5 });
    // By hand: at 5 for what costs 2, with half of the gain left, more is stored: 2 < 5 / 2.
    expect(c.value('battery', 'port_kW')).toBeCloseTo(-100, 6);
    const near = site({});
    follow(near, { battery: -50 }, { closing: 100, worth: 2.2 });
    expect(near.value('battery', 'port_kW')).toBeCloseTo(-50, 6);
  });

  it('spares a peak of the month at its price', () => {
    const c = site({}, 0.1);
    follow(c, { battery: 0 }, { closing: 200, worth: 0.5, most: 260, peak: 20 });
    // By hand: 300 are drawn, 40 of them above the highest that was planned; below that the grid is the cheaper.
    expect(c.value('battery', 'port_kW')).toBeCloseTo(40, 6);
  });

  it('rests a machine that was to run for a demand which did not come, unless somebody holds it there', () => {
    const engine = {
      kind: 'converter',
      ports: { gas: 'gas', power: 'power' },
      lead: 'power',
      rated_kW: 1000,
      flows: { gas: { carrier: 'gas', flow: 'in', per: 2.5 }, power: { carrier: 'electricity', flow: 'out', per: 1 } },
    };
    const planned = { engine: 250, battery: 0 };
    const free = site({ engine }, 0.1);
    follow(free, planned, { closing: 200, worth: 0.15 });
    // By hand: a kWh of it costs 0.25 in gas, and 0.1 from the grid.
    expect(free.value('engine', 'power_kW')).toBeCloseTo(0, 6);
    const held = site({ engine }, 0.1);
    follow(held, planned, { closing: 200, worth: 0.15, held: ['engine'] });
    expect(held.value('engine', 'power_kW')).toBeCloseTo(250, 6);
  });

  it('keeps a store that somebody holds', () => {
    const c = site({});
    follow(c, { battery: -50 }, { closing: 100, worth: 0.5, held: ['battery'] });
    expect(c.value('battery', 'port_kW')).toBeCloseTo(-50, 6);
  });
});
