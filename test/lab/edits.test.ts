import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sitesOf } from '../../src/facts/sites.ts';
import type { Directive } from '../../src/formats/nginx/directive.ts';
import { parseNginx } from '../../src/formats/nginx/parse.ts';
import { replaceSpans } from '../../src/formats/nginx/replace-spans.ts';
import { blockNumber, setDirective } from '../../src/formats/nginx/set-directive.ts';
import { corpusText } from '../corpus/nginx/read-corpus.ts';
import { corpus } from '../corpus/nginx/table.ts';
import { nginxWith } from '../facts/nginx-program.ts';
import { bringUpAnew, type Lab } from './lab.ts';
import { type Suture, sutureOn } from './suture.ts';

// What real nginx and PHP-FPM make of our edits: by their own dumps they differ only where it was meant.

const host = 'web01';
let lab: Lab;
let suture: Suture;

beforeAll(async () => {
  lab = await bringUpAnew('edits', 1);
  suture = sutureOn(lab);
});

afterAll(async () => {
  suture.dispose();
  await lab.takeDown();
});

const on = async (command: string): Promise<string> => {
  const { stdout, stderr } = await lab.execOn(host, command);
  return stdout + stderr;
};

const at = '/tmp/corpus.conf';
const put = (text: string): string => `echo ${Buffer.from(text).toString('base64')} | base64 -d >${at}`;

/** What the lab's nginx, which has no Lua, can be asked of. */
const readable = corpus.filter(({ file }) => !file.includes('lua'));

/** Every text that one edit of ours makes of a configuration, with the piece of text that is meant to be new. */
function edited(text: string): readonly { readonly after: string; readonly meant: string }[] {
  const tree = parseNginx('', text);
  const blocks = tree.ok ? tree.value.flatMap(inner) : [];
  const settings = blocks
    .filter(({ name }) => ['http', 'server', 'location'].includes(name))
    .map(({ span }) => setDirective(text, blockNumber(text, span.start), 'fastcgi_read_timeout', '61s'))
    .map((after) => ({ after, meant: 'fastcgi_read_timeout 61s;' }));
  const sources = sitesOf(nginxWith({ '/x.conf': text })).flatMap(({ targets }) => targets.map(({ source }) => source));
  const addresses = [...new Map(sources.map(({ span }) => [span.start, span])).values()].map((span) => {
    const result = replaceSpans(text, [{ span, text: 'unix:/run/edited.sock' }]);
    return { after: result.ok ? result.value : null, meant: 'unix:/run/edited.sock' };
  });
  return [...settings, ...addresses].flatMap(({ after, meant }) => (after === null ? [] : [{ after, meant }]));
}

const inner = (directive: Directive): readonly Directive[] =>
  directive.children === null ? [] : [directive, ...directive.children.flatMap(inner)];

/** What `nginx -T` prints of a configuration, which it must accept. */
async function dumpOf(text: string): Promise<string> {
  const { status, stdout, stderr } = await lab.execOn(host, `${put(text)}; nginx -T -q -c ${at}`);
  expect({ status, stderr }).toMatchObject({ status: 0 });
  return stdout;
}

describe('nginx reads each edit of a file that it accepts, and only that is new:', () => {
  test.each(readable.filter(({ nginx }) => nginx === null))('$file', async ({ file }) => {
    const text = corpusText(file);
    const before = await dumpOf(text);
    const edits = edited(text);
    expect(edits.length).toBeGreaterThan(0);
    for (const { after, meant } of edits) {
      const dump = await dumpOf(after);
      const place = dump.indexOf(meant);
      expect(place).toBeGreaterThan(0);
      const [head, tail] = [dump.slice(0, place).trimEnd(), dump.slice(place + meant.length)];
      expect(before.startsWith(head)).toBe(true);
      expect(before.endsWith(tail)).toBe(true);
      // What was there is the old words of one directive, or nothing.
      expect(before.slice(head.length, before.length - tail.length).trim()).not.toContain('\n');
    }
  });
});

interface Repair {
  readonly fault: string;
  readonly layout: 'debian' | 'redhat';
  /** What `nginx -T` may have otherwise, and what `php-fpm -tt` may. */
  readonly nginx: RegExp | null;
  readonly fpm: RegExp | null;
}

const repairs: readonly Repair[] = [
  { fault: 'upstream-mismatch', layout: 'debian', nginx: /fastcgi_pass/, fpm: null },
  { fault: 'upstream-mismatch-tcp', layout: 'debian', nginx: /fastcgi_pass/, fpm: null },
  { fault: 'upstream-mismatch', layout: 'redhat', nginx: /server unix:/, fpm: null },
  { fault: 'localhost-family', layout: 'debian', nginx: /fastcgi_pass/, fpm: null },
  { fault: 'php-version-gone', layout: 'debian', nginx: /fastcgi_pass/, fpm: null },
  { fault: 'header-too-big', layout: 'debian', nginx: /fastcgi_\w*buffer/, fpm: null },
  { fault: 'private-tmp', layout: 'debian', nginx: /fastcgi_pass/, fpm: /^listen = / },
  { fault: 'socket-denied', layout: 'debian', nginx: null, fpm: /^listen\.(?:owner|group|mode) = / },
  { fault: 'socket-acl-denied', layout: 'debian', nginx: null, fpm: /^listen\.acl_users = / },
  { fault: 'client-not-allowed', layout: 'debian', nginx: null, fpm: /^listen\.allowed_clients = / },
  { fault: 'terminate-timeout', layout: 'debian', nginx: null, fpm: /^request_terminate_timeout = / },
  { fault: 'workers-exhausted', layout: 'debian', nginx: null, fpm: /^pm\.max_children = / },
];

const nginxDump = (): Promise<string> => on('nginx -T -q');
/** Each line has the time in front, which is another one each time. */
const fpmDump = async (): Promise<string> =>
  (await on('$(command -v php-fpm8.2 php-fpm) -tt')).replace(/^\[[^\]]*\] NOTICE:\s*/gm, '');

/** The lines that only one of two dumps has, without their indent. */
function otherLines(before: string, after: string): readonly string[] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  return [...old.filter((line) => !now.includes(line)), ...now.filter((line) => !old.includes(line))].map((line) =>
    line.trim(),
  );
}

describe('a repair leaves all of the configuration as the program read it before, but what it is about:', () => {
  test.each(repairs)('$fault on $layout', async ({ fault, layout, nginx, fpm }) => {
    await lab.heal(host);
    if (layout !== 'debian') await lab.layOut(host, layout);
    await lab.breakHost(host, fault);
    const before = { nginx: await nginxDump(), fpm: await fpmDump() };
    const ended = await suture.fleet('run', 'fix-502', '--yes', '--approve', 'all');
    expect(ended.host(host).status).toBe('changed');
    const changed = {
      nginx: otherLines(before.nginx, await nginxDump()),
      fpm: otherLines(before.fpm, await fpmDump()),
    };
    for (const program of ['nginx', 'fpm'] as const) {
      const meant = { nginx, fpm }[program];
      if (meant === null) expect(changed[program]).toEqual([]);
      else {
        expect(changed[program].length).toBeGreaterThan(0);
        expect(changed[program].filter((line) => !meant.test(line))).toEqual([]);
      }
    }
  });
});
