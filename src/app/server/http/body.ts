import { Problem } from './problem.ts';

/** Largest body of a request, as on MQTT. */
export const MOST_BODY_BYTES = 16_384;

const tooLarge = (): Problem => new Problem('too_large', `a body may have ${MOST_BODY_BYTES} bytes at most`);

/** The text of a body, of which no more is read than may be. @throws Problem */
export async function textOf(request: Request): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > MOST_BODY_BYTES) throw tooLarge();
  if (request.body === null) return '';
  const parts: Uint8Array[] = [];
  let size = 0;
  const reader = request.body.getReader() as ReadableStreamDefaultReader<Uint8Array>;
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw new Problem('timeout', 'the connection was lost before the body was there');
    });
    if (done) break;
    size += value.byteLength;
    if (size > MOST_BODY_BYTES) {
      await reader.cancel();
      throw tooLarge();
    }
    parts.push(value);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(parts));
  } catch {
    throw new Problem('malformed', 'the body is no text in UTF-8');
  }
}
