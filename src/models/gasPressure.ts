import { ConfigError } from '../core/errors.ts';

/** The pressures of a bus that a port works at: the one that its parameter names, else any within these. */
export const worksAt = (
  named_bar: number | undefined,
  least_bar: number,
  most_bar: number,
): { readonly min: number; readonly max: number } => ({ min: named_bar ?? least_bar, max: named_bar ?? most_bar });

/** A pressure, and the parameter that may name it. */
interface End {
  readonly name: string;
  readonly bar: number;
}

/** @throws ConfigError where a machine or a pipe between two pressures finds them the wrong way round */
export function expectAbove(high: End, low: End): void {
  if (high.bar > low.bar) return;
  throw new ConfigError([
    {
      file: '',
      path: high.name,
      message:
        `met ${high.bar} bar, and ${low.bar} bar of ${low.name}; expected more than that, by these parameters or by the ` +
        'pressure_bar of its buses',
    },
  ]);
}
