import type { AgentView } from '../../market/agent.ts';

/**
 * What a party that sent orders of its own does to keep what it traded: its needs and surpluses come as they come, and what is
 * lacking to its position is given by its machines, cheapest first, then by its stores; what is too much its stores take.
 * What is beyond them is its imbalance.
 * @param position quanta sold less bought
 * @returns by component: quanta given less taken
 */
export function deliver(view: AgentView, position: number): ReadonlyMap<string, number> {
  const { needs, surpluses, machines, stores } = view;
  const planned = new Map<string, number>();
  const add = (component: string, quanta: number): void => {
    if (quanta !== 0) planned.set(component, (planned.get(component) ?? 0) + quanta);
  };
  let left = position;
  for (const { component, quantity } of needs) {
    add(component, -quantity);
    left += quantity;
  }
  for (const { component, quantity } of surpluses) {
    add(component, quantity);
    left -= quantity;
  }
  const blocks = machines.flatMap(({ component, blocks: own }) => own.map((block) => ({ component, ...block })));
  for (const { component, quantity } of blocks.sort((a, b) => a.cost - b.cost)) {
    const given = Math.min(quantity, Math.max(0, left));
    add(component, given);
    left -= given;
  }
  for (const { component, gives } of stores.toSorted((a, b) => a.givesAt - b.givesAt)) {
    const given = Math.min(gives, Math.max(0, left));
    add(component, given);
    left -= given;
  }
  for (const { component, takes } of stores.toSorted((a, b) => b.takesAt - a.takesAt)) {
    if (planned.has(component) && planned.get(component)! > 0) continue;
    const taken = Math.min(takes, Math.max(0, -left));
    add(component, -taken);
    left += taken;
  }
  return planned;
}
