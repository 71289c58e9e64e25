import { answering } from './answering.ts';
import { type Draft, NOW, SITE_FILE, write } from './host.ts';
import { probeLine } from './probe-line.ts';

/** A site that hands all on by these directives. */
export const proxied = (host: Draft, inside: string): void =>
  write(host, SITE_FILE, `server { listen 80; server_name shop.example; location / { ${inside} } }`);

/** What nginx complains of while it asks the program behind such a site for us, which we get a status for. */
export const complains =
  (message: string, status = 502, inside = 'proxy_pass http://10.0.0.7:3000;') =>
  (host: Draft): void => {
    proxied(host, inside);
    answering(host, status);
    for (const each of host.siteStatuses) each.url = 'http://shop.example/';
    host.logLines.push(lineOf(message));
  };

/** The same of visitors alone, at a page that we don't ask for. */
export const complainsToVisitors =
  (message: string, times: number, inside = 'proxy_pass http://10.0.0.7:3000;') =>
  (host: Draft): void => {
    proxied(host, inside);
    answering(host, 200);
    for (const each of host.siteStatuses) each.url = 'http://shop.example/';
    for (let each = 0; each < times; each += 1) {
      host.logLines.push({ ...lineOf(message), at: NOW - 60 + each, request: 'GET /feed HTTP/1.1' });
    }
  };

const lineOf = (message: string): ReturnType<typeof probeLine> =>
  probeLine(message, { upstream: 'http://10.0.0.7:3000/', request: 'GET / HTTP/1.1' });
