// A day of an exchange of forty parties on four buses through its books, beside bare sums of the same entries; its journal,
// and the audit of it. CPU time; collected garbage counts.
import { dist, median, report } from './timing.mjs';

const { apply } = await import(dist('market/books/apply.js'));
const { audit } = await import(dist('market/books/audit.js'));
const { openBooks } = await import(dist('market/books/books.js'));
const { settle } = await import(dist('market/books/settlement.js'));
const { chain } = await import(dist('market/journal/chain.js'));
const { moneyOf } = await import(dist('market/quanta.js'));
const { uniform: chance } = await import(dist('core/chance.js'));
const { sha256 } = await import(dist('io/sha256.js'));

const QUARTER = 900_000;
const START = 1_782_864_000_000;
const HALF = 20;
const SLOTS = 96;
const YEAR = 35_040;
const GRID = 'utility:grid';
const parties = Array.from({ length: 2 * HALF }, (_, k) => `p${String(k).padStart(2, '0')}`);
const buses = ['power', 'heat', 'cooling', 'hydrogen'];

const rules = { imbalance: 'single', losses: 'users', surplus: 'users' };
const first = {
  kind: 'exchange',
  version: 1,
  at_ms: START,
  site: 'bench',
  currency: 'CNY',
  markets: buses.map((id) => ({
    id,
    carrier: id,
    unit: 'Wh',
    slot_s: 900,
    gate_s: 0,
    trades: 'auction',
    rules,
    missing: 'asTraded',
    bounds: { highest: 500_000, lowest: 0 },
  })),
  parties: parties.map((id) => ({ id, limit: 1e12 })),
  meters: buses.flatMap((market) =>
    [...parties, GRID, `losses:${market}`].map((account) => ({ id: `${account}@${market}`, market, account })),
  ),
};

/** What comes in over the day: records, and what is asked to be settled. */
function day() {
  const registers = new Map(first.meters.map(({ id }) => [id, [0, 0]]));
  const readingsAt = (at_ms, meters) =>
    meters.map(({ id }) => {
      const [injected, taken] = registers.get(id);
      return { meter: id, at_ms, injected, taken, version: 1 };
    });
  const come = [{ kind: 'readings', at_ms: START, taken: readingsAt(START, first.meters), refused: [] }];
  const count = (id, net) => {
    registers.get(id)[net > 0 ? 0 : 1] += Math.abs(net);
  };
  for (let s = 0; s < SLOTS; s++) {
    const slot_ms = START + s * QUARTER;
    for (const [m, market] of buses.entries()) {
      const draw = (stream, k) => chance(1, 10 * m + stream, s * parties.length + k);
      const head = { market, slot_ms, sequence: 0, id: 'o' };
      const taken = parties.map((party, k) => {
        const isSale = k < HALF;
        const quantity = 1000 + Math.floor(5000 * draw(0, k));
        return { ...head, party, side: isSale ? 'sell' : 'buy', quantity, limit: isSale ? 50_000 : 150_000 };
      });
      come.push({ kind: 'orders', at_ms: slot_ms, taken, refused: [] });
      const trades = parties.slice(0, HALF).map((seller, k) => {
        const quantity = Math.min(taken[k].quantity, taken[k + HALF].quantity);
        const [sellerGets, buyerPays] = [moneyOf(quantity, 100_000), moneyOf(quantity, 120_000)];
        const money = { buyPrice: 120_000, sellPrice: 100_000, buyerPays, sellerGets, fee: buyerPays - sellerGets };
        return { market, slot_ms, seller, buyer: parties[k + HALF], sellOrder: 'o', buyOrder: 'o', quantity, ...money };
      });
      const volume = trades.reduce((sum, { quantity }) => sum + quantity, 0);
      come.push({ kind: 'clearing', at_ms: slot_ms, market, slot_ms, volume, welfare: 0, trades });
    }
    const at_ms = slot_ms + QUARTER;
    for (const [m, market] of buses.entries()) {
      let sum = -10;
      count(`losses:${market}@${market}`, -10);
      for (const [k, party] of parties.entries()) {
        const net = Math.floor(5000 * chance(2, m, s * parties.length + k)) * (k < HALF ? 1 : -1);
        sum += net;
        count(`${party}@${market}`, net);
      }
      count(`${GRID}@${market}`, -sum);
      const meters = first.meters.filter((meter) => meter.market === market);
      come.push({ kind: 'readings', at_ms, taken: readingsAt(at_ms, meters), refused: [] });
      const utilities = [{ account: GRID, bill: Math.round(-sum * 150), tariff: 'flat' }];
      come.push({
        kind: 'settle',
        request: { at_ms, market, slot_ms, retail: { buy: 200_000, sell: 50_000 }, utilities },
      });
    }
  }
  return come;
}

const come = day();
const books = { entries: [], records: [] };
function run() {
  const state = openBooks(first);
  books.entries = [];
  books.records = [first];
  for (const record of come) {
    const done =
      record.kind === 'settle' ? settle(state, record.request) : { record, transactions: apply(state, record) };
    books.entries.push(done.transactions);
    books.records.push(done.record);
  }
}
function bare() {
  const sums = new Map();
  for (const transactions of books.entries)
    for (const { lines } of transactions)
      for (const { account, money, quanta } of lines) {
        const sum = sums.get(account) ?? { money: 0, quanta: 0 };
        sums.set(account, { money: sum.money + money, quanta: sum.quanta + quanta });
      }
  return sums;
}
let lines = [];
function journal() {
  let head = '';
  lines = books.records.map((record) => {
    const made = chain(sha256, head, record);
    head = made.head;
    return made.line;
  });
}
function proof() {
  const { isSound, fault } = audit(lines, sha256);
  if (!isSound) throw new Error(fault.message);
}

const times = { run: [], bare: [], journal: [], proof: [] };
for (let round = 0; round < 7; round++)
  for (const [name, f] of Object.entries({ run, bare, journal, proof })) {
    const start = process.cpuUsage();
    f();
    const { user, system } = process.cpuUsage(start);
    times[name].push((user + system) / 1000);
  }

const entries = books.entries.flat().reduce((sum, { lines: list }) => sum + list.length, 0);
const bytes = lines.reduce((sum, line) => sum + line.length + 1, 0);
const year = (time_ms) => `${((time_ms * YEAR) / SLOTS / 1000).toFixed(0)} s a year`;
report(`Books of ${parties.length} parties on ${buses.length} buses, ${SLOTS} quarter hours, ${entries} lines`, [
  ['orders, trades, readings and settlements into the books', year(median(times.run))],
  ['bare sums of the same lines, for comparison', year(median(times.bare))],
  ['the books over bare sums', `${(median(times.run) / median(times.bare)).toFixed(1)} times`],
  ['journal: text and hashes', `${year(median(times.journal))}, ${((bytes * YEAR) / SLOTS / 1e9).toFixed(1)} GB`],
  ['audit of the journal', `${year(median(times.proof))}, ${(bytes / 1000 / median(times.proof)).toFixed(0)} MB/s`],
]);
