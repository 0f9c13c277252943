import { type Command, InvalidArgumentError } from 'commander';

/** What a user asks for: names of inputs, and a share for all of them. */
export interface SensitivityFlags {
  readonly sensitivity?: boolean | string;
  readonly sensitivityBy?: number;
}

/** The wish as `sensitiveInputs` takes it. */
export interface SensitivityWish {
  readonly of?: readonly string[];
  readonly by?: number;
}

/** The two options of every command that tells what its result hangs on. */
export const withSensitivity = (command: Command): Command =>
  command
    .option(
      '--sensitivity [inputs]',
      'tell what the result hangs on: each input less and more, one at a time; all, or names with commas between, such as capex,demand,tariffs.power',
    )
    .option(
      '--sensitivity-by <share>',
      'share by which each input is less and more (0.2, or as the scenario says)',
      by,
    );

/** Undefined where nothing is asked for. */
export const sensitivityWish = ({ sensitivity, sensitivityBy }: SensitivityFlags): SensitivityWish | undefined =>
  sensitivity === undefined && sensitivityBy === undefined
    ? undefined
    : {
        ...(typeof sensitivity === 'string' ? { of: sensitivity.split(',').map((name) => name.trim()) } : {}),
        ...(sensitivityBy === undefined ? {} : { by: sensitivityBy }),
      };

function by(text: string): number {
  const v = Number(text);
  if (!(v > 0 && v < 1)) throw new InvalidArgumentError('expected a share above 0 and below 1, such as 0.2');
  return v;
}
