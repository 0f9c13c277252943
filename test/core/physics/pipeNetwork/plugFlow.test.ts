import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fillPlug,
  GAINED_kgK,
  LOST_kgK,
  meanDecay,
  movePlug,
  OUT_degC,
  type PlugPipe,
  plugHeat_kgK,
  plugRoom,
  plugSize,
} from '../../../../src/core/physics/pipeNetwork/plugFlow.ts';
import { between } from '../../../between.ts';
import { hasShared, readShared, referenceCases, whyNoShared } from '../../../shared.ts';
import { LIEGE, stepTest } from './measuredPipes.ts';

const PIPE: PlugPipe = { content_kg: 100, wall_kg: 0, cooling_per_h: 0 };

/** A pipe driven by hand. */
function driven(pipe: PlugPipe, parcels: number, start_degC: number) {
  let x = new Float64Array(plugSize(parcels));
  let next = x.slice();
  fillPlug(parcels, x, 0, start_degC);
  const room = plugRoom(parcels);
  const out = new Float64Array(3);
  return {
    move(flow_kg: number, inlet_degC: number, dt_h: number, { ground_degC = 10, forward = true } = {}) {
      movePlug(pipe, parcels, x, 0, flow_kg, forward, inlet_degC, ground_degC, dt_h, room, next, out);
      const held = plugHeat_kgK(pipe, parcels, x, 0);
      const then = plugHeat_kgK(pipe, parcels, next, 0);
      [x, next] = [next, x];
      const residual =
        flow_kg * (inlet_degC - (flow_kg > 0 ? out[OUT_degC]! : inlet_degC)) -
        out[LOST_kgK]! +
        out[GAINED_kgK]! -
        (then - held);
      return { out_degC: out[OUT_degC]!, lost: out[LOST_kgK]!, gained: out[GAINED_kgK]!, residual };
    },
    shares: () => Array.from(x.subarray(0, parcels)),
    temps_degC: () => Array.from(x.subarray(parcels, 2 * parcels)),
    state: () => Array.from(x),
  };
}

it.each([1e-6, 0.01, 0.049999, 0.05, 1, 30])('means e^-(n t) over a step: n %d', (n) => {
  expect(Math.abs(meanDecay(n) - -Math.expm1(-n) / n)).toBeLessThan(1e-7);
});

it('passes a front on after just its content', () => {
  const p = driven(PIPE, 8, 40);
  // by hand: 100 kg at 30 kg a step
  expect([1, 2, 3].map(() => p.move(30, 90, 1).out_degC)).toEqual([40, 40, 40]);
  expect(p.move(30, 90, 1).out_degC).toBeCloseTo(40 + (50 * 20) / 30, 12);
  expect(p.move(30, 90, 1).out_degC).toBeCloseTo(90, 12);
  expect(p.shares().reduce((sum, v) => sum + v, 0)).toBeCloseTo(1, 15);
});

it('passes through within a step what its content does not hold', () => {
  const p = driven(PIPE, 4, 40);
  expect(p.move(400, 80, 1).out_degC).toBeCloseTo((100 * 40 + 300 * 80) / 400, 12);
  expect(p.shares()).toEqual([1, 0, 0, 0]);
});

it('turns around: what went in last comes out first', () => {
  const p = driven(PIPE, 4, 40);
  p.move(30, 90, 1);
  expect(p.move(40, 20, 1, { forward: false }).out_degC).toBeCloseTo((30 * 90 + 10 * 40) / 40, 12);
  expect(p.temps_degC()).toEqual([40, 20, 20, 20]);
  expect(p.shares()[1]).toBeCloseTo(0.4, 12);
});

