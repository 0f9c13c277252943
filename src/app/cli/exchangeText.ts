import type { ExchangeSummary } from '../../report/exchangeSummary.ts';
import { amount, table, wrap } from './text.ts';

const WIDTH = 100;

/** What an exchange came to, for a terminal. */
export function exchangeText(
  { markets, parties, currency, gain_money, gini, rights, flexibility }: ExchangeSummary,
  folder: string,
): string {
  const traded = markets.filter((m) => m.traded > 0);
  const lines = [
    'Exchange',
    table([
      ['market', 'traded', 'price', 'slots'],
      ...traded.map((m) => [
        m.label,
        `${amount(m.unit === 'kWh' ? m.traded / 1000 : m.traded, 1)} ${m.unit === 'kWh' ? 'MWh' : 'kg'}`,
        m.meanPrice === undefined ? '' : `${amount(m.meanPrice, 3)} ${currency}/${m.unit}`,
        `${m.tradedSlots} of ${m.slots}`,
      ]),
    ]),
    '',
    table([
      ['participant', `cost, ${currency}`, 'gain', 'by trade', 'by deviations', 'by connection', 'by contracts'],
      ...parties.map((p) => [
        p.label,
        amount(p.cost_money),
        amount(p.gain_money),
        amount(p.tradeGain_money),
        amount(p.deviationGain_money),
        amount(p.connectionGain_money),
        amount(p.otherGain_money),
      ]),
    ]),
    '',
    ...flexibility.map(
      (e) =>
        `Event ${e.id}: ${amount(e.delivered, 1)} of ${amount(e.activated, 1)} ${e.unit} delivered by ${e.parties.length} participants, ${amount(e.paid_money)} ${currency} paid`,
    ),
    ...(flexibility.length === 0 ? [] : ['']),
    ...carbonLines(rights),
    ...wrap(
      `All gain ${amount(gain_money)} ${currency} against everyone buying alone${gini === undefined ? '' : `; Gini ${amount(gini, 2)}`}. Books, journal and page: ${folder}`,
      WIDTH,
    ),
  ];
  return `${lines.join('\n')}\n`;
}

/** Carbon by tonnes of product, and clean power by the hour, where there is any. */
function carbonLines({ carbon, products, matching, volumetric, gaps }: ExchangeSummary['rights']): string[] {
  const made = products.map((p) => `${p.label} ${amount(p.carbon_kg_per_t)}`).join(', ');
  const clean =
    matching === undefined || volumetric === undefined
      ? ''
      : `Clean power met ${amount(100 * matching, 1)} % of the electricity used in its own slot, ${amount(100 * volumetric, 1)} % by sums. `;
  return [
    ...wrap(
      `${clean}Carbon by who used the energy: ${amount((carbon.scope1_kg + carbon.scope2_kg) / 1000)} t in all${made === '' ? '' : `; kg a tonne of product: ${made}`}.`,
      WIDTH,
    ),
    ...gaps.map(({ component, amount: kWh }) => `No carbon factor: ${amount(kWh)} kWh of ${component} count nowhere.`),
    '',
  ];
}
