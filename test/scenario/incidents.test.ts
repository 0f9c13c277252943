import { describe, expect, it } from 'vitest';
import { eventsText } from '../../src/app/cli/eventsText.ts';
import { UTC } from '../../src/core/zone.ts';
import { simulate } from '../../src/index.ts';
import { happenings } from '../../src/report/htmlEvents.ts';
import { wallTime } from '../../src/report/incidents.ts';
import { summarise } from '../../src/report/summarise.ts';
import type { Summary } from '../../src/report/summary.ts';
import { load } from './small.ts';

/** A day of 60 kW that may not be cut and 40 kW that may, a battery that waits for the loss of the grid, and lines. */
const site = (events: string, { role = '', step_s = 3600, feeder_A = 500 } = {}): string => `sixfold: 1
name: lost
site: { latitude_deg: 31.3, longitude_deg: 120.7, zone: Asia/Shanghai }
time: { start: 2023-03-01T00:00, end: 2023-03-02T00:00, step_s: ${step_s} }
currency: CNY
buses:
  power: { carrier: electricity, closers: [grid, spilt, lost] }
  hall: { carrier: electricity, closers: [spare, missing] }
tariffs:
  power: { energy: { price_money_per_kWh: 0.6 } }
components:
  grid: { kind: gridConnection, bus: power, tariff: power, importLimit_kW: 500 }
  spilt: { kind: curtailment, bus: power }
  lost: { kind: unserved, bus: power }
  spare: { kind: curtailment, bus: hall }
  missing: { kind: unserved, bus: hall }
  lines:
    kind: electricityNetwork
    ports: { main: power, hall: hall }
    hub: main
    nodes: { main: { rated_kV: 10 }, hall: { rated_kV: 10 } }
    lines: { feeder: { from: main, to: hall, length_m: 1, r_ohm_per_km: 0.001, x_ohm_per_km: 0.001, rated_A: ${feeder_A} } }
  firm: { kind: load, bus: power, demand: 60 }
  cold: { kind: load, label: Cold store, bus: power, demand: 40, sheddingClass: 2, lostLoad_money_per_kWh: 1 }
  office: { kind: load, bus: hall, demand: 10 }
  battery: { kind: battery, bus: power, capacity_kWh: 400, charge_kW: 100, discharge_kW: 120, socStart: 1, etaCharge: 1, etaDischarge: 1, etaConverter: 1, selfDischarge_per_h: 0, standby_kW: 0${role} }
control: { stores: { battery: { strategy: peakShaving, target_kW: 400 } } }
events:
${events}
`;
const LOSS = '  - { outage: grid, start: 2023-03-01T06:00, end: 2023-03-01T12:00 }';
const summaryOf = (text: string): Summary => summarise(simulate(load({ 'lost.yaml': text }, 'lost.yaml')));
const toldOf = ({ events }: Summary): string[] =>
  events.map(({ start, end, text }) => `${start.slice(5)} ${end === null ? '' : end.slice(5)} ${text}`);

describe('events of a run', () => {
  it('are none where nothing happens', () => {
    const summary = summaryOf(site('').replace('events:\n\n', ''));
    expect([summary.events, summary.moreEvents, summary.gridLosses]).toEqual([[], [], []]);
    expect(eventsText(summary, (utc) => utc, 100)).toEqual([]);
    expect(happenings(summary, (utc) => utc).html).toContain('<p>None: nothing failed');
  });

  it('are outages, parts, deratings and faulty instruments, by their time', () => {
    const summary = summaryOf(
      site(`  - { outage: lines.feeder, start: 2023-03-01T10:00, end: 2023-03-01T12:00 }
  - { derate: battery, to: 0.25, start: 2023-03-01T02:00, end: 2023-03-01T05:00 }
  - { outage: battery, start: 2023-03-01T03:00, end: 2023-03-01T04:00 }
  - { sensor: battery.soc, fault: drift, drift_per_h: 0.1, start: 2023-03-01T20:00, end: 2023-03-05T00:00 }`),
    );
    expect(toldOf(summary)).toEqual([
      '02-28T18:00Z 02-28T19:00Z battery derated to 25.0 %',
      '02-28T19:00Z 02-28T20:00Z battery out of service',
      '02-28T20:00Z 02-28T21:00Z battery derated to 25.0 %',
      '03-01T02:00Z 03-01T04:00Z lines: feeder out of service',
      '03-01T02:00Z 03-01T04:00Z lines: cut off, hall',
      '03-01T02:00Z 03-01T04:00Z missing: 20 kWh not served',
      '03-01T12:00Z 03-01T16:00Z sensor of battery.soc drifts',
    ]);
    expect(summary.events.map(({ what, where }) => `${what} ${where}`)).toEqual([
      'derated battery',
      'outage battery',
      'derated battery',
      'outage lines',
      'cutOff lines',
      'unserved missing',
      'sensor battery',
    ]);
  });

  it('are alarms that a kind names, to the end of the run where they last', () => {
    const summary = summaryOf(site('', { feeder_A: 0.5 }).replace('events:\n\n', ''));
    expect(toldOf(summary)).toEqual(['02-28T16:00Z 03-01T16:00Z lines: overload, worst feeder at 115.5 %']);
    expect(summary.events[0]).toMatchObject({ what: 'overload', hours_h: 24 });
  });

  it('name what is loaded most, not what is farthest from its rating', () => {
    // A line of 1000 times the length beside it carries a thousandth of the current, 99.9 % below its rating.
    const long =
      'long: { from: main, to: hall, length_m: 1000, r_ohm_per_km: 0.001, x_ohm_per_km: 0.001, rated_A: 0.5 }';
    const text = site('', { feeder_A: 0.5 }).replace('lines: { feeder:', `lines: { ${long}, feeder:`);
    const summary = summaryOf(text.replace('events:\n\n', ''));
    expect(toldOf(summary)).toEqual(['02-28T16:00Z 03-01T16:00Z lines: overload, worst feeder at 115.4 %']);
  });

  it('are told up to a number, and counted beyond', () => {
    const outages = Array.from({ length: 40 }, (_, k) => {
      const two = (n: number): string => String(n).padStart(2, '0');
      const at = (half: number): string => `2023-03-01T${two(Math.floor(half / 4))}:${two(15 * (half % 4))}`;
      return `  - { outage: lines.feeder, start: ${at(2 * k)}, end: ${at(2 * k + 1)} }`;
    });
    const summary = summaryOf(site(outages.join('\n'), { step_s: 900 }));
    const of = (what: string): number => summary.events.filter((e) => e.what === what).length;
    expect([of('outage'), of('cutOff'), of('unserved')]).toEqual([40, 25, 25]);
    expect(summary.moreEvents.map(({ text }) => text).sort()).toEqual([
      'lines: cut off, 15 more times',
      'missing: not served, 15 more times',
    ]);
    expect(happenings(summary, (utc) => utc).html).toContain('<summary>65 later events</summary>');
  });
});

