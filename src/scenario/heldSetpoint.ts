import type { Override } from './overrides.ts';
import type { PlanStart } from './planMemory.ts';

/** A set point that is held, by the signal that it is given for. */
export interface HeldSetpoint {
  readonly component: string;
  readonly by: string;
  readonly signal: string;
  readonly target: number;
}

/** What commands have changed, each until a step: inputs, and set points by component and lead; and how a plan would start. */
export interface Standing {
  readonly overrides: readonly Override[];
  /** Where the scenario names a planner. */
  readonly planStart?: PlanStart | undefined;
  readonly setpoints: readonly {
    readonly component: number;
    readonly lead: number;
    readonly target: number;
    readonly until: number;
  }[];
}
