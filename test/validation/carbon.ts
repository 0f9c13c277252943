import { type Allocation, burdens, type JointProduct } from '../../src/core/allocation.ts';
import { simulated } from '../report/simulated.ts';
import { type ReferenceCase, referenceCases } from '../shared.ts';
import { given } from './page/given.ts';
import type { Validation } from './validation.ts';

/** Separate supply where a case does not say. */
export const SEPARATE = { electricity: 0.53, heat: 0.92, cooling: 5, hydrogen: 0.6 };
const METHODS: Readonly<Record<string, Allocation>> = { iea: 'energy', finnish: 'alternativeProduction' };

export const allocationCases = (): readonly ReferenceCase[] =>
  referenceCases('reference/heat_pump_chiller/cases.json').filter(
    (c) => c.fn === 'chp_emission_allocation' && METHODS[c.inputs.method as string] !== undefined,
  );

/** What electricity and heat bear of the total. */
export function borne({ inputs }: ReferenceCase): readonly [number, number] {
  const i = inputs as { method: string; total: number } & Record<string, number>;
  const products: JointProduct[] = [
    { carrier: 'electricity', amount: i.eta_el!, exergyFactor: 1 },
    { carrier: 'heat', amount: i.eta_th!, exergyFactor: 0.2 },
  ];
  const separate = { ...SEPARATE, electricity: i.eta_el_ref!, heat: i.eta_th_ref! };
  const shares = burdens(products, METHODS[i.method]!, separate, 0);
  return [shares[0]!.share * i.total, shares[1]!.share * i.total];
}

/** Scope 1 of gas burnt on site with nothing said of its carbon. */
const gas_kg_per_kWh = (): number =>
  simulated(`
buses:
  gas: { carrier: gas, closers: [supply] }
tariffs: { gas: { carrier: gas, energy: { price_money_per_kWh: 0.2 } } }
components:
  supply: { kind: gasSupply, bus: gas, tariff: gas, limit_kW: 1000 }
  oven: { kind: load, bus: gas, carrier: gas, demand: 10 }
`).summary.emissions.scope1_kg /
  (10 * 48);

export const validations: readonly Validation[] = [
  {
    model: 'carbon',
    quantity: 'borne_kg',
    title: 'emissions of combined heat and power shared by energy and by alternative production',
    source: 'oemof-thermal e4cc426 (shared/reference/heat_pump_chiller)',
    tolerance: { relative: 1e-8 },
    points: given(() =>
      allocationCases().flatMap((c) => {
        const { el, th } = c.expected as { el: number; th: number };
        const [electricity, heat] = borne(c);
        return [
          { reference: el, model: electricity },
          { reference: th, model: heat },
        ];
      }),
    ),
  },
  {
    model: 'carbon',
    quantity: 'fossil_kg_per_kWh',
    title: "the default of natural gas against the IPCC's of the world, whose range is -3 to +4 %",
    source: 'IPCC 2006 Guidelines, vol. 2, table 2.2 (shared/reference/carbon_accounting)',
    tolerance: { relative: 0.03 },
    points: given(() =>
      referenceCases('reference/carbon_accounting/cases.json')
        .filter((c) => c.inputs.fuel === 'natural gas')
        .map((c) => ({
          reference: ((c.expected as { t_CO2: number }).t_CO2 / (c.inputs.energy_GJ_LHV as number)) * 3.6,
          model: gas_kg_per_kWh(),
        })),
    ),
  },
];
