import { expect, it } from 'vitest';
import { CARRIERS, type Carrier } from '../../src/core/carriers.ts';
import { CurtailmentParams, curtailment } from '../../src/models/curtailment.ts';
import { dump } from '../../src/models/dump.ts';
import { unserved } from '../../src/models/unserved.ts';
import { bench } from './bench.ts';

const carriers = Object.keys(CARRIERS) as Carrier[];

it.each(carriers)('curtailment takes surplus %s, never gives any, and its laws hold', (carrier) => {
  const unit = CARRIERS[carrier].unit;
  const b = bench(curtailment, { carrier });
  expect(b.limits()).toEqual([Number.NEGATIVE_INFINITY, 0, 0]);
  const out = b.run({ target: -7 });
  expect(out[`input_${unit}`]).toBe(-7);
  expect(out[`curtailed_${unit}`]).toBe(7);
  expect(b.residual().value).toBe(0);
  expect(b.run({ target: 3 })[`input_${unit}`]).toBe(0);
});

it.each(carriers)('unserved gives missing %s, never takes any, and its laws hold', (carrier) => {
  const unit = CARRIERS[carrier].unit;
  const b = bench(unserved, { carrier });
  expect(b.limits()).toEqual([0, Number.POSITIVE_INFINITY, 0]);
  const out = b.run({ target: 7 });
  expect(out[`output_${unit}`]).toBe(7);
  expect(out[`unserved_${unit}`]).toBe(7);
  expect(b.residual().value).toBe(0);
  expect(b.run({ target: -3 })[`output_${unit}`]).toBe(0);
});

it('audits what crosses the boundary: a fault of 1 % shows', () => {
  const b = bench(curtailment, { carrier: 'hydrogen' });
  b.run({ target: -100 });
  b.instance.y[1] = 101;
  expect(b.residual()).toMatchObject({ quantity: 'energy', value: expect.closeTo(39.39 / 33.33, 12) });
  const gas = bench(unserved, { carrier: 'gas' });
  gas.run({ target: 100 });
  expect(gas.instance.laws.map((law) => law.quantity)).toEqual(['energy', 'carbon']);
});

it('dumps heat up to its size', () => {
  const b = bench(dump, { max_kW: 50, cost_money_per_kWh: 0.01 });
  expect(b.limits()).toEqual([-50, 0, 0]);
  expect(b.run({ target: -20 })).toMatchObject({ input_kW: -20, dumped_kW: 20 });
  expect(b.residual().value).toBe(0);
  expect(b.run({ target: -80 }).input_kW).toBe(-50);
  expect(bench(dump, { carrier: 'cooling' }).limits()[0]).toBe(Number.NEGATIVE_INFINITY);
});

it('prices what a closer gives and takes', () => {
  const priceOf = (b: ReturnType<typeof bench>): number[] => {
    const out = new Float64Array(2);
    const { kind, q, x, w } = b.instance;
    kind.price!(q, x, w, out);
    return [...out];
  };
  expect(priceOf(bench(unserved, {}))).toEqual([20, Number.NEGATIVE_INFINITY]);
  expect(priceOf(bench(unserved, { carrier: 'water', lostLoad_money_per_kg: 1 }))[0]).toBe(1);
  expect(priceOf(bench(curtailment, {}))).toEqual([Number.POSITIVE_INFINITY, 0]);
  expect(priceOf(bench(dump, { cost_money_per_kWh: 0.01 }))).toEqual([Number.POSITIVE_INFINITY, -0.01]);
});

it('marks unserved demand as a last resort that nothing is planned on', () => {
  expect([unserved.lastResort, curtailment.lastResort]).toEqual([true, undefined]);
});

it('says which unit its carrier asks for', () => {
  expect(CurtailmentParams.safeParse({ carrier: 'co2', cost_money_per_kWh: 1 }).error?.issues[0]?.message).toBe(
    'met on co2, whose buses count in kg/h; expected "cost_money_per_kg" instead',
  );
});
