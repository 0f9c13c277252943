import type { AnyKind } from '../../src/core/component.ts';
import { type Instance, place } from '../../src/core/instance.ts';

/** The smallest kind with two carriers, a loss, a store and an emission: for tests of the machinery around kinds. */
export const heater: AnyKind = {
  kind: 'heater',
  summary: 'fuel to heat, for tests',
  validity: { text: 'none', minStep_s: 1, maxStep_s: 3600 },
  params: { parse: (input) => input },
  example: {},
  ports: () => ({ fuel: { carrier: 'gas', flow: 'in' }, heat: { carrier: 'heat', flow: 'out' } }),
  role: 'converter',
  signals: ['loss_kW', 'co2_kg_per_h'],
  states: ['heat_kWh'],
  inputs: ['available', 'demand_kW'],
  leads: () => ['heat'],
  prepare: (p) => p,
  initial: () => [5],
  series: () => ({}),
  limits(_q, _x, w, _dt_h, out) {
    out[0] = 0;
    out[1] = w[0]! * w[1]!;
    out[2] = 0;
  },
  invert(_q, _x, _w, _lead, target, _dt_h, u) {
    u[0] = target;
  },
  step(_q, x, w, u, _dt_h, next, y) {
    const heat_kW = Math.min(u[0]!, w[0]! * w[1]!);
    next[0] = x[0]!;
    y[0] = -heat_kW / 0.9;
    y[1] = heat_kW;
    y[2] = (heat_kW / 0.9) * 1.108 - heat_kW;
    y[3] = (heat_kW / 0.9) * 0.2;
  },
  balance: () => ({ energy: { losses: { loss_kW: 1 }, stores: { heat_kWh: 1 } } }),
};

export const bus = (id: string, carrier: 'gas' | 'heat') => ({
  id,
  carrier,
  supply_degC: carrier === 'heat' ? 90 : Number.NaN,
  return_degC: carrier === 'heat' ? 70 : Number.NaN,
  fossil_kg_per_kWh: carrier === 'gas' ? 0.2 : 0,
  biogenic_kg_per_kWh: 0,
});

/** The kind placed as `boiler1` between a gas bus and a heat bus, with a demand of 8, 9 and 10 kW. */
export const placedOn = (kind: AnyKind, connectHeat = true): Instance =>
  place({
    id: 'boiler1',
    kind,
    p: {},
    q: {},
    buses: { fuel: bus('gas', 'gas'), heat: connectHeat ? bus('hall', 'heat') : undefined },
    busIndex: (id) => ['gas', 'hall'].indexOf(id),
    columns: { demand_kW: Float64Array.of(8, 9, 10) },
  });
