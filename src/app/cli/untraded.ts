import type { Cluster } from '../../scenario/read.ts';
import type { Terminal } from './terminal.ts';

/** Says of a scenario that trades what a command does without its exchange; nothing of any other. */
export function tellUntraded({ spec }: Pick<Cluster, 'spec'>, terminal: Terminal, what: string): void {
  if (spec.exchange === undefined) return;
  terminal.err(`${spec.label ?? spec.name} has an exchange: ${what}\n`);
}