describe('a loss of the grid', () => {
  it('is accounted for by hand: the battery carries 110 kW for three hours and all but the last kWh', () => {
    const [loss, ...others] = summaryOf(site(LOSS)).gridLosses;
    expect(others).toEqual([]);
    expect(loss).toMatchObject({
      start: '2023-02-28T22:00Z',
      end: '2023-03-01T04:00Z',
      hours_h: 6,
      bus: 'power',
      mains: ['grid'],
      verdict: 'unguarded',
      dark_h: 0,
      carried: [{ component: 'battery', energy_kWh: expect.closeTo(400, 6) }],
    });
    expect(loss!.stores).toEqual([
      { component: 'battery', start_kWh: expect.closeTo(400, 6), left_kWh: expect.closeTo(0, 6) },
    ]);
    // 6 h of 110 kW less 400 kWh; what may be cut is cut before the rest goes dark.
    const cut = loss!.cut.reduce((sum, { energy_kWh }) => sum + energy_kWh, 0);
    expect(loss!.cut.map(({ sheddingClass }) => sheddingClass)).toEqual([2]);
    expect(cut + loss!.unserved_kWh).toBeCloseTo(660 - 400, 2);
  });

  it('puts the lights out where too little can be taken over at once, and says for how long', () => {
    const role = ', island: { forming: true, blackStart: true, stepLoad: 0.1, start_min: 45 }';
    const summary = summaryOf(site(LOSS.replace('T12', 'T09'), { role, step_s: 900 }));
    const [loss] = summary.gridLosses;
    // by hand: 60 + 10 kW dark for 45 min, 40 kW cut meanwhile, then 110 kW for 2 h 15 min
    expect(loss).toMatchObject({ verdict: 'dark', dark_h: 0.75 });
    expect(loss!.text).toContain('the grid is lost and the lights go out; 110 kW were imported');
    expect(toldOf(summary).slice(0, 2)).toEqual([
      '02-28T22:00Z 03-01T01:00Z grid out of service',
      expect.stringMatching(
        /^02-28T22:00Z {2}bus power: the grid is lost and the lights go out; 110 kW were imported, 52 kW/,
      ),
    ]);
    expect(eventsText(summary, wallTime(UTC), 200).at(-1)).toMatch(
      /without grid: dark for 45 min; carried by battery 248 kWh; cut 30 kWh of class 2; 53 kWh not served; left in battery 15[23] kWh$/,
    );
    expect(happenings(summary, (utc) => utc).html).toContain('<b>Dark for 45 min</b>');
  });

  it('is held where enough can', () => {
    const role = ', island: { forming: true, stepLoad: 1 }';
    const [loss] = summaryOf(site(LOSS.replace('T12', 'T09'), { role })).gridLosses;
    expect(loss).toMatchObject({ verdict: 'held', dark_h: 0, unserved_kWh: 0, cut: [] });
    expect(loss!.stores[0]).toMatchObject({ left_kWh: expect.closeTo(70, 6) });
  });

  it('is none where only one of two connections is out', () => {
    const two = (events: string): string =>
      site(events)
        .replace('closers: [grid, spilt', 'closers: [grid, second, spilt')
        .replace(
          '  spilt:',
          '  second: { kind: gridConnection, bus: power, tariff: power, importLimit_kW: 500 }\n  spilt:',
        );
    expect(summaryOf(two(LOSS)).gridLosses).toEqual([]);
    const both = summaryOf(two(`${LOSS}\n${LOSS.replace('grid', 'second').replace('T06', 'T10')}`)).gridLosses;
    expect(both.map(({ hours_h, mains }) => [hours_h, mains])).toEqual([[2, ['grid', 'second']]]);
  });
});
