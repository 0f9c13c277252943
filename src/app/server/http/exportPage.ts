/** The web app as a folder of static files: its studio works on any web server, since it simulates in the browser. */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ConfigError } from '../../../core/errors.ts';
import { PAGE_POLICY, type PageInfo, packageFolder, pageFolder, sharedFiles } from './page.ts';

/** What a folder of static files can show: no twin, no runs. */
const ALONE: Omit<PageInfo, 'version'> = { twin: false, runs: false, markets: false, needsToken: false, mqtt: false };

/** Files of an earlier export, which are removed before another is written. */
const OWN = ['index.html', 'NOTICES.txt', 'assets', 'files', 'page.json', 'report.js'];

/**
 * Writes the page, the scenarios and profiles that the package brings, and what it is told of its server.
 * @returns how many files of scenarios and profiles there are
 * @throws ConfigError where the page is not built, or the folder holds something else
 */
export function exportPage(folder: string, version: string): number {
  const page = pageFolder();
  const root = packageFolder();
  if (!existsSync(join(page, 'index.html'))) throw new ConfigError('the page is not built; run: npm run build');
  if (existsSync(folder) && !existsSync(join(folder, 'page.json')) && existsSync(join(folder, 'index.html')))
    throw new ConfigError(
      `"${folder}" holds another page (index.html without page.json); choose another folder, or remove it first`,
    );
  for (const name of OWN) rmSync(join(folder, name), { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(join(page, 'assets'), join(folder, 'assets'), { recursive: true });
  cpSync(join(page, 'NOTICES.txt'), join(folder, 'NOTICES.txt'));
  cpSync(join(root, 'dist/app/web/report.js'), join(folder, 'report.js'));
  // A web server of whatever kind sends no policy of its own.
  const policy = PAGE_POLICY.filter((part) => !part.startsWith('frame-ancestors')).join('; ');
  const html = readFileSync(join(page, 'index.html'), 'utf8').replace(
    '<meta charset="utf-8" />',
    `<meta charset="utf-8" />\n    <meta http-equiv="Content-Security-Policy" content="${policy}" />`,
  );
  writeFileSync(join(folder, 'index.html'), html);
  const shared = sharedFiles(root);
  for (const path of shared) {
    const to = join(folder, 'files', path);
    mkdirSync(dirname(to), { recursive: true });
    cpSync(join(root, path), to);
  }
  writeFileSync(join(folder, 'files/index.json'), `${JSON.stringify(shared)}\n`);
  writeFileSync(join(folder, 'page.json'), `${JSON.stringify({ version, ...ALONE })}\n`);
  return shared.length;
}
