import { elementCases } from '../core/physics/powerFlowElements.ts';
import { kindPoints } from '../models/electricityNetworkCases.ts';
import type { Point, Validation } from './validation.ts';

const SOURCE =
  'pandapower 2.14 with the networks of CIGRE TF C6.04.02 (shared/reference/power_flow/element_cases.json)';

const over = (quantity: keyof ReturnType<typeof kindPoints>): Point[] | undefined => {
  const cases = elementCases();
  return cases.length === 0 ? undefined : cases.flatMap((found) => kindPoints(found)[quantity]);
};

export const validations: readonly Validation[] = [
  {
    model: 'electricityNetwork',
    quantity: 'voltage',
    title: 'Voltages (p.u.) of the nodes of the CIGRE medium and low voltage networks',
    source: SOURCE,
    tolerance: { absolute: 1e-5 },
    points: () => over('voltage'),
  },
  {
    model: 'electricityNetwork',
    quantity: 'loading',
    title: 'Loadings of the lines and transformers of the CIGRE networks',
    source: SOURCE,
    tolerance: { relative: 1e-4, absolute: 1e-6 },
    points: () => over('loading'),
  },
  {
    model: 'electricityNetwork',
    quantity: 'loss_kW',
    title: 'Losses of the CIGRE networks by their own formulas',
    source: SOURCE,
    tolerance: { relative: 1e-4 },
    points: () => over('loss_kW'),
  },
  {
    model: 'electricityNetwork',
    quantity: 'hub_kvar',
    title: 'Reactive power drawn at the hub of the CIGRE networks',
    source: SOURCE,
    tolerance: { relative: 1e-4 },
    points: () => over('hub_kvar'),
  },
];
