import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Contract,
  type ContractSlot,
  contractAmount,
  contractTransaction,
} from '../../../src/market/contracts/contracts.ts';
import { leaseFault, leaseTransaction, rentTransaction, storeEarnings } from '../../../src/market/contracts/lease.ts';
import { checkBalanced } from '../../../src/market/ledger/transaction.ts';
import type { Trade } from '../../../src/market/trade.ts';

const ppa: Contract = { id: 'sun', kind: 'ppa', seller: 'roof', buyer: 'mill', strike: 400_000, isTraded: true };
const slot: ContractSlot = { market: 'power', slot_ms: 0, generation: 5000, demand: 3000, price: 300_000 };

describe('contracts', () => {
  it.each<[string, Partial<Contract>, Partial<ContractSlot>, number]>([
    // By hand, money of micro: 3 kWh x (0.4 - 0.3)
    ['a PPA counts the lesser of generation and demand', {}, {}, 300_000],
    ['a PPA beside the market pays the whole strike', { isTraded: false }, {}, 1_200_000],
    ['a feed-in tariff counts all generation: 5 x (0.4 - 0.3)', { kind: 'feedIn' }, {}, 500_000],
    ['a CfD pays up to the strike: 5 x (0.4 - 0.3)', { kind: 'cfd' }, {}, 500_000],
    ['a CfD takes back what is above: 5 x (0.4 - 0.9)', { kind: 'cfd' }, { price: 900_000 }, -2_500_000],
    ['a CfD at a price below 0: 5 x (0.4 + 0.1)', { kind: 'cfd' }, { price: -100_000 }, 2_500_000],
    ['a premium pays up to the strike', { kind: 'premium' }, {}, 500_000],
    ['a premium takes nothing back', { kind: 'premium' }, { price: 900_000 }, 0],
    ['a swing contract inside its band: 3 x 0.4', { kind: 'swing', agreed: 2500, isTraded: false }, {}, 1_200_000],
    // 3 x 0.4 + 0.5 x 0.4 x (3 - 2.4)
    ['a swing contract above it: the rest at 1.5', { kind: 'swing', agreed: 2000, isTraded: false }, {}, 1_320_000],
    // 3 x 0.4 + 0.5 x 0.4 x (4 - 3)
    ['a swing contract below it', { kind: 'swing', agreed: 5000, isTraded: false }, {}, 1_400_000],
  ])('%s', (_, more, at, expected) => {
    const { gross, market } = contractAmount({ ...ppa, ...more }, { ...slot, ...at });
    expect(gross - market).toBe(expected);
  });

  it('makes the price of a PPA that is traded what it agrees, whatever the market does', () => {
    fc.assert(
      fc.property(
        fc.nat(100_000),
        fc.nat(100_000),
        fc.integer({ min: -500_000, max: 2_000_000 }),
        (gen, dem, price) => {
          const at = { ...slot, generation: gen, demand: dem, price };
          const { gross, market, quantity } = contractAmount(ppa, at);
          // What the seller got on the market, and this: the strike, to a rounding of each
          expect(
            Math.abs((quantity * price) / 1000 + gross - market - (quantity * ppa.strike) / 1000),
          ).toBeLessThanOrEqual(1);
          const entry = contractTransaction(ppa, at);
          if (entry !== undefined) checkBalanced(entry);
        },
      ),
    );
  });

  it('books a line that a statement can show', () => {
    expect(contractTransaction(ppa, slot)).toEqual({
      kind: 'contract',
      market: 'power',
      slot_ms: 0,
      key: 'contract sun',
      revision: 0,
      lines: [
        { account: 'mill', money: -300_000, quanta: 0 },
        { account: 'roof', money: 300_000, quanta: 0 },
      ],
      refs: {
        price: 400_000,
        text: 'ppa "sun": 3.000 units by the contract, market price of 0.300000 given back',
      },
    });
    expect(contractTransaction(ppa, { ...slot, demand: 0 })).toBeUndefined();
  });
});

describe('a lease of a store', () => {
  const trade = (quantity: number, money: number): Trade => ({
    market: 'power',
    slot_ms: 0,
    seller: 'cell',
    buyer: 'mill',
    sellOrder: 'battery.0',
    buyOrder: 'demand.0',
    quantity,
    buyPrice: 0,
    sellPrice: 0,
    buyerPays: money,
    sellerGets: money,
    fee: 0,
  });
  const lease = { id: 'half', lessor: 'cell', lessee: 'mill', share: 0.25, rent: 30_000_000 };
  const where = { market: 'power', slot_ms: 0 };

  it('shares what the store earned, and costs its rent: by hand', () => {
    // Sold 4 kWh for 2.00; its meter counts 5, of which 1 served its owner at 0.6
    const earned = storeEarnings([trade(4000, 2_000_000)], [], 5000, 600_000);
    expect(earned).toBe(2_600_000);
    expect(leaseTransaction(lease, where, earned)!.lines).toEqual([
      { account: 'cell', money: -650_000, quanta: 0 },
      { account: 'mill', money: 650_000, quanta: 0 },
    ]);
    // Filling it costs
    expect(leaseTransaction(lease, where, storeEarnings([], [trade(2000, 400_000)], -2000, 0))!.lines[1]!.money).toBe(
      -100_000,
    );
    expect(rentTransaction(lease, where, 0.5)!.lines).toEqual([
      { account: 'cell', money: 15_000_000, quanta: 0 },
      { account: 'mill', money: -15_000_000, quanta: 0 },
    ]);
  });

  it('lends a store no more than once', () => {
    expect(leaseFault(Array.from({ length: 10 }, () => 0.1))).toBeUndefined();
    expect(leaseFault([0.6, 0.5])).toBe('shares sum to 1.1; expected no more than 1: a store is lent once');
    expect(leaseFault([0])).toBe('met a share of 0; expected above 0 and at most 1');
    expect(leaseFault([Number.NaN])).toBe('met a share of NaN; expected above 0 and at most 1');
  });
});