it('cools while it stands: 100 kg, a tenth an hour', () => {
  const p = driven({ ...PIPE, cooling_per_h: 0.1 }, 2, 60);
  const met = p.move(0, 0, 2);
  expect(p.temps_degC()[0]).toBeCloseTo(10 + 50 * Math.exp(-0.2), 9);
  expect(met.lost).toBeCloseTo(100 * 50 * (1 - Math.exp(-0.2)), 6);
  const wall = driven({ content_kg: 100, wall_kg: 25, cooling_per_h: 0.1 }, 2, 60);
  wall.move(0, 0, 2);
  expect(wall.state()[4]).toBeCloseTo(10 + 50 * Math.exp(-0.2 / 1.25), 9); // the wall cools with the water
});

it('comes to the exponential of its transfer units, at any step', () => {
  // 40 parcels, so that none is joined; 0.05 lost an hour
  for (const renewal of [0.034, 0.3, 0.9, 1, 2.5, 40]) {
    const pipe = { content_kg: 100, wall_kg: 20, cooling_per_h: 0.05 };
    const p = driven(pipe, 40, 50);
    const flow_kg_per_h = 200;
    const dt_h = (renewal * pipe.content_kg) / flow_kg_per_h;
    let heat = 0;
    const rounds = renewal < 1 ? 600 : 60;
    for (let k = 0; k < rounds; k++) {
      const { out_degC } = p.move(flow_kg_per_h * dt_h, 90, dt_h);
      if (k >= rounds / 2) heat += out_degC / (rounds / 2);
    }
    const exact_degC = 10 + 80 * Math.exp((-0.05 * 100) / 200);
    expect(Math.abs(heat - exact_degC), `renewal ${renewal}`).toBeLessThan(1e-3);
  }
});

it('keeps its energy and stays within what came in, whatever moves', () => {
  const step = fc.record({
    flow: between(-250, 250),
    inlet: between(5, 120),
    ground: between(-10, 30),
    dt: between(0.01, 2),
  });
  fc.assert(
    fc.property(
      fc.array(step, { minLength: 1, maxLength: 40 }),
      between(2, 6),
      between(0, 60),
      (steps, many, wall_kg) => {
        const p = driven({ content_kg: 100, wall_kg, cooling_per_h: 0.3 }, Math.floor(many), 60);
        let low = 60;
        let high = 60;
        for (const { flow, inlet, ground, dt } of steps) {
          const met = p.move(Math.abs(flow), inlet, dt, { ground_degC: ground, forward: flow > 0 });
          low = Math.min(low, inlet, ground);
          high = Math.max(high, inlet, ground);
          expect(Math.abs(met.residual)).toBeLessThan(1e-7);
          expect(met.out_degC).toBeGreaterThan(low - 1e-5);
          expect(met.out_degC).toBeLessThan(high + 1e-5);
          expect(met.lost).toBeGreaterThanOrEqual(0);
          expect(met.gained).toBeGreaterThanOrEqual(0);
        }
        expect(p.shares().reduce((sum, v) => sum + v, 0)).toBeCloseTo(1, 12);
      },
    ),
  );
});

it('two half steps make one, but for what a front mixes with the wall', () => {
  const pipe = { content_kg: 100, wall_kg: 15, cooling_per_h: 0.02 };
  const whole = driven(pipe, 12, 70);
  const halves = driven(pipe, 12, 70);
  const sums = [0, 0];
  for (let k = 0; k < 20; k++) {
    const once = whole.move(30, 90, 0.5);
    const twice = [halves.move(15, 90, 0.25), halves.move(15, 90, 0.25)] as const;
    const mean_degC = (twice[0].out_degC + twice[1].out_degC) / 2;
    if (k < 3 || k > 6) expect(Math.abs(mean_degC - once.out_degC)).toBeLessThan(0.05);
    expect(twice[0].lost + twice[1].lost).toBeCloseTo(once.lost, 0);
    sums[0]! += once.out_degC;
    sums[1]! += mean_degC;
  }
  expect(Math.abs(sums[1]! / sums[0]! - 1)).toBeLessThan(5e-5);
});

it('joins the neighbours that are most alike', () => {
  const p = driven(PIPE, 3, 40);
  for (const inlet of [90, 89, 60]) p.move(10, inlet, 1);
  expect(p.temps_degC()).toEqual([60, 89.5, 40]);
  expect(p.shares().map((v) => Math.round(100 * v))).toEqual([10, 20, 70]);
});

