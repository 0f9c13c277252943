import { acPoints, dcPoints, distFlowPoints, matpowerCases } from '../core/physics/powerFlowCases.ts';
import { elementCases, elementPoints } from '../core/physics/powerFlowElements.ts';
import type { ReferenceCase } from '../shared.ts';
import type { Point, Validation } from './validation.ts';

const SOURCE =
  'pandapower 2.14 with the networks of MATPOWER, CIGRE TF C6.04.02 and Kerber (shared/reference/power_flow)';

/** All points of the cases whose tolerance is the same; undefined where there are none at hand. */
const over = (cases: readonly ReferenceCase[], points: (found: ReferenceCase) => Point[]): Point[] | undefined =>
  cases.length === 0 ? undefined : cases.flatMap(points);

const exact = (found: ReferenceCase): boolean => found.tol.atol_P_MW === 1e-5;

export const validations: readonly Validation[] = [
  {
    model: 'powerFlow',
    quantity: 'voltage',
    title: 'Voltages (p.u.) of nine networks of 4 to 116 buses, AC, sweep or Newton-Raphson',
    source: SOURCE,
    tolerance: { absolute: 1e-6 },
    points: () => over(matpowerCases(), (found) => acPoints.voltage!(found)),
  },
  {
    model: 'powerFlow',
    quantity: 'angle_deg',
    title: 'Angles of the voltages of the nine networks, AC',
    source: SOURCE,
    tolerance: { absolute: 1e-4 },
    points: () => over(matpowerCases(), (found) => acPoints.angle_deg!(found)),
  },
  {
    model: 'powerFlow',
    quantity: 'flow_kW',
    title: 'Active power at both ends of every branch, AC, of the eight networks given to 1e-5 MW',
    source: SOURCE,
    tolerance: { absolute: 0.01 },
    points: () => over(matpowerCases().filter(exact), (found) => acPoints.flow_kW!(found)),
  },
  {
    model: 'powerFlow',
    quantity: 'loss_kW',
    title: 'Losses by r i^2 and g v^2 of the eight networks given to 1e-5 MW',
    source: SOURCE,
    tolerance: { absolute: 0.01 },
    points: () => over(matpowerCases().filter(exact), (found) => acPoints.loss_kW!(found)),
  },
  {
    model: 'powerFlow',
    quantity: 'dcAngle_deg',
    title: 'Angles of the DC power flow of the nine networks',
    source: SOURCE,
    tolerance: { absolute: 1e-4 },
    points: () => over(matpowerCases(), (found) => dcPoints(found).angle_deg),
  },
  {
    model: 'powerFlow',
    quantity: 'linearVoltage',
    title: 'Linearised DistFlow of the 33-bus feeder of Baran and Wu against its AC solution',
    source: SOURCE,
    tolerance: { absolute: 0.01 },
    points: () =>
      over(
        matpowerCases().filter(({ id }) => id === 'case33bw'),
        distFlowPoints,
      ),
  },
  {
    model: 'powerFlow',
    quantity: 'plateVoltage',
    title: 'Voltages (p.u.) of the CIGRE medium and low voltage networks from ohm per km and name plates',
    source: SOURCE,
    tolerance: { absolute: 1e-5 },
    points: () => over(elementCases(), (found) => elementPoints(found).voltage!),
  },
  {
    model: 'powerFlow',
    quantity: 'lineCurrent_A',
    title: 'Currents of the lines of the CIGRE networks from their plates',
    source: SOURCE,
    tolerance: { relative: 1e-4, absolute: 1e-4 },
    points: () => over(elementCases(), (found) => elementPoints(found).current_A!),
  },
  {
    model: 'powerFlow',
    quantity: 'transformerLoading',
    title: 'Loadings of the transformers of the CIGRE networks, by current',
    source: SOURCE,
    tolerance: { relative: 1e-4 },
    points: () => over(elementCases(), (found) => elementPoints(found).transformerLoading!),
  },
];
