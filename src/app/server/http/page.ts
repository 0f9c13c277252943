/** Files of the web app, and of the scenarios that the package brings, as a server hands them out. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

/** What the page is told of the server it came from: `page.json`. */
export interface PageInfo {
  readonly version: string;
  readonly twin: boolean;
  readonly runs: boolean;
  readonly markets: boolean;
  readonly needsToken: boolean;
  readonly tokensFile?: string;
  readonly mqtt: boolean;
}

/** A file of the page, or undefined where there is none at this path. */
export type Page = (path: string, accepts: string | undefined) => Response | undefined;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
  '.yaml': 'text/plain; charset=utf-8',
  '.csv': 'text/plain; charset=utf-8',
  '.md': 'text/plain; charset=utf-8',
};

/**
 * No script but the page's own files, nothing from elsewhere, no frame around it. Styles set by scripts (`element.style`)
 * are no inline styles to a browser; those of charts come so.
 */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
] as const;
const POLICY = PAGE_POLICY.join('; ');

/** The folder of the package: where `package.json` stands above this file. */
export function packageFolder(): string {
  let at = fileURLToPath(new URL('.', import.meta.url));
  while (!existsSync(join(at, 'package.json'))) at = join(at, '..');
  return at;
}
export const pageFolder = (): string => join(packageFolder(), 'dist/app/page');

/** Folders of the package whose files scenarios name. */
export const SHARED = ['simulations', 'profiles'] as const;

/** Every file below the shared folders, by its path with `/`. */
export function sharedFiles(root = packageFolder()): readonly string[] {
  return SHARED.filter((folder) => existsSync(join(root, folder))).flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((path) => `${folder}/${path.split(sep).join('/')}`)
      .filter((path) => statSync(join(root, path)).isFile())
      .sort(),
  );
}

interface Kept {
  readonly bytes: Buffer;
  readonly zipped: Buffer | undefined;
  readonly tag: string;
}
const WORTH_BYTES = 1024;

/** Serves the page; each file is read once, and again where it has changed. */
export function makePage(info: PageInfo): Page {
  const folder = pageFolder();
  const root = packageFolder();
  const shared = new Set(sharedFiles(root));
  const kept = new Map<string, Kept & { readonly mtime_ms: number }>();
  const keep = (bytes: Buffer): Kept => ({
    bytes,
    zipped: bytes.length > WORTH_BYTES ? gzipSync(bytes) : undefined,
    tag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
  });
  const own = new Map<string, Kept>([
    ['page.json', keep(Buffer.from(`${JSON.stringify(info)}\n`))],
    ['files/index.json', keep(Buffer.from(`${JSON.stringify([...shared])}\n`))],
  ]);
  const fileOf = (name: string): string | undefined => {
    if (name.startsWith('files/')) return shared.has(name.slice(6)) ? join(root, name.slice(6)) : undefined;
    // Draws the charts of a report that the page makes.
    if (name === 'report.js') return join(root, 'dist/app/web/report.js');
    return /^(index\.html|NOTICES\.txt|assets\/[\w.-]+)$/.test(name) ? join(folder, name) : undefined;
  };
  const read = (name: string): Kept | undefined => {
    const found = own.get(name);
    if (found !== undefined) return found;
    const path = fileOf(name);
    const stat = path === undefined ? undefined : statSync(path, { throwIfNoEntry: false });
    if (path === undefined || stat?.isFile() !== true) return undefined;
    const old = kept.get(name);
    if (old?.mtime_ms === stat.mtimeMs) return old;
    const fresh = { ...keep(readFileSync(path)), mtime_ms: stat.mtimeMs };
    kept.set(name, fresh);
    return fresh;
  };
  return (path, accepts) => {
    const name = path === '/' ? 'index.html' : path.slice(1);
    const file = read(name);
    if (file === undefined) return undefined;
    const isZipped = file.zipped !== undefined && /\bgzip\b/.test(accepts ?? '');
    return new Response(new Uint8Array(isZipped ? file.zipped! : file.bytes), {
      headers: {
        'content-type': TYPES[extname(name)] ?? 'application/octet-stream',
        // Names of assets tell their content; all else is asked for again.
        'cache-control': name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
        etag: file.tag,
        vary: 'accept-encoding',
        'content-security-policy': POLICY,
        ...(isZipped ? { 'content-encoding': 'gzip' } : {}),
      },
    });
  };
}
