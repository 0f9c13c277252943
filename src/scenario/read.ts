import type { z } from 'zod';
import type { AnyKind } from '../core/component.ts';
import { ConfigError, type ConfigIssue } from '../core/errors.ts';
import type { Files, ZoneLookup } from '../core/files.ts';
import { type TimeGrid, utcMs } from '../core/timeGrid.ts';
import type { ZoneRules } from '../core/zone.ts';
import { counted } from '../series/table.ts';
import { TariffSpec } from '../series/tariffSpec.ts';
import { checkReferences } from './check.ts';
import { checkRoadmap } from './checkRoadmap.ts';
import { extremesIn, readDocument, readNamed, type ScenarioDocument } from './document.ts';
import { flattened } from './flatten.ts';
import { parseInstant } from './instant.ts';
import { issuesOf } from './issues.ts';
import { readComponents } from './readComponents.ts';
import { readSpec } from './readSpec.ts';
import type { ComponentEnvelope, ScenarioSpec } from './schema.ts';
import type { Sizable } from './sizeRange.ts';

export type Envelope = z.infer<typeof ComponentEnvelope>;

/** A component as the scenario describes it, its parameters parsed by its kind. */
export interface ComponentPlan {
  readonly id: string;
  readonly kind: AnyKind;
  readonly envelope: Envelope;
  readonly p: unknown;
  /** Where its size is to be found. */
  readonly sizable?: Sizable;
  /** Bus of each port; undefined where left unconnected. */
  readonly buses: Readonly<Record<string, string | undefined>>;
}

/** A component whose parameters are at fault; the names beside them can be checked all the same. */
export type Stray = Pick<ComponentPlan, 'id' | 'envelope'>;

/** A scenario read and checked: plain data, not yet laid on the grid. */
export interface Cluster {
  readonly file: string;
  readonly spec: ScenarioSpec;
  readonly tariffs: Readonly<Record<string, TariffSpec>>;
  readonly grid: TimeGrid;
  readonly zone: ZoneRules;
  readonly components: readonly ComponentPlan[];
  readonly document: ScenarioDocument;
  /** What is wrong already; compiling adds what it finds and throws all of it. */
  readonly faults: readonly ConfigIssue[];
}

export interface Outside {
  readonly files: Files;
  readonly zones: ZoneLookup;
  /** Called with the number of steps between pieces of work that leave much behind, to clear up. */
  readonly pause?: (steps: number) => void;
}

const DAY_MS = 86_400_000;

/** Collects faults, so that a user sees all of them at once. */
export class Faults {
  readonly issues: ConfigIssue[];
  private readonly document: ScenarioDocument;
  constructor(document: ScenarioDocument, issues: readonly ConfigIssue[] = []) {
    this.document = document;
    this.issues = [...issues];
  }
  add(path: readonly PropertyKey[], message: string): void {
    this.issues.push({ ...this.document.placeOf(path), path: path.map(String).join('.'), message });
  }
  /** Runs `f`; a ConfigError becomes faults at `path`, undefined is returned. */
  attempt<T>(path: readonly PropertyKey[], f: () => T): T | undefined {
    try {
      return f();
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      for (const issue of error.issues) {
        if (issue.file !== '') this.issues.push(issue);
        else {
          const inner = [...path, ...(issue.path === '' ? [] : issue.path.split('.'))];
          const joined = issue.path.startsWith(path.map(String).join('.')) ? issue.path.split('.') : inner;
          this.add(joined, issue.message);
        }
      }
      return undefined;
    }
  }
  addZod(error: z.ZodError, schema: z.ZodType, at: readonly PropertyKey[] = []): void {
    this.issues.push(...issuesOf(error, schema, this.document, at));
  }
  throwIfAny(): void {
    if (this.issues.length === 0) return;
    // Two components that draw on the same bad profile meet the same fault.
    const seen = new Map(this.issues.map((issue) => [JSON.stringify(issue), issue]));
    throw new ConfigError([...seen.values()]);
  }
}

/**
 * Reads a scenario: the file, what it extends, its tariffs, and every component's parameters. Top-level sections in
 * `patch` take the place of the file's own.
 * @throws ConfigError with every fault found, where too little is sound to look further
 */
