import type { Run } from '../../core/run.ts';
import type { Probe } from './probe.ts';
import type { Standing } from './standing.ts';

/** What sets the flows of a component as its owner expects them in a slot that begins with step i, or as it was sold. */
export function makeExpect(run: Run, probe: Probe): (standing: Standing, i: number) => void {
  return (standing, i) => {
    const { component, part, flow } = standing;
    if (part === 'given') {
      if (standing.until <= i) standing.lead = null;
      const y =
        standing.lead === null
          ? probe.atRest(component, i)
          : probe.led(component, standing.lead.index, standing.target_kW, i);
      flow.set(y.subarray(0, flow.length));
    } else if (part === 'follows') flow.set(run.components[component]!.y.subarray(0, flow.length));
    else if (standing.until <= i) {
      standing.lead = null;
      flow.fill(0);
    } else if (standing.lead !== null)
      flow.set(ledAt(probe, standing, standing.lead.index, i).subarray(0, flow.length));
  };
}

/** What a machine gives and takes as it was sold; once it is up, where it is starting. */
function ledAt(probe: Probe, { component, part, target_kW }: Standing, lead: number, i: number): Float64Array {
  const x = part === 'machine' ? probe.up(component, lead, i) : undefined;
  return probe.led(component, lead, target_kW, i, x);
}
