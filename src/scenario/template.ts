/** A scenario to start from: small, complete, runs as it is. */
export const template = (name: string): string => `# A scenario for Sixfold. Run it with: sixfold run ${name}.yaml
# Units are part of every name, after the first underscore: capacity_kWh, power_kW, supply_degC.
# Flows count into the bus as positive. Money is in the currency named here.
sixfold: 1
name: ${name}
label: My site

site:
  latitude_deg: 31.3        # north positive
  longitude_deg: 120.7      # east positive
  altitude_m: 5
  zone: Asia/Shanghai       # IANA name: calendars, tariffs and axes

# Local time. The end is not part of the run. A step may be 1 to 3600 s.
time: { start: 2023-01-01T00:00, end: 2024-01-01T00:00, step_s: 3600 }
currency: CNY
seed: 1

# A file (EPW, TMY3, PVGIS or any CSV): weather: { file: my-weather.epw }
# or weather made by chance in a climate:
weather: { generate: { climate: suzhou } }

# Series of your own. The header of the file may carry names such as demand_kW, or map its columns:
# profiles:
#   site: { file: my-load.csv, columns: { demand_kW: { from: Load, unit: MW } } }

# A bus carries one carrier. Its closers take what is left, in order; the last must take anything.
buses:
  power: { carrier: electricity, closers: [grid, spilt, lost] }
  gas: { carrier: gas, closers: [gas-supply] }
  heat: { carrier: heat, supply_degC: 70, return_degC: 50, closers: [dumped, cold] }

tariffs:
  power:
    energy:
      periods: { peak: { price_money_per_kWh: 1.1 }, valley: { price_money_per_kWh: 0.4 } }
      seasons:
        - { months: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], hours: { peak: 8-22, valley: [0-8, 22-24] } }
  gas: { carrier: gas, energy: { price_money_per_kWh: 0.3 } }

components:
  grid: { kind: gridConnection, bus: power, tariff: power, importLimit_kW: 1000 }
  gas-supply: { kind: gasSupply, bus: gas, tariff: gas, limit_kW: 2000 }
  spilt: { kind: curtailment, bus: power }
  lost: { kind: unserved, bus: power }
  dumped: { kind: dump, bus: heat }
  cold: { kind: unserved, bus: heat, carrier: heat }

  pv: { kind: pv, bus: power, rated_kWp: 300, tilt_deg: 20 }
  battery: { kind: battery, bus: power, capacity_kWh: 200, charge_kW: 100, discharge_kW: 100 }
  chp: { kind: gasEngine, ports: { gas: gas, electricity: power, heat: heat }, rated_kW: 100 }
  boiler: { kind: boiler, ports: { gas: gas, heat: heat }, rated_kW: 300 }

  # A demand is a number, or a column of a profile: demand: site.demand_kW
  load: { kind: load, bus: power, demand: 150 }
  heating: { kind: load, bus: heat, carrier: heat, demand: 120 }

# How stores are run: selfUse (unless said), peakShaving, timeOfUse.
control:
  stores:
    battery: { strategy: timeOfUse, tariff: power, charge: [valley], discharge: [peak] }
`;
