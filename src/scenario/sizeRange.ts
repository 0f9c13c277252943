import { z } from 'zod';
import { suffixOf } from '../core/units.ts';

/** Units of parameters that grow with a component; all others (efficiencies, temperatures, times, prices) stay. */
const EXTENSIVE = new Set(
  'kW kWp kWh kVA kvar kg kg_per_h t_per_h t_per_a m2 m3 m3_per_h kWh_per_K kW_per_K kW_per_h money money_per_start money_per_a'.split(
    ' ',
  ),
);
export const isExtensive = (name: string): boolean => EXTENSIVE.has(suffixOf(name));

/** A capacity that is to be found. */
export const SizeRangeSpec = z
  .strictObject({
    from: z.number().nonnegative().default(0).describe('least; 0: it may be left out'),
    to: z.number().positive().describe('most'),
    as: z
      .number()
      .positive()
      .optional()
      .describe('size at which the other parameters of the component hold, which grow with it; `to` unless said'),
    unit: z.number().positive().optional().describe('size of one unit, where only whole units can be had'),
  })
  .refine((r) => r.from <= r.to, {
    path: ['from'],
    message: 'is above "to"; expected from <= to',
  })
  .refine((r) => r.unit === undefined || Math.floor(r.to / r.unit + 1e-9) * r.unit >= r.from - 1e-9, {
    path: ['unit'],
    message: 'no whole number of units lies between "from" and "to"',
  });
export type SizeRangeSpec = z.infer<typeof SizeRangeSpec>;

/** A parameter written as a range, and the size that the scenario has unless sizes are looked for. */
export interface Sizable extends SizeRangeSpec {
  readonly name: string;
  readonly as: number;
}

const isRange = (name: string, v: unknown): boolean =>
  isExtensive(name) && typeof v === 'object' && v !== null && !Array.isArray(v) && 'to' in v;

/** The parameters of a component that are written as ranges. */
export const rangesIn = (params: Readonly<Record<string, unknown>>): string[] =>
  Object.keys(params).filter((name) => isRange(name, params[name]));

/** Every parameter that grows with the component, at another size; those at 0 stay. */
export function resized(p: unknown, { name, as }: Sizable, size: number): Record<string, number> {
  const by = size / as;
  return Object.fromEntries(
    Object.entries(p as Record<string, unknown>).flatMap(([key, v]) =>
      typeof v === 'number' && v !== 0 && Number.isFinite(v) && isExtensive(key)
        ? [[key, key === name ? size : v * by]]
        : [],
    ),
  );
}
