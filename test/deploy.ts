import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './app/site.ts';

export interface Target {
  readonly refId: string;
  readonly query: string;
  readonly datasource: { readonly uid: string };
  readonly rawQuery: boolean;
}
export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly Target[];
}
export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly query: string }[] };
}

/** The dashboards of Grafana by file name. */
export function dashboards(): ReadonlyMap<string, Dashboard> {
  const folder = join(root, 'deploy/grafana/dashboards');
  return new Map(
    readdirSync(folder).map((name) => [name, JSON.parse(readFileSync(join(folder, name), 'utf8')) as Dashboard]),
  );
}
