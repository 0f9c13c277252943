import { faimanCell_degC, MOUNTINGS, sandiaCell_degC } from '../../src/core/physics/photovoltaic.ts';
import { csvRows } from '../core/physics/csv.ts';
import { referenceCases } from '../shared.ts';
import { given } from './page/given.ts';
import { PVLIB } from './sun.ts';
import type { Point, Validation } from './validation.ts';

type Numbers = Record<string, number>;

const published = (group: 'sapm_temp' | 'faiman_temp' | 'pvsyst_temp'): readonly Point[] =>
  referenceCases('reference/solar/published_cases.json')
    .filter((c) => c.group === group)
    .map((c) => {
      const i = c.inputs as Numbers;
      const e = c.expected as Numbers;
      const { poa = 0, temp_air_C = 0, wind_ms = 0 } = i;
      const model =
        group === 'sapm_temp'
          ? sandiaCell_degC(poa, temp_air_C, wind_ms, { a: i.a!, b: i.b!, rise_K: i.deltaT! })
          : group === 'faiman_temp'
            ? faimanCell_degC(poa, temp_air_C, wind_ms, i.u0!, i.u1!)
            : faimanCell_degC(
                poa * i.alpha_absorption! * (1 - i.module_efficiency!),
                temp_air_C,
                wind_ms,
                i.u_c!,
                i.u_v!,
              );
      return { reference: (e.cell_C ?? e.module_C)!, model };
    });

/** Two planes over four days, one after the other. */
const planes = (column: 'Tc_sapm' | 'Tc_faiman'): readonly Point[] =>
  ['A', 'B']
    .flatMap((plane) =>
      csvRows('reference/solar/suzhou_hourly.csv').map((row) => {
        const given_ = [row.number(`${plane}_hd_poa_global`), row.number('temp_air_C'), row.number('wind_ms')] as const;
        return {
          reference: row.number(`${plane}_${column}`),
          model:
            column === 'Tc_sapm'
              ? sandiaCell_degC(...given_, MOUNTINGS.openRack)
              : faimanCell_degC(...given_, 25, 6.84),
        };
      }),
    )
    .filter(({ reference }) => Number.isFinite(reference))
    .map((point, x) => ({ ...point, x }));

export const validations: readonly Validation[] = [
  ...(
    [
      ['sapm_temp', 'Sandia'],
      ['faiman_temp', 'Faiman'],
      ['pvsyst_temp', "PVsyst's form of Faiman"],
    ] as const
  ).map(
    ([group, name]): Validation => ({
      model: 'cellTemperature',
      quantity: 'cell_degC',
      title: `${name}, published cases`,
      source: PVLIB,
      tolerance: { absolute: 0.005 },
      points: given(() => published(group)),
    }),
  ),
  ...(
    [
      ['Tc_sapm', 'Sandia, glass and polymer on an open rack'],
      ['Tc_faiman', 'Faiman (25, 6.84)'],
    ] as const
  ).map(
    ([column, name]): Validation => ({
      model: 'cellTemperature',
      quantity: 'cell_degC',
      title: `${name}, planes of 25 deg south and 10 deg east, four days in Suzhou by hours`,
      source: PVLIB,
      tolerance: { absolute: 0.05 },
      points: given(() => planes(column)),
    }),
  ),
];
