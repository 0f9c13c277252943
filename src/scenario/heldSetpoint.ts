/** A set point that is held, by the signal that it is given for. */
export interface HeldSetpoint {
  readonly component: string;
  readonly by: string;
  readonly signal: string;
  readonly target: number;
}
