import type { Action } from './command.ts';

/** What a command does, for an event. */
export function textOf(action: Exclude<Action, { do: 'release' | 'measure' | 'plan' }>): string {
  switch (action.do) {
    case 'setpoint':
      return `${action.port} set to ${action.target}${action.steps === null ? '' : ` for ${action.steps} steps`}`;
    case 'input':
      return `"${action.input}": ${action.change} ${action.value}${action.steps === null ? '' : ` for ${action.steps} steps`}`;
    case 'restore':
      return `"${action.input}" follows the scenario again`;
    case 'mode':
      return action.mode === 'local' ? 'local rules alone; set points are let go' : 'set points are taken';
  }
}
