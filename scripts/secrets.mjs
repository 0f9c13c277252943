// `node scripts/secrets.mjs`: makes the passwords that docker-compose.yml needs and writes them to .env, which only its
// owner may read and git ignores. Those that are there stay; take a line out to have it made anew.
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const NAMES = [
  'SIXFOLD_MQTT_PASSWORD',
  'SIXFOLD_MQTT_OPERATOR',
  'SIXFOLD_MQTT_VIEWER',
  'SIXFOLD_INFLUX_PASSWORD',
  'SIXFOLD_INFLUX_TOKEN',
  'SIXFOLD_GRAFANA_PASSWORD',
];
const file = process.argv[2] ?? fileURLToPath(new URL('../.env', import.meta.url));
const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
const missing = NAMES.filter((name) => !new RegExp(`^${name}=.`, 'm').test(before));
// 192 bits each, of letters that no shell and no file format takes for something else.
const made = missing.map((name) => `${name}=${randomBytes(24).toString('base64url')}\n`).join('');
const gap = before === '' || before.endsWith('\n') ? '' : '\n';
writeFileSync(file, `${before}${gap}${made}`, { mode: 0o600 });
chmodSync(file, 0o600);
console.log(missing.length === 0 ? `${file} has all secrets` : `made ${missing.join(', ')} in ${file}`);
