import type { Action } from './command.ts';

const lasting = (steps: number | null): string =>
  steps === null ? '' : ` for ${steps} ${steps === 1 ? 'step' : 'steps'}`;

/** What a command does, for an event. */
export function textOf(action: Exclude<Action, { do: 'release' | 'measure' | 'plan' }>): string {
  switch (action.do) {
    case 'setpoint':
      return `${action.port} set to ${action.target}${lasting(action.steps)}`;
    case 'input':
      return `"${action.input}": ${action.change} ${action.value}${lasting(action.steps)}`;
    case 'restore':
      return `"${action.input}" follows the scenario again`;
    case 'mode':
      return action.mode === 'local' ? 'local rules alone; set points are let go' : 'set points are taken';
  }
}
