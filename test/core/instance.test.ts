import { expect, it } from 'vitest';
import type { AnyKind } from '../../src/core/component.ts';
import { place, stepInstance } from '../../src/core/instance.ts';
import { fillInputs } from './fillInputs.ts';
import { bus, heater, placedOn } from './heater.ts';

it('lays a component out: ports first, then signals; leads by index; states at their start', () => {
  const c = placedOn(heater);
  expect(c.outputs).toEqual(['fuel_kW', 'heat_kW', 'loss_kW', 'co2_kg_per_h']);
  expect(c.ports).toEqual([
    { name: 'fuel', signal: 'fuel_kW', carrier: 'gas', flow: 'in', bus: 0 },
    { name: 'heat', signal: 'heat_kW', carrier: 'heat', flow: 'out', bus: 1 },
  ]);
  expect(c.leads).toEqual([1]);
  expect([...c.x]).toEqual([5]);
  expect([...c.next]).toEqual([5]);
  expect(c.next).not.toBe(c.x);
  expect([c.w.length, c.u.length, c.y.length]).toEqual([2, 1, 4]);
  expect([c.label, c.owner]).toEqual(['boiler1', '']);
});

it('marks a port without bus', () => {
  expect(placedOn(heater, false).ports[1]!.bus).toBe(-1);
});

it('has no set point without lead port, and as many as the kind says', () => {
  expect(placedOn({ ...heater, leads: () => [] }).u.length).toBe(0);
  expect(placedOn({ ...heater, freedoms: 2 }).u.length).toBe(2);
});

it('fills the inputs of an interval; a component is available unless a series says otherwise', () => {
  const c = placedOn(heater);
  fillInputs(c, 0);
  expect([...c.w]).toEqual([1, 8]);
  fillInputs(c, 2);
  expect([...c.w]).toEqual([1, 10]);
});

it('takes a constant for a column, and an outage for what it is', () => {
  const c = place({
    id: 'b',
    kind: heater,
    label: 'Boiler of hall 3',
    owner: 'acme',
    p: {},
    q: {},
    buses: { fuel: bus('gas', 'gas'), heat: bus('hall', 'heat') },
    busIndex: () => 0,
    columns: { available: Float64Array.of(1, 0), demand_kW: 4 },
  });
  fillInputs(c, 1);
  expect([...c.w]).toEqual([0, 4]);
  expect([c.label, c.owner]).toEqual(['Boiler of hall 3', 'acme']);
});

it('steps on its own slots: reads x, w, u and writes next and y', () => {
  const c = placedOn(heater);
  fillInputs(c, 0);
  c.u[0] = 20; // more than the 8 kW asked
  stepInstance(c, 1);
  const y = [-8 / 0.9, 8, (8 / 0.9) * 1.108 - 8, (8 / 0.9) * 0.2]; // by hand, at an efficiency of 0.9
  expect([...c.y]).toEqual(y.map((v) => expect.closeTo(v, 12)));
  expect([...c.x]).toEqual([5]);
  expect([...c.w]).toEqual([1, 8]);
  expect([...c.u]).toEqual([20]);
});

it.each([
  [{ leads: () => ['steam'] }, 'kind "heater" leads by "steam", which is none of its ports'],
  [{ initial: () => [1, 2] }, 'kind "heater" starts with 2 states and declares 1'],
  [
    { inputs: ['available', 'price_money_per_kWh'] },
    'components.boiler1: no series for its input "price_money_per_kWh"',
  ],
] as [Partial<AnyKind>, string][])('refuses a kind that contradicts itself', (change, message) => {
  expect(() => placedOn({ ...heater, ...change })).toThrow(expect.objectContaining({ name: 'ConfigError', message }));
});
