// Importers and series: a year at one-minute steps as CSV, the shipped weather, sun, a tariff.
import { readFileSync } from 'node:fs';
import { dist, interleave, median, ms, report, root } from './timing.mjs';

const { importProfile } = await import(dist('series/csv.js'));
const { ProfileMapping } = await import(dist('series/profileSpec.js'));
const { fixedZone } = await import(dist('core/zone.js'));
const { sunColumns } = await import(dist('core/physics/sun.js'));
const { utcMs } = await import(dist('core/timeGrid.js'));

const zone = fixedZone('UTC', 0);
const context = { file: 'bench.csv', siteZone: zone, zone: () => zone };
const start_ms = utcMs(2023, 1, 1);
let minutes = 'time,demand_kW,heat_kW\n';
for (let i = 0; i < 525_600; i++)
  minutes += `${new Date(start_ms + i * 60_000).toISOString()},${(i % 977) / 10},${(i % 631) / 10}\n`;
const weather = readFileSync(`${root}profiles/suzhou-weather.csv`, 'utf8');
const mapping = ProfileMapping.parse({});
const site = { latitude_deg: 31.3, longitude_deg: 120.7, altitude_m: 5 };

const times = interleave(
  {
    minutes: () => importProfile(minutes, mapping, context),
    weather: () => importProfile(weather, ProfileMapping.parse({ stuckAfter_h: 9000 }), context),
    sun: () => sunColumns({ start_ms, step_s: 3600, length: 8760 }, site),
  },
  5,
);
report('Importers and series', [
  ['CSV of 525,600 rows and 2 columns', ms(median(times.minutes))],
  ['CSV of 8,760 rows and 9 columns (shipped weather)', ms(median(times.weather))],
  ['the sun over a year of hours', ms(median(times.sun))],
]);
