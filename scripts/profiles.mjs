// Writes the time series that ship with the project into profiles/. The same code gives the same bytes.
import { existsSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const made = new URL('../dist/series/generateProfiles.js', import.meta.url);
if (!existsSync(made)) {
  console.error('dist/ is missing: run "npm run build" first');
  process.exit(2);
}
const { shippedProfiles } = await import(made.href);
for (const [name, text] of Object.entries(shippedProfiles())) {
  const file = new URL(`../profiles/${name}`, import.meta.url);
  writeFileSync(file, text);
  console.log(`${fileURLToPath(file)}  ${text.length.toLocaleString('en')} bytes`);
}
