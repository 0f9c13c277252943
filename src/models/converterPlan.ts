import { z } from 'zod';
import { commit, ramp } from '../core/linearCommit.ts';
import type { Led, LinearModel, Window } from '../core/linearModel.ts';

const share = (text: string) => z.number().positive().max(1).optional().describe(text);

/** What a plan keeps of a machine that is on or off; what is left out does not bind. */
export const ConverterPlan = z.strictObject({
  startCost_money: z.number().nonnegative().default(0).describe('money of a start. ASSUMED 0'),
  stopCost_money: z.number().nonnegative().default(0).describe('money of a stop. ASSUMED 0'),
  standBy_money_per_h: z.number().nonnegative().default(0).describe('paid while it runs, at any load. ASSUMED 0'),
  minUp_h: z.number().nonnegative().default(0).describe('least time from a start to a stop. ASSUMED 0'),
  minDown_h: z.number().nonnegative().default(0).describe('least time from a stop to a start. ASSUMED 0'),
  rampUp_per_h: share('largest rise an hour while it runs, share of the rating'),
  rampDown_per_h: share('largest fall an hour while it runs, share of the rating'),
  rampStart: share('load that a start may reach at once, share of the rating'),
  rampStop: share('load from which it may stop, share of the rating'),
  onBefore: z.boolean().default(false).describe('it runs before the start'),
  heldBefore_h: z.number().nonnegative().default(8760).describe('how long it has run, or stood still. ASSUMED a year'),
});
export type ConverterPlan = z.infer<typeof ConverterPlan>;

export function linearConverter(p: ConverterPlan, rated: number, window: Window, model: LinearModel, led: Led): void {
  const { before } = window;
  const standing =
    before === undefined ? { isOn: p.onBefore, held_h: p.heldBefore_h } : { isOn: before.isOn, held_h: before.held_h };
  const switching = commit(model, window, led, p, standing);
  const { rampUp_per_h, rampDown_per_h, rampStart, rampStop } = p;
  if ([rampUp_per_h, rampDown_per_h, rampStart, rampStop].every((v) => v === undefined)) return;
  const inStep = (per_h: number | undefined): number =>
    rated * Math.min(1, (per_h ?? Number.POSITIVE_INFINITY) * window.dt_h);
  ramp(model, window, led, switching, {
    up: inStep(rampUp_per_h),
    down: inStep(rampDown_per_h),
    start: rated * (rampStart ?? 1),
    stop: rated * (rampStop ?? 1),
    ...(before === undefined
      ? {}
      : { before: { load: rated * before.y[window.outputs.indexOf('load')]!, isOn: before.isOn } }),
  });
}
