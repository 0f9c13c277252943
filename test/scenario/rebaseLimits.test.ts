import { describe, expect, it } from 'vitest';
import { startSimulation } from '../../src/index.ts';
import type { Meter } from '../../src/scenario/meters.ts';
import { REBASE_MEMORY, rebasing } from '../../src/scenario/rebase.ts';
import type { SessionEvent } from '../../src/scenario/sessionEvents.ts';
import { site } from './daily.ts';

describe('a reading that takes the place of what a battery of 200 kWh holds', () => {
  const corrected = (reading: number) => {
    const scenario = site(2);
    const simulation = startSimulation(scenario);
    simulation.advance(10);
    const component = scenario.run.components.findIndex((c) => c.id === 'battery');
    const policy = { rebase: { state: 0, beyond: 1, every: 1 } } as Meter['policy'];
    const meter = { component, signal: 'energy_kWh', policy } as Meter;
    const events: SessionEvent[] = [];
    const rebase = rebasing(simulation.loop, meter, new Float64Array(REBASE_MEMORY), (e) => events.push(e));
    rebase.note(reading);
    const added = rebase.correct(10);
    simulation.advance(38);
    const { audit, steps } = simulation.outcome();
    expect(steps).toBe(48);
    expect(Math.abs(audit.run.residual_kWh)).toBeLessThan(1e-6);
    return { added, codes: events.map(({ code, text }) => `${code}: ${text}`) };
  };

  it.each([120, 200, 230])('%d kWh: the run goes on from there, in balance', (reading) => {
    const { added, codes } = corrected(reading);
    expect(added).toBe(reading);
    expect(codes).toEqual([
      `rebased: "energy_kWh" set from 0 to ${reading}, as measured: ${reading} apart, more than 1`,
    ]);
  });

  it('is refused where the model cannot hold it, and the run goes on from what it had', () => {
    expect(corrected(-5)).toEqual({
      added: 0,
      codes: ['rebase-refused: "energy_kWh" stays at 0: the model cannot hold -5, as the meter shows'],
    });
    expect(corrected(Number.POSITIVE_INFINITY).added).toBe(0);
  });
});
