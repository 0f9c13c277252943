import { suffixOf } from '../core/units.ts';
import type { CorrectionFigures } from '../scenario/corrections.ts';
import { sumUnitOf } from '../scenario/meters.ts';
import type { MeterFigures } from '../scenario/meterTally.ts';
import type { Outcome } from '../scenario/simulation.ts';
import type { Quality } from '../series/quality.ts';
import { KpiList } from './kpiList.ts';
import type { Kpis, Omitted } from './summary.ts';

/** How the model agrees with one meter. */
export interface MeterSummary {
  /** `pv.electricity_kW`. */
  readonly column: string;
  readonly label: string;
  /** Steps by what is known of their reading, and those that were held against the model. */
  readonly steps: Readonly<Record<Quality, number>>;
  readonly counted: number;
  /** By which policy its profile fills what is missing; left out where it comes in live. */
  readonly gaps?: string;
  /** How often its readings took the place of the model's state, and what that added in all, in the unit of the state. */
  readonly corrections?: CorrectionFigures;
  readonly kpis: Kpis;
  readonly omitted: readonly Omitted[];
}

export const meterSummaries = ({ compiled, meters, corrections }: Outcome): MeterSummary[] =>
  meters.map((figures, k) => {
    const { column, component } = figures.meter;
    const { kpis, omitted } = agreement(figures, compiled.run.currency);
    const { steps, counted } = figures;
    const { label } = compiled.run.components[component]!;
    const corrected = corrections[k];
    const { gaps } = figures.meter;
    return {
      column,
      label,
      steps,
      counted,
      ...(gaps ? { gaps } : {}),
      ...(corrected ? { corrections: corrected } : {}),
      kpis,
      omitted,
    };
  });

/** The figures of a meter by name: `bias_kW`, `nmbe`, `rmse_kW`, `cvRmse`, `energyError_kWh`, `correlation`. */
export function agreement(f: MeterFigures, currency: string): KpiList {
  const suffix = suffixOf(f.meter.signal);
  const named = (name: string, unit = suffix): string => (unit === '' ? name : `${name}_${unit}`);
  const difference = suffix === 'degC' ? 'K' : suffix;
  const list = new KpiList(currency);
  const none = f.counted === 0 ? 'no reading counts' : 'the readings have a mean of 0';
  list.add(named('measured'), f.measured, 'Mean of the readings that count.', none);
  list.add(named('model'), f.model, 'Mean of the model over the same steps.', none);
  list.add(named('bias', difference), f.bias, 'Mean of the residual, reading less model.', none);
  list.add(named('rmse', difference), f.rmse, 'Root of the mean square of the residual.', none);
  // A temperature has no zero to take shares of.
  if (suffix !== 'degC') {
    list.add('nmbe', f.nmbe, 'Bias over the size of the mean reading (ASHRAE Guideline 14, p = 0).', none);
    list.add('cvRmse', f.cvRmse, 'RMSE over the size of the mean reading (ASHRAE Guideline 14, p = 0).', none);
  }
  const sum = sumUnitOf(f.meter.signal);
  const text = 'Sum of the residual over the steps that count: what the meter shows more than the model.';
  if (sum !== undefined) list.add(sum === 'kWh' ? 'energyError_kWh' : 'massError_kg', f.difference, text, none);
  list.add(
    'correlation',
    f.correlation,
    'Of reading and model.',
    f.counted === 0 ? none : 'one of the two never changes',
  );
  return list;
}
