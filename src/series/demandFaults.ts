import { lookBacksOf } from './demandSpec.ts';
import type { Fault } from './tariffRules.ts';
import type { TariffSpec } from './tariffSpec.ts';

/** What is wrong with the demand charges of a tariff whose energy has periods of these names. */
export function* demandFaults(spec: TariffSpec, names: readonly string[]): Generator<Fault> {
  if (Object.keys(spec.demand).length > 0 && spec.carrier !== 'electricity' && spec.carrier !== 'gas')
    yield { path: ['demand'], message: `only electricity and gas are billed by demand, not "${spec.carrier}"` };
  for (const [name, charge] of Object.entries(spec.demand)) {
    const path = ['demand', name];
    const { months, days, hours, periods } = charge;
    if (periods !== undefined && (days !== undefined || hours !== undefined))
      yield { path, message: 'has "periods" and "days" or "hours"; expected the one or the other' };
    for (const period of periods ?? [])
      if (!names.includes(period))
        yield {
          path: [...path, 'periods'],
          message: `unknown period "${period}"; energy has ${names.join(', ')}`,
        };
    for (const { of, months: back } of lookBacksOf(charge)) {
      const billed = months ?? [];
      const met = of ?? [];
      if (billed.length === 0 || met.length === 0 || met.some((month) => billed.includes(month))) continue;
      yield {
        path: [...path, 'lookBack'],
        message: `looks back over ${back} months at months ${met.join(', ')}, and counts in months ${billed.join(', ')} alone; expected months in which it counts`,
      };
    }
  }
}
