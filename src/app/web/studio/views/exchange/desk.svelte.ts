/** What the view of the exchange holds, asked for again as slots are cleared and settled. */
import { app, onFrame, onTopic } from '../../live/app.svelte.ts';
import { getJson } from '../../live/http.ts';
import { session } from '../../live/session.svelte.ts';
import type { Depth, Market, Sums, Told } from './market.ts';

/** The page asks no more often than this, however fast the twin goes. */
const EVERY_MS = 2000;
export const HOURS = 24;
const SLOTS = 96;

export interface Account {
  readonly party: string;
  readonly balance_money: number;
  readonly creditLimit_money: number;
  readonly reserved_money: number;
  readonly orders: readonly Told[];
}

export class ExchangeDesk {
  markets = $state.raw<readonly Market[] | undefined>();
  trouble = $state.raw<unknown>();
  /** By market, the last slot first. */
  clearings = $state.raw<ReadonlyMap<string, readonly Told[]>>(new Map());
  sums = $state.raw<Sums | undefined>();
  account = $state.raw<Account | undefined>();
  trades = $state.raw<readonly Told[]>([]);
  /** Grows whenever something may have changed. */
  version = $state(0);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isBusy = false;
  #isGone = false;
  // Where news does not come over MQTT, a step tells that something may have been cleared.
  readonly #unhear = [onTopic('market/#', () => this.soon()), onFrame(() => this.soon())];

  async start(): Promise<void> {
    this.trouble = undefined;
    try {
      this.markets = await getJson<readonly Market[]>('v1/markets');
      await this.refresh();
    } catch (error) {
      this.trouble = error;
    }
  }
  end(): void {
    this.#isGone = true;
    clearTimeout(this.#timer);
    for (const unhear of this.#unhear) unhear();
  }
  /** Asks again, but not at once for every message. */
  soon(after_ms = EVERY_MS): void {
    if (this.#timer !== undefined || this.#isGone) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.refresh().catch(() => undefined);
    }, after_ms);
  }
  async refresh(): Promise<void> {
    if (this.#isBusy) {
      this.soon();
      return;
    }
    this.#isBusy = true;
    try {
      const { role } = session.who ?? {};
      const isParty = role === 'party';
      const [lists, sums, account, trades] = await Promise.all([
        Promise.all(
          (this.markets ?? []).map(
            async ({ market }): Promise<[string, readonly Told[]]> => [
              market,
              await getJson<readonly Told[]>(`v1/markets/${market}/clearings?limit=${SLOTS}`),
            ],
          ),
        ),
        isParty || role === 'operator' ? getJson<Sums>(`v1/trades/sums?hours=${HOURS}`) : undefined,
        isParty ? getJson<Account>('v1/account') : undefined,
        isParty ? getJson<readonly Told[]>('v1/trades?limit=8') : [],
      ]);
      this.clearings = new Map(lists);
      this.sums = sums;
      this.account = account;
      this.trades = trades;
      this.version++;
    } finally {
      this.#isBusy = false;
    }
  }
}

export const bookOf = (market: string, slot_ms: number): Promise<Depth> =>
  getJson<Depth>(`v1/markets/${market}/${slot_ms}/book`);

/** What a party is called: its label, or its id where it has none; suppliers from outside by what supplies. */
export const partyName = (id: string): string =>
  app.site?.participants.find((one) => one.id === id)?.label ??
  app.site?.components.find((one) => one.id === id.replace(/^utility:/, ''))?.label ??
  id;
