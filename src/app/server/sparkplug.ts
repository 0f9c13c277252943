import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { timeAt } from '../../core/timeGrid.ts';
import { writeWhole } from '../../io/durable.ts';
import { type Incoming, type LinkOptions, openLink } from '../../io/mqttLink.ts';
import { aliasesOf, makeSparkplugNode, type Snapshot } from '../../io/sparkplugNode.ts';
import { decodeSparkplug } from '../../io/sparkplugPayload.ts';
import { type SparkplugAddress, sparkplugTopic, sparkplugTopicOf } from '../../io/sparkplugTopics.ts';
import type { HeldSetpoint } from '../../scenario/heldSetpoint.ts';
import type { Desk } from './commandDesk.ts';
import type { CurrentRun } from './dataFolder.ts';
import { finderOf, ordersOf } from './sparkplugCommands.ts';
import { layoutOf } from './sparkplugLayout.ts';
import type { Frames, Twin } from './twin.ts';

export interface SparkplugOptions {
  readonly twin: Twin;
  readonly desk: Pick<Desk, 'submit' | 'turnAway'>;
  readonly address: SparkplugAddress;
  readonly broker: Omit<LinkOptions, 'will' | 'subscriptions'>;
  readonly wall: () => number;
}

/** A twin as an edge node of Sparkplug B, on a connection of its own, since its death is the will of that. */
export interface Sparkplug {
  readonly counts: { readonly births: number; readonly steps: number; readonly skipped: number };
  /** Says its deaths, and ends. */
  stop(): Promise<void>;
}

const MOST_BYTES = 16_384;
/** Messages a second; beyond that only the newest step is told now and then. */
const MESSAGES_PER_S = 1000;
const LOOK_MS = 250;

export function startSparkplug({ twin, desk, address, broker, wall }: SparkplugOptions): Sparkplug {
  const { site } = twin;
  const layout = layoutOf(site);
  const find = finderOf(aliasesOf(layout));
  const sessions = sessionNumbers(join(twin.folder, 'sparkplug.json'), address);
  const each = site.components.length + 1;
  const most = Math.max(MESSAGES_PER_S, each);
  let allowance = most;
  let allowedAt = performance.now();
  let last: { readonly run: CurrentRun; readonly seq: number; readonly row: Float64Array } | undefined;
  let held: readonly HeldSetpoint[] = [];
  /** Run of which was told last. */
  let told = '';
  let isLate = false;
  let isStopped = false;
  const counts = { births: 0, steps: 0, skipped: 0 };

  const node = makeSparkplugNode({
    ...layout,
    address,
    wall,
    send: (topic, payload) => link.send(topic, payload),
  });
  const link = openLink({
    ...broker,
    will: () => ({ ...node.connect(sessions.next()), retain: false }),
    subscriptions: [sparkplugTopic(address, 'NCMD'), sparkplugTopic(address, 'DCMD', '+')],
  });

  const snapshot = (): Snapshot => {
    const run = last?.run ?? twin.run;
    const seq = last?.seq ?? Math.max(0, twin.clock.index - 1);
    const time_ms = timeAt(site.grid, seq);
    const nodeValues = layout.nodeValues(time_ms, seq, run, twin.clock);
    return { time_ms, node: nodeValues, devices: layout.deviceValues(last?.row, held) };
  };
  const birth = (): void => {
    if (isStopped || !link.isConnected) return;
    told = last?.run.run ?? twin.run.run;
    isLate = false;
    node.birth(snapshot());
    counts.births++;
  };
  /** Whether there is room for one step more. */
  const mayTell = (): boolean => {
    const now = performance.now();
    allowance = Math.min(most, allowance + ((now - allowedAt) / 1000) * most);
    allowedAt = now;
    return allowance >= each && link.isEasy;
  };
  const tell = (): void => {
    // Another run is another history: everything is born again.
    if (told !== (last?.run.run ?? told)) birth();
    else node.tell(snapshot());
    allowance -= each;
    isLate = false;
  };
  const onFrames = ({ run, group }: Frames): void => {
    const width = site.columns.length;
    held = group.held;
    for (let r = 0; r < group.count; r++) {
      const isLast = r === group.count - 1;
      const isTold = link.isConnected && mayTell();
      counts.steps++;
      if (!isTold) counts.skipped++;
      if (!isTold && !isLast) continue;
      last = { run, seq: group.first + r, row: group.rows.slice(r * width, (r + 1) * width) };
      if (isTold) tell();
      else isLate = true;
    }
  };
  const look = (): void => {
    if (!link.isConnected || isStopped) return;
    if (!node.isBorn) birth();
    else if (isLate && mayTell()) tell();
  };

  const hear = ({ topic, payload, retain }: Incoming): void => {
    const parts = sparkplugTopicOf(topic);
    if (parts === undefined || payload.length === 0 || isStopped) return;
    const away = (code: string, message: string): unknown => desk.turnAway(topic, {}, code, message);
    if (retain) {
      link.deliver(topic, '', { retain: true });
      away('retained', 'a command must not be retained; it was cleared and not done');
      return;
    }
    if (payload.length > MOST_BYTES) {
      away('too_large', `it has ${payload.length} bytes; at most ${MOST_BYTES}`);
      return;
    }
    try {
      const asked = ordersOf(topic, payload, parts.device, decodeSparkplug(payload), find);
      if ('code' in asked) away(asked.code, asked.message);
      else {
        if (asked.isRebirth) birth();
        for (const { topic: to, command } of asked.orders) void desk.submit(to, command);
      }
    } catch (error) {
      away('malformed', `it is no payload of Sparkplug B: ${(error as Error).message}`);
    }
  };

  const subscriptions = [
    twin.frames$.subscribe(onFrames),
    twin.clock$.subscribe(() => {
      if (node.isBorn && mayTell()) tell();
      else isLate = true;
    }),
    link.connected$.subscribe(() => {
      sessions.use();
      birth();
    }),
    link.incoming$.subscribe(hear),
  ];
  // What simulates no more has no values, though who tells of it is there.
  void twin.failed.then(() => node.killDevices());
  const timer = setInterval(look, LOOK_MS);
  return {
    counts,
    async stop() {
      isStopped = true;
      clearInterval(timer);
      for (const one of subscriptions) one.unsubscribe();
      if (link.isConnected) {
        node.killDevices();
        const { topic, payload } = node.end();
        link.deliver(topic, payload);
        await link.settle(3000);
      }
      await link.close();
    },
  };
}

/**
 * Numbers of sessions, 0 to 255 and again: each that came about has one more than the one before, also over the end of the
 * process; an attempt that came to nothing uses none up.
 */
function sessionNumbers(path: string, { group, node }: SparkplugAddress): { next(): number; use(): void } {
  const who = `${group}/${node}`;
  let number = -1;
  let isUsed = true;
  try {
    const known = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>) : {};
    if (known.address === who && Number.isInteger(known.bdSeq)) number = known.bdSeq as number;
  } catch {
    // A number that cannot be read is begun again.
  }
  return {
    next() {
      if (!isUsed) return number;
      number = (number + 1) % 256;
      isUsed = false;
      try {
        writeWhole(path, `${JSON.stringify({ address: who, bdSeq: number })}\n`);
      } catch {
        // A full disk keeps nobody from connecting; the number goes on in memory.
      }
      return number;
    },
    use() {
      isUsed = true;
    },
  };
}
