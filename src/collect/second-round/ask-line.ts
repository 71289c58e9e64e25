import { shellCommand } from '../../formats/shell-quote.ts';
import type { LoopbackRequest } from './loopback-request.ts';

/** A request as a line for `ask` of `httpWords`. */
export function askLine(number: number, { address, name, path, over }: LoopbackRequest): string {
  const { tls, proxyProtocol, http2, unix } = over;
  const flags = ['-', tls && 's', proxyProtocol && 'p', http2 && '2', unix && 'u', name === null && 'n'];
  return `ask ${shellCommand([String(number), flags.filter(Boolean).join(''), address, name ?? '', path])}`;
}
