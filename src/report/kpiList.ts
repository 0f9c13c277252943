import { unitOf } from '../core/units.ts';
import type { Kpi, Kpis, Omitted } from './summary.ts';

/** Label of a name's unit with the scenario's currency for money. */
export const unitIn = (currency: string, name: string): string => unitOf(name).replace('money', currency);

/** Gathers figures; one without a finite value is left out, with its reason. */
export class KpiList {
  private readonly found: Record<string, Kpi> = {};
  private readonly left: Omitted[] = [];
  private readonly currency: string;
  constructor(currency: string) {
    this.currency = currency;
  }

  /** `reason` says why there is no value where there is none. */
  add(name: string, value: number, definition: string, reason = 'nothing to count in this run'): this {
    if (Number.isFinite(value)) this.found[name] = { value, unit: unitIn(this.currency, name), definition };
    else this.left.push({ name, reason });
    return this;
  }

  get kpis(): Kpis {
    return this.found;
  }
  get omitted(): readonly Omitted[] {
    return this.left;
  }
}

/** `part / whole`; NaN, so left out, where there is no whole. */
export const ratio = (part: number, whole: number): number => (whole > 0 ? part / whole : Number.NaN);
