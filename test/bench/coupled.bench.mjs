// Multi-carrier clearing of 40 participants on 4 books: milliseconds of a slot alone, in batches, and with blocks.
import { dist, ms, report } from './timing.mjs';

const { openCoupled } = await import(dist('market/coupled/clear.js'));
const { highsHere } = await import(dist('io/highsSolver.js'));
const { streamOf, uniform } = await import(dist('core/chance.js'));

const MARKETS = ['power', 'heat', 'cooling', 'hydrogen'];
const PARTIES = Array.from({ length: 40 }, (_, i) => `party-${String(i).padStart(2, '0')}`);
const QUARTER = 900_000;
/** Of ten converters: main book, what it gives to others. */
const MACHINES = [
  ['chp', 'power', 'sell', [['heat', 1.1]]],
  ['heat-pump', 'power', 'buy', [['heat', 3.2]]],
  ['chiller', 'power', 'buy', [['cooling', 4.5]]],
  ['absorber', 'heat', 'buy', [['cooling', 0.7]]],
  [
    'electrolyser',
    'power',
    'buy',
    [
      ['hydrogen', 0.018],
      ['heat', 0.2],
    ],
  ],
  [
    'fuel-cell',
    'hydrogen',
    'buy',
    [
      ['power', 16.5],
      ['heat', 12],
    ],
  ],
];

/** The orders of one slot: of each party, on each book, a sale or a purchase or both; a utility behind the power book. */
function bookOf(slot, blockCount) {
  const slot_ms = slot * QUARTER;
  let drawn = 0;
  const stream = streamOf('coupled bench');
  const draw = (from, to) => Math.round(from + (to - from) * uniform(6, stream, slot * 10_000 + drawn++));
  const orders = [];
  const simple = (party, market, side, quantity, limit) =>
    orders.push({
      id: `${market}-${side}-${slot}`,
      party,
      market,
      slot_ms,
      side,
      quantity,
      limit,
      sequence: orders.length,
    });
  const scale = { power: 100_000, heat: 40_000, cooling: 50_000, hydrogen: 5_000_000 };
  for (const party of PARTIES)
    for (const market of MARKETS) {
      if (draw(0, 99) < 70) simple(party, market, 'buy', draw(1_000, 400_000), draw(scale[market], 3 * scale[market]));
      if (draw(0, 99) < 40)
        simple(party, market, 'sell', draw(1_000, 500_000), draw(scale[market] / 2, 2 * scale[market]));
    }
  simple('utility:grid', 'power', 'sell', 50_000_000, 180_000);
  simple('utility:grid', 'power', 'buy', 50_000_000, 40_000);
  const converters = PARTIES.slice(0, 12).map((party, i) => {
    const [kind, market, side, others] = MACHINES[i % MACHINES.length];
    const warm = 1 + draw(-100, 100) / 1000;
    return {
      id: `${String(kind)}-${slot}`,
      party,
      slot_ms,
      market,
      side,
      quantity: draw(100_000, 1_000_000) / (market === 'hydrogen' ? 50 : 1),
      others: others.map(([m, per]) => ({ market: m, per: per * warm })),
      cost: draw(1_000, 60_000),
    };
  });
  const whole = converters.map((c) => ({ ...c, quantity: Math.round(c.quantity) }));
  const blocks = Array.from({ length: blockCount }, (_, b) => {
    const q = draw(50_000, 400_000) * (b % 2 === 0 ? 1 : -1);
    return {
      id: `block-${b}-${slot}`,
      party: PARTIES[b],
      items: [{ market: 'power', slot_ms, quantity: q }],
      limit: Math.round((q / 1000) * draw(80_000, 160_000)),
      leastShare: 1,
    };
  });
  return { orders, converters: whole, blocks };
}
const merged = (books) => ({
  orders: books.flatMap((b) => b.orders),
  converters: books.flatMap((b) => b.converters),
  blocks: books.flatMap((b) => b.blocks),
});

async function timed(slots, batch, blockCount) {
  const exchange = await openCoupled(highsHere, MARKETS, { fees: { power: 20_000 } });
  const books = [];
  for (let s = 0; s < slots; s += batch)
    books.push(merged(Array.from({ length: batch }, (_, k) => bookOf(s + k, blockCount))));
  for (const book of books.slice(0, Math.max(1, Math.ceil(40 / batch)))) await exchange.clear(book);
  const before = process.cpuUsage();
  let trades = 0;
  for (const book of books) trades += (await exchange.clear(book)).trades.length;
  const { user, system } = process.cpuUsage(before);
  await exchange.close();
  return { perSlot: (user + system) / 1000 / slots, trades: trades / slots };
}

const sample = bookOf(0, 0);
const rows = [['orders and converters of a slot', `${sample.orders.length}, ${sample.converters.length}`]];
for (const batch of [1, 4, 24, 96]) {
  const { perSlot, trades } = await timed(384, batch, 0);
  rows.push([
    `${batch} slot${batch === 1 ? '' : 's'} at once, CPU for a slot; for 35,040 (asked 300 s, all else included)`,
    `${ms(perSlot)}, ${((perSlot * 35_040) / 1000).toFixed(0)} s; ${trades.toFixed(0)} trades`,
  ]);
}
rows.push(['4 all-or-nothing blocks in each slot, one at a time', ms((await timed(96, 1, 4)).perSlot)]);
report('Multi-carrier clearing, 40 participants, 4 books', rows);
process.exit(0);
