/** Objects that can be reached from one, itself included. */
export function reachable(root: unknown): number {
  const seen = new Set<unknown>();
  const queue: unknown[] = [root];
  while (queue.length > 0) {
    const at = queue.pop();
    if (typeof at !== 'object' || at === null || seen.has(at)) continue;
    seen.add(at);
    queue.push(...(at instanceof Map ? [...at.keys(), ...at.values()] : Object.values(at)));
  }
  return seen.size;
}