describe.skipIf(!hasShared)(`against analysis, simulation and measurement${whyNoShared}`, () => {
  const cooling = referenceCases('reference/heat_network/steady_cases.json').filter(
    ({ fn, inputs }) => fn === 'steady_pipe_temperature' && (inputs as { L_m: number }).L_m > 0,
  );
  it('has the cases', () => expect(cooling.length).toBe(10));
  it.each(cooling)('steady outlet $id', ({ inputs, expected, tol }) => {
    const i = inputs as Record<string, number>;
    const content_kg = 1000 * (Math.PI / 4) * i.d_m! * i.d_m! * i.L_m!;
    const ua_W_per_K = i.U_W_m2K! * Math.PI * i.d_m! * i.L_m!;
    const p = driven(
      { content_kg, wall_kg: 0, cooling_per_h: (3600 * ua_W_per_K) / (content_kg * i.cp!) },
      200,
      i.T_ext_K!,
    );
    let out_degC = 0;
    // A hundred and fifty steps to a content, each water at one temperature.
    const dt_h = content_kg / 150 / (3600 * i.mdot_kg_s!);
    for (let k = 0; k < 400; k++)
      out_degC = p.move(content_kg / 150, i.T_in_K!, dt_h, { ground_degC: i.T_ext_K! }).out_degC;
    expect(Math.abs(out_degC - (expected as { T_out_K: number }).T_out_K)).toBeLessThan(tol.atol!);
  });

  it('a step of 20 K through 100 m, against the plug flow of the IBPSA library in Dymola', () => {
    const rows = readShared('reference/heat_network/dynamic_plugflow_step_dymola.csv').trim().split('\n').slice(1);
    const [bore_m, wall_m, cp] = [0.1, 0.0032, 4184];
    const loss_W_per_mK = (2 * Math.PI * 0.028) / Math.log((bore_m / 2 + wall_m + 0.05) / (bore_m / 2 + wall_m));
    const content_kg = 995.6 * (Math.PI / 4) * bore_m * bore_m * 100;
    const cooling_per_h = (3600 * loss_W_per_mK * 100) / (content_kg * cp);
    const wall_kg = (Math.PI * (bore_m + wall_m) * wall_m * 100 * 8000 * 500) / cp;
    const bare = driven({ content_kg, wall_kg: 0, cooling_per_h }, 40, 50);
    const walled = driven({ content_kg, wall_kg, cooling_per_h }, 40, 50);
    let compared = 0;
    for (let s = 0; s < 1000; s += 2) {
      const inlet_degC = s < 100 ? 50 : 70;
      const [one, other] = [bare, walled].map((p) => p.move(6, inlet_degC, 2 / 3600).out_degC);
      const row = rows.map((r) => r.split(',').map(Number)).find((r) => r[0] === s + 2);
      // The reference starts from the steady state, which takes its content to come to.
      if (row === undefined || s < 270) continue;
      compared++;
      // The fronts pass within one row of each other.
      if (Math.abs(s - 362) > 10) expect(Math.abs(one! + 273.15 - row[3]!), `bare, ${s} s`).toBeLessThan(0.02);
      expect(Math.abs(other! + 273.15 - row[4]!), `walled, ${s} s`).toBeLessThan(2.5);
    }
    expect(compared).toBeGreaterThan(50);
  });

  it.each(LIEGE)('Liege %s: RMS of 1 K, energy of 2 %, half of the rise in time', (id) => {
    const { rms_K, heat_kWh, half_s } = stepTest(id);
    expect(rms_K).toBeLessThan(1);
    expect(Math.abs(heat_kWh[0] / heat_kWh[1] - 1)).toBeLessThan(0.02);
    expect(Math.abs(half_s[0] - half_s[1])).toBeLessThanOrEqual(Math.max(6, 0.08 * half_s[1]));
  });
});
