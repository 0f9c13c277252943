import { describe, expect, it } from 'vitest';
import { streamOf, uniform } from '../../src/core/chance.ts';
import type { RunState } from '../../src/core/loop.ts';
import type { Action, JournalEntry } from '../../src/scenario/command.ts';
import { makeSession, type Session } from '../../src/scenario/session.ts';
import { simulateCompiled } from '../../src/scenario/simulation.ts';
import { changed, FILES, load } from './small.ts';

/** Three days, so that holds and outages have room. */
const LONG = changed('end: 2023-03-02T00:00', 'end: 2023-03-04T00:00', {
  ...FILES,
  'site.csv': `time,demand_kW\n${Array.from({ length: 73 }, (_, h) => `2023-03-0${1 + Math.floor(h / 24)}T${String(h % 24).padStart(2, '0')}:00,${300 + 10 * (h % 24)}`).join('\n')}\n`,
});
const fresh = (): Session => makeSession(load(LONG));

const at = (session: Session, name: string): number => {
  const k = session.columns.findIndex((c) => c.name === name);
  if (k < 0) throw new Error(`no column "${name}" among ${session.columns.map((c) => c.name).join(', ')}`);
  return session.run.frame[k]!;
};

/** Plays a journal from the start, and keeps every frame and the state before every step. */
function play(session: Session, journal: readonly JournalEntry[]): { frames: Float64Array[]; states: RunState[] } {
  const frames: Float64Array[] = [];
  const states: RunState[] = [];
  session.restore(session.save(), journal);
  while (!session.isDone) {
    states.push(session.save());
    session.step();
    frames.push(session.run.frame.slice());
  }
  return { frames, states };
}

const setpoint = (component: string, port: string, target: number, steps: number | null = null): Action => ({
  do: 'setpoint',
  component,
  port,
  target,
  steps,
});

