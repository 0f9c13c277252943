import { z } from 'zod';
import { CARRIERS, type Carrier, enthalpyOf } from '../core/carriers.ts';
import type { Balance, Law } from '../core/component.ts';
import type { PortBus } from '../core/environment.ts';
import { ConfigError } from '../core/errors.ts';

/**
 * Kinds that serve any carrier name each quantity twice, once per unit of flow (`max_kW`, `max_kg_per_h`), because a
 * name carries its unit. The twin of the other unit is not accepted as a parameter and stays 0 as a signal.
 */
export const CarrierSchema = z.enum(Object.keys(CARRIERS) as [Carrier, ...Carrier[]]);

export const isMass = (carrier: Carrier): boolean => CARRIERS[carrier].unit === 'kg_per_h';

/** Faults of parameters that name the wrong twin: `[wrong name, right name]` per given value. */
function wrongTwins(
  carrier: Carrier,
  given: Readonly<Record<string, unknown>>,
  twins: readonly (readonly [power: string, mass: string])[],
): { path: string; message: string }[] {
  const mass = isMass(carrier);
  return twins
    .map(([power, kilograms]) => (mass ? [power, kilograms] : [kilograms, power]) as [string, string])
    .filter(([wrong]) => given[wrong] !== undefined)
    .map(([wrong, right]) => ({
      path: wrong,
      message: `met on ${carrier}, whose buses count in ${mass ? 'kg/h' : 'kW'}; expected "${right}" instead`,
    }));
}

/** A zod check that reports the wrong twins. */
export const checkTwins =
  (twins: readonly (readonly [string, string])[]) =>
  (p: { readonly carrier: Carrier }, ctx: z.RefinementCtx): void => {
    for (const { path, message } of wrongTwins(p.carrier, p, twins))
      ctx.addIssue({ code: 'custom', path: [path], message });
  };

/** kg of CO2 bound in a unit of flow: free CO2, or what a fuel gives when burnt. */
export const carbonOf = (carrier: Carrier, bus: PortBus | undefined): number =>
  carrier === 'co2' ? 1 : isMass(carrier) ? 0 : (bus?.fossil_kg_per_kWh ?? 0) + (bus?.biogenic_kg_per_kWh ?? 0);

/**
 * The laws of a component that does nothing but let a carrier cross the cluster's boundary at `port`. `signal` counts
 * what crosses, without sign: `into` +1 into the cluster, -1 out of it.
 */
export function crossing(carrier: Carrier, port: string, signal: string, into: 1 | -1, carbon_kg: number): Balance {
  const water_kg = CARRIERS[carrier].water_kg;
  const law = (by: number): Law => ({ ports: { [port]: by }, boundary: { [signal]: into * by } });
  return {
    energy: law(enthalpyOf(carrier)),
    ...(water_kg > 0 ? { water: law(water_kg) } : {}),
    ...(carbon_kg > 0 ? { carbon: law(carbon_kg) } : {}),
  };
}

/** The column itself, once every value is known to be a number of at least 0. @throws ConfigError naming the first that is not. */
export function nonNegative(values: Float64Array, path: string): Float64Array {
  for (let i = 0; i < values.length; i++) {
    const v = values[i]!;
    if (!(v >= 0 && v < Number.POSITIVE_INFINITY))
      throw new ConfigError([
        { file: '', path, message: `met ${v} in step ${i}; expected a number of at least 0 in every step` },
      ]);
  }
  return values;
}
