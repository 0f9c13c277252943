import { Agent as HttpAgent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Posts to one address over connections that are kept. */
export interface Poster {
  /** @throws the error of the network, or one that says that there was no answer in time */
  post(body: Uint8Array, signal: AbortSignal): Promise<Answer>;
  close(): void;
}

/** Most that is read of an answer: enough for any message. */
const MOST = 65_536;

/**
 * Not `fetch`: on Node 20 a time limit joined with another signal may be collected before it fires, and a request to a server
 * that was killed and came back then waits for ever.
 */
export function poster(url: URL, headers: Readonly<Record<string, string>>, timeout_ms: number): Poster {
  const isTls = url.protocol === 'https:';
  const agent = isTls ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
  const send = isTls ? httpsRequest : httpRequest;
  return {
    post: (body, signal) =>
      new Promise((resolve, reject) => {
        const sent = send(url, {
          method: 'POST',
          agent,
          headers: { ...headers, 'content-length': body.length },
        });
        // Of the whole exchange, not of a silence within it: a server that trickles is one that does not answer.
        const limit = setTimeout(() => sent.destroy(new Error(`no answer in ${timeout_ms / 1000} s`)), timeout_ms);
        const abort = (): void => void sent.destroy(new Error('given up'));
        const end = (): void => {
          clearTimeout(limit);
          signal.removeEventListener('abort', abort);
        };
        const fail = (error: Error): void => {
          end();
          reject(error);
        };
        if (signal.aborted) abort();
        signal.addEventListener('abort', abort);
        sent.on('error', fail);
        sent.on('response', (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (chunk: string) => {
            if (text.length < MOST) text += chunk;
          });
          response.on('error', fail);
          response.on('aborted', () => fail(new Error('the answer broke off')));
          response.on('end', () => {
            end();
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
          });
        });
        sent.end(body);
      }),
    close: () => agent.destroy(),
  };
}
