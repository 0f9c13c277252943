import { type DemandCharge, demandLabel, isBilledIn } from '../core/demandCharge.ts';
import type { BillLine, BillPart, MeterMonth } from '../core/environment.ts';
import type { TariffSpec } from './tariffSpec.ts';

/**
 * Share added to the bill for the mean power factor of a month around the standard of 0.90: none at 0.90; 0.15 % off per
 * 0.01 above it, 0.75 % at most; 0.5 % more per 0.01 down to 0.70 (10 %), 1 % per 0.01 down to 0.65 (15 %), 2 % per
 * 0.01 below. The factor is rounded to two places first.
 * Rule: China, measures on power-factor adjustment of electricity charges, 1983, table for 0.90 (surcharge steps,
 * rounding and base FOUND in secondary texts; reductions ASSUMED, widely quoted).
 */
export function powerFactorShare(powerFactor: number): number {
  const hundredths = Math.round(powerFactor * 100);
  if (hundredths >= 90) return -0.0015 * Math.min(hundredths - 90, 5);
  const to = (floor: number, from: number): number => Math.max(0, from - Math.max(hundredths, floor));
  return 0.005 * to(70, 90) + 0.01 * to(65, 70) + 0.02 * to(0, 65);
}

/**
 * What a month costs beside energy. Fixed and standing charges of a month that the run covers in part count by its
 * hours, unless the tariff says `partialMonths: whole`. A demand that a long step can only bound from below is marked.
 */
export function chargesOf(spec: TariffSpec, demand: readonly DemandCharge[], meter: MeterMonth): readonly BillLine[] {
  const paid = spec.vat.prices === 'excluded' ? 1 + spec.vat.rate : 1;
  const share = spec.partialMonths === 'whole' ? 1 : meter.covered_h / meter.hours_h;
  const lines: BillLine[] = [];
  const add = (part: BillPart, label: string, money: number): void => {
    lines.push({ label, part, money, month: meter.label });
  };
  let base_money = meter.energy_money ?? 0;
  demand.forEach((charge, n) => {
    if (!isBilledIn(charge, meter)) return;
    const price = charge.name === '' ? spec.fixed : spec.demand[charge.name];
    const per_kW = price !== undefined && 'price_money_per_kW_month' in price ? price.price_money_per_kW_month : 0;
    const money = (meter.demand_kW?.[n] ?? 0) * per_kW * share * paid;
    add('demand', demandLabel(charge), money);
    base_money += money;
  });
  if (spec.fixed?.by === 'capacity') {
    const money = (meter.contracted_kVA ?? Number.NaN) * spec.fixed.price_money_per_kVA_month * share * paid;
    add('capacity', 'capacity charge', money);
    base_money += money;
  }
  if (spec.powerFactor === 'china90' && meter.powerFactor !== undefined)
    add('powerFactor', 'power factor adjustment', base_money * powerFactorShare(meter.powerFactor));
  if (spec.standing_money_per_month !== 0)
    add('standing', 'standing charge', spec.standing_money_per_month * share * paid);
  return lines;
}
