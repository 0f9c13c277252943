import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ConverterParams, converter } from '../../src/models/converter.ts';
import { between } from '../between.ts';
import { bench } from './bench.ts';

const chp = {
  flows: {
    gas: { carrier: 'gas', flow: 'in', per: 2.5 },
    power: { carrier: 'electricity', flow: 'out', per: 1 },
    heat: { carrier: 'heat', flow: 'out', per: 1.2 },
  },
  lead: 'power',
  alsoLead: ['heat'],
  rated_kW: 100,
  minLoad: 0.4,
};

it('turns carriers into others, by hand', () => {
  const b = bench(converter, chp);
  const out = b.run({ target: 50 });
  expect(out).toMatchObject({ gas_kW: -125, power_kW: 50, heat_kW: 60, load: 0.5 });
  expect(out.loss_kW).toBeCloseTo(125 * 1.108 - 110, 9); // 28.5
  expect(out.fossilCo2_kg_per_h).toBeCloseTo(125 * 0.198, 9); // 24.75
  expect(Math.abs(b.residual().value)).toBeLessThan(1e-9);
});

it.each([
  ['power', 1, [0, 100, 40], 50, 50],
  ['heat', 1, [0, 120, 48], 60, 50],
  ['heat', 1, [0, 120, 48], 10, 40],
  ['power', 0.5, [0, 50, 40], 80, 50],
  ['power', 0.3, [0, 0, 0], 80, 0], // below its least load
  ['power', 0, [0, 0, 0], 80, 0],
])('led by %s, available %d', (lead, available, limits, target, power_kW) => {
  const b = bench(converter, chp);
  const out = b.run({ w: { available }, lead, target });
  expect(out.power_kW).toBeCloseTo(power_kW, 9);
  expect(b.limits(lead)).toEqual(limits);
});

it('meets any target within its limits and shows a fault of 1 %', () => {
  fc.assert(
    fc.property(between(0.41, 1), between(0, 1), fc.boolean(), (available, share, byHeat) => {
      const b = bench(converter, chp);
      b.instance.w[0] = available;
      const lead = byHeat ? 'heat' : 'power';
      const [, highest, least] = b.limits(lead);
      const target = least + share * (highest - least);
      expect(b.run({ lead, target })[`${lead}_kW`]).toBeCloseTo(target, 9);
      expect(Math.abs(b.residual().value)).toBeLessThan(1e-9);
      b.instance.y[4]! *= 1.01;
      expect(Math.abs(b.residual().value)).toBeGreaterThan(0.1);
    }),
  );
});

it('follows coefficients that change by the step', () => {
  const heatPump = {
    flows: {
      power: { carrier: 'electricity', flow: 'in', per: 1 },
      heat: { carrier: 'heat', flow: 'out', per: 'p.cop' },
    },
    lead: 'power',
    rated_kW: 10,
    ambientShare: 'p.ambient',
  };
  const profiles = { 'p.cop': Float64Array.of(3, 4), 'p.ambient': Float64Array.of(2, 3.2) };
  const b = bench(converter, heatPump, { length: 2, profiles });
  expect(b.instance.columns.map((c) => (typeof c === 'number' ? c : [...c]))[9]).toEqual([0, 0.20000000000000018]);
  expect(b.run({ target: -10 })).toMatchObject({ power_kW: -10, heat_kW: 30, ambient_kW: 20, loss_kW: 0 });
  expect(b.residual().value).toBe(0);
  expect(() =>
    bench(converter, heatPump, { length: 2, profiles: { ...profiles, 'p.cop': Float64Array.of(3, 5) } }),
  ).toThrow(
    'flows: gives 0.8 kW more than it takes per unit of its lead in step 1, on the higher heating value ' +
      '(power -1, heat +5, surroundings -3.2); lower what it gives, or name what it draws from its surroundings as "ambientShare"',
  );
});

