/** A cylinder standing on its base, filled with water between two temperatures. */
export interface Tank {
  readonly u_W_per_m2K: number;
  readonly diameter_m: number;
  readonly supply_degC: number;
  readonly return_degC: number;
  /** Heat that a m3 takes up per kelvin. */
  readonly heat_kWh_per_m3K: number;
}

/** Area of the mantle per volume of water and its UA in kW/K per kWh/K of content: the share of content lost an hour. */
export const tankContentLoss_per_h = (tank: Tank): number =>
  (4 * tank.u_W_per_m2K) / tank.diameter_m / (1000 * tank.heat_kWh_per_m3K);

/**
 * Loss that does not depend on the content, in kW: the whole mantle at return temperature, the lid at supply and the
 * base at return temperature, against `ambient_degC`. Positive is a loss on a hot tank and a gain of heat on a cold one.
 */
export function tankBaseLoss_kW(tank: Tank, volume_m3: number, ambient_degC: number): number {
  const sign = tank.supply_degC >= tank.return_degC ? 1 : -1;
  const mantle_m2 = (4 * volume_m3) / tank.diameter_m;
  const base_m2 = (Math.PI * tank.diameter_m * tank.diameter_m) / 4;
  return (
    (sign *
      tank.u_W_per_m2K *
      (mantle_m2 * (tank.return_degC - ambient_degC) +
        base_m2 * (tank.supply_degC + tank.return_degC - 2 * ambient_degC))) /
    1000
  );
}
