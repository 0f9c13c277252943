import { type Instance, lean } from '../core/instance.ts';
import { formatUtc, timeAt } from '../core/timeGrid.ts';
import { inputRangeOf, rangeText } from './inputRange.ts';
import { among } from './known.ts';
import type { Cluster, Faults } from './read.ts';

/**
 * Lays recorded series on inputs, in place of what the components made of weather and profiles themselves. Events act on
 * them afterwards.
 */
export function driveInputs(
  components: readonly Instance[],
  { spec, grid }: Cluster,
  series: (ref: string, name: string) => Float64Array,
  faults: Faults,
): Instance[] {
  const out = [...components];
  for (const [name, ref] of Object.entries(spec.drive)) {
    const at = ['drive', name];
    const [id, input] = name.split('.') as [string, string];
    const k = out.findIndex((c) => c.id === id);
    const c = out[k];
    if (c === undefined) {
      if (!Object.hasOwn(spec.components, id))
        faults.add(at, `there is no component "${id}"${among(id, Object.keys(spec.components))}`);
      continue;
    }
    const free = c.inputs.filter((one) => canDrive(c, one));
    if (!free.includes(input)) {
      const what = c.inputs.includes(input) ? 'follows from other things and cannot be driven' : 'is no input of';
      faults.add(
        at,
        `"${input}" ${what}${c.inputs.includes(input) ? `; expected ` : ` "${id}"; it has `}${free.join(', ')}`,
      );
      continue;
    }
    const column = faults.attempt(at, () => series(ref, input));
    if (column === undefined) continue;
    const [least, most] = inputRangeOf(c.kind, c.p, input);
    const bad = column.findIndex((v) => !(v >= least && v <= most));
    if (bad >= 0) {
      faults.add(
        at,
        `"${ref}" is ${column[bad]} at ${formatUtc(timeAt(grid, bad))}; expected ${rangeText([least, most])}; mend the file, or set min and max of its column and a policy for gaps`,
      );
      continue;
    }
    const slot = c.inputs.indexOf(input);
    out[k] = { ...c, columns: c.columns.map((old, n) => (n === slot ? lean(column) : old)) };
  }
  return out;
}

/** Whether an input is a series that may be another: neither an index nor what a network reports. */
export const canDrive = ({ kind, p, inputs }: Pick<Instance, 'kind' | 'p' | 'inputs'>, input: string): boolean =>
  inputs.includes(input) && !Number.isNaN(inputRangeOf(kind, p, input)[0]) && kind.senses?.[input] === undefined;
