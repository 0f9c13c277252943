import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { makePage, packageFolder, pageFolder, sharedFiles } from '../../../../src/app/server/http/page.ts';
import { ask, served } from './asking.ts';
import { raw } from './raw.ts';

const INFO = { version: '1.2.3', twin: true, runs: true, markets: false, needsToken: false, mqtt: true };
const page = makePage(INFO);
const isBuilt = existsSync(join(pageFolder(), 'index.html'));
const scenario = 'files/simulations/suzhou-six-in-one.yaml';

describe('files of the page', () => {
  it('tell what the server has, and the texts of shipped scenarios as text', async () => {
    expect(await page('/page.json', undefined)!.json()).toEqual(INFO);
    const files = (await page('/files/index.json', undefined)!.json()) as readonly string[];
    expect(files).toEqual(sharedFiles());
    expect(files).toContain('simulations/suzhou-six-in-one.yaml');
    expect(files.every((path) => /^(simulations|profiles)\//.test(path))).toBe(true);
    const file = page(`/${scenario}`, undefined)!;
    expect(file.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await file.text()).toBe(readFileSync(join(packageFolder(), 'simulations/suzhou-six-in-one.yaml'), 'utf8'));
  });

  it('let scripts come from nowhere but the page, and be written nowhere else', () => {
    const policy = page('/page.json', undefined)!.headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*|script-src[^;]*data:/);
  });

  it('are zipped for who takes that', () => {
    const [zipped, plain] = ['gzip, br', undefined].map((accepts) => page(`/${scenario}`, accepts)!);
    expect([zipped!.headers.get('content-encoding'), plain!.headers.get('content-encoding')]).toEqual(['gzip', null]);
    expect(zipped!.headers.get('vary')).toBe('accept-encoding');
    return Promise.all([zipped!.arrayBuffer(), plain!.text()]).then(([bytes, text]) =>
      expect(gunzipSync(Buffer.from(bytes)).toString('utf8')).toBe(text),
    );
  });

  it.each([
    '/../package.json',
    '/assets/../index.html',
    '/assets/..%2fpackage.json',
    '/assets/',
    '/assets',
    '/.vite/manifest.json',
    '/files/package.json',
    '/files/../package.json',
    '/files/simulations/../package.json',
    '/files/',
    '/files',
    '/files/simulations',
    '/files//etc/passwd',
    '/files/%2e%2e/package.json',
    '/tokens.json',
    '/index.html/',
    '/\0',
  ])('are none at %j', (path) => {
    expect(page(path, undefined)).toBeUndefined();
  });

  it('are asked for again by their mark, but for those whose name tells their content', async () => {
    const live = await served();
    const first = await ask(live, `/${scenario}`);
    const tag = first.headers.get('etag')!;
    expect(tag).toBe(`"${createHash('sha256').update(first.text).digest('base64url').slice(0, 22)}"`);
    expect(first.headers.get('cache-control')).toBe('no-cache');
    const again = await ask(live, `/${scenario}`, { headers: { 'if-none-match': tag } });
    expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', tag]);
    const changed = await ask(live, `/${scenario}`, { headers: { 'if-none-match': '"other"' } });
    expect([changed.status, changed.text]).toEqual([200, first.text]);
    const head = await ask(live, `/${scenario}`, { method: 'HEAD' });
    expect([head.status, head.text, head.headers.get('etag')]).toEqual([200, '', tag]);
    for (const path of [
      '/%2e%2e/package.json',
      '/assets/%2e%2e/%2e%2e/package.json',
      '/files/..%2f..%2fpackage.json',
    ]) {
      const said = await raw(live, `GET ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`);
      expect({ path, said: said.slice(0, 12) }).toEqual({ path, said: 'HTTP/1.1 404' });
    }
    expect((await ask(live, `/${scenario}`, { method: 'POST' })).status).toBe(404);
  });

  it.skipIf(!isBuilt)('hold no script or style of their own in the markup, and name their content', async () => {
    const html = await page('/', undefined)!.text();
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:/i);
    expect(html).not.toMatch(/(src|href)="(https?:)?\/\//);
    const [, script] = /src="\.\/(assets\/[^"]+)"/.exec(html)!;
    const file = page(`/${script}`, undefined)!;
    expect(file.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(file.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  });
});
