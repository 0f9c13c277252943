// The call auction over one large book, with a plain sort beside it, and the events of a continuous book.
import { dist, median, ms, report } from './timing.mjs';

const { cross } = await import(dist('market/auction/cross.js'));
const { meritOrder } = await import(dist('market/auction/merit.js'));
const { pairInOrder } = await import(dist('market/auction/pair.js'));
const { uniform: auction } = await import(dist('market/auction/uniform.js'));
const { Desk } = await import(dist('market/admit.js'));
const { OrderBook } = await import(dist('market/continuous/orderBook.js'));
const { uniform: chance } = await import(dist('core/chance.js'));

const cpu_ms = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
/** CPU time of each of the functions, in turn, so that all see the same load. */
function interleaveCpu(functions, rounds) {
  const times = Object.fromEntries(Object.keys(functions).map((name) => [name, []]));
  for (let k = 0; k < rounds; k++)
    for (const [name, run] of Object.entries(functions)) {
      const start = cpu_ms();
      run();
      times[name].push(cpu_ms() - start);
    }
  return times;
}
const perSecond = (count, time_ms) => `${((1000 * count) / time_ms / 1e6).toFixed(2)} million a second`;

const MANY = 1_000_000;
const PARTIES = 5000;
/** Prices to the micro-money over 0.3 money, quantities to the Wh. */
function bookOf(count) {
  const side = new Uint8Array(count);
  const quantity = new Float64Array(count);
  const limit = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    side[i] = chance(1, 1, i) < 0.5 ? 0 : 1;
    quantity[i] = 1 + Math.floor(50_000 * chance(1, 2, i));
    limit[i] = Math.floor(300_000 * chance(1, 3, i)) + (side[i] === 0 ? 20_000 : 0);
  }
  return { side, quantity, limit };
}
const ordersOf = ({ side, quantity, limit }) =>
  Array.from(side, (s, i) => ({
    id: `o${i}`,
    party: `${s === 0 ? 'b' : 's'}${i % PARTIES}`,
    market: 'power',
    slot_ms: 0,
    side: s === 0 ? 'buy' : 'sell',
    quantity: quantity[i],
    limit: limit[i],
    sequence: i,
  }));

/** Two sorted lists of orders and a merge: what one writes first. */
function naive(orders) {
  const buys = orders.filter((o) => o.side === 'buy').sort((a, b) => b.limit - a.limit);
  const sells = orders.filter((o) => o.side === 'sell').sort((a, b) => a.limit - b.limit);
  const pairs = [];
  let b = 0;
  let s = 0;
  let wanted = buys[0].quantity;
  let offered = sells[0].quantity;
  while (b < buys.length && s < sells.length && buys[b].limit >= sells[s].limit) {
    const quantity = Math.min(wanted, offered);
    pairs.push({ buy: buys[b], sell: sells[s], quantity });
    wanted -= quantity;
    offered -= quantity;
    if (wanted === 0) wanted = buys[++b]?.quantity;
    if (offered === 0) offered = sells[++s]?.quantity;
  }
  return pairs.reduce((sum, pair) => sum + pair.quantity, 0);
}

const book = bookOf(MANY);
const objects = ordersOf(book);
const some = objects.slice(0, 200_000);
const volumes = {};
const times = interleaveCpu(
  {
    price: () => {
      volumes.price = cross(book).volume;
    },
    pairs: () => {
      const { filled } = cross(book);
      const { quantity } = pairInOrder(meritOrder(book, filled, 1), meritOrder(book, filled, 0), filled, 0, 0);
      volumes.pairs = quantity.reduce((a, b) => a + b, 0);
    },
    naive: () => {
      volumes.naive = naive(objects);
    },
    trades: () => {
      volumes.trades = auction(some, {}).volume;
    },
    naiveSome: () => {
      volumes.naiveSome = naive(some);
    },
  },
  7,
);
if (volumes.price !== volumes.naive || volumes.pairs !== volumes.naive || volumes.trades !== volumes.naiveSome)
  throw new Error(`the ways to clear do not agree: ${JSON.stringify(volumes)}`);
