import type { Point, Validation } from '../validation.ts';
import { figure } from './figures.ts';

/** What the points of a comparison come to. Errors are model minus reference, in the unit of the quantity. */
export interface Judgement {
  readonly validation: Validation;
  readonly points: readonly Point[];
  readonly meanError: number;
  /** The error of largest size, with its sign. */
  readonly largestError: number;
  readonly rms: number;
  /** Sum of the errors over the sum of the references, NaN where that is zero. */
  readonly meanRelative: number;
  /** Points outside of `absolute` + `relative` * |reference|. */
  readonly outside: number;
  /** What does not hold, empty where all does. */
  readonly misses: readonly string[];
  readonly within: boolean;
}

/** Holds points against the tolerance. A number that is none passes nowhere. */
export function judge(validation: Validation, points: readonly Point[]): Judgement {
  const { absolute, relative, rms: rmsBound, meanRelative: meanBound } = validation.tolerance;
  let sum = 0;
  let squares = 0;
  let references = 0;
  let largestError = 0;
  let outside = 0;
  const perPoint = absolute !== undefined || relative !== undefined;
  for (const { reference, model } of points) {
    const error = model - reference;
    sum += error;
    squares += error * error;
    references += reference;
    if (!(Math.abs(error) <= Math.abs(largestError))) largestError = error;
    if (perPoint && !(Math.abs(error) <= (absolute ?? 0) + (relative ?? 0) * Math.abs(reference))) outside++;
  }
  const rms = Math.sqrt(squares / points.length);
  const meanRelative = references === 0 ? Number.NaN : sum / Math.abs(references);
  const misses: string[] = [];
  if (points.length === 0) misses.push('has no points');
  if (!perPoint && rmsBound === undefined && meanBound === undefined) misses.push('has no tolerance');
  if (outside > 0) misses.push(`${outside} of ${points.length} points outside`);
  if (rmsBound !== undefined && !(rms <= rmsBound)) misses.push(`rms ${figure(rms)}, bound ${figure(rmsBound)}`);
  if (meanBound !== undefined && !(Math.abs(meanRelative) <= meanBound))
    misses.push(`sum ${figure(meanRelative * 100)} % off, bound ${figure(meanBound * 100)} %`);
  return {
    validation,
    points,
    meanError: sum / points.length,
    largestError,
    rms,
    meanRelative,
    outside,
    misses,
    within: misses.length === 0,
  };
}

/** Why a judgement may not stand as it is, undefined where it may. `exists` answers for decision pages. */
export function objection(judgement: Judgement, exists: (page: string) => boolean): string | undefined {
  const { validation, within, misses } = judgement;
  const name = `${validation.model} ${validation.quantity} (${validation.title})`;
  const { decision } = validation;
  if (within && decision !== undefined)
    return `${name}: within tolerance, so ${decision} explains no miss; drop "decision" from the validation`;
  if (within) return undefined;
  if (decision === undefined) return `${name}: ${misses.join('; ')}; mend the model or write a decision that says why`;
  if (!/^docs\/decisions\/\d{4}-[a-z0-9-]+\.md$/.test(decision) || !exists(decision))
    return `${name}: ${misses.join('; ')}; no page "${decision}"; expected one in docs/decisions`;
  return undefined;
}
