/** What compressors and pipes have in common: what is asked at their end, up to a rating, goes through. */
export interface Through {
  /** In the unit of the port that leads. */
  readonly rated: number;
}

export function throughLimits(q: Through, _x: Float64Array, w: Float64Array, _dt_h: number, out: Float64Array): void {
  out[0] = 0;
  out[1] = w[0]! * q.rated;
  out[2] = 0;
}

/** The set point is the flow asked for. */
export function asAsked(
  _q: unknown,
  _x: Float64Array,
  _w: Float64Array,
  _lead: number,
  target: number,
  _dt_h: number,
  u: Float64Array,
): void {
  u[0] = target;
}
