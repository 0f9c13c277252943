/** Zero of a smooth rising function by secants, to rounding. */
export function root(f: (x: number) => number, guess: number, second: number): number {
  let a = guess;
  let b = second;
  let fa = f(a);
  for (let k = 0; k < 30; k++) {
    const fb = f(b);
    if (fb === fa || Math.abs(b - a) <= 1e-13 * Math.abs(b)) break;
    const c = b - (fb * (b - a)) / (fb - fa);
    a = b;
    fa = fb;
    b = c;
  }
  return b;
}