describe('a session', () => {
  it('without commands is the run itself, to the bit', () => {
    const session = fresh();
    const { columns, table } = simulateCompiled(load(LONG));
    for (let i = 0; !session.isDone; i++) {
      session.step();
      session.run.frame.forEach((v, k) => {
        // A table keeps no sign of nothing.
        if (!Object.is(v + 0, table.columns[k]![i])) throw new Error(`${columns[k]!.name} differs in step ${i}`);
      });
    }
    expect(session.index).toBe(72);
  });

  it('holds a set point for its steps, within limits, and then follows local rules again', () => {
    const session = fresh();
    session.step();
    expect(at(session, 'battery.electricity_kW')).toBeLessThan(0); // the valley charges it
    session.act('operator', 'a', setpoint('battery', 'electricity', 40, 2));
    session.step();
    expect(at(session, 'battery.electricity_kW')).toBeCloseTo(40, 9);
    session.step();
    expect(at(session, 'battery.electricity_kW')).toBeCloseTo(40, 9);
    session.step();
    expect(at(session, 'battery.electricity_kW')).toBeLessThan(0);
    expect(session.events.map(({ step, component, code }) => [step, component, code])).toEqual([
      [1, 'battery', 'command'],
      [3, 'battery', 'hold-ended'],
    ]);
    expect(session.holds()).toEqual([]);
  });

  it('lets limits have the last word, and says so once', () => {
    const session = fresh();
    session.act('operator', 'a', setpoint('battery', 'electricity', 5000));
    session.step();
    session.step();
    expect(at(session, 'battery.electricity_kW')).toBeLessThanOrEqual(100);
    expect(session.events.filter((e) => e.code === 'limited')).toHaveLength(1);
    session.act('operator', 'b', {
      do: 'input',
      component: 'battery',
      input: 'available',
      change: 'set',
      value: 0,
      steps: 1,
    });
    session.step();
    expect(at(session, 'battery.electricity_kW')).toBe(0);
  });

  it('leads a machine by either of its ports, and brings back the other rules when let go', () => {
    const session = fresh();
    session.act('operator', 'a', setpoint('chp', 'electricity', 300));
    session.act('operator', 'b', setpoint('boiler', 'heat', 0));
    session.step();
    expect(at(session, 'chp.electricity_kW')).toBeCloseTo(300, 9);
    expect(at(session, 'boiler.heat_kW')).toBe(0);
    expect(session.holds()).toHaveLength(2);
    session.act('operator', 'c', { do: 'mode', mode: 'local' });
    session.step();
    expect(session.holds()).toEqual([]);
    expect(session.refusal(setpoint('chp', 'electricity', 300))?.code).toBe('local');
  });

  it('changes an input and puts it back as the scenario has it', () => {
    const plain = play(fresh(), []);
    const session = fresh();
    session.step();
    session.act('operator', 'a', {
      do: 'input',
      component: 'heating',
      input: 'demand_kW',
      change: 'scale',
      value: 2,
      steps: 1,
    });
    session.act('operator', 'b', {
      do: 'input',
      component: 'load',
      input: 'demand_kW',
      change: 'add',
      value: 5,
      steps: null,
    });
    session.step();
    expect(at(session, 'heating.input_kW')).toBe(-400);
    expect(at(session, 'load.input_kW')).toBe(-315);
    session.act('operator', 'c', { do: 'restore', component: 'load', input: 'demand_kW' });
    session.step();
    expect(at(session, 'heating.input_kW')).toBe(-200);
    const column = session.columns.findIndex((c) => c.name === 'load.input_kW');
    expect(session.run.frame[column]).toBe(plain.frames[2]![column]);
  });

  it.each([
    [
      setpoint('nobody', 'electricity', 1),
      'unknown',
      'there is no component "nobody"; see meta/site for those there are',
    ],
    [setpoint('grid', 'electricity', 1), 'not_controllable', '"grid" (gridConnection) takes no set point'],
    [setpoint('battery', 'heat', 1), 'unknown', '"battery" is not led by "heat"; expected one of electricity'],
    [setpoint('boiler', 'heat', -1), 'range', '"heat" of "boiler" only gives to its bus: expected at least 0'],
    [setpoint('boiler', 'heat', Number.NaN), 'range', 'expected a finite number'],
    [
      { do: 'input', component: 'battery', input: 'available', change: 'set', value: 2, steps: 1 },
      'range',
      'makes "available" of "battery" 2; expected from 0 to 1',
    ],
    [
      { do: 'input', component: 'battery', input: 'wind', change: 'set', value: 2, steps: 1 },
      'unknown',
      '"battery" has no input "wind"; it has available, ambient_degC',
    ],
  ] as const)('refuses %o', (action, code, message) => {
    expect(fresh().refusal(action)).toEqual({ code, message });
  });

  it('gives the same bits again from its journal, taken up at any step', () => {
    const drawn = (k: number): number => uniform(7, streamOf('session'), k);
    const parts: readonly [string, string, number][] = [
      ['battery', 'electricity', 100],
      ['chp', 'electricity', 400],
      ['chp', 'heat', 300],
      ['boiler', 'heat', 600],
    ];
    const journal = Array.from({ length: 40 }, (_, k): JournalEntry => {
      const [component, port, most] = parts[Math.floor(drawn(5 * k) * parts.length)]!;
      const steps = drawn(5 * k + 1) < 0.3 ? null : 1 + Math.floor(8 * drawn(5 * k + 2));
      const what = drawn(5 * k + 3);
      const action: Action =
        what < 0.5
          ? setpoint(component, port, most * drawn(5 * k + 4), steps)
          : what < 0.6
            ? { do: 'release', component, why: 'drawn' }
            : what < 0.8
              ? { do: 'input', component, input: 'available', change: 'set', value: 0, steps: steps ?? 3 }
              : what < 0.9
                ? {
                    do: 'input',
                    component: 'load',
                    input: 'demand_kW',
                    change: 'scale',
                    value: 1.5 * drawn(5 * k + 4),
                    steps,
                  }
                : { do: 'mode', mode: drawn(5 * k + 4) < 0.3 ? 'local' : 'remote' };
      return { step: Math.floor((72 * k) / 40), by: 'operator', id: `c${k}`, action };
    });
    const whole = play(fresh(), journal);
    const again = fresh();
    for (const c of [1, 13, 29, 40, 41, 67]) {
      again.restore(whole.states[c]!, journal);
      for (let i = c; i < 72; i++) {
        again.step();
        for (let k = 0; k < again.run.frame.length; k++)
          if (!Object.is(again.run.frame[k], whole.frames[i]![k]))
            throw new Error(`taken up at ${c}: ${again.columns[k]!.name} differs in step ${i}`);
      }
    }
    const differs = play(fresh(), []).frames.some((frame, i) => frame.some((v, k) => v !== whole.frames[i]![k]));
    expect(differs).toBe(true);
  });

  it('keeps a journal of what acted, with the step from which it did', () => {
    const session = fresh();
    session.step();
    session.act('operator', 'a', setpoint('battery', 'electricity', 1));
    expect(session.journal).toEqual([
      { step: 1, by: 'operator', id: 'a', action: setpoint('battery', 'electricity', 1) },
    ]);
  });

  it('tells when something goes unserved, and when no longer', () => {
    const session = fresh();
    session.act('operator', 'a', {
      do: 'input',
      component: 'grid',
      input: 'available',
      change: 'set',
      value: 0,
      steps: 2,
    });
    session.act('operator', 'b', {
      do: 'input',
      component: 'chp',
      input: 'available',
      change: 'set',
      value: 0,
      steps: 2,
    });
    for (let i = 0; i < 3; i++) session.step();
    const told = session.events.filter((e) => e.component === 'lost').map(({ step, code }) => [step, code]);
    expect(told.at(0)?.[1]).toBe('unserved');
    expect(told.at(-1)).toEqual([2, 'served']);
  });
});
