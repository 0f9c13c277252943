import { describe, expect, it } from 'vitest';
import { type Clock, type ClockSettings, makeClock } from '../../../src/app/server/clock.ts';
import { hasShared, readShared, whyNoShared } from '../../shared.ts';

/** A clock on a time that the test moves. */
function onFakeTime(settings: Partial<ClockSettings> = {}): {
  clock: Clock;
  at(this: void, ms: number): void;
  time: () => number;
} {
  let time = 5000;
  const clock = makeClock({
    start_ms: 0,
    step_s: 1,
    mode: 'paced',
    speed: 60,
    policy: 'strict',
    now: () => time,
    wall: () => time,
    ...settings,
  });
  clock.start(0);
  return {
    clock,
    at(ms) {
      time = 5000 + ms;
    },
    time: () => time - 5000,
  };
}

/** Sleeps `wait` and `overshoot` more, works, and so on: the time at which the last of `ticks` steps was done. */
function pace(ticks: number, work_ms: number, overshoot_ms: number): { done_ms: number; lag_ms: number } {
  const { clock, at, time } = onFakeTime();
  for (let i = 0; i < ticks; i++) {
    const wait = clock.wait(i);
    if (wait > 0) at(time() + wait + overshoot_ms);
    clock.taken(i);
    at(time() + work_ms);
  }
  return { done_ms: time(), lag_ms: clock.lag_ms };
}

describe('the clock', () => {
  it('adds up no overshoot and no work: an hour of 3600 ticks is an hour', () => {
    // by hand: the last deadline is 3600 * 1000 / 60 = 60 s; then 1 ms of overshoot and 3 ms of work
    const { done_ms, lag_ms } = pace(3600, 3, 1);
    expect(done_ms).toBeCloseTo(60_004, 6);
    expect(lag_ms).toBeCloseTo(1, 6);
  });

  it.skipIf(!hasShared)(`keeps the schedule of the reference case${whyNoShared}`, () => {
    const text = readShared('reference/market-and-live/clock-schedule/case.json');
    const known = JSON.parse(text) as Record<string, number>;
    const { done_ms } = pace(known.ticks!, known.work_ms!, known.timer_overshoot_ms!);
    const asked = (known.ticks! * known.step_sim_ms!) / known.speed!;
    expect(done_ms - asked).toBeCloseTo(known.work_ms! + known.timer_overshoot_ms!, 6);
  });

  it('is due at the end of its interval', () => {
    const { clock, at } = onFakeTime({ speed: 2 });
    expect(clock.wait(0)).toBe(500);
    at(200);
    expect(clock.wait(0)).toBe(300);
    expect(clock.wait(3)).toBe(1800);
    at(501);
    expect(clock.wait(0)).toBe(0);
  });

  it('keeps its place within a step when it is paused, resumed or made faster', () => {
    const { clock, at } = onFakeTime({ speed: 1 });
    at(400);
    clock.pause();
    expect(clock.wait(0)).toBe(Number.POSITIVE_INFINITY);
    at(10_000);
    clock.resume();
    expect(clock.wait(0)).toBe(600);
    clock.setSpeed(10);
    expect(clock.wait(0)).toBe(60);
    at(10_030);
    clock.setSpeed(1);
    expect(clock.wait(0)).toBeCloseTo(300, 9);
  });

  it('keeps its place when the speed is changed while it is paused', () => {
    const { clock, at } = onFakeTime({ speed: 1 });
    at(400);
    clock.pause();
    at(900);
    clock.setSpeed(6);
    at(5000);
    clock.resume();
    expect(clock.wait(0)).toBeCloseTo(100, 9);
  });

  it('catches up on a delay where it is strict', () => {
    const { clock, at } = onFakeTime({ speed: 1 });
    at(10_000);
    clock.taken(0);
    expect(clock.lag_ms).toBe(9000);
    expect(clock.wait(1)).toBe(0);
    expect(clock.wait(9)).toBe(0);
    expect(clock.wait(10)).toBe(1000);
    expect(clock.slipped_ms).toBe(0);
  });

  it('gives up a long delay at best effort, and counts it; a short one it makes up for', () => {
    const { clock, at } = onFakeTime({ speed: 1, policy: 'best-effort' });
    at(1900);
    clock.taken(0);
    expect([clock.lag_ms, clock.slipped_ms, clock.wait(1)]).toEqual([900, 0, 100]);
    at(12_000);
    clock.taken(1);
    expect([clock.lag_ms, clock.slipped_ms, clock.wait(2)]).toEqual([0, 10_000, 1000]);
  });

  it('waits for a word in mode step, and takes steps one by one while paused', () => {
    const { clock, at } = onFakeTime({ mode: 'step' });
    expect(clock.wait(0)).toBe(Number.POSITIVE_INFINITY);
    clock.allow(2);
    for (let i = 0; i < 2; i++) {
      expect(clock.wait(i)).toBe(0);
      clock.taken(i);
    }
    expect(clock.wait(2)).toBe(Number.POSITIVE_INFINITY);
    clock.setMode('paced');
    clock.setSpeed(1);
    expect(clock.wait(2)).toBe(1000);
    clock.pause();
    clock.allow(1);
    clock.taken(2);
    at(500);
    clock.resume();
    expect(clock.wait(3)).toBe(1000);
  });

  it('never waits in mode asap, and begins anew from there', () => {
    const { clock, at } = onFakeTime({ mode: 'asap' });
    expect(clock.wait(0)).toBe(0);
    for (let i = 0; i < 100; i++) clock.taken(i);
    at(7);
    clock.setMode('paced');
    clock.setSpeed(1);
    expect(clock.wait(100)).toBe(1000);
  });

  it('follows the wall in mode live, and makes up for what lies in the past', () => {
    let wall = 10_250;
    let time = 0;
    const clock = makeClock({
      start_ms: 0,
      step_s: 1,
      mode: 'live',
      speed: 99,
      policy: 'best-effort',
      now: () => time,
      wall: () => wall,
    });
    clock.start(0);
    expect(clock.speed).toBe(1);
    for (let i = 0; i < 10; i++) {
      expect(clock.wait(i)).toBe(0);
      clock.taken(i);
    }
    expect(clock.wait(10)).toBe(750);
    // The wall is set back; nobody cares.
    wall = 0;
    time = 750;
    expect(clock.wait(10)).toBe(0);
    clock.taken(10);
    expect(clock.slipped_ms).toBe(0);
    expect(clock.wait(11)).toBe(1000);
  });
});
