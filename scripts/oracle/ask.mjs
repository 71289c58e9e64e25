import { get } from 'node:http';

/** What a client on this machine gets from a route, and whether that is what a healthy one answers. */
export function askOutside(port, { site, url, token, expected }) {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, path: url, headers: { host: site }, agent: false, timeout: 8000 });
    const done = (answer, page) => resolve({ answer, well: isWell(answer, page, { expected, token }) });
    request.on('response', (response) => {
      let page = '';
      response.setEncoding('utf8').on('data', (text) => (page += text));
      response.on('end', () => done(response.statusCode, page));
      response.on('error', () => done('broken off', page));
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => done('refused', ''));
  });
}

/** The shell script by which the host itself asks each route, and the reader of what it prints. */
export const insideScript = (routes) =>
  routes
    .map(({ site, url }) => `curl -s -m 8 -w '\\n%{http_code}\\n.\\n' -H 'Host: ${site}' 'http://127.0.0.1${url}' || :`)
    .join('\n');

export function readInside(text, routes) {
  const answers = text.split('\n.\n');
  return routes.map((route, index) => {
    const lines = (answers[index] ?? '').split('\n');
    const status = Number(lines.at(-1));
    return { answer: status || 'refused', well: isWell(status, lines.slice(0, -1).join('\n'), route) };
  });
}

const isWell = (answer, page, { expected, token }) => answer === expected && (expected !== 200 || page.includes(token));
