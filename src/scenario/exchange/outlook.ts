import { perfect, persistence, smartPersistence } from '../../control/optimal/outlook.ts';
import type { Run } from '../../core/run.ts';
import type { EnergyExchangeSpec } from '../exchangeSpec.ts';

/** What participants expect of their own demand, sun and wind. */
export function outlookOf(run: Run, forecast: EnergyExchangeSpec['forecast']) {
  if (forecast === 'perfect') return perfect(run);
  if (forecast === 'smartPersistence') return smartPersistence(run);
  return persistence(run, Math.max(1, Math.round(86_400 / run.grid.step_s)));
}
