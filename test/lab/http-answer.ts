import { get } from 'node:http';

/** What a client gets: an HTTP status, or no answer at all. */
export type HttpAnswer = number | 'refused';

/** Asks 127.0.0.1:port for "/", as a client of `site`. A connection that ends without an answer counts as refused. */
export function httpAnswer(port: number, site = 'localhost'): Promise<HttpAnswer> {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, path: '/', headers: { host: site }, agent: false, timeout: 5000 });
    request.on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 'refused');
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => {
      resolve('refused');
    });
    request.on('close', () => {
      resolve('refused');
    });
  });
}
