import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Live, type LiveOptions, startLive } from '../../../src/app/server/live.ts';
import { prefixOf } from '../../../src/io/mqttTopics.ts';
import { FILES } from '../../scenario/small.ts';
import { folderWith } from '../site.ts';
import { command, type Ear, idOf, type Who } from './ear.ts';
import { memoryStore } from './memoryStore.ts';

export const PREFIX = prefixOf('small');

export function place(): {
  readonly data: string;
  readonly store: ReturnType<typeof memoryStore>;
  start(this: void, options?: Partial<LiveOptions>): Promise<Live>;
} {
  const folder = folderWith(FILES);
  const data = mkdtempSync(join(tmpdir(), 'sixfold-live-'));
  onTestFinished(() => rmSync(data, { recursive: true, force: true }));
  const store = memoryStore();
  return {
    data,
    store,
    async start(options) {
      const live = await startLive({
        file: join(folder, 'small.yaml'),
        mode: 'step',
        speed: 3600,
        policy: 'strict',
        data,
        openStore: () => Promise.resolve(store),
        port: 0,
        wsPort: 0,
        ...options,
      });
      onTestFinished(() => live.stop());
      return live;
    },
  };
}

export const as = (live: Live, username: string): Who => ({
  username,
  password: (JSON.parse(readFileSync(live.usersFile, 'utf8')) as Record<string, string>)[username]!,
});
export const send = (ear: Ear, topic: string, payload: string, retain = false): Promise<unknown> =>
  ear.client.publishAsync(`${PREFIX}/cmd/${topic}`, payload, { qos: 1, retain });
/** Sends a command and waits for its last answer. */
export async function tell(
  ear: Ear,
  topic: string,
  args: object = {},
  last = 'done',
): Promise<Record<string, unknown>> {
  const payload = command(args);
  await send(ear, topic, payload);
  return ear.until(`/ack/${topic.split('/')[0]}/${idOf(payload)}`, ({ state }) => state === last);
}
