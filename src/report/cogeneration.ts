import { CARRIERS } from '../core/carriers.ts';
import type { Run } from '../core/run.ts';
import { type FlowSum, sumOf } from './flowSums.ts';
import type { Tally } from './tally.ts';
import { intoCooling, intoPower, LET_GO } from './traces.ts';

/** What became of a cogeneration unit's fuel over the run, kWh. */
export interface Cogeneration {
  readonly component: number;
  /** Lower heating value. */
  readonly fuel: number;
  /** With what turbines make of its steam; the heat that they turn into it is none of its heat. */
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
  const coolers = run.components
    .map((_, k) => ({ by: tally.heat.taken(intoCooling(k)), made: coolingOf(sumsOf(k)) }))
    .filter(({ by }) => by.some((v) => v > 0));
  const turbines = run.components
    .map((_, k) => ({ by: tally.heat.taken(intoPower(k)), ...poweredBy(sumsOf(k)) }))
    .filter(({ by }) => by.some((v) => v > 0));
  return tally.joint.map((component, j): Cogeneration => {
    const dumped = tally.heat.taken(LET_GO)[j]!;
    let toCooling = 0;
    let cooling = 0;
    for (const { by, made } of coolers) {
      toCooling += by[j]!;
      cooling += (made * by[j]!) / sumOf([...by]);
    }
    let turned = 0;
    let power = 0;
    for (const { by, made, kept } of turbines) {
      turned += by[j]! * (1 - kept);
      power += (made * by[j]!) / sumOf([...by]);
    }
    const fuels = sumsOf(component).filter(({ flow }) => flow.carrier === 'gas' || flow.carrier === 'hydrogen');
    return {
      component,
      fuel: sumOf(fuels.map((s) => s.taken)),
      electricity: given(component, 'electricity') + power,
      heat: given(component, 'heat') + given(component, 'steam') - turned,
      dumped,
      toCooling,
      cooling,
    };
  });
}

const coolingOf = (of: readonly FlowSum[]): number =>
  sumOf(of.filter(({ flow }) => flow.carrier === 'cooling' && flow.product).map((s) => s.given));

/** Electricity that a heat engine made, and the share of its heat that it passed on. */
function poweredBy(of: readonly FlowSum[]): { readonly made: number; readonly kept: number } {
  const hot = of.filter(({ flow }) => CARRIERS[flow.carrier].hot);
  const passed = sumOf(hot.filter(({ flow }) => flow.product).map((s) => s.given));
  return {
    made: sumOf(of.filter(({ flow }) => flow.carrier === 'electricity').map((s) => s.given)),
    kept: passed > 0 ? passed / sumOf(hot.map((s) => s.taken)) : 0,
  };
}

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
