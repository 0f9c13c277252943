// Writes docs/suzhou-real.md: the Suzhou site on real weather and a real industrial load, which lie in ../shared beside the
// project. The same data give the same bytes. Needs them, and dist/ (npm run build).
import { existsSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const DATA = [
  '../shared/data/weather-epw-china/CHN_Shanghai.Shanghai.583620_CSWD.epw',
  '../shared/data/steel-korea-15min/Steel_industry_data_2018-01..09.csv',
];
const missing = [...DATA, 'dist/app/node.js'].filter((path) => !existsSync(at(path)));
if (missing.length > 0) {
  console.error(`missing: ${missing.join(', ')}; put the data beside the project and run: npm run build`);
  process.exit(2);
}
const { nodeOutside, simulate } = await import('../dist/app/node.js');
const { loadScenario: load } = await import('../dist/index.js');
const { summarise } = await import('../dist/report/summarise.js');
const { summaryText } = await import('../dist/app/cli/summaryText.js');

/** A scenario that may read the data beside the project too. */
const run = (name) => {
  const path = at(`test/scenarios/${name}`);
  return simulate(load(path, nodeOutside(path, DATA.map(at))));
};
const outcome = run('suzhou-six-in-one.real.yaml');
const summary = summarise(outcome, { references: [summarise(run('suzhou-conventional.real.yaml'))] });
// The last paragraph says where results are; paths are those of one machine.
const text = summaryText(outcome, summary, { folder: '', report: false }).replaceAll(at('../shared/'), '../shared/');

const page = `# Suzhou on real data

Written by \`node scripts/real.mjs\`; do not edit. The scenario is
[suzhou-six-in-one.real.yaml](../test/scenarios/suzhou-six-in-one.real.yaml): the shipped site of
[suzhou-six-in-one.yaml](../simulations/suzhou-six-in-one.yaml) with two real series in the place of generated ones,
January to September at 15 min.

| series | source | licence |
|---|---|---|
| weather | Shanghai 583620, typical year of Chinese Standard Weather Data (China Meteorological Bureau and Tsinghua University, 2005), EPW file as offered by EnergyPlus; measured 80 km from the site | unclear: free to download, no open licence stated |
| electricity of the workshops | DAEWOO Steel, Gwangyang, Korea, 2018, 15 min: V E Sathishkumar et al., "Steel Industry Energy Consumption", UCI Machine Learning Repository, doi:10.24432/C52G8C | CC BY 4.0 |

Neither file is part of the project; only sums made of them stand here. The plant's load is scaled by 3.8168 to the
energy of the scenario's workshops, its clock read as that of the site. It is laid on 2023 by date, so its rest days fall a
weekday early. Heat, cold, lamps and hydrogen are those of the scenario, shaped with its generated weather. The file ends in
September, so this is no year: three months of heating are missing, and nothing here may be compared with a yearly figure.

\`\`\`
${text.trimEnd().split('\n\n').slice(0, -1).join('\n\n')}
\`\`\`
`;
writeFileSync(at('docs/suzhou-real.md'), page);
console.log('wrote docs/suzhou-real.md');
