import { afterEach, expect, it, vi } from 'vitest';
import { streamOf, uniform } from '../../src/core/chance.ts';
import { command, type Ear, idOf, listen } from '../app/server/ear.ts';
import { as, PREFIX, place, send } from '../app/server/place.ts';
import { trials } from './share.ts';

afterEach(() => {
  vi.useRealTimers();
});

/** A command of the operator that is valid from `at` for so long, and what is said of it. */
async function tryOn(operator: Ear, at: number, life_ms: number): Promise<string> {
  const payload = command({ available: 0 }, { issued_ms: at, expires_ms: at + life_ms });
  await send(operator, 'operator/chp/availability', payload);
  const { state, code } = await operator.until(`/ack/operator/${idOf(payload)}`);
  return `${state as string} ${(code as string | undefined) ?? ''}`.trim();
}

it(`the clock of the machine set back ${trials(40)} times: what has expired stays so, nothing is done twice, time goes on`, async () => {
  const begun = Date.now();
  vi.useFakeTimers({ toFake: ['Date'] });
  const drawn = (k: number, n: number): number => uniform(10, streamOf('clock'), 8 * k + n);
  const { start } = place();
  let live = await start({ mode: 'paced', speed: 18_000 });
  let operator = await listen(live.broker!.url, as(live, 'operator'), [`${PREFIX}/#`]);
  const once = command({ mode: 'remote' }, { issued_ms: begun, expires_ms: begun + 3_600_000 });
  await send(operator, 'operator/control/mode', once);
  await operator.until(`/ack/operator/${idOf(once)}`);
  let now = begun;
  let stale = 0;
  let restarts = 0;
  let accepted = 0;
  const walls: number[][] = [];
  for (let k = 0; k < trials(40); k++) {
    // On it goes, and then back by up to two days.
    now += 1000 + Math.round(60_000 * drawn(k, 0));
    vi.setSystemTime(now);
    const old = now - 500;
    expect(await tryOn(operator, old - 1000, 1000)).toBe('expired expired');
    vi.setSystemTime(now - Math.round(172_800_000 * drawn(k, 1)));
    expect(await tryOn(operator, old - 1000, 1000)).toBe('expired expired');
    if (drawn(k, 2) < 0.25) {
      walls.push(operator.of(/\/tele\/battery$/).map(({ wall_ms }) => wall_ms as number));
      accepted += live.commands.counts.accepted;
      await live.stop();
      live = await start({ mode: 'paced', speed: 18_000 });
      operator = await listen(live.broker!.url, as(live, 'operator'), [`${PREFIX}/#`]);
      // After more than a day back it looks as if the sender's clock were ahead, which is no reason to obey either.
      expect(['expired expired', 'rejected clock_skew']).toContain(await tryOn(operator, old - 1000, 1000));
      vi.setSystemTime(now);
      restarts++;
    }
    stale += 2;
    await send(operator, 'operator/control/mode', once);
    await operator.until(`/ack/operator/${idOf(once)}`);
    // Steps are paced by another clock.
    if (k % 8 === 0) {
      const { index } = live.twin.clock;
      await expect.poll(() => live.twin.clock.index, { timeout: 5000, interval: 20 }).toBeGreaterThan(index);
      if (live.twin.clock.index > 16) await live.twin.seek(0);
    }
  }
  walls.push(operator.of(/\/tele\/battery$/).map(({ wall_ms }) => wall_ms as number));
  const fallen = walls.flatMap((list) => list.filter((wall, i) => i > 0 && wall < list[i - 1]!));
  accepted += live.commands.counts.accepted;
  console.log(
    `clock set back ${trials(40)} times, ${restarts} of them over a restart: ${stale + restarts} stale commands turned away, ${accepted} command accepted of 1 sent ${trials(40) + 1} times, ${walls.flat().length} messages, ${fallen.length} of them earlier than the one before`,
  );
  expect(accepted).toBe(1);
  expect(live.twin.journal().every(({ action }) => action.do === 'mode')).toBe(true);
  expect(fallen).toEqual([]);
});
