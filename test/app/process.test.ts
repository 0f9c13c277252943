import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { asyncBufferFromFile, parquetMetadataAsync } from 'hyparquet';
import { describe, expect, it, onTestFinished } from 'vitest';
import { changed, FILES } from '../scenario/small.ts';
import { command, folderWith, root, type Said, say } from './site.ts';

const isBuilt = existsSync(join(root, 'dist/app/cli/main.js'));
const isRoot = process.getuid?.() === 0;

/** The command as a process of its own. */
function call(args: readonly string[], cwd = root, as: { readonly uid?: number; readonly gid?: number } = {}): Said {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], {
    cwd,
    encoding: 'utf8',
    // A command that hangs is a fault too.
    timeout: 60_000,
    ...as,
  });
  return { exit: status ?? -1, out: stdout, err: stderr };
}
const run = (folder: string, out: string): Said =>
  call(['run', join(folder, 'small.yaml'), '--out', out, '--no-report']);

describe.skipIf(!isBuilt)(`the command itself${isBuilt ? '' : ' (skipped: not built; run npm run build)'}`, () => {
  it('runs, prints nothing of its progress into a pipe, and exits with 0', () => {
    const folder = folderWith();
    const { exit, out, err } = call(['run', 'small.yaml'], folder);
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(out).toContain(`\nReport: ${join('out', 'small', 'report.html')} (open it in a browser)`);
    expect(readFileSync(join(folder, 'out/small/report.html'), 'utf8')).toContain('</html>');
  });

  it('writes what takes long in a thread, to the same bytes as without', async () => {
    // Large enough for a thread; the sources themselves have none.
    const folder = folderWith(changed('step_s: 3600', 'step_s: 5'));
    const [threaded, plain] = [join(folder, 'threaded'), join(folder, 'plain')];
    expect(run(folder, threaded)).toMatchObject({ exit: 0, err: '' });
    expect(await say(['run', join(folder, 'small.yaml'), '--out', plain, '--no-report'])).toMatchObject({ exit: 0 });
    for (const name of ['results.parquet', 'balance.xlsx', 'summary.json', 'meta.json'])
      expect(readFileSync(join(threaded, name)).equals(readFileSync(join(plain, name))), name).toBe(true);
  });

  it('exits with 2 on a bad file, and names it as the user stands to it', () => {
    const folder = folderWith(changed('rated_kWp: 100', 'rated_kWp: -1'));
    expect(call(['run', 'small.yaml'], folder)).toEqual({
      exit: 2,
      out: '',
      err: 'small.yaml:25 components.pv.rated_kWp: expected a number above 0, met -1\n',
    });
  });

  it('ends quietly when its reader has seen enough', () => {
    const folder = folderWith();
    const { stdout, stderr } = spawnSync(
      'bash',
      ['-c', `"${process.execPath}" "${command}" schema | head -c 10; echo " ${'$'}{PIPESTATUS[0]}"`],
      { cwd: folder, encoding: 'utf8' },
    );
    expect({ stdout, stderr }).toEqual({ stdout: '{\n  "$sche 0\n', stderr: '' });
  });

  it('stops on Ctrl-C, closes its files and says what is there', async () => {
    const folder = folderWith(changed('step_s: 3600', 'step_s: 1'));
    const out = join(folder, 'out');
    const child = spawn(process.execPath, [command, 'run', join(folder, 'small.yaml'), '--out', out, '--no-report']);
    let err = '';
    child.stderr.on('data', (text: Buffer) => {
      err += text.toString();
    });
    const ended = new Promise<number | null>((resolve) => child.on('exit', (code) => resolve(code)));
    const parquet = join(out, 'results.parquet');
    for (let k = 0; k < 600 && !existsSync(parquet); k++) await sleep(20);
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    const [, steps] =
      /^stopped by SIGINT after (\d+) of 86400 steps; what was done is in .*, marked as unfinished\n$/.exec(err)!;
    const { num_rows } = await parquetMetadataAsync(await asyncBufferFromFile(parquet));
    expect(Number(num_rows)).toBe(Number(steps));
    expect(Number(steps)).toBeLessThan(86_400);
    expect(JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8'))).toMatchObject({ unfinished: true });
  });
});

describe.skipIf(!isBuilt)('an output that cannot be written', () => {
  it('is told of where a file stands for the folder', () => {
    const folder = folderWith();
    writeFileSync(join(folder, 'taken'), '');
    expect(run(folder, join(folder, 'taken'))).toEqual({
      exit: 1,
      out: '',
      err: `${join(folder, 'taken')}: cannot be written: a file stands where a folder is needed; choose another folder with --out\n`,
    });
    expect(run(folder, join(folder, 'taken', 'below'))).toEqual({
      exit: 1,
      out: '',
      err: `${join(folder, 'taken', 'below')}: cannot be written: a part of the path is a file; choose another folder with --out\n`,
    });
  });

  it('is told of where a folder stands for a file', () => {
    const folder = folderWith();
    mkdirSync(join(folder, 'out', 'results.parquet'), { recursive: true });
    expect(run(folder, join(folder, 'out'))).toEqual({
      exit: 1,
      out: '',
      err: `${join(folder, 'out', 'results.parquet')}: cannot be written: a folder stands where a file is needed; choose another folder with --out\n`,
    });
  });

  it('is told of where it is forbidden', () => {
    const folder = folderWith();
    const out = join(folder, 'locked');
    mkdirSync(out);
    chmodSync(folder, 0o755);
    chmodSync(out, 0o555);
    // Nothing is forbidden to root, so root sends another.
    const other = isRoot ? { uid: 65_534, gid: 65_534 } : {};
    expect(call(['run', join(folder, 'small.yaml'), '--out', out, '--no-report'], folder, other)).toEqual({
      exit: 1,
      out: '',
      err: `${join(out, '.sixfold-probe')}: cannot be written: permission denied; choose another folder with --out\n`,
    });
  });

  it('is told of where there can be no folder', () => {
    const { exit, out, err } = run(folderWith(), '/proc/sixfold');
    expect({ exit, out }).toEqual({ exit: 1, out: '' });
    expect(err).toBe(
      '/proc/sixfold: cannot be written: there is no such folder and none can be made; choose another with --out\n',
    );
  });

  /** A file system of so little space, where this process may mount one. */
  function tinyDisk(kB: number): string | undefined {
    const disk = join(folderWith({}), 'disk');
    mkdirSync(disk);
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${kB}k`, 'tmpfs', disk]).status !== 0) return undefined;
    onTestFinished(() => void spawnSync('umount', [disk]));
    return disk;
  }

  it.each([
    [
      'before the series are written',
      4,
      [],
      /^.*(\.sixfold-probe|run\.json|meta\.json|results\.\w+): cannot be written: no space left/,
    ],
    ['while the series are written', 512, [], /^.*results\.parquet: cannot be written: no space left/],
    ['while CSV is written', 8_000, ['--csv'], /^.*results\.csv: cannot be written: no space left/],
  ])('is told of where the disk is full: %s', async (_, kB, flags, message) => {
    const disk = tinyDisk(kB);
    if (disk === undefined) {
      process.stdout.write('skipped: this process may mount no small file system\n');
      return;
    }
    const folder = folderWith(changed('step_s: 3600', 'step_s: 5'));
    const { exit, out, err } = call([
      'run',
      join(folder, 'small.yaml'),
      '--out',
      join(disk, 'out'),
      '--no-report',
      ...flags,
    ]);
    expect({ exit, out }).toEqual({ exit: 1, out: '' });
    expect(err).toMatch(message);
    expect(err.trimEnd().split('\n').length).toBe(1);
    // What was begun and could not be ended is of no use to anyone.
    expect(existsSync(join(disk, 'out', 'results.parquet'))).toBe(false);
  });
});

describe.skipIf(!isBuilt)('a path outside', () => {
  const MESSAGE = (path: string, folder: string): string =>
    `small.yaml:8 profiles.site.file: may not read "${path}": it is outside the folders of the scenario (${folder}); move it into one of them\n`;

  it.each([
    ['by climbing', '../outside/site.csv'],
    ['by its full path', '/etc/hostname'],
  ])('the scenario and its project is not read: %s', (_, path) => {
    const folder = folderWith({ ...FILES, 'outside/site.csv': FILES['site.csv']! });
    mkdirSync(join(folder, 'inner', 'tariffs'), { recursive: true });
    writeFileSync(join(folder, 'inner', 'small.yaml'), FILES['small.yaml']!.replace('file: site.csv', `file: ${path}`));
    writeFileSync(join(folder, 'inner', 'tariffs', 'power.yaml'), FILES['tariffs/power.yaml']!);
    expect(call(['validate', 'small.yaml'], join(folder, 'inner'))).toEqual({
      exit: 2,
      out: '',
      err: MESSAGE(path, '.'),
    });
  });

  it('is not reached by a symbolic link either', () => {
    const folder = folderWith();
    const other = folderWith();
    symlinkSync(join(other, 'site.csv'), join(folder, 'link.csv'));
    writeFileSync(join(folder, 'small.yaml'), FILES['small.yaml']!.replace('file: site.csv', 'file: link.csv'));
    expect(call(['validate', 'small.yaml'], folder)).toEqual({ exit: 2, out: '', err: MESSAGE('link.csv', '.') });
  });

  it('is one inside where an ancestor holds profiles/', () => {
    const folder = folderWith({
      'profiles/site.csv': FILES['site.csv']!,
      'simulations/tariffs/power.yaml': FILES['tariffs/power.yaml']!,
    });
    const scenario = join(folder, 'simulations', 'small.yaml');
    writeFileSync(scenario, FILES['small.yaml']!.replace('file: site.csv', 'file: ../profiles/site.csv'));
    expect(call(['validate', scenario])).toMatchObject({ exit: 0, err: '' });
  });
});
