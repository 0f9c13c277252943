import { acos, cos, RAD_PER_DEG, sin } from '../core/math.ts';
import { fixedZone } from '../core/zone.ts';
import type { Position } from './clockEvidence.ts';
import { counted, type Finding } from './table.ts';
import type { WeatherLocation, WeatherTable } from './weatherTable.ts';

const EARTH_km = 6371;
/** ASSUMED: up to here a file is the site's own weather; beyond it the sun and the climate are another place's. */
const FAR_km = 300;
/** Noons apart by more than this put light into the night. */
const FAR_h = 1;
/** The shift is rounded to this, so that the sun need not be computed minute by minute. */
const ROUND_min = 5;

/** Length of the great circle on a sphere. */
export function distance_km(a: Position, b: Position): number {
  const [p, q] = [a.latitude_deg * RAD_PER_DEG, b.latitude_deg * RAD_PER_DEG];
  const [sp, cp, sq, cq] = [sin(p), cos(p), sin(q), cos(q)];
  const cosine = sp * sq + cp * cq * cos((a.longitude_deg - b.longitude_deg) * RAD_PER_DEG);
  return EARTH_km * acos(Math.max(-1, Math.min(1, cosine)));
}

/** `GREENSBORO (36.1 N, 79.95 W)`. */
const named = ({ name, latitude_deg, longitude_deg }: WeatherLocation): string =>
  `${name === '' ? 'a place' : name} (${Math.abs(latitude_deg)} ${latitude_deg < 0 ? 'S' : 'N'}, ` +
  `${Math.abs(longitude_deg)} ${longitude_deg < 0 ? 'W' : 'E'})`;

/**
 * Weather of another place on a site's time. A typical year from afar is moved so that its solar noon is the site's:
 * its rows keep their month, day and hour of solar time, by the difference in longitude alone, for the equation of time
 * is that of the day at either place. A record of real time keeps its instants. Both are reported. A file from nearby
 * is left as it is.
 */
export function fromAfar(table: WeatherTable, site: Position): WeatherTable {
  const { location } = table;
  if (location === undefined) return table;
  const away_km = distance_km(location, site);
  /** How much later the sun passes over the file's place than over the site; negative where it passes before. */
  const late_h = nearestTurn_h((site.longitude_deg - location.longitude_deg) / 15);
  if (away_km <= FAR_km && Math.abs(late_h) <= FAR_h) return table;
  const from = `is weather of ${named(location)}, ${counted(Math.round(away_km), 'km', 'km')} from the site`;
  const seasons =
    location.latitude_deg * site.latitude_deg < 0 ? '; its seasons are those of the other half of the Earth' : '';
  if (table.year === 'exact') {
    const noon = `its noon is ${Math.round(Math.abs(late_h) * 10) / 10} h ${late_h < 0 ? 'before' : 'after'} the site's`;
    const text = `${from}, kept at its own instants, where ${noon}; year: calendar lays it by its solar time`;
    return withFinding(table, text + seasons);
  }
  // Rows keep their wall clock: as many minutes as the instants move, the zone moves back. Walls are laid on every year.
  const by_min = solarShift_min(location, site);
  const zone_min = location.offset_min - by_min;
  return withFinding(
    {
      ...table,
      start_ms: table.start_ms + by_min * 60_000,
      zone: fixedZone(`solar time of ${location.name}`, zone_min),
    },
    `${from}: laid by its solar time, so that its noon is the site's${seasons}`,
  );
}

/** Minutes by which the file's instants have to move for the noons to meet on one calendar day. */
function solarShift_min(location: WeatherLocation, site: Position): number {
  const by_min = (location.longitude_deg - site.longitude_deg) * 4;
  return Math.round(by_min / ROUND_min) * ROUND_min;
}

/** Hours within half a turn of the Earth. */
const nearestTurn_h = (h: number): number => h - 24 * Math.round(h / 24);

function withFinding(table: WeatherTable, text: string): WeatherTable {
  const finding: Finding = { kind: 'place', column: '', count: 1, places: [], text };
  return { ...table, report: { ...table.report, findings: [...table.report.findings, finding] } };
}