report(`Call auction, one book of ${MANY.toLocaleString('en')} orders, CPU time (asked: 2 million a second)`, [
  ['price and quanta of every order', perSecond(MANY, median(times.price))],
  ['and who sells to whom', perSecond(MANY, median(times.pairs))],
  ['a plain sort of objects, for comparison', perSecond(MANY, median(times.naive))],
  ['who sells to whom, over the plain sort', `${(median(times.naive) / median(times.pairs)).toFixed(1)} times as fast`],
  [
    `with records of trades and welfare (${some.length.toLocaleString('en')} orders)`,
    perSecond(some.length, median(times.trades)),
  ],
]);

const EVENTS = 400_000;
/** Orders around a price that wanders; a third of the events cancel one of the last thousand orders. */
function events() {
  const list = [];
  for (let i = 0; i < EVENTS; i++) {
    if (i > 1000 && chance(2, 1, i) < 0.33) {
      const back = i - 1 - Math.floor(1000 * chance(2, 2, i));
      if (list[back].cancel === undefined) {
        list.push({ cancel: list[back].order });
        continue;
      }
    }
    const side = chance(2, 3, i) < 0.5 ? 'buy' : 'sell';
    const around = 100_000 + 30_000 * Math.sin(i / 20_000);
    const away = Math.floor(20_000 * chance(2, 4, i)) - 6000;
    list.push({
      order: {
        id: `o${i}`,
        party: `p${i % 40}`,
        market: 'power',
        slot_ms: 0,
        side,
        quantity: 1 + Math.floor(5000 * chance(2, 5, i)),
        limit: Math.floor(around) + (side === 'buy' ? -away : away),
        sequence: i,
        ...(chance(2, 6, i) < 0.1 ? { immediate: true } : {}),
      },
    });
  }
  return list;
}
const list = events();
let traded = 0;
let most = 0;
let last = 0;
const runs = interleaveCpu(
  {
    book: () => {
      const continuous = new OrderBook('power', { fee: 1000 });
      traded = 0;
      for (const { order, cancel } of list) {
        if (cancel === undefined) traded += continuous.submit(order).trades.length;
        else continuous.cancel(cancel.party, cancel.id);
        if (continuous.size > most) most = continuous.size;
      }
      last = continuous.size;
    },
  },
  5,
);
report(`Continuous book, ${EVENTS.toLocaleString('en')} events (asked: 200,000 a second)`, [
  ['orders, cancels and trades', `${perSecond(EVENTS, median(runs.book))}, ${ms(median(runs.book))} in all`],
  ['trades', traded.toLocaleString('en')],
  ['orders that waited at most, and at the end', `${most.toLocaleString('en')}, ${last.toLocaleString('en')}`],
]);

const SLOT_MS = 900_000;
const gate = {
  unit: 'Wh',
  first_ms: 0,
  end_ms: 96 * SLOT_MS,
  length_ms: SLOT_MS,
  opens_ms: 96 * SLOT_MS,
  closes_ms: 0,
};
const parties = new Set(Array.from({ length: 1000 }, (_, k) => `p${k}`));
const payloads = list.slice(0, 100_000).map((_, i) => ({
  id: `o${i}`,
  market: 'power',
  slot_ms: SLOT_MS,
  side: 'buy',
  quantity_Wh: 1 + (i % 5000),
  limit_money_per_kWh: (i % 300_000) / 1e6,
}));
let admitted = 0;
let refused = 0;
const admissions = interleaveCpu(
  {
    honest: () => {
      const desk = new Desk({ gates: new Map([['power', gate]]), parties });
      admitted = payloads.filter((payload, i) => 'sequence' in desk.admit(payload, `p${i % 1000}`, 0)).length;
    },
    flood: () => {
      const desk = new Desk({ gates: new Map([['power', gate]]), parties });
      refused = payloads.filter((payload) => 'code' in desk.admit(payload, 'p1', 0)).length;
    },
  },
  5,
);
report(`Admission, ${payloads.length.toLocaleString('en')} payloads`, [
  [
    'from 1,000 parties',
    `${perSecond(payloads.length, median(admissions.honest))}, ${admitted.toLocaleString('en')} taken`,
  ],
  [
    'a flood from one',
    `${perSecond(payloads.length, median(admissions.flood))}, ${refused.toLocaleString('en')} refused`,
  ],
]);
