import type { Plan } from '../../control/optimal/plan.ts';
import { CARRIERS } from '../../core/carriers.ts';
import type { Run } from '../../core/run.ts';
import { csvFile } from '../../io/csv.ts';
import { parquetFile } from '../../io/parquet.ts';

/** Writes what one more unit on each bus would have cost in each step, as the plan found it. */
export function writePrices(path: string, run: Run, plan: Plan): void {
  const names = run.buses.map(
    (bus) => `${bus.id}.price_money_per_${CARRIERS[bus.carrier].unit === 'kW' ? 'kWh' : 'kg'}`,
  );
  const sink = (path.endsWith('.csv') ? csvFile : parquetFile)(path, names, run.grid);
  sink.write({ columns: [...plan.prices], at: 0, first: plan.first, count: plan.steps });
  sink.close();
}
