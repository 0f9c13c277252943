import type { Incoming, Link } from '../../io/mqttLink.ts';
import { Command } from '../../io/mqttPayloads.ts';
import { CommandId, commandTopicOf, prefixOf } from '../../io/mqttTopics.ts';
import type { Desk } from './commandDesk.ts';

export interface CommandsOptions {
  /** Name of the site. */
  readonly site: string;
  readonly link: Link;
  readonly desk: Desk;
}

const MOST_BYTES = 16_384;

/** Takes commands over MQTT to the desk, and its answers back. @returns what ends that */
export function hearCommands({ site, link, desk }: CommandsOptions): () => void {
  const prefix = prefixOf(site);
  const hear = ({ topic, payload, retain }: Incoming): void => {
    const parts = commandTopicOf(prefix, topic);
    if (!topic.startsWith(`${prefix}/cmd/`) || payload.length === 0) return;
    const reject = (code: string, message: string): void => {
      const id = idIn(payload);
      const who = parts === undefined || id === undefined ? {} : { by: parts.by, id };
      desk.turnAway(topic, who, code, message);
    };
    if (retain) {
      link.deliver(topic, '', { retain: true });
      reject('retained', 'a command must not be retained; it was cleared and not done');
    } else if (parts === undefined) reject('topic', 'expected cmd/<by>/<target>/<verb>');
    else if (payload.length > MOST_BYTES) reject('too_large', `it has ${payload.length} bytes; at most ${MOST_BYTES}`);
    else {
      const command = parse(payload);
      if (typeof command === 'string') reject('malformed', command);
      else void desk.submit(parts, command);
    }
  };
  const subscriptions = [
    link.incoming$.subscribe(hear),
    desk.acks$.subscribe(({ by, id, ack }) => link.deliver(`${prefix}/ack/${by}/${id}`, JSON.stringify(ack))),
  ];
  return () => {
    for (const one of subscriptions) one.unsubscribe();
  };
}

/** The id of a command that may be anything. */
function idIn(payload: Buffer): string | undefined {
  const found = /"id"\s*:\s*"([^"\\]{1,128})"/.exec(payload.subarray(0, MOST_BYTES).toString('utf8'))?.[1];
  return CommandId.safeParse(found).success ? found : undefined;
}

function parse(payload: Buffer): Command | string {
  let data: unknown;
  try {
    data = JSON.parse(payload.toString('utf8'));
  } catch {
    return 'it is no JSON';
  }
  const { success, data: command, error } = Command.safeParse(data);
  if (success) return command;
  const [issue] = error.issues;
  return `${issue!.path.join('.')}: ${issue!.message}`;
}
