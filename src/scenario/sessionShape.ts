import type { Targets } from '../control/targets.ts';
import type { Column } from '../core/columns.ts';
import type { RunState } from '../core/loop.ts';
import type { Run } from '../core/run.ts';
import type { Action, JournalEntry } from './command.ts';
import type { HeldSetpoint, Standing } from './heldSetpoint.ts';
import type { PlanRhythm } from './livePlan.ts';
import type { Refusal } from './refusal.ts';
import type { SessionEvent } from './sessionEvents.ts';

/** A run that outside commands steer. Its scenario and its journal make it: the same again, the same bits. */
export interface Session {
  readonly run: Run;
  /** Of the run's frame, and behind them of its meters. */
  readonly columns: readonly Column[];
  /** Writes the values of the last step, one for each column. */
  read(into: Float64Array, at: number): void;
  /** Index of the next step. */
  readonly index: number;
  readonly isDone: boolean;
  /** Commands, and readings that are still to act. */
  readonly journal: readonly JournalEntry[];
  /** Entries that have acted, readings included. */
  readonly acted: number;
  /** Components whose set point is held now, and for whom. */
  holds(): readonly HeldSetpoint[];
  /** What commands have changed and hold now: for what is made beside the run. */
  standing(): Standing;
  readonly mode: 'remote' | 'local';
  /** Whether a plan is to be made before the next step, and brought in by `act`. */
  readonly planDue: PlanRhythm | undefined;
  /** Why an action cannot be done now; undefined where it can. */
  refusal(action: Action): Refusal | undefined;
  /** Has an action act from the next step on. The caller keeps the entry safe before it takes that step. */
  act(by: string, id: string, action: Action): JournalEntry;
  /** Takes one step; `read` and `run.frame` then give it. What happened is added to `events`. */
  step(): void;
  /** What happened since it was last emptied; the caller empties it. */
  readonly events: SessionEvent[];
  save(): RunState;
  /** Goes on from a state, with a journal whose entries before that step have already acted. */
  restore(state: RunState, journal: readonly JournalEntry[]): void;
}

export interface SessionOptions {
  /** False: readings are not taken over, as in a what-if, which has no meters of its own. */
  readonly rebases?: boolean;
  /** Sets targets before each step, but of what somebody holds; `isOn` is false where rules alone are to act. */
  readonly follow?: (targets: Targets, isOn: boolean, isHeld: (component: number) => boolean) => void;
}
