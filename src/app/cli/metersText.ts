import type { MeterSummary } from '../../report/meters.ts';
import { amount, plural, table } from './text.ts';

const HEAD = ['signal', 'reading', 'model', 'bias', 'NMBE', 'RMSE', 'CV(RMSE)', 'error', 'compared'];

/** How model and meters agree, for a terminal; nothing where nothing was measured. */
export function metersText(meters: readonly MeterSummary[]): string[] {
  if (meters.length === 0) return [];
  const rows = meters.map(({ column, kpis, counted, steps }) => {
    const shown = (stem: string): string => {
      const found = Object.entries(kpis).find(([name]) => name.split('_')[0]!.endsWith(stem));
      if (found === undefined) return '-';
      const [name, { value }] = found;
      if (name === 'nmbe' || name === 'cvRmse') return `${amount(100 * value, 1)} %`;
      const size = Math.abs(value);
      return amount(value, size >= 1000 ? 0 : size >= 10 ? 1 : 3);
    };
    const all = Object.values(steps).reduce((sum, n) => sum + n, 0);
    return [
      column,
      ...['measured', 'model', 'bias', 'nmbe', 'rmse', 'cvRmse', 'Error'].map(shown),
      `${amount(counted)} of ${amount(all)}`,
    ];
  });
  return [
    'Meters beside the model: means in the unit of the signal; error in kWh or kg; residual = reading - model',
    table([HEAD, ...rows], true),
    ...meters.flatMap(({ column, steps, gaps }) => knownText(column, steps, gaps)),
    ...meters.flatMap(({ column, corrections }) =>
      corrections === undefined
        ? []
        : [
            `${column} was set to its reading ${plural(corrections.count, 'time')}, which added ${amount(corrections.sum, 2)} in all`,
          ],
    ),
  ];
}

/** What is known of readings that are not as read; nothing where all are. */
function knownText(column: string, steps: MeterSummary['steps'], gaps: string | undefined): string[] {
  const { good: _good, ...others } = steps;
  const words = Object.entries(others).flatMap(([quality, count]) =>
    count === 0 ? [] : [`${amount(count)} ${quality}${quality === 'filled' ? ` (by ${gaps})` : ''}`],
  );
  return words.length === 0 ? [] : [`${column}: ${words.join(', ')}`];
}
