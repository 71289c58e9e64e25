import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { starterWords } from '../../../src/collect/first-round/fpm-starters.ts';
import { shells } from '../shells.ts';

const folder = mkdtempSync(join(tmpdir(), 'suture-starters-'));
const script = join(folder, 'script');
afterAll(() => rmSync(folder, { recursive: true }));

function programsIn(shell: string, text: string): readonly string[] {
  writeFileSync(script, text);
  const args = shell.endsWith('busybox') ? ['sh', '-s', script] : ['-s', script];
  return execFileSync(shell, args, { input: `${starterWords}\nprograms_in "$1"`, encoding: 'utf8' })
    .trim()
    .split('\n');
}

describe.each(shells)('under %s a script tells which PHP-FPM it starts', (shell) => {
  test.each<[string, string, readonly string[]]>([
    [
      'by variables of variables',
      `#!/bin/sh
prefix=/www/server/php/82
exec_prefix=\${prefix}
php_fpm_BIN=\${exec_prefix}/sbin/php-fpm
php_fpm_CONF=$prefix/etc/php-fpm.conf
php_opts="--fpm-config $php_fpm_CONF --pid /run/php-fpm.pid"
$php_fpm_BIN --daemonize $php_opts
`,
      ['binary /www/server/php/82/sbin/php-fpm', 'config /www/server/php/82/etc/php-fpm.conf'],
    ],
    [
      'by what is put in where nothing is set',
      `#!/bin/bash
VERSION=\${VERSION:-8.3}
export ROOT="/opt/php-\${VERSION}"
exec "$ROOT/sbin/php-fpm" -F -y "$ROOT/etc/own.conf" --prefix=$ROOT
`,
      ['binary /opt/php-8.3/sbin/php-fpm', 'config /opt/php-8.3/etc/own.conf', 'prefix /opt/php-8.3'],
    ],
    [
      'but not what is said in a comment, or what a command would tell',
      `#!/bin/sh
# /opt/old/sbin/php-fpm -y /opt/old/etc/php-fpm.conf
ROOT=$(dirname "$0")
exec $ROOT/sbin/php-fpm; exec /opt/new/sbin/php-fpm8.4 # in the foreground
`,
      ['binary /opt/new/sbin/php-fpm8.4'],
    ],
    [
      'but not by what is set up for it beside',
      `#!/bin/sh
DAEMON=/usr/sbin/php-fpm8.2
systemd-tmpfiles --create /usr/lib/tmpfiles.d/php8.2-fpm.conf
`,
      ['binary /usr/sbin/php-fpm8.2'],
    ],
    [
      'and a variable that grows for ever ends',
      `#!/bin/sh
a=/opt/php/sbin/php-fpm
${'a=$a:$a\n'.repeat(60)}
/opt/php/sbin/php-fpm
`,
      ['binary /opt/php/sbin/php-fpm'],
    ],
  ])('%s', (_, text, expected) => {
    expect(programsIn(shell, text)).toEqual(expected);
  });
});
