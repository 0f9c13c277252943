/**
 * A wall clock that is never set back while the process lives: it goes on with the monotonic clock where the system's is
 * behind, so that a command that has expired does not come to life again.
 */
export function steadyWall(
  wall: () => number = Date.now,
  now: () => number = () => performance.now(),
  least = 0,
): () => number {
  let at = Math.max(wall(), least);
  let since = now();
  return () => {
    const going = at + (now() - since);
    const told = wall();
    if (told > going) {
      at = told;
      since = now();
      return told;
    }
    return Math.floor(going);
  };
}
