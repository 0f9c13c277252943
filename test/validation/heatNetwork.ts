import { aitWeek, LIEGE, stepTest } from '../core/physics/pipeNetwork/measuredPipes.ts';
import { heatSteady, type SteadyCase, solveSteady, steadyCases } from '../core/physics/pipeNetwork/steadyNetworks.ts';
import { hasShared } from '../shared.ts';
import type { Point, Validation } from './validation.ts';

const KELVIN = 273.15;
const OPENMODELICA =
  'pandapipes 0.11 network tests (OpenModelica Modelica.Fluid, STANET), shared/reference/heat_network/steady_cases.json';
const LIEGE_SOURCE =
  'van der Heijde et al. (2017), pipe test bench of the University of Liege, shared/data/dh-pipe-measurements';

const steady = (
  of: (one: SteadyCase) => readonly Point[],
  only: (one: SteadyCase) => boolean = () => true,
): readonly Point[] | undefined => (hasShared ? steadyCases().filter(only).flatMap(of) : undefined);

export const validations: readonly Validation[] = [
  {
    model: 'heatNetwork',
    quantity: 'velocity_m_per_s',
    title: 'Flows in 29 trees and meshes, one to two fixed pressures, against steady solutions of other tools',
    source: OPENMODELICA,
    tolerance: { absolute: 0.046 },
    points: () =>
      steady((one) => {
        const { velocities_m_per_s } = solveSteady(one);
        return one.expected.v_ref_ms.map((reference, k) => ({ reference, model: velocities_m_per_s[k]! }));
      }),
  },
  {
    model: 'heatNetwork',
    quantity: 'pressure_bar',
    title: 'Pressures in the networks of cold water, with static heads, valves and fittings',
    source: OPENMODELICA,
    tolerance: { relative: 0.0024 },
    points: () =>
      steady(
        (one) => {
          const { pressures_bar } = solveSteady(one);
          return one.expected.p_bar_ref.flatMap((reference, k) =>
            reference === null ? [] : [{ reference, model: pressures_bar[k]! }],
          );
        },
        ({ tol }) => tol.atol_T_K === null,
      ),
  },
  {
    model: 'heatNetwork',
    quantity: 'section_degC',
    title:
      'Temperatures along the pipes of four networks that lose heat, as chains of as many mixed volumes as the reference',
    source: OPENMODELICA,
    tolerance: { absolute: 2 },
    points: () =>
      steady(
        (one) => {
          const met = heatSteady(one).sections_K;
          return one.expected.T_sections_ref_K!.flatMap((row, k) =>
            row.map((reference, s) => ({ reference: reference - KELVIN, model: met[k]![s]! - KELVIN })),
          );
        },
        ({ tol }) => tol.atol_T_K !== null,
      ),
  },
  {
    model: 'heatNetwork',
    quantity: 'junction_degC',
    title: 'Temperatures at the junctions of three networks that lose heat, by plug flow',
    source: 'pandapipes 0.11, shared/reference/heat_network/steady_cases.json',
    tolerance: { absolute: 0.5 },
    points: () =>
      // pandapipes lets a source's water in at the temperature of its node, so where there is one it is no judge.
      steady(
        (one) => {
          const { nodes_K } = heatSteady(one);
          const { nodes } = solveSteady(one).graph;
          return one.expected.pandapipes_T_junction_K!.map((reference, j) => ({
            reference: reference - KELVIN,
            model: nodes_K[nodes.indexOf(`j${j}`)]! - KELVIN,
          }));
        },
        ({ tol, given }) => tol.atol_T_K !== null && given.sources.length === 0,
      ),
  },
  ...LIEGE.map(
    (id): Validation => ({
      model: 'heatNetwork',
      quantity: 'outlet_degC',
      title: `Measured step test ${id} of 39 m of steel pipe: outlet temperature by the measured inlet`,
      source: LIEGE_SOURCE,
      tolerance: { rms: 1 },
      points: () => (hasShared ? stepTest(id).points : undefined),
    }),
  ),
  {
    model: 'heatNetwork',
    quantity: 'delivered_kWh',
    title: 'Heat that left the pipe above its start over each of the five step tests',
    source: LIEGE_SOURCE,
    tolerance: { relative: 0.02 },
    points: () =>
      hasShared
        ? LIEGE.map((id) => stepTest(id).heat_kWh).map(([model, reference]) => ({ model, reference }))
        : undefined,
  },
  ...([2, 3, 4] as const).map(
    (n): Validation => ({
      model: 'heatNetwork',
      quantity: 'supply_degC',
      title: `A week of a district-heating branch in Pongau: supply at substation ${n} while water flows, every 15 minutes`,
      source: 'AIT, IBPSA PlugFlowPipes validation data, shared/data/dh-pipe-measurements',
      tolerance: { rms: 3 },
      points: () => (hasShared ? aitWeek()[n] : undefined),
    }),
  ),
];
