import { z } from 'zod';
import type { Carrier } from '../core/carriers.ts';
import type { CostDefault, PortSpec } from '../core/component.ts';
import type { Setting } from '../core/environment.ts';
import { ConfigError } from '../core/errors.ts';
import { expectAbove, worksAt } from './gasPressure.ts';

/** What pipelines for a gas, one way between two buses, have in common. */

/** Parameters of the pipe itself. */
export const pipelineFields = {
  length_m: z.number().positive().max(2e6).describe('of the pipe'),
  diameter_mm: z.number().min(10).max(2000).describe('inside'),
};

/** Pressures at its ends, as its parameters name them. */
export interface NamedEnds {
  readonly inlet_bar?: number | undefined;
  readonly outletMin_bar?: number | undefined;
}
export interface Ends {
  readonly inlet_bar: number;
  readonly outletMin_bar: number;
}

/** Fault of parameters that name both ends the wrong way round. */
export const endsFault = { path: ['outletMin_bar'], message: 'expected less than inlet_bar' };
export const fallsAlong = (p: NamedEnds): boolean =>
  !((p.outletMin_bar ?? 0) >= (p.inlet_bar ?? Number.POSITIVE_INFINITY));

/** Its inlet stands at the pressure of its bus; at its end the gas may be throttled to that of the other. */
export const pipelinePorts = (
  carrier: Carrier,
  p: NamedEnds,
  least_bar: number,
  most_bar: number,
): { readonly from: PortSpec; readonly to: PortSpec } => ({
  from: { carrier, flow: 'in', pressure_bar: worksAt(p.inlet_bar, least_bar, most_bar) },
  to: { carrier, flow: 'out', pressure_bar: { max: p.outletMin_bar ?? most_bar } },
});

/** Pressures at its ends: those that its buses name, else its parameters, else `usual`. @throws ConfigError */
export function endsOf(p: NamedEnds, ports: Setting['ports'], usual: Ends): Ends {
  const inlet_bar = ports.from?.pressure_bar ?? p.inlet_bar ?? usual.inlet_bar;
  const outletMin_bar = p.outletMin_bar ?? ports.to?.pressure_bar ?? usual.outletMin_bar;
  expectAbove({ name: 'inlet_bar', bar: inlet_bar }, { name: 'outletMin_bar', bar: outletMin_bar });
  return { inlet_bar, outletMin_bar };
}

interface Limited extends Ends {
  readonly length_m: number;
  readonly diameter_mm: number;
  readonly velocityMax_m_per_s: number;
}

/** @throws ConfigError for a pipe that is rated for more than it carries; `name` is the rating and ends in its unit */
export function tooNarrow(p: Limited, name: string, rated: number, most: string): never {
  const unit = name.endsWith('kW') ? 'kW' : 'kg/h';
  throw new ConfigError([
    {
      file: '',
      path: name,
      message:
        `met ${rated} ${unit}, but ${p.diameter_mm} mm over ${p.length_m} m carry ${most} ${unit} from ${p.inlet_bar} ` +
        `to ${p.outletMin_bar} bar at up to ${p.velocityMax_m_per_s} m/s; widen the pipe or lower the rating`,
    },
  ]);
}

export const pipelineCost: CostDefault = {
  currency: 'CNY',
  year: 2025,
  capex_money: 5000,
  fixedOm_per_a: 0.01,
  variableOm_money_per_kWh: 0,
  life_a: 40,
  source: 'ASSUMED 5,000 CNY per metre (DN150 to DN300, laid), 1 % a year, 40 years',
};
