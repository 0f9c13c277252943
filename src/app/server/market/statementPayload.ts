import type { z } from 'zod';
import type { StatementLineShown, StatementShown } from '../../../io/statementSchemas.ts';
import { MICRO } from '../../../market/quanta.ts';
import type { Statement, StatementLine } from '../../../market/statement/statement.ts';

const money = (micro: number): number => micro / MICRO;

/** A statement as JSON tells it: whole quanta, money with six decimals. */
export function shownStatement(statement: Statement): z.infer<typeof StatementShown> {
  const { site, party, label, currency, from_ms, to_ms, isFinal, opening, closing, proof, units } = statement;
  const line = (one: StatementLine): z.infer<typeof StatementLineShown> => {
    const unit = units[one.market] === 'kg' ? 'g' : 'Wh';
    return {
      entry: one.place,
      booked_ms: one.at_ms,
      market: one.market,
      slot_ms: one.slot_ms,
      kind: one.kind,
      revision: one.revision,
      ...(one.reverses === undefined ? {} : { takesBack: one.reverses }),
      ...(one.quanta === 0 ? {} : { [`quantity_${unit}`]: one.quanta }),
      ...(one.price === undefined ? {} : { [`price_money_per_${unit === 'g' ? 'kg' : 'kWh'}`]: money(one.price) }),
      amount_money: money(one.money),
      ...(one.fee === 0 ? {} : { fee_money: money(one.fee) }),
      ...(one.order === undefined ? {} : { order: one.order }),
      readings: one.readings.map(({ meter, at_ms, injected, taken, version }) => ({
        meter,
        at_ms,
        [`injected_${unit}`]: injected,
        [`taken_${unit}`]: taken,
        version,
      })),
      ...(one.tariff === undefined ? {} : { tariff: one.tariff }),
      isEstimated: one.isEstimated,
      ...(one.text === undefined ? {} : { note: one.text }),
    };
  };
  return {
    site,
    party,
    label,
    currency,
    from_ms,
    to_ms,
    isFinal,
    opening_money: money(opening),
    closing_money: money(closing),
    earlier: statement.earlier.map(line),
    lines: statement.lines.map(line),
    proof,
  };
}
