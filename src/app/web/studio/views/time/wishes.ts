/** What a what-if is asked with. Pure. */
export interface Wish {
  /** `component.signal` */
  readonly name: string;
  readonly value: number;
}

/** Set points by component and signal, as the command has them; the last of two for the same signal counts. */
export function setpointsIn(wishes: readonly Wish[]): Readonly<Record<string, Readonly<Record<string, number>>>> {
  const found: Record<string, Record<string, number>> = {};
  for (const { name, value } of wishes) {
    const dot = name.indexOf('.');
    const component = name.slice(0, dot);
    found[component] = { ...found[component], [name.slice(dot + 1)]: value };
  }
  return found;
}

/** Whole steps that make so many hours, a million at most. */
export const stepsIn = (hours: number, step_s: number): number => Math.min(1e6, Math.ceil((hours * 3600) / step_s));
