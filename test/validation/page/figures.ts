/** A number for readers: three digits that count, more where it is whole; the same text on every machine. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'none' : 'infinite';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1000 && size < 1e6) return String(Math.round(value));
  if (size < 1e-3 || size >= 1e6) return value.toExponential(1).replace('e+', 'e');
  return String(Number(value.toPrecision(3)));
}
