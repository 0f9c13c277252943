import type { Waiting } from './spoolSegment.ts';
import type { SpoolCounts } from './spoolTypes.ts';

/** First in, first out, but for what is taken from within: that is skipped. */
interface Line {
  push(item: Waiting): void;
  unshift(item: Waiting): void;
  /** The first that waits. */
  first(): Waiting | undefined;
  shift(): Waiting | undefined;
}

function line(): Line {
  let items: Waiting[] = [];
  let head = 0;
  const first = (): Waiting | undefined => {
    while (head < items.length && items[head]!.state !== 'waiting') head++;
    if (head > 1024 && head * 2 > items.length) {
      items = items.slice(head);
      head = 0;
    }
    return items[head];
  };
  return {
    push: (item) => void items.push(item),
    unshift(item) {
      if (head > 0) items[--head] = item;
      else items.unshift(item);
    },
    first,
    shift() {
      const item = first();
      if (item !== undefined) head++;
      return item;
    },
  };
}

/** The order in which a spool sends: live first, and after each of those one that was held up. */
export interface SpoolQueue {
  push(item: Waiting): void;
  take(): Waiting | undefined;
  /** Puts an item that was out before all others. */
  back(item: Waiting): void;
  /** Takes an item out of the account, wherever it stands. */
  gone(item: Waiting): void;
  /** All that is live counts as held up from now on. */
  retire(): void;
  oldest(): Waiting | undefined;
  counts(): SpoolCounts;
}

export function spoolQueue(before: readonly Waiting[]): SpoolQueue {
  const live = line();
  const history = line();
  let counts = { items: 0, weight: 0, bytes: 0 };
  let isHistorysTurn = false;
  const count = (item: Waiting, sign: 1 | -1): void => {
    counts = {
      items: counts.items + sign,
      weight: counts.weight + sign * item.weight,
      bytes: counts.bytes + sign * item.length,
    };
  };
  for (const item of before) {
    history.push(item);
    count(item, 1);
  }
  return {
    push(item) {
      (item.isLive ? live : history).push(item);
      count(item, 1);
    },
    take() {
      const item = isHistorysTurn ? (history.shift() ?? live.shift()) : (live.shift() ?? history.shift());
      if (item === undefined) return undefined;
      isHistorysTurn = item.isLive;
      item.state = 'out';
      return item;
    },
    back(item) {
      item.state = 'waiting';
      item.isLive = false;
      history.unshift(item);
    },
    gone(item) {
      if (item.state === 'gone') return;
      item.state = 'gone';
      count(item, -1);
    },
    retire() {
      isHistorysTurn = false;
      for (let item = live.shift(); item !== undefined; item = live.shift()) {
        item.isLive = false;
        history.push(item);
      }
    },
    oldest() {
      const a = history.first();
      const b = live.first();
      if (a === undefined || b === undefined) return a ?? b;
      return a.wall_ms <= b.wall_ms ? a : b;
    },
    counts: () => counts,
  };
}
