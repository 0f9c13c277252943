import { z } from 'zod';

/** Parameters of a component with a fixed power factor. */
export const powerFactorFields = {
  cosPhi: z
    .number()
    .gt(0)
    .max(1)
    .default(1)
    .describe('power factor at its terminals: reactive power = active power x tan phi. ASSUMED 1'),
  reactiveFlow: z
    .enum(['takes', 'gives'])
    .default('takes')
    .describe('with a power factor below 1: takes reactive power from its bus (lagging, as motors), or gives it'),
};

/** kvar into the bus for a kW of active power, by its size. */
export const reactivePerKW = (p: { readonly cosPhi: number; readonly reactiveFlow: 'takes' | 'gives' }): number => {
  const tanPhi = Math.sqrt(1 - p.cosPhi * p.cosPhi) / p.cosPhi;
  return p.reactiveFlow === 'gives' ? tanPhi : 0 - tanPhi;
};
