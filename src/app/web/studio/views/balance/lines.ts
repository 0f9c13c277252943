/** Names and looks of what is drawn of a bus. Pure. */
import { type Line, PATTERNS } from '../../kit/line.ts';
import type { RunColumn } from './run.ts';

/** A port by its component, and by its own name where the component has several at the bus. */
export function labelsOf(
  ports: readonly RunColumn[],
  known: readonly { readonly id: string; readonly label: string }[],
): string[] {
  const labels = new Map(known.map(({ id, label }) => [id, label]));
  return ports.map(({ component, signal }) => {
    const label = labels.get(component) ?? component;
    const isOne = ports.filter((p) => p.component === component).length === 1;
    return isOne ? label : `${label} · ${signal.slice(0, signal.indexOf('_'))}`;
  });
}

/** Stacked areas of ports. Neighbours differ in colour and in pattern; no two of 32 are alike. */
export const stackOf = (ports: readonly RunColumn[], labels: readonly string[], colours: readonly string[]): Line[] =>
  ports.map(({ unit }, k) => ({
    label: labels[k] ?? '',
    colour: colours[k % colours.length]!,
    pattern: PATTERNS[(k + Math.floor(k / colours.length)) % PATTERNS.length]!,
    unit,
    isStacked: true,
  }));