export function readScenario(path: string, outside: Outside, patch: Readonly<Record<string, unknown>> = {}): Cluster {
  const document = readDocument(path, outside.files, { patch });
  const faults = new Faults(document);
  extremesIn(document.data, (at, message) => faults.add(at, message));
  const isExtreme = faults.issues.length > 0;
  const spec = readSpec(document, faults);
  const strays: Stray[] = [];
  const components = readComponents(document, faults, strays);
  if (!spec || isExtreme) faults.throwIfAny();
  const clock = faults.attempt(['site', 'zone'], () => gridOf(spec!, outside.zones, faults));
  const tariffs = readTariffs(spec!, document, outside, faults);
  checkReferences(spec!, { components, strays, tariffs }, faults);
  checkRoadmap({ spec: spec!, components, document }, faults);
  if (!clock) faults.throwIfAny();
  return {
    file: document.file,
    tariffs,
    ...clock!,
    ...(spec!.networkModel === 'copperPlate' ? flattened(spec!, components) : { spec: spec!, components }),
    document,
    faults: faults.issues,
  };
}

function gridOf(
  spec: ScenarioSpec,
  zones: ZoneLookup,
  faults: Faults,
): { grid: TimeGrid; zone: ZoneRules } | undefined {
  const start = parseInstant(spec.time.start, zoneAround(spec.time.start, spec.site.zone, zones));
  if (typeof start === 'string') faults.add(['time', 'start'], start);
  const end = parseInstant(spec.time.end, zoneAround(spec.time.end, spec.site.zone, zones));
  if (typeof end === 'string') faults.add(['time', 'end'], end);
  if (typeof start === 'string' || typeof end === 'string') return undefined;
  const step_ms = spec.time.step_s * 1000;
  if (end <= start) {
    faults.add(
      ['time', 'end'],
      `the run ends (${spec.time.end}) before it starts (${spec.time.start}); expected end after start`,
    );
    return undefined;
  }
  const length = (end - start) / step_ms;
  if (!Number.isInteger(length)) {
    faults.add(
      ['time', 'step_s'],
      `${spec.time.step_s} s does not divide the run of ${(end - start) / 1000} s evenly; choose a step that does`,
    );
    return undefined;
  }
  if (length > 32_000_000) {
    faults.add(
      ['time', 'step_s'],
      `the run has ${counted(length, 'step')}; at most 32,000,000 fit: take a longer step or a shorter run`,
    );
    return undefined;
  }
  const zone = zones(spec.site.zone, start - 40 * DAY_MS, end + 40 * DAY_MS);
  return { grid: { start_ms: start, step_s: spec.time.step_s, length }, zone };
}

/** The zone in the days around a date, to read a wall clock of that date by. */
function zoneAround(date: string, zone: string, zones: ZoneLookup): ZoneRules {
  const [year = 2000, month = 1, day = 1] = (/^(\d{4})-(\d{2})-(\d{2})/.exec(date)?.slice(1) ?? []).map(Number);
  const noon = utcMs(year, Math.min(Math.max(month, 1), 12), day, 12);
  return zones(zone, noon - 3 * DAY_MS, noon + 3 * DAY_MS);
}

function readTariffs(
  spec: ScenarioSpec,
  document: ScenarioDocument,
  { files }: Outside,
  faults: Faults,
): Record<string, TariffSpec> {
  const out: Record<string, TariffSpec> = {};
  for (const [id, entry] of Object.entries(spec.tariffs)) {
    if (!('file' in entry)) {
      out[id] = entry;
      continue;
    }
    const found = faults.attempt(['tariffs', id, 'file'], () => readTariffFile(id, entry.file, document, files));
    if (found) out[id] = found;
  }
  return out;
}

function readTariffFile(id: string, path: string, document: ScenarioDocument, files: Files): TariffSpec {
  const named = readNamed(path, files, document, ['tariffs', id, 'file']);
  const inner = readDocument(
    path,
    { ...files, read: (other, from) => (from === '' ? named : files.read(other, from)) },
    { expected: 'a tariff, a mapping with "energy"' },
  );
  const faults = new Faults(inner);
  extremesIn(inner.data, (at, message) => faults.add(at, message));
  const parsed = TariffSpec.safeParse(inner.data, { reportInput: true });
  if (!parsed.success) faults.addZod(parsed.error, TariffSpec);
  faults.throwIfAny();
  return parsed.data!;
}
