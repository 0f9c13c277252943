import { timeAt } from '../../core/timeGrid.ts';
import type { Link } from '../../io/mqttLink.ts';
import { prefixOf } from '../../io/mqttTopics.ts';
import { QUALITIES, worseOf } from '../../series/quality.ts';
import { headText } from './encode.ts';
import type { Frames, Twin } from './twin.ts';

/** Steps a second up to which each is told; above, the last of those that came together. */
const PER_S = 10;

/** Where the columns of one meter stand in a row. */
interface MeterPlaces {
  readonly signal: string;
  /** `qualityElectricity`. */
  readonly quality: string;
  readonly measuredAt: number;
  readonly qualityAt: number;
  /** Residual, bias, RMSE and error, each by its name. */
  readonly others: readonly (readonly [name: string, at: number])[];
}

/** The meters of a site by component, from the columns that they add. */
export function metersIn(columns: Twin['site']['columns']): ReadonlyMap<string, readonly MeterPlaces[]> {
  const found = new Map<string, MeterPlaces[]>();
  columns.forEach(({ component, signal, role }, at) => {
    if (role !== 'meter') return;
    const list = found.get(component) ?? [];
    found.set(component, list);
    if (signal.startsWith('measured')) {
      const own = signal.charAt('measured'.length).toLowerCase() + signal.slice('measured'.length + 1);
      list.push({ signal: own, quality: '', measuredAt: at, qualityAt: 0, others: [] });
      return;
    }
    const last = list.at(-1)!;
    list[list.length - 1] = signal.startsWith('quality')
      ? { ...last, quality: signal, qualityAt: at }
      : { ...last, others: [...last.others, [signal.startsWith('residual') ? last.signal : signal, at]] };
  });
  return found;
}

/** Tells what meters showed, and how far the model is from them, on topics of their own, until it ends. */
export function tellMeters(twin: Twin, link: Link, wall: () => number): void {
  const { site } = twin;
  const meters = [...metersIn(site.columns)];
  if (meters.length === 0) return;
  const prefix = prefixOf(site.name);
  const width = site.columns.length;

  const tell = ({ run, group }: Frames, r: number): void => {
    const seq = group.first + r;
    const row = group.rows.subarray(r * width, (r + 1) * width);
    const head = headText({ time_ms: timeAt(site.grid, seq), wall_ms: wall(), run: run.run, epoch: run.epoch, seq });
    for (const [component, list] of meters) {
      let worst = 0;
      let measured = '';
      let residual = '';
      for (const { signal, quality, measuredAt, qualityAt, others } of list) {
        worst = worseOf(worst, row[qualityAt]!);
        const word = `,"${quality}":"${QUALITIES[row[qualityAt]!]!}"`;
        if (Number.isFinite(row[measuredAt])) measured += `,"${signal}":${row[measuredAt]}`;
        measured += word;
        for (const [name, at] of others) if (Number.isFinite(row[at])) residual += `,"${name}":${row[at]}`;
        residual += word;
      }
      link.send(`${prefix}/measured/${component}`, `${head},"quality":"${QUALITIES[worst]!}"${measured}}`);
      link.send(`${prefix}/residual/${component}`, `${head},"quality":"${QUALITIES[worst]!}"${residual}}`);
    }
  };
  twin.frames$.subscribe((frames) => {
    const { speed, mode } = twin.clock;
    const isFast = mode === 'asap' || (mode !== 'step' && speed / site.grid.step_s > PER_S);
    for (let r = isFast ? frames.group.count - 1 : 0; r < frames.group.count; r++) tell(frames, r);
  });
}
