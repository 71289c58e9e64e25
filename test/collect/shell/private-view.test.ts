import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { viewWords } from '../../../src/collect/shell/private-view.ts';

/** What a shell says that runs these words as root, in namespaces of its own, with `in_view` at hand. */
function said(shell: readonly string[], words: string): string {
  const [program = 'sh', ...args] = shell;
  const script = `exec 2>&1; LC_ALL=C; export LC_ALL; writes= reads=\n${viewWords}\n${words}`;
  const run = spawnSync('unshare', ['-m', '-p', '-f', '--mount-proc', program, ...args, '-c', script], {
    encoding: 'utf8',
  });
  return run.stdout;
}

test.each([[['dash']], [['bash']], [['busybox', 'sh']]])(
  '%s lays out mounts of any name, and leaves them as they are',
  (shell) => {
    const odd = '/mnt/a:b,c d\\e\tf';
    const out = said(
      shell,
      `mount -t tmpfs x /mnt; mkdir '${odd}'; mount -t tmpfs x '${odd}'; echo old >'${odd}/file'
    in_view sh -c 'cat "$1/file"; echo new >"$1/file"; cat "$1/file"; echo more >"$1/more"; echo end' sh '${odd}'
    echo; cat '${odd}/file'; ls '${odd}'`,
    );
    expect(out).toBe('old\nnew\nend\n\n0\nold\nfile\n');
  },
);

test('what is hidden below another mount is not laid out', () => {
  const hidden = 'mount -t tmpfs x /mnt; mkdir /mnt/in; mount -t tmpfs x /mnt/in; mount -t tmpfs x /mnt';
  expect(said(['sh'], `${hidden}; in_view ls -A /mnt`)).toBe('\n0');
});

test('a file that is mounted can only be read', () => {
  const out = said(
    ['sh'],
    `echo text >/dev/shm/f; mount --bind /dev/shm/f /etc/hosts; in_view sh -c 'cat /etc/hosts; echo more >/etc/hosts'; rm /dev/shm/f`,
  );
  expect(out).toMatch(/^text\n[\s\S]*Read-only file system\n\n2$/);
});

test('without the right to mount there is no view', () => {
  expect(said(['setpriv', '--bounding-set=-sys_admin', 'sh'], 'in_view echo ran')).toMatch(
    /unshare: .*not permitted\n+not$/,
  );
});

test('a view takes few processes', () => {
  const used = said(['sh'], 'in_view true; sh -c \'echo " $$"\'').split(' ').at(-1);
  expect(Number(used)).toBeLessThanOrEqual(12);
});
