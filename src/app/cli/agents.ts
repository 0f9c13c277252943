import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConfigError } from '../../core/errors.ts';
import type { Agent } from '../../market/agent.ts';

/**
 * Agents from a module of the user's own: its default export has a function by participant. A module is code: it may do
 * whatever the user may.
 * @throws ConfigError where it cannot be loaded, or gives something else
 */
export async function agentsOf(file: string | undefined): Promise<((party: string) => Agent | undefined) | undefined> {
  if (file === undefined) return undefined;
  let module: { readonly default?: unknown };
  try {
    module = await import(pathToFileURL(resolve(file)).href);
  } catch (error) {
    throw new ConfigError(
      `${file}: cannot be loaded as a module (${error instanceof Error ? error.message : String(error)})`,
    );
  }
  const agents = module.default;
  if (typeof agents !== 'object' || agents === null)
    throw new ConfigError(
      `${file}: has no default export of agents; expected export default { <participant>: (view) => orders }`,
    );
  const byParty = new Map<string, Agent>();
  for (const [party, agent] of Object.entries(agents)) {
    if (!isAgent(agent))
      throw new ConfigError(
        `${file}: "${party}" is a ${typeof agent}, expected a function from what it knows to orders`,
      );
    byParty.set(party, agent);
  }
  return (party) => byParty.get(party);
}

/** What it returns is looked at when it is called. */
const isAgent = (value: unknown): value is Agent => typeof value === 'function';
