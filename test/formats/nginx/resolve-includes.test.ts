import { describe, expect, test } from 'vitest';
import { plainPath } from '../../../src/formats/nginx/conf-path.ts';
import type { Directive } from '../../../src/formats/nginx/directive.ts';
import { type Expanded, resolveIncludes } from '../../../src/formats/nginx/resolve-includes.ts';
import { corpusFiles, corpusText } from '../../corpus/nginx/read-corpus.ts';

const outline = (directives: readonly Directive[]): string =>
  directives
    .map(({ name, args, children }) => {
      const head = [name, ...args.map(({ value }) => value)].join(' ');
      return children === null ? `${head};` : `${head}{${outline(children)}}`;
    })
    .join('');

const expanded = (files: Readonly<Record<string, string>>): Expanded =>
  resolveIncludes(
    '/etc/nginx/nginx.conf',
    Object.entries(files).map(([path, text]) => ({ path, text })),
    '/etc/nginx',
  );

const codes = ({ mistakes }: Expanded): readonly string[] =>
  mistakes.map(({ code, place }) => (place ? `${code} ${place.file}:${place.line}` : code));

describe('an include', () => {
  test('is replaced where it stands, by all files that match, in order', () => {
    const result = expanded({
      '/etc/nginx/nginx.conf': 'a;\nhttp { b; include conf.d/*.conf; c; }\ninclude /srv/x;\nd;',
      '/etc/nginx/conf.d/2.conf': 'two;',
      '/etc/nginx/conf.d/10.conf': 'ten;',
      '/etc/nginx/conf.d/.x.conf': 'hidden;',
      '/srv/x': 'x;',
    });
    expect(outline(result.directives)).toBe('a;http{b;ten;two;c;}x;d;');
    expect(result.mistakes).toEqual([]);
  });

  test('brings directives that know their own file', () => {
    const { directives } = expanded({ '/etc/nginx/nginx.conf': 'include a;', '/etc/nginx/a': '\nx y;' });
    expect(directives).toMatchObject([{ file: '/etc/nginx/a', line: 2, args: [{ file: '/etc/nginx/a', line: 2 }] }]);
  });

  test.each(['./a', '/etc/nginx//a', 'sub/../a', '"a"', "'/etc/nginx/a'", '[a]', 'a*'])(
    'written %s is found',
    (path) => {
      const result = expanded({ '/etc/nginx/nginx.conf': `include ${path};`, '/etc/nginx/a': 'x;' });
      expect(outline(result.directives)).toBe('x;');
    },
  );

  test('of a pattern without a match is empty; of a file that is missing a mistake', () => {
    const result = expanded({ '/etc/nginx/nginx.conf': 'include conf.d/*;\ninclude nowhere;\na;' });
    expect(outline(result.directives)).toBe('a;');
    expect(codes(result)).toEqual(['missing-include /etc/nginx/nginx.conf:2']);
  });

  test('of a file that cannot be read leaves the rest as it is', () => {
    const result = expanded({ '/etc/nginx/nginx.conf': 'a; include b; include b; c;', '/etc/nginx/b': 'x;\ny' });
    expect(outline(result.directives)).toBe('a;c;');
    expect(codes(result)).toEqual(['unexpected-end /etc/nginx/b:2']);
  });

  test('that goes round in circles is noted and left out', () => {
    const result = expanded({
      '/etc/nginx/nginx.conf': 'include a;',
      '/etc/nginx/a': 'a; include b;',
      '/etc/nginx/b': 'b; include a; include [a];',
    });
    expect(outline(result.directives)).toBe('a;b;');
    expect(codes(result)).toEqual(['include-cycle /etc/nginx/b:1']);
  });

  test.each([
    ['in width', (n: number) => `include f${n + 1};`.repeat(20)],
    ['in depth', (n: number) => `a { include f${n + 1}; }`],
  ])('that grows without end %s is given up on', (_, text) => {
    const files = Array.from({ length: 300 }, (_unused, n) => [`/etc/nginx/f${n}`, text(n)] as const);
    const result = expanded({ '/etc/nginx/nginx.conf': 'include f0;', ...Object.fromEntries(files) });
    expect(codes(result).join()).toContain('too-many-includes');
  });

  test('main file that is missing is a mistake without a place', () => {
    expect(codes(expanded({}))).toEqual(['missing-main-file']);
  });
});

describe('the folders of the corpus', () => {
  const read = (folder: string): Expanded => {
    const files = corpusFiles(folder).map((file) => ({ path: `/${file}`, text: corpusText(file) }));
    return resolveIncludes(`/${folder}/nginx.conf`, files, `/${folder}`);
  };

  test('includes: what nginx -T lists, in its order', () => {
    const result = read('includes');
    const server = (name: string) =>
      `server{listen 8080;server_name ${name}.example;location ~ \\.php$` +
      '{fastcgi_pass unix:/run/php/php8.2-fpm.sock;}}';
    expect(outline(result.directives)).toBe(`events{}http{access_log off;${server('first')}${server('second')}}`);
    expect(result.mistakes).toEqual([]);
  });

  // nginx 1.22.1 dies of this one with a segmentation fault.
  test('cycle: a mistake', () => {
    expect(codes(read('cycle'))).toEqual(['include-cycle /cycle/again.conf:1']);
  });

  // nginx: open() "…/nowhere.conf" failed (2: No such file or directory) in …/nginx.conf:4
  test('missing-include: the line that nginx names', () => {
    expect(codes(read('missing-include'))).toEqual(['missing-include /missing-include/nginx.conf:4']);
  });
});

describe('a plain path', () => {
  test.each([
    ['/a//b', '/a/b'],
    ['/a/./b/', '/a/b'],
    ['/a/../b', '/b'],
    ['/../b', '/b'],
    ['/', '/'],
  ])('of %s is %s', (path, plain) => {
    expect(plainPath(path)).toBe(plain);
  });
});
