// `npm run screenshots`: remakes docs/screens/*.png from a running twin: every view, and Plant dark, in Chinese, and on a
// phone. Needs Chromium (or its path in CHROMIUM) and a build.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const root = fileURLToPath(new URL('..', import.meta.url));
const SCREENS = join(root, 'docs/screens');
const SCENARIO = 'simulations/suzhou-six-in-one.yaml';
/** A day and a half into the year, at noon: the sun is up and there is something to look back at. */
const STEPS = 36;
const VIEWS = ['plant', 'balance', 'time', 'runs', 'studio'];
const LARGE_kB = 150;
const executablePath =
  process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

const shots = [
  ...VIEWS.map((view) => ({ name: view, view })),
  { name: 'plant-dark', view: 'plant', colorScheme: 'dark' },
  { name: 'plant-zh', view: 'plant', locale: 'zh-CN' },
  { name: 'balance-phone', view: 'balance', viewport: { width: 390, height: 844 } },
];

/** Starts a twin in a process of its own. @returns its address, its folder, and what ends it */
async function startTwin(data) {
  const args = ['live', SCENARIO, '--data', data, '--fresh', '--http', '127.0.0.1:0', '--port', '0', '--ws-port', '0'];
  const child = spawn(process.execPath, [join(root, 'bin/sixfold.js'), ...args, '--mode', 'step'], { cwd: root });
  const url = await new Promise((resolve, reject) => {
    let said = '';
    const hear = (part) => {
      said += part;
      const [, found] = /(http:\/\/127\.0\.0\.1:\d+)/.exec(said) ?? [];
      if (found !== undefined) resolve(found);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('exit', (code) => reject(new Error(`the twin ended with ${code}: ${said}`)));
  });
  const end = () =>
    new Promise((done) => {
      child.removeAllListeners('exit');
      child.on('exit', done);
      child.kill('SIGTERM');
    });
  return { url, end };
}

async function step(url, token, steps) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', prefer: 'wait=10' };
  const answer = await fetch(`${url}/v1/clock/step`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ args: { steps } }),
  });
  if (!answer.ok) throw new Error(`the clock took no step: ${answer.status} ${await answer.text()}`);
}

async function shoot(url, token, { name, view, ...browser }) {
  const profile = mkdtempSync(join(tmpdir(), 'sixfold-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    locale: 'en-GB',
    colorScheme: 'light',
    viewport: { width: 1280, height: 800 },
    ...browser,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  });
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    await page.goto(`${url}/#/${view}`);
    await page.locator('main h1').first().waitFor();
    await page.waitForTimeout(1500);
    // Live views show what is told while they look.
    await step(url, token, 1);
    await page.waitForTimeout(view === 'studio' ? 8000 : 3000);
    const path = join(SCREENS, `${name}.png`);
    await page.screenshot({ path });
    const kB = Math.round(statSync(path).size / 1000);
    console.log(`docs/screens/${name}.png ${kB} kB${kB > LARGE_kB ? ` (more than ${LARGE_kB} kB)` : ''}`);
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

if (executablePath === undefined) {
  console.error('no Chromium found; install it with: apt-get install chromium (or name it in CHROMIUM)');
  process.exit(1);
}
mkdirSync(SCREENS, { recursive: true });
const data = mkdtempSync(join(tmpdir(), 'sixfold-screens-'));
const twin = await startTwin(data);
try {
  const { operator } = JSON.parse(readFileSync(join(data, 'tokens.json'), 'utf8'));
  await step(twin.url, operator, STEPS);
  for (const one of shots) await shoot(twin.url, operator, one);
} finally {
  await twin.end();
  rmSync(data, { recursive: true, force: true });
}
