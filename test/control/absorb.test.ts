import { describe, expect, it } from 'vitest';
import { type ClusterSketch, cluster } from '../cluster.ts';
import { dump, gasSupply, grid, load, unserved } from './plant.ts';

/** Water at hand at any rate: 100 kWh that may hold 200. */
const tank = (held: number) => ({
  kind: 'store',
  ports: { port: 'heat' },
  carrier: 'heat',
  capacity_kWh: 200,
  charge_kW: 200,
  discharge_kW: 200,
  socStart: held / 200,
});
const site = (components: ClusterSketch['components'], heat = 60, price = 2): ReturnType<typeof cluster> =>
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
      use: load('power', 'electricity', 300),
      heating: load('heat', 'heat', heat),
      engine: {
        kind: 'gasEngine',
        ports: { gas: 'gas', electricity: 'power', heat: 'heat' },
        rated_kW: 400,
        minDown_h: 0,
        coldStart_h: 0,
        warmStart_h: 0,
      },
      ...components,
    },
    // So dear that by merit the engine would run at full load.
    prices: { power: () => price, gas: () => 0.1 },
  });

/** Follows a plan that names flows of leads, and what closers of each bus were to give. */
function follow(
  c: ReturnType<typeof cluster>,
  plan: Readonly<Record<string, number>>,
  most?: Readonly<Record<string, number>>,
): void {
  for (const [id, target] of Object.entries(plan)) c.rules.targets.command(c.index(id), 0, target);
  const bounds = new Float64Array(3).fill(Number.POSITIVE_INFINITY);
  const names = c.run.buses.map((b) => b.id);
  for (const [bus, v] of Object.entries(most ?? {})) bounds[names.indexOf(bus)] = v;
  c.rules.targets.follow(new Float64Array(3), bounds);
  c.step();
}

describe('a plan that the physics does not quite bear out', () => {
  it('has a store give the little that is lacking, and starts no engine for it', () => {
    const c = site({ tank: tank(100) });
    follow(c, { engine: 0, tank: 59.9 });
    expect(c.value('tank', 'port_kW')).toBeCloseTo(60, 6);
    expect(c.value('engine', 'electricity_kW')).toBe(0);
    expect(c.value('cold', 'output_kW')).toBe(0);
  });

  it('has a store that charges charge less, not stop', () => {
    const c = site({ tank: tank(0) }, 260);
    // A few kW less heat comes with 360 kW of electricity than what is used and was to be stored.
    follow(c, { engine: 360, tank: -180 });
    expect(c.value('cold', 'output_kW')).toBeCloseTo(0, 6);
    expect(c.value('engine', 'electricity_kW')).toBeCloseTo(360, 6);
    expect(c.value('tank', 'port_kW')).toBeLessThan(-150);
  });

  it('starts what rests where nothing else serves', () => {
    const c = site({ tank: tank(0) });
    follow(c, { engine: 0, tank: 60 });
    expect(c.value('cold', 'output_kW')).toBe(0);
    expect(c.value('engine', 'electricity_kW')).toBeGreaterThan(199);
  });

  it('goes on running what runs where what it makes has no taker', () => {
    const c = site({ tank: tank(200) });
    follow(c, { engine: 400, tank: 0 });
    // Its least load and no less, though heat is let go.
    expect(c.value('engine', 'electricity_kW')).toBeGreaterThan(199);
    expect(c.value('spill', 'dumped_kW')).toBeGreaterThan(0);
  });

  it('draws no more than the most of the month while a battery or a store of what is made of it can help', () => {
    const battery = {
      kind: 'store',
      ports: { port: 'power' },
      capacity_kWh: 100,
      charge_kW: 50,
      discharge_kW: 50,
      socStart: 0.1,
    };
    const heater = {
      kind: 'converter',
      ports: { power: 'power', heat: 'heat' },
      lead: 'heat',
      rated_kW: 100,
      flows: { power: { carrier: 'electricity', flow: 'in', per: 1 }, heat: { carrier: 'heat', flow: 'out', per: 1 } },
    };
    const c = site({ battery, heater, tank: tank(100) });
    follow(c, { engine: 0, heater: 60, tank: 0, battery: 0 }, { power: 330 });
    // By hand: 300 + 60 are drawn, 30 too much. The battery holds 10; for 20 the heater gives way to the tank.
    const [held, less] = [c.value('battery', 'port_kW'), 60 - c.value('heater', 'heat_kW')];
    expect(c.value('grid', 'electricity_kW')).toBeCloseTo(330, 6);
    expect(held + less).toBeCloseTo(30, 6);
    expect(held).toBeGreaterThan(5);
    expect(c.value('tank', 'port_kW')).toBeCloseTo(less, 6);
    expect(c.value('engine', 'electricity_kW')).toBe(0);
  });

  it('lets heat go rather than draw more than the most of the month', () => {
    // So cheap is the grid that by merit the engine would turn back to where its heat has a taker.
    const c = site({ tank: tank(200) }, 60, 0.05);
    follow(c, { engine: 290, tank: 0 }, { power: 5 });
    expect(c.value('engine', 'electricity_kW')).toBeCloseTo(295, 6);
    expect(c.value('grid', 'electricity_kW')).toBeCloseTo(5, 6);
    expect(c.value('spill', 'dumped_kW')).toBeGreaterThan(200);
  });

  it('cuts no demand for the most of the month', () => {
    const c = site({ tank: tank(100) });
    follow(c, { engine: 0, tank: 60 }, { power: 250 });
    expect(c.value('grid', 'electricity_kW')).toBeCloseTo(300, 6);
    expect(c.value('lost', 'output_kW')).toBe(0);
  });
});
