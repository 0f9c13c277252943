import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Broker } from '../../../io/mqttBroker.ts';
import { LOCAL_HOST } from './gate.ts';

/**
 * Lets pages of this server speak MQTT over WebSocket at `/mqtt` of the same address, so that they reach the broker from
 * wherever they reach the page. Browsers say which page opens a socket: those of elsewhere are refused.
 */
export function mqttUpgrade(broker: Broker, isLoopback: boolean) {
  return (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const { origin, host = '' } = request.headers;
    const isOwn = origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
    const isHere = !isLoopback || LOCAL_HOST.test(host);
    if (request.url?.split('?')[0] === '/mqtt' && isOwn && isHere) broker.upgrade(request, socket, head);
    else socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  };
}
