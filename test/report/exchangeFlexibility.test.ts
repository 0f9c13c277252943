import { describe, expect, it } from 'vitest';
import { flexibilityFigures } from '../../src/report/exchangeFlexibility.ts';
import { flexibilitySection } from '../../src/report/exchangeFlexibilityHtml.ts';
import { startExchange } from '../../src/scenario/exchange/exchange.ts';
import { calledSite } from '../scenario/exchange/calledSite.ts';
import { load } from '../scenario/small.ts';

describe('events of flexibility in the page of an exchange', () => {
  const scenario = load({
    'hours.csv': 'time,cold_kW\n2023-06-05T00:00Z,1\n2023-06-09T00:00Z,1\n',
    'small.yaml': calledSite({
      flexibility:
        '{ id: peak, market: power, product: loadReduction, level_kW: 50, activation_money_per_kWh: 3, availability_money_per_kW: 12, baseline: { days: 2 }, events: [{ id: one, start: 2023-06-08T10:00 }] }',
    }),
  });
  const going = startExchange(scenario);
  going.advance(scenario.run.grid.length);
  const [figures] = flexibilityFigures(scenario, going.outcome());

  it('sum up what was delivered and paid: by hand', () => {
    const { activated, delivered, needed, paid_money, parties } = figures!;
    expect({ activated, delivered, needed, paid_money }).toEqual({
      activated: 50,
      delivered: 50,
      needed: 50,
      paid_money: 700,
    });
    expect(parties).toEqual([
      {
        id: 'cold',
        label: 'Cold store',
        activated: 50,
        baseline: 100,
        metered: 50,
        delivered: 50,
        payment_money: 100,
        penalty_money: 0,
        availability_money: 600,
      },
    ]);
  });

  it('draw baseline and meter around the event', () => {
    const [own, connection] = figures!.curves;
    expect(own!.event).toEqual([12, 16]);
    expect(own!.baseline.every((v) => v === 100)).toBe(true);
    expect(own!.metered.slice(11, 17)).toEqual([100, 50, 50, 50, 50, 100]);
    expect(connection!.metered.slice(11, 13)).toEqual([500, 450]);
    const text = flexibilitySection([figures!], (t) => new Date(t).toISOString(), 'CNY').html;
    expect(text).toContain('<title>The event</title>');
    expect(text).toContain('50 kW less than usual');
  });

  it('are not there without a programme', () => {
    expect(flexibilitySection([], String, 'CNY').html).toBe('');
  });
});
