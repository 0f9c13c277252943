/** True where every number is finite: one sum tells, and four at once, as each addition waits for the one before. */
export function allFinite(values: Float64Array): boolean {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  const last = values.length - 3;
  let k = 0;
  for (; k < last; k += 4) {
    a += values[k]! - values[k]!;
    b += values[k + 1]! - values[k + 1]!;
    c += values[k + 2]! - values[k + 2]!;
    d += values[k + 3]! - values[k + 3]!;
  }
  for (; k < values.length; k++) a += values[k]! - values[k]!;
  return a + b + c + d === 0;
}
