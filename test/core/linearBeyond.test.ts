import { describe, expect, it } from 'vitest';
import { linearBeyond } from '../../src/core/linearBeyond.ts';
import type { Samples } from '../../src/core/linearise.ts';
import type { LinearModel, Values, Window } from '../../src/core/linearModel.ts';

/**
 * A turbine by hand: 100 kW of electricity and 150 of heat for 300 of gas at full load; a burner adds up to 80 kW of heat at 0.8
 * of its gas. Led by heat it first makes what comes by itself. A kWh of gas emits 0.2 kg.
 */
const turbine: Samples<null> = {
  emissions: { fossilCo2: ['co2_kg_per_h'] },
  limits(_q, _x, w, _dt_h, out) {
    out.set([0, 100 * w[0]!, 0, 0, 230 * w[0]!, 0]);
  },
  invert(_q, _x, _w, lead, target, _dt_h, u) {
    u[0] = lead === 0 ? target / 100 : Math.min(1, target / 150);
    u[1] = lead === 0 ? 0 : Math.max(0, target - 150);
  },
  step(_q, _x, _w, u, _dt_h, _next, y) {
    const gas = 300 * u[0]! + u[1]! / 0.8;
    y.set([-gas, 100 * u[0]!, 150 * u[0]! + u[1]!, 0.2 * gas]);
  },
};

function told(available: Values) {
  const steps = typeof available === 'number' ? 1 : available.length;
  const columns: { name: string; upper: Values }[] = [];
  const flows: Record<string, Values> = {};
  const counts: { column: number; value: Values }[] = [];
  let co2: Values = 0;
  const model = {
    columns: (name: string, _lower: Values, upper: Values) => columns.push({ name, upper }) + 9,
    flow: (port: string, _column: number, per: Values) => {
      flows[port] = per;
    },
    fossilCo2: (_column: number, per: Values) => {
      co2 = per;
    },
    rows: () => 0,
    count: (_row: number, column: number, value: Values) => void counts.push({ column, value }),
  } as unknown as LinearModel;
  const window = {
    steps,
    dt_h: 1,
    ports: ['gas', 'electricity', 'heat'],
    outputs: ['gas_kW', 'electricity_kW', 'heat_kW', 'co2_kg_per_h'],
    inputs: ['available'],
    input: () => available,
  } as unknown as Window;
  const led = { lead: 0, load: 5, status: undefined, most: 100 };
  const beyond = { lead: 0, by: { lead: 1, port: 'heat' }, running: [] };
  const column = linearBeyond(turbine, null, window, model, led, beyond);
  return { column, columns, flows, counts, co2 };
}

describe('what a machine gives beyond what comes by itself', () => {
  it('is a column of its own: by hand 80 kW of heat at 1.25 of gas each', () => {
    const { column, columns, flows, co2 } = told(1);
    expect(column).toBe(10);
    expect(columns).toEqual([{ name: 'beyond', upper: 80 }]);
    expect(flows.heat).toBeCloseTo(1, 12);
    expect(flows.gas).toBeCloseTo(-1.25, 12);
    expect(flows.electricity).toBeCloseTo(0, 12);
    expect(co2).toBeCloseTo(0.25, 12);
  });

  it('is had at part load in proportion to it', () => {
    // Its row: beyond / 80 - load / 100 <= 0.
    const { counts } = told(1);
    expect(counts).toEqual([
      { column: 10, value: 1 / 80 },
      { column: 5, value: -1 / 100 },
    ]);
  });

  it('is none in a step in which the machine is out of service', () => {
    const { columns, flows, counts } = told(Float64Array.of(1, 0));
    expect([...(columns[0]!.upper as Float64Array)]).toEqual([80, 0]);
    expect([...(flows.heat as Float64Array)]).toEqual([1, 0]);
    expect([...(counts[0]!.value as Float64Array)]).toEqual([1 / 80, 0]);
  });
});
