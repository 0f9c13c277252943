import { agreement } from '../../report/meters.ts';
import type { Agreement, Calibration } from '../../scenario/calibrate.ts';
import type { MeterFigures } from '../../scenario/meterTally.ts';
import { amount, plural, table, wrap } from './text.ts';

const WIDTH = 100;
/** Bias for which a fit is told on. */
const BIAS = 0.05;
const shown = (v: number): string => (Number.isFinite(v) ? String(Number(v.toPrecision(5))) : '-');
const share = (v: number): string => (Number.isFinite(v) ? `${amount(100 * v, 1)} %` : '-');

/** What a fit gave, for a terminal. */
export function calibrationText(
  found: Calibration,
  spans: { readonly seen: string; readonly heldOut: string },
): string {
  const how = found.isWhole ? 'the whole cluster' : 'the components alone';
  const led = found.leading.length === 0 ? '' : `, led by ${found.leading.join(', ')}`;
  const parts = [
    `Fitted to ${plural(found.readings, 'reading')} of ${plural(found.seen.length, 'meter')}, ${how} run${led}: ${plural(found.evaluations, 'run')}`,
    table(
      [
        ['parameter', 'was', 'fitted', 'from', 'to (95 %)', 'bounds'],
        ...found.fitted.map((p, k) => {
          const { value, interval } = found.parameters[k]!;
          return [
            p.path,
            shown(p.start),
            shown(value),
            ...(interval === undefined ? ['-', '-'] : withinBounds(interval, p).map(shown)),
            `${shown(p.least)}..${shown(p.most)}`,
          ];
        }),
      ],
      true,
    ),
    agreementText(`Seen by the fit, ${spans.seen}`, found.seen),
    ...(found.heldOut.length === 0 ? [] : [agreementText(`Held out, ${spans.heldOut}`, found.heldOut)]),
  ];
  const words = notesOf(found).flatMap((note) => wrap(`- ${note}`, WIDTH, '  '));
  return [...parts, ...(words.length === 0 ? [] : [words.join('\n')])].join('\n\n');
}

/** An interval as far as the parameter's bounds let it be: what lies beyond is not meant. */
export const withinBounds = (
  [from, to]: readonly [number, number],
  { least, most }: { readonly least: number; readonly most: number },
): readonly [number, number] => [Math.max(from, least), Math.min(to, most)];

function agreementText(head: string, list: readonly Agreement[]): string {
  const of = ({ rmse, nmbe, cvRmse }: MeterFigures): string[] => [shown(rmse), share(nmbe), share(cvRmse)];
  return `${head}\n${table(
    [
      ['signal', 'RMSE before', 'NMBE', 'CV(RMSE)', 'RMSE after', 'NMBE', 'CV(RMSE)'],
      ...list.map(({ column, before, after }) => [column, ...of(before), ...of(after)]),
    ],
    true,
  )}`;
}

/** What one should know before using what was fitted. */
export function notesOf(found: Calibration): string[] {
  const path = (k: number): string => found.fitted[k]!.path;
  const notes: string[] = [];
  for (const group of found.mixed)
    notes.push(
      `${group.map(path).join(' and ')} cannot be told apart by these readings: other values of them together fit as well; fix all but one of them`,
    );
  found.parameters.forEach(({ bound, isIdle, interval }, k) => {
    if (isIdle) notes.push(`${path(k)} changes nothing that was measured; leave it out`);
    else if (bound !== undefined)
      notes.push(
        `${path(k)} stands at its ${bound === 'least' ? 'lowest' : 'highest'} value: the bound decided, not the data`,
      );
    else if (interval && found.fitted[k]!.least > interval[0] && found.fitted[k]!.most < interval[1])
      notes.push(`${path(k)} is hardly known: its interval is wider than its bounds`);
  });
  for (const { pair, correlation } of found.tied)
    notes.push(`${path(pair[0])} and ${path(pair[1])} are hard to tell apart (correlation ${amount(correlation, 3)})`);
  if (found.autocorrelation > 0.5)
    notes.push(
      `residuals follow one another (correlation ${amount(found.autocorrelation, 2)}); the intervals are widened for it`,
    );
  if (!found.converged) notes.push('the search ran out of rounds; begin nearer, or with narrower bounds');
  for (const { column, before, after } of found.seen)
    if (Math.abs(after.nmbe) > Math.abs(before.nmbe) + BIAS)
      notes.push(
        `${column}: follows the single steps better and the sum worse (NMBE ${share(before.nmbe)} before, ${share(after.nmbe)} after)`,
      );
  for (const { column, before, after } of found.heldOut)
    if (after.rmse > before.rmse * 1.001)
      notes.push(`${column}: worse than before on what was held out; the fit does not carry over`);
  if (found.heldOut.some(({ after }) => after.counted === 0)) notes.push('no reading counts in the part held out');
  return notes;
}

/** A fit as plain data. */
export const plainCalibration = (found: Calibration): object => ({
  parameters: found.fitted.map(({ path, start, least, most }, k) => {
    const { value, interval, bound, isIdle } = found.parameters[k]!;
    return { path, start, least, most, value, interval: interval ?? null, bound: bound ?? null, isIdle };
  }),
  mixed: found.mixed.map((group) => group.map((k) => found.fitted[k]!.path)),
  autocorrelation: found.autocorrelation,
  readings: found.readings,
  evaluations: found.evaluations,
  converged: found.converged,
  seen: found.seen.map(plainAgreement),
  heldOut: found.heldOut.map(plainAgreement),
  notes: notesOf(found),
});

const plainAgreement = ({ column, before, after }: Agreement): object => ({
  column,
  before: agreement(before, '').kpis,
  after: agreement(after, '').kpis,
});
