import { CARRIERS, type Carrier, enthalpyOf } from '../core/carriers.ts';
import type { PortBus } from '../core/environment.ts';
import { ConfigError } from '../core/errors.ts';

/** A port of a generic converter as its laws see it. */
export interface Term {
  readonly name: string;
  readonly carrier: Carrier;
  /** +1 given to the bus, -1 taken. */
  readonly sign: 1 | -1;
  /** kg of CO2 bound in a unit of flow, and the fossil part of it. */
  readonly carbon_kg: number;
  readonly fossilShare: number;
}

/** What closes a converter's laws, per unit of its lead. */
export interface Closing {
  /** kW lost. */
  readonly loss: number;
  /** kg/h of CO2 emitted, by origin. */
  readonly fossil_kg: number;
  readonly biogenic_kg: number;
  /** kg/h of water released; negative where it is drawn from outside. */
  readonly water_kg: number;
}

/** Of the sum of the flows: beyond rounding, within what the audits of a run allow. */
const TOLERANCE = 1e-6;

/** Fossil part of the carbon on a bus. That of free CO2 is not known there and counts whole. */
export function fossilShareOf(carrier: Carrier, bus: PortBus | undefined): number {
  if (carrier === 'co2' || bus === undefined) return 1;
  const total = bus.fossil_kg_per_kWh + bus.biogenic_kg_per_kWh;
  return total > 0 ? bus.fossil_kg_per_kWh / total : 0;
}

const inStep = (step: number): string => (step < 0 ? '' : ` in step ${step}`);
const show = (v: number): string => String(Number(v.toPrecision(6)));

/**
 * Closes the laws of a converter from its coefficients `per` unit of the lead: energy on the higher heating value,
 * carbon and water. `step` names the step in errors, -1 for all.
 * @throws ConfigError where it gives more than it takes, or a declared loss does not agree with its flows
 */
export function closingOf(
  terms: readonly Term[],
  per: readonly number[],
  ambient: number,
  declared: number | undefined,
  step: number,
): Closing {
  let enthalpy = 0;
  let scale = 0;
  let water_kg = 0;
  let carbonIn_kg = 0;
  let fossilIn_kg = 0;
  let carbonOut_kg = 0;
  terms.forEach((term, k) => {
    const amount = per[k]!;
    const flow = term.sign * enthalpyOf(term.carrier) * amount;
    enthalpy += flow;
    scale += Math.abs(flow);
    water_kg -= term.sign * CARRIERS[term.carrier].water_kg * amount;
    const carbon_kg = term.carbon_kg * amount;
    if (term.sign > 0) carbonOut_kg += carbon_kg;
    else {
      carbonIn_kg += carbon_kg;
      fossilIn_kg += carbon_kg * term.fossilShare;
    }
  });
  const left = ambient - enthalpy;
  if (left < -TOLERANCE * scale)
    throw fault(
      'flows',
      `gives ${show(-left)} kW more than it takes per unit of its lead${inStep(step)}, on the higher heating value ` +
        `(${written(terms, per)}${ambient > 0 ? `, surroundings -${show(ambient)}` : ''}); lower what it gives, or name ` +
        `what it draws from its surroundings as "ambientShare"`,
    );
  const loss = left > 0 ? left : 0;
  if (declared !== undefined && !(Math.abs(declared - loss) <= TOLERANCE * scale))
    throw fault(
      'lossShare',
      `met ${show(declared)}${inStep(step)}, but the flows leave ${show(loss)} kW per unit of the lead on the higher ` +
        `heating value (${written(terms, per)}); expected these to agree, or no lossShare`,
    );
  const emitted_kg = carbonIn_kg - carbonOut_kg;
  if (emitted_kg < -TOLERANCE * (carbonIn_kg + carbonOut_kg))
    throw fault(
      'flows',
      `gives ${show(carbonOut_kg)} kg/h of CO2, free or bound in fuel, and takes ${show(carbonIn_kg)} per unit of its ` +
        `lead${inStep(step)}; expected at most what it takes`,
    );
  const fossilShare = carbonIn_kg > 0 ? fossilIn_kg / carbonIn_kg : 0;
  const positive_kg = emitted_kg > 0 ? emitted_kg : 0;
  return {
    loss: declared ?? loss,
    fossil_kg: positive_kg * fossilShare,
    biogenic_kg: positive_kg * (1 - fossilShare),
    water_kg: Math.abs(water_kg) < 1e-15 ? 0 : water_kg,
  };
}

const written = (terms: readonly Term[], per: readonly number[]): string =>
  terms
    .map((t, k) => {
      const flow = t.sign * enthalpyOf(t.carrier) * per[k]!;
      return `${t.name} ${flow > 0 ? '+' : ''}${show(flow)}`;
    })
    .join(', ');

const fault = (path: string, message: string): ConfigError => new ConfigError([{ file: '', path, message }]);
