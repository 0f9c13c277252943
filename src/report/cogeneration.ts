import type { Run } from '../core/run.ts';
import { type FlowSum, sumOf } from './flowSums.ts';
import type { Flow } from './places.ts';
import type { Tally } from './tally.ts';

/** What became of a cogeneration unit's fuel over the run, kWh. */
export interface Cogeneration {
  readonly component: number;
  /** Lower heating value. */
  readonly fuel: number;
  readonly electricity: number;
  readonly heat: number;
  /** Heat of it that was let go, by its share of the heat buses in every step. */
  readonly dumped: number;
  /** Heat of it that went into making cooling, and the cooling made of it. */
  readonly toCooling: number;
  readonly cooling: number;
}

/** Every converter whose heat comes with electricity or hydrogen, with the way its heat went. */
export function jointHeatOf(run: Run, tally: Tally, sums: readonly FlowSum[]): Cogeneration[] {
  const sumsOf = (c: number): FlowSum[] => sums.filter(({ flow }) => flow.component === c);
  const given = (c: number, carrier: string): number =>
    sumOf(
      sumsOf(c)
        .filter(({ flow }) => flow.carrier === carrier)
        .map((s) => s.given),
    );
  const zones = new Set(tally.heat.zones);
  const takers = sums.filter(({ flow, taken }) => taken > 0 && zones.has(flow.zone));
  return tally.joint.map((component, j): Cogeneration => {
    let dumped = 0;
    let toCooling = 0;
    let cooling = 0;
    for (const { flow, taken } of takers) {
      const mine = tally.heat.taken(flow)[j]!;
      if (flow.outOf === 'dumped' || (flow.outOf === 'converterUse' && isRejector(run, flow))) dumped += mine;
      const made = flow.outOf === 'converterUse' ? coolingOf(sumsOf(flow.component)) : 0;
      if (made > 0) {
        toCooling += mine;
        cooling += (made * mine) / taken;
      }
    }
    const fuels = sumsOf(component).filter(({ flow }) => flow.carrier === 'gas' || flow.carrier === 'hydrogen');
    return {
      component,
      fuel: sumOf(fuels.map((s) => s.taken)),
      electricity: given(component, 'electricity'),
      heat: given(component, 'heat'),
      dumped,
      toCooling,
      cooling,
    };
  });
}

const isRejector = (run: Run, { component }: Flow): boolean =>
  run.components[component]!.ports.every((p) => p.bus < 0 || p.flow === 'in');

const coolingOf = (of: readonly FlowSum[]): number =>
  sumOf(of.filter(({ flow }) => flow.carrier === 'cooling' && flow.product).map((s) => s.given));

/**
 * Primary energy saved against separate production of the same electricity and useful heat, as a share:
 *   1 - 1 / (eta_el / ref_el + eta_heat / ref_heat)
 * without the correction of the references for grid losses and climate (both taken as 1).
 * @see Directive 2012/27/EU annex II; Delegated Regulation (EU) 2015/2402
 */
export const primaryEnergySaving = (
  etaElectricity: number,
  etaHeat: number,
  separate: { readonly electricity: number; readonly heat: number },
): number => 1 - 1 / (etaElectricity / separate.electricity + etaHeat / separate.heat);