it('rejects the heat of a chiller as a loss and closes the water of an electrolyser', () => {
  const chiller = bench(converter, {
    flows: {
      power: { carrier: 'electricity', flow: 'in', per: 1 },
      cold: { carrier: 'cooling', flow: 'out', per: 4 },
    },
    lead: 'power',
    rated_kW: 10,
  });
  expect(chiller.run({ target: -10 })).toMatchObject({ cold_kW: 40, loss_kW: 50 });
  const electrolyser = bench(converter, {
    flows: {
      power: { carrier: 'electricity', flow: 'in', per: 1 },
      hydrogen: { carrier: 'hydrogen', flow: 'out', per: 0.6 },
    },
    lead: 'power',
    rated_kW: 10,
  });
  const out = electrolyser.run({ target: -10 });
  expect(out.waterDrawn_kg_per_h).toBeCloseTo((6 / 33.33) * 8.9367, 9);
  expect(Math.abs(electrolyser.residual().value)).toBeLessThan(1e-9);
});

it('captures carbon onto a bus and emits the rest', () => {
  const b = bench(converter, {
    flows: {
      gas: { carrier: 'gas', flow: 'in', per: 1 },
      heat: { carrier: 'heat', flow: 'out', per: 0.9 },
      co2: { carrier: 'co2', flow: 'out', per: 0.15 },
    },
    lead: 'gas',
    rated_kW: 100,
  });
  const out = b.run({ target: -100 });
  expect(out.co2_kg_per_h).toBeCloseTo(15, 12);
  expect(out.fossilCo2_kg_per_h).toBeCloseTo(4.8, 12); // 19.8 - 15
  expect(Math.abs(b.residual().value)).toBeLessThan(1e-9);
});

const shape = (change: object): unknown => ({ ...chp, ...change });
const faults = (p: unknown): string[] =>
  (ConverterParams.safeParse(p).error?.issues ?? []).map((i) => `${i.path.join('.')}: ${i.message}`);

it('says what is wrong with its shape', () => {
  expect(faults(shape({ lead: 'cold' }))).toEqual(['lead: met "cold"; expected one of the ports: gas, power, heat']);
  expect(faults(shape({ lead: 'gas' }))).toEqual([
    'flows.gas.per: expected 1: the other ports are counted by this one, the lead',
  ]);
  expect(faults(shape({ alsoLead: ['steam'] }))).toEqual([
    'alsoLead.0: met "steam"; expected one of the ports: gas, power, heat',
  ]);
  expect(faults(shape({ rated_kW: undefined }))).toEqual([
    'rated_kW: met no rating; expected the highest flow of the lead',
  ]);
  expect(faults(shape({ flows: { 'Heat-out': chp.flows.heat } }))[0]).toBe(
    'flows.Heat-out: expected a name such as "heatOut"',
  );
});

it('refuses efficiency above 1 on the higher heating value, and a loss that does not agree', () => {
  const boiler = (per: number, lossShare?: number): unknown => ({
    flows: { gas: { carrier: 'gas', flow: 'in', per: 1 }, heat: { carrier: 'heat', flow: 'out', per } },
    lead: 'gas',
    rated_kW: 10,
    ...(lossShare === undefined ? {} : { lossShare }),
  });
  expect(bench(converter, boiler(1.03)).run({ target: -10 }).loss_kW).toBeCloseTo(0.78, 9); // condensing
  expect(bench(converter, boiler(1.03, 0.078)).run({ target: -10 }).loss_kW).toBeCloseTo(0.78, 9);
  expect(() => bench(converter, boiler(1.2))).toThrow(
    'flows: gives 0.092 kW more than it takes per unit of its lead, on the higher heating value ' +
      '(gas -1.108, heat +1.2); lower what it gives, or name what it draws from its surroundings as "ambientShare"',
  );
  expect(() => bench(converter, boiler(1.03, 0.1))).toThrow(
    'lossShare: met 0.1, but the flows leave 0.078 kW per unit of the lead on the higher heating value ' +
      '(gas -1.108, heat +1.03); expected these to agree, or no lossShare',
  );
  expect(() =>
    bench(converter, {
      flows: { heat: { carrier: 'heat', flow: 'in', per: 1 }, co2: { carrier: 'co2', flow: 'out', per: 0.1 } },
      lead: 'heat',
      rated_kW: 1,
    }),
  ).toThrow(
    'flows: gives 0.1 kg/h of CO2, free or bound in fuel, and takes 0 per unit of its lead; expected at most what it takes',
  );
});
