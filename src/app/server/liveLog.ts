import type { Log } from '../log.ts';
import type { Live } from './live.ts';

const LEVELS = { info: 'info', warning: 'warn', alarm: 'error' } as const;

/** Logs what happens to a live twin: events, answers to commands, and the loss of its broker. @returns what ends that */
export function logLive(
  { twin, brokerNews$, telemetry, commands }: Pick<Live, 'twin' | 'brokerNews$' | 'telemetry' | 'commands'>,
  log: Log,
): () => void {
  const { run, clock, begins, isContinued } = twin;
  log.info(
    { run: run.run, epoch: run.epoch, mode: clock.mode, speed: clock.speed, begins, isContinued },
    'the twin begins',
  );
  const subscriptions = [
    telemetry.events$.subscribe(({ severity, component, code, message: text, run, seq, count }) =>
      log[LEVELS[severity]]({ component, code, text, run, seq, count }, 'event'),
    ),
    commands.acks$.subscribe(({ by, id, ack: { state, code, step } }) =>
      log.info({ by, id, state, code, step }, 'command'),
    ),
    brokerNews$.subscribe((reason) => {
      if (reason === undefined) log.info('the broker is connected');
      else log.warn({ reason }, 'the broker is away');
    }),
  ];
  return () => {
    for (const one of subscriptions) one.unsubscribe();
    log.info({ run: twin.run.run, index: twin.clock.index, stored: twin.storedRows }, 'the twin has stopped');
  };
}
