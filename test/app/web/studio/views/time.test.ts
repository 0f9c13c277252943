import { expect, it } from 'vitest';
import { amountUnit, besideOf } from '../../../../../src/app/web/studio/views/time/beside.ts';
import { driftingOf, metersOf } from '../../../../../src/app/web/studio/views/time/meters.ts';
import { type Run, timeOf, treeOf } from '../../../../../src/app/web/studio/views/time/runs.ts';
import { setpointsIn, stepsIn } from '../../../../../src/app/web/studio/views/time/wishes.ts';

const run = (id: string, parent?: string, fork = 0, end = 10, isCurrent = false): Run => ({
  id,
  ...(parent === undefined ? {} : { parent }),
  fork,
  end,
  start_ms: 1000,
  step_s: 60,
  isCurrent,
});

it('draws runs as a tree, with what goes on first and what was looked at beside', () => {
  const tree = treeOf(
    [run('r1'), run('r3-what', 'r1', 2), run('r2-on', 'r1', 5, 20, true), run('f4', 'r2-on', 9), run('r0-old')],
    10,
  );
  expect(tree.map(({ run: { id }, kind, depth, parentRow }) => [id, kind, depth, parentRow])).toEqual([
    ['r1', 'line', 0, undefined],
    ['r2-on', 'line', 1, 0],
    ['f4', 'forecast', 2, 1],
    ['r3-what', 'whatIf', 1, 0],
    ['r0-old', 'earlier', 0, undefined],
  ]);
  // by hand: ten steps of a minute after the first second
  expect(timeOf(tree[0]!.run, 10)).toBe(601_000);
});

it('leaves the oldest out where there are many, never the run of the twin', () => {
  const many = Array.from({ length: 30 }, (_, k) => run(`f${100 + k}`, 'r1', k));
  const tree = treeOf([...many, run('r1', undefined, 0, 10, true)], 3);
  expect(tree.map(({ run: { id } }) => id)).toEqual(['r1', 'f127', 'f128', 'f129']);
});

it('is not lost in runs that name each other as parents', () => {
  expect(treeOf([run('a', 'b', 0, 1, true), run('b', 'a')], 5)).toEqual([]);
});

const answer = (times: number[], values: (number | null)[]) => ({
  time_ms: times,
  columns: [{ name: 'grid.import_kW', values }],
});
it('holds a run against another over the steps that both have', () => {
  const beside = besideOf(answer([0, 1, 2], [1, 2, null]), answer([1, 2, 3], [5, 6, 7]), 'grid.import_kW', 1800, true);
  expect(beside.times_ms).toEqual([1, 2, 3]);
  expect(beside.values).toEqual([
    [2, Number.NaN, Number.NaN],
    [5, 6, 7],
    [3, Number.NaN, Number.NaN],
  ]);
  // by hand: one step of half an hour at 2 and at 5
  expect(beside).toMatchObject({ common: 1, sums: [1, 2.5], means: [2, 5], rms: 3 });
  const none = besideOf(answer([0], [1]), answer([9], [1]), 'grid.import_kW', 60, false);
  expect(none).toMatchObject({ common: 0, sums: undefined });
});

it.each([
  ['kW', 'kWh'],
  ['kg_per_h', 'kg'],
  ['money/h', 'money'],
  ['degC', undefined],
  ['kWh', undefined],
  ['money_per_kWh', undefined],
])('sums %s as %s', (unit, amount) => {
  expect(amountUnit(unit)).toBe(amount);
});

it('finds what belongs to each meter, and which drift', () => {
  const signal = (name: string, role: 'port' | 'meter', unit = 'kW') => ({ name, unit, role, sign: 'none' as const });
  const [meter, ...more] = metersOf({
    components: [
      {
        id: 'pv',
        kind: 'pv',
        role: 'fixed',
        label: 'pv',
        setpoints: [],
        inputs: [],
        relations: [],
        meters: [{ signal: 'electricity_kW', from: 'live', gaps: 'leave' }],
        signals: [
          signal('electricity_kW', 'port'),
          signal('measuredElectricity_kW', 'meter'),
          signal('qualityElectricity', 'meter', '1'),
        ],
      },
    ],
  });
  expect(more).toEqual([]);
  expect(meter).toMatchObject({
    name: 'pv.electricity_kW',
    from: 'live',
    measured: 'pv.measuredElectricity_kW',
    quality: 'pv.qualityElectricity',
    bias: 'pv.biasElectricity_kW',
    rmse: 'pv.rmseElectricity_kW',
  });
  const told = (component: string, code: string) => ({ component, code });
  expect([...driftingOf([told('pv', 'drift'), told('chp', 'drift'), told('pv', 'drift-ended')])]).toEqual(['chp']);
});

it('asks for whole steps and for set points by component', () => {
  expect([stepsIn(24, 3600), stepsIn(0.1, 900), stepsIn(1e9, 60)]).toEqual([24, 1, 1e6]);
  expect(
    setpointsIn([
      { name: 'battery.electricity_kW', value: 1 },
      { name: 'chp.heat_kW', value: 2 },
      { name: 'battery.electricity_kW', value: 3 },
    ]),
  ).toEqual({ battery: { electricity_kW: 3 }, chp: { heat_kW: 2 } });
});
