import type { Carrier } from './carriers.ts';

/** A port counts into the bus as positive. Its signal is `portSignal(name, carrier)`. */
export interface PortSpec {
  readonly carrier: Carrier;
  /** `out` gives to the bus (flow >= 0), `in` takes (flow <= 0), `both` may do either. Audited every step. */
  readonly flow: 'in' | 'out' | 'both';
  readonly optional?: boolean;
  /** The bus must deliver within this range, on thermal carriers; checked at load. */
  readonly supply_degC?: { readonly min?: number; readonly max?: number };
  /**
   * On hydrogen and CO2: the pressure of the bus that it can serve or draw from, absolute; checked at load where the bus
   * names one. Left out, any.
   */
  readonly pressure_bar?: { readonly min?: number; readonly max?: number };
  /** Draws at the pressure of its bus to raise it: who gives to the bus need not compress. */
  readonly isSuction?: boolean;
}
export type Ports = Readonly<Record<string, PortSpec>>;
