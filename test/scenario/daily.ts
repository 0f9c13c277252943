import { FILES, load, SMALL } from './small.ts';

/** A site whose days are all alike. */
const daily = (days: number): string => {
  const rows = Array.from({ length: 24 * days + 1 }, (_, i) => `${1_677_600_000 + 3600 * i},${200 + 20 * (i % 24)}`);
  return `time,demand_kW\n${rows.join('\n')}\n`;
};
export const site = (days: number) =>
  load({
    ...FILES,
    'site.csv': daily(days),
    'small.yaml': SMALL.replace('end: 2023-03-02', `end: 2023-03-0${days + 1}`)
      .replace('site.csv }', 'site.csv, time: { column: time, format: epoch_s } }')
      .replace('weather: { generate: { climate: suzhou } }\n', '')
      .replace(/ {2}pv: .*\n/, ''),
  });
