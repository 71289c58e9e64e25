import { describe, expect, test } from 'vitest';
import { ok } from '../../src/base/result.ts';
import { showMistake } from '../../src/base/user-error.ts';
import { connectionOf } from '../../src/inventory/connection-of.ts';
import { expectedUrl } from '../../src/inventory/expectation.ts';
import { parseInventory } from '../../src/inventory/parse-inventory.ts';

function read(vars: string) {
  const text = `web:\n  vars: { domain: shop.example }\n  hosts:\n    web01:\n      ${vars}\n`;
  const { hosts } = parseInventory([{ kind: 'text', file: 'hosts.yml', text }]);
  return connectionOf(hosts.get('web01')!, {
    defaultUser: 'ops',
    home: '/home/ops',
    render: (template) => ok(template.replace('{{ domain }}', 'shop.example')),
  });
}
const expected = (vars: string): readonly string[] => {
  const made = read(vars);
  if (!made.ok) throw new Error(made.error.map(showMistake).join());
  return (made.value.expects ?? []).map(
    (each) => `${expectedUrl(each)} ${each.statuses.join()}${each.contains === null ? '' : ` ${each.contains}`}`,
  );
};

describe('what the inventory expects', () => {
  test.each<[string, readonly string[]]>([
    ['suture_check_urls: [http://shop.example/health]', ['http://shop.example/health 200']],
    ['suture_check_urls: ["https://shop.example:8443/a?b=c"]', ['https://shop.example:8443/a?b=c 200']],
    ['suture_check_urls: [{ host: shop.example }]', ['http://shop.example/ 200']],
    [
      'suture_check_urls: [{ host: shop.example, scheme: https, path: /x, status: [200, 301], contains: basket }]',
      ['https://shop.example/x 200,301 basket'],
    ],
    [
      'suture_check_urls: [{ url: "http://127.0.0.1:8080/", host: shop.example, status: "401" }]',
      ['http://shop.example:8080/ 401'],
    ],
    ['suture_check_urls: ["http://{{ domain }}/"]', ['http://shop.example/ 200']],
    ['suture_expect: { shop.example: }', ['http://shop.example/ 200']],
    [
      'suture_expect: { shop.example: 401, intern.example: [200, 403] }',
      ['http://shop.example/ 401', 'http://intern.example/ 200,403'],
    ],
    ['suture_expect: { shop.example: { scheme: https, contains: basket } }', ['https://shop.example/ 200 basket']],
    ['suture_check_urls:', []],
  ])('%s', (vars, wanted) => {
    expect(expected(vars)).toEqual(wanted);
  });

  test('goes with the host, and a host of which nothing is expected has none', () => {
    const made = read('ansible_user: ops');
    expect(made.ok && 'expects' in made.value).toBe(false);
  });
});

describe('a mistake in it is told with its place and what to write', () => {
  test.each([
    ['suture_check_urls: http://shop.example/', 'must be a list', 'suture_check_urls: ["https://shop.example/health"]'],
    ['suture_check_urls: [7]', 'no. 1 must be a URL, or a mapping', 'url: https://shop.example/health'],
    ['suture_check_urls: [{ hots: a }]', "no. 1 has a key that isn't known: hots", 'did you mean `host`?'],
    ['suture_check_urls: [{ path: /x }]', 'no. 1 needs `host` to be the name of a site', 'host: shop.example'],
    ['suture_check_urls: ["ftp://a.example/"]', 'no. 1 needs its scheme to be http or https', ''],
    ['suture_check_urls: ["http://u:p@a.example/"]', 'no. 1 may hold no password in its URL', ''],
    ['suture_check_urls: [{ host: a, path: x }]', 'no. 1 needs `path` to begin with a slash', 'path: /health'],
    ['suture_check_urls: [{ host: a, port: 0 }]', 'no. 1 needs `port` to be a port', ''],
    ['suture_check_urls: [{ host: a, status: 999 }]', 'no. 1 needs `status` to be a status of HTTP', ''],
    ['suture_check_urls: [{ host: a, status: [] }]', 'no. 1 needs `status` to be a status of HTTP', ''],
    ['suture_check_urls: [{ host: a, contains: "" }]', 'no. 1 needs `contains` to be a text of one line', ''],
    [
      'suture_check_urls: [{ url: "http://a/", path: /b }]',
      'no. 1 has both `url` and `path`',
      'the URL has it already',
    ],
    ['suture_expect: [a]', 'must be a mapping of names to statuses', 'suture_expect: { shop.example: 200 }'],
    ['suture_expect: { a.example: yes }', 'for a.example needs `status` to be a status of HTTP', ''],
  ])('%s', (vars, message, hint) => {
    const made = read(vars);
    const [mistake] = made.ok ? [] : made.error;
    expect(mistake?.message).toContain(message);
    expect(mistake?.hint ?? '').toBe(hint);
    expect(mistake?.place).toMatchObject({ file: 'hosts.yml', line: 5 });
  });

  test('too many are too many', () => {
    const many = Array.from({ length: 51 }, (_, index) => `"http://a${index}.example/"`).join(', ');
    const made = read(`suture_check_urls: [${many}]`);
    expect(made.ok ? '' : made.error[0]?.message).toContain('asks 51 requests at each look');
  });
});
