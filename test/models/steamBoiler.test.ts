import fc from 'fast-check';
import { expect, it } from 'vitest';
import { flueHeat_per_K } from '../../src/core/physics/flueGas.ts';
import { SteamBoilerParams, steamBoiler } from '../../src/models/steamBoiler.ts';
import { between } from '../between.ts';
import { boilerPoints, combustionPoints } from '../validation/steamBoiler.ts';
import { type Bench, bench } from './bench.ts';
import { plant } from './planted.ts';

const bus = { supply_degC: 179.886, return_degC: 105 };
const at = (params: object = {}, more: object = {}): Bench =>
  bench(steamBoiler, { rated_kW: 1000, ...params }, { buses: { steam: bus }, ...more });

it('takes from the flue gas what stoichiometry says', () => {
  // by hand, k = 1.2: CH4 leaves 1 + 7.52 + 1.904 mol dry and 2 mol of vapour; H2 1.88 + 0.476 and 1
  expect(flueHeat_per_K('gas', 1.2)).toBeCloseTo((10.424 * 0.0301 + 2 * 0.0339) / 802.3, 12);
  expect(flueHeat_per_K('hydrogen', 1.2)).toBeCloseTo((2.356 * 0.0301 + 0.0339) / 241.8, 12);
});

it('loses with flue gas and water what steam tables say', () => {
  const out = at().run({ target: 1000 });
  // by hand, steam tables at 10 bar: steam 2777.1, boiling 762.7, feed 440.9 (105 degC), make-up 63.9 kJ/kg (15 degC)
  expect(out.steam_kg_per_h).toBeCloseTo((1000 * 3600) / (2777.1 - 440.9), 0);
  expect(out.condensateLoss_kW).toBeCloseTo((1000 * 0.2 * (440.9 - 63.9)) / 2336.2, 1);
  expect(out.blowdownLoss_kW).toBeCloseTo((1000 * 0.03 * (762.7 - 63.9)) / 2336.2, 1);
  expect(out.ventLoss_kW).toBeCloseTo((1000 * 0.001 * (2683.4 - 63.9)) / 2336.2, 2);
  expect(out.jacketLoss_kW).toBe(8);
  expect(out.flueSensible_kW! / -out.gas_kW!).toBeCloseTo(flueHeat_per_K('gas', 1.15) * (140 - 25), 9);
  expect(out.flueLatent_kW! / -out.gas_kW!).toBeCloseTo(0.108, 9);
  expect(out.makeUp_kg_per_h! / out.steam_kg_per_h!).toBeCloseTo(0.2 + 0.03 + 0.001, 9);
});

it('is as efficient as boilers of catalogues and tables of combustion', () => {
  for (const { reference, model } of boilerPoints()) expect(Math.abs(model / reference - 1)).toBeLessThan(0.02);
  for (const { reference, model } of combustionPoints()) expect(Math.abs(model - reference)).toBeLessThan(0.01);
});

it('draws water and electricity from their buses where they are connected', () => {
  const alone = at({}, { unconnected: ['water', 'auxiliary'] }).run({ target: 500 });
  expect([alone.water_kg_per_h, alone.auxiliary_kW]).toEqual([0, 0]);
  expect(alone.waterDrawn_kg_per_h).toBeCloseTo(alone.makeUp_kg_per_h!, 9);
  const b = at();
  const joined = b.run({ target: 500 });
  expect(joined.water_kg_per_h).toBeCloseTo(-joined.makeUp_kg_per_h!, 9);
  expect(joined.waterDrawn_kg_per_h).toBe(0);
  expect(joined.auxiliary_kW).toBeCloseTo(-2.5, 9);
  expect(plant(b).sort()).toEqual([
    'auxiliaryLoss_kW',
    'auxiliary_kW',
    'blowdownLoss_kW',
    'condensateLoss_kW',
    'flueLatent_kW',
    'flueSensible_kW',
    'fossilCo2_kg_per_h',
    'gas_kW',
    'jacketLoss_kW',
    'steam_kW',
    'ventLoss_kW',
    'waterLost_kg_per_h',
    'water_kg_per_h',
  ]);
});

it('burns hydrogen to water, and electrodes lose by their jacket and water alone', () => {
  const hydrogen = at({ fuel: 'hydrogen' });
  const out = hydrogen.run({ target: 800 });
  expect(out.waterFromHydrogen_kg_per_h! / -out.hydrogen_kW!).toBeCloseTo(8.9367 / 33.33, 5);
  expect(plant(hydrogen)).toContain('waterFromHydrogen_kg_per_h');
  const electric = at({ fuel: 'electricity', condensateReturn: 1, blowdown: 0, vent: 0 });
  expect(electric.run({ target: 1000 }).electricity_kW).toBeCloseTo(-1008, 9);
  expect(plant(electric).sort()).toEqual(['electricity_kW', 'jacketLoss_kW', 'steam_kW']);
});

it('burns its standby at rest and nothing in an outage', () => {
  const b = at({ standby_kW: 5 });
  const rest = b.run({});
  expect([rest.gas_kW, rest.steam_kW, rest.standbyLoss_kW]).toEqual([-5, 0, 5 * 1.108]);
  expect(plant(b)).toContain('standbyLoss_kW');
  const out = b.run({ w: { available: 0 }, target: 500 });
  expect(new Set(Object.values(out).map(Math.abs))).toEqual(new Set([0]));
  expect(b.limits()).toEqual([0, 0, 0]);
});

it('meets every target within its limits, closes, and takes more fuel with less condensate', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('gas', 'hydrogen', 'electricity'),
      between(0, 1),
      between(0, 1),
      between(0, 0.1),
      between(120, 240),
      (fuel, share, condensateReturn, blowdown, supply_degC) => {
        const of = (back: number): Bench =>
          at({ fuel, condensateReturn: back, blowdown }, { buses: { steam: { supply_degC, return_degC: 95 } } });
        const b = of(condensateReturn);
        const [low, high, least] = b.limits();
        expect([low, high, least]).toEqual([0, 1000, 200]);
        const target = least + share * (high - least);
        const out = b.run({ target });
        expect(out.steam_kW).toBeCloseTo(target, 9);
        expect(Math.abs(b.residual().value)).toBeLessThan(1e-9 * b.residual().scale);
        expect(b.run({ target })).toEqual(out);
        expect(of(Math.max(0, condensateReturn - 0.1)).run({ target }).eta!).toBeLessThanOrEqual(out.eta!);
      },
    ),
  );
});

it('says which parameter is wrong', () => {
  expect(SteamBoilerParams.safeParse({ rated_kW: 1, fuel: 'coal' }).error?.issues[0]?.message).toBe(
    'Invalid option: expected one of "gas"|"electricity"|"hydrogen"',
  );
  expect(() => at({ makeUp_degC: 50 }, { buses: { steam: { supply_degC: 180, return_degC: 40 } } })).toThrow(
    'makeUp_degC: met 50, above the feedwater of 40 degC; expected less',
  );
  expect(() => at({ flue_degC: 60, flueTurndown_K: 40 })).toThrow(
    'flueTurndown_K: the flue gas would leave below 25 degC; expected less than 35',
  );
  expect(() => at({}, { buses: { steam: { supply_degC: 90, return_degC: 105 } } })).toThrow(
    'steam: bus "bus-steam": feedwater at 105 degC would boil at 0.70 bar; expected return_degC up to 90.0',
  );
});
