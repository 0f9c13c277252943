import { SimulationError } from './errors.ts';
import type { Run } from './run.ts';
import { formatUtc, hoursOf, timeAt } from './timeGrid.ts';

const when = (run: Run, i: number): string => `at ${formatUtc(timeAt(run.grid, i))} (step ${i})`;
const signed = (v: number): string => `${v > 0 ? '+' : ''}${Number(v.toPrecision(6))}`;
const nameAt = (run: Run, k: number, place: number): string => {
  const c = run.components[k]!;
  const slot = place - run.frameAt[k]!;
  return c.outputs[slot] ?? c.states[slot - c.outputs.length]!;
};

/** The first output or state that is not a finite number. */
export function notFinite(run: Run, i: number): SimulationError {
  for (const [k, c] of run.components.entries())
    for (let n = 0; n < c.outputs.length + c.states.length; n++) {
      const v = run.frame[run.frameAt[k]! + n]!;
      if (!Number.isFinite(v))
        return new SimulationError(
          `component "${c.id}" gave ${nameAt(run, k, run.frameAt[k]! + n)} = ${v} ${when(run, i)}; ` +
            'look for a missing value in the series that it draws on, or an input outside its range',
        );
    }
  return new SimulationError(`a number was not finite ${when(run, i)}`);
}

/** A component's law that does not close; `law` counts over all laws of the run. */
export function outOfBalance(run: Run, k: number, law: number, value: number, i: number): SimulationError {
  const c = run.components[k]!;
  const before = run.components.slice(0, k).reduce((n, other) => n + other.laws.length, 0);
  const { quantity, terms } = c.laws[law - before]!;
  const parts = terms.map(({ name, role, coefficient }) => {
    if (role !== 'store') return `${role} ${name} ${signed(coefficient * c.y[c.outputs.indexOf(name)]!)}`;
    const s = c.states.indexOf(name);
    return `change of ${name} ${signed((coefficient * (c.next[s]! - c.x[s]!)) / hoursOf(run.grid))}`;
  });
  const unit = quantity === 'energy' ? 'kW' : 'kg/h';
  return new SimulationError(
    `component "${c.id}" out of ${quantity} balance by ${signed(value)} ${unit} ${when(run, i)}: ${parts.join(', ')}`,
  );
}

export const negativeLoss = (run: Run, k: number, place: number, i: number): SimulationError =>
  new SimulationError(
    `component "${run.components[k]!.id}" has a negative loss ${nameAt(run, k, place)} = ${run.frame[place]!} ${when(run, i)}`,
  );

export const wrongDirection = (run: Run, k: number, place: number, i: number): SimulationError => {
  const port = run.components[k]!.ports[place - run.frameAt[k]!]!;
  return new SimulationError(
    `component "${run.components[k]!.id}" port ${port.signal} = ${signed(run.frame[place]!)} flows against its direction "${port.flow}" ${when(run, i)}`,
  );
};

export function busOutOfBalance(run: Run, b: number, value: number, i: number): SimulationError {
  const bus = run.buses[b]!;
  const flows = run.components.flatMap((c) =>
    c.ports.flatMap((port, p) => (port.bus === b && c.y[p] !== 0 ? [`${c.id} ${signed(c.y[p]!)}`] : [])),
  );
  return new SimulationError(
    `bus "${bus.id}" out of balance by ${signed(value)} ${when(run, i)}: ${flows.join(', ')}; none of its closers can ` +
      `take that: ${value > 0 ? 'a dump or curtailment' : 'an unserved'} component among the bus's closers would`,
  );
}
