import type { StoreHealth } from '../../../core/store.ts';
import { isNetwork } from '../../../io/storeOf.ts';
import type { Live } from '../live.ts';
import { counter, gauge, type Metric, type Sample } from './metrics.ts';
import type { Streams } from './streams.ts';

const STATES = ['running', 'paused', 'ended'] as const;

/** Figures of a twin, its links and its readers. */
export function liveMetrics(
  { twin, link, telemetry, commands, broker }: Omit<Live, 'http' | 'stop'>,
  streams: Streams,
): readonly Metric[] {
  const { clock, site, store } = twin;
  const told = telemetry.counts;
  const { counts } = commands;
  const outcome = (name: 'accepted' | 'rejected' | 'expired' | 'repeated'): Sample => ({
    value: counts[name],
    labels: { outcome: name },
  });
  return [
    counter('sixfold_steps_total', 'Steps taken by this process.', told.steps),
    gauge('sixfold_step_index', 'The next step.', clock.index),
    gauge('sixfold_step_seconds', 'Simulated time of a step.', site.grid.step_s),
    gauge(
      'sixfold_simulated_time_seconds',
      'Where simulated time stands, since 1970.',
      site.grid.start_ms / 1000 + clock.index * site.grid.step_s,
    ),
    gauge('sixfold_clock_lag_seconds', 'How late the last step was.', clock.lag_ms / 1000),
    counter('sixfold_clock_slipped_seconds_total', 'Given up by the policy best-effort.', clock.slipped_ms / 1000),
    gauge('sixfold_clock_speed_ratio', 'Simulated seconds a second.', clock.speed),
    gauge(
      'sixfold_clock_state',
      'How the clock stands.',
      STATES.map((state) => ({ value: clock.state === state ? 1 : 0, labels: { state } })),
    ),
    counter('sixfold_frames_published_total', 'Steps told live over MQTT.', told.told),
    counter('sixfold_frames_skipped_total', 'Steps not told live, for want of room or of need.', told.skipped),
    counter('sixfold_history_frames_total', 'Steps of outages told afterwards.', told.history),
    gauge('sixfold_history_waiting_frames', 'Steps of outages that wait to be told.', told.historyWaiting),
    counter('sixfold_history_dropped_frames_total', 'Steps of outages given up.', told.historyDropped),
    gauge('sixfold_mqtt_connected', 'Whether the broker is there.', link.isConnected ? 1 : 0),
    counter('sixfold_mqtt_messages_sent_total', 'Messages sent.', link.counts.sent),
    counter('sixfold_mqtt_messages_dropped_total', 'Messages given up.', link.counts.dropped),
    gauge('sixfold_mqtt_messages_waiting', 'Messages that wait for the broker.', link.counts.waiting),
    ...(broker === undefined
      ? []
      : [gauge('sixfold_mqtt_clients', 'Clients of the own broker, the twin among them.', broker.clients)]),
    counter('sixfold_store_steps_total', 'Steps stored by this process.', twin.storedRows),
    counter('sixfold_store_points_total', 'Values stored by this process.', twin.storedRows * site.columns.length),
    gauge('sixfold_store_waiting_steps', 'Steps that wait for the store.', twin.waitingRows),
    ...spoolMetrics(isNetwork(store) ? store.health() : undefined),
    counter('sixfold_commands_total', 'Commands by what became of them.', [
      outcome('accepted'),
      outcome('rejected'),
      outcome('expired'),
      outcome('repeated'),
    ]),
    gauge('sixfold_http_streams', 'Streams that are open.', streams.size),
    counter('sixfold_http_streams_total', 'Streams opened, refused, and ended for want of a reader.', [
      { value: streams.counts.opened, labels: { outcome: 'opened' } },
      { value: streams.counts.refused, labels: { outcome: 'refused' } },
      { value: streams.counts.slow, labels: { outcome: 'slow' } },
    ]),
    counter('sixfold_http_stream_frames_total', 'Steps sent to streams.', streams.counts.frames),
    counter(
      'sixfold_http_stream_skipped_frames_total',
      'Steps not sent to streams for want of room.',
      streams.counts.skipped,
    ),
  ];
}

/** Of a database over the network and the spool before it. */
function spoolMetrics(health: StoreHealth | undefined): readonly Metric[] {
  if (health === undefined) return [];
  return [
    gauge('sixfold_spool_points', 'Values that wait for the database.', health.waiting),
    gauge('sixfold_spool_bytes', 'Bytes on disk that wait for the database.', health.waitingBytes),
    counter('sixfold_spool_dropped_points_total', 'Values given up for want of room or for age.', health.dropped),
    counter('sixfold_database_points_total', 'Values by what became of them at the database.', [
      { value: health.stored, labels: { outcome: 'stored' } },
      { value: health.refused, labels: { outcome: 'refused' } },
    ]),
    gauge('sixfold_database_up', 'Whether the database answers.', health.state === 'up' ? 1 : 0),
  ];
}
