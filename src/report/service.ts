import { sumOf } from './flowSums.ts';
import { figure, quantity } from './htmlText.ts';
import { differInLength } from './perYear.ts';
import type { Summary } from './summary.ts';

/** What of a summary says whom it served. */
export type Served = Pick<Summary, 'label' | 'buses' | 'hours_h' | 'costs' | 'currency'>;

/** Relative difference above which two runs do not serve the same. */
const SAME = 1e-3;

const show = (v: number): string => figure(v);

/** Final use of a carrier that was served, per year. */
function servedPerYear({ buses, costs }: Served, carrier: string): number {
  const on = Object.values(buses).filter((b) => b.carrier === carrier);
  return sumOf(on.map((b) => b.finalUse - b.unserved)) / costs.years_a;
}

/** Why two runs do not serve the same, so that their costs and emissions cannot be compared as they stand. */
export function serviceDifferences(a: Served, b: Served): string[] {
  const found: string[] = [];
  const carriers = [...new Set([...Object.values(a.buses), ...Object.values(b.buses)].map((x) => x.carrier))];
  for (const carrier of carriers) {
    const [x, y] = [servedPerYear(a, carrier), servedPerYear(b, carrier)];
    if (Math.abs(x - y) > SAME * Math.max(x, y)) {
      const unit = [...Object.values(a.buses), ...Object.values(b.buses)].find((bus) => bus.carrier === carrier)!.unit;
      found.push(
        `final use of ${carrier}: ${a.label} serves ${quantity(x, unit)} a year, ${b.label} ${quantity(y, unit)}; where a measure saves energy this is what it saves, else the two are not alike`,
      );
    }
  }
  for (const run of [a, b]) {
    const lacking = sumOf(Object.values(run.buses).map((bus) => bus.unserved + bus.shed));
    const use = sumOf(Object.values(run.buses).map((bus) => bus.finalUse));
    if (lacking > SAME * use) found.push(`${run.label} leaves ${show(lacking)} kWh (or kg) unserved`);
  }
  const left = a.costs.inventory_money - b.costs.inventory_money;
  if (Math.abs(left) > SAME * Math.max(Math.abs(a.costs.total_money), Math.abs(b.costs.total_money)))
    found.push(
      `the stores of ${a.label} and ${b.label} end differently, worth ${show(Math.abs(left))} ${a.currency} more in ${left > 0 ? a.label : b.label}`,
    );
  if (a.currency !== b.currency) found.push(`${a.label} counts in ${a.currency}, ${b.label} in ${b.currency}`);
  if (differInLength(a, b))
    found.push(`${a.label} runs ${show(a.hours_h)} h, ${b.label} ${show(b.hours_h)} h; sums are brought to a year`);
  return found;
}
