import { describe, expect, test } from 'vitest';
import { unixListeners } from '../../../src/collect/first-round/unix-listeners.ts';

const parsed = (line: string) => {
  const stdout = `ss ${line.length}\n${line}\n`;
  const fact = unixListeners.parse({ stdout, bytes: Buffer.from(stdout), exitStatus: 0 });
  return fact.state === 'known' ? fact.value : fact;
};

const fpm = { path: '/run/php/www.sock', pid: 43, process: 'php-fpm8.2', queued: 0, backlog: 4096 };

describe('a line of ss is read with the inode of the socket file', () => {
  test.each<[string, string, object]>([
    [
      'where ss tells it',
      'u_str LISTEN 0 4096 /run/php/www.sock 22 * 0 users:(("php-fpm8.2",pid=43,fd=8)) <-> ino:84 dev:0/51 peers:  ',
      { ...fpm, inode: 84 },
    ],
    [
      'where nobody may know who holds it',
      'u_str LISTEN 0 4096 /run/php/www.sock 22 * 0    <-> ino:84 dev:0/51 peers:',
      { ...fpm, pid: null, process: null, inode: 84 },
    ],
    [
      'null where the kernel has none',
      'u_str LISTEN 0 4096 /run/php/www.sock 22 * 0 users:(("php-fpm8.2",pid=43,fd=8),("tmux: server",pid=50,fd=8)) <-> peers: ',
      { ...fpm, inode: null },
    ],
    [
      'null where an old ss says no more than who',
      'u_str LISTEN 0 4096 /run/php/www.sock 22 * 0 users:(("php-fpm8.2",pid=43,fd=8))',
      { ...fpm, inode: null },
    ],
  ])('%s', (_, line, expected) => expect(parsed(line)).toEqual([expected]));
});
