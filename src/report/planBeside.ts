import type { Side } from './reference.ts';

/** Another control of the same cluster, run to compare with: rules alone, one plan of the whole run, mpc that foresees all. */
export type OtherControl = 'rules' | 'optimal' | 'perfect';

export interface BesideSide {
  readonly control: OtherControl;
  readonly side: Side;
}

/** What another control came to. */
export interface PlanBeside {
  readonly control: OtherControl;
  /** Bill, upkeep by use and price of carbon. */
  readonly delivered_money: number;
  /** Of all carriers, kWh (or kg). */
  readonly unserved: number;
  /** What stores hold more at the end than at the start, at the mean cost of their bus. */
  readonly inventory_money: number;
  readonly co2_t: number;
}

export const CONTROL_NAMES: Readonly<Record<OtherControl, string>> = {
  rules: 'rules alone',
  optimal: 'one plan of the whole run',
  perfect: 'the same with perfect forecasts',
};

/** What is paid over a run whatever was invested. */
export const deliveredOf = ({ costs }: Side): number => costs.bill_money + costs.variableOm_money + costs.carbon_money;

export const unservedOf = ({ buses }: Pick<Side, 'buses'>): number =>
  Object.values(buses).reduce((sum, bus) => sum + bus.unserved, 0);

export const besideOf = (others: readonly BesideSide[]): PlanBeside[] =>
  others.map(({ control, side }) => ({
    control,
    delivered_money: deliveredOf(side),
    unserved: unservedOf(side),
    inventory_money: side.costs.inventory_money,
    co2_t: (side.emissions.scope1_kg + side.emissions.scope2Location_kg) / 1000,
  }));
