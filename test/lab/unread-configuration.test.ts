import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { bringUpAnew, type Lab } from './lab.ts';
import { type Suture, sutureOn } from './suture.ts';

// Nobody turns the diagnosis off by what lies beside nginx's configuration, or by what keeps nginx's own test waiting.

const host = 'web01';
let lab: Lab;
let suture: Suture;

beforeAll(async () => {
  lab = await bringUpAnew('unread-test', 1);
  suture = sutureOn(lab);
});

afterAll(async () => {
  suture.dispose();
  await lab.takeDown();
});

async function on(command: string): Promise<void> {
  const { status, stderr } = await lab.execOn(host, `set -e; ${command}`);
  if (status !== 0) throw new Error(`${command} ended with ${String(status)}: ${stderr}`);
}

beforeEach(() => on('rm -f /etc/nginx/conf.d/*; systemctl start php8.2-fpm'));

const CONF = '/etc/nginx/conf.d';
const manyBytes = `awk 'BEGIN { while (i++ < 12000) printf "# %080d\\n", i }' >${CONF}/1.conf; for n in 2 3 4 5 6; do cp ${CONF}/1.conf ${CONF}/$n.conf; done`;
// Nameservers that take a question and never answer.
const deafNameservers = String.raw`
systemctl -q is-active deaf || systemd-run -q --unit deaf php8.2 -r 'foreach ([9, 10, 11] as $n) $s[] = stream_socket_server("udp://127.0.0.$n:53", $e, $m, STREAM_SERVER_BIND); touch("/run/deaf"); sleep(600);'
until [ -e /run/deaf ]; do sleep 0.1; done
printf 'nameserver 127.0.0.%s\n' 9 10 11 >/etc/resolv.conf
echo 'server { server_name far.example; location / { proxy_pass http://far.example; } }' >${CONF}/far.conf`;

test.each([
  ['a pipe that www-data may have put there', `mkfifo ${CONF}/pipe.conf`, /pipe\.conf is no regular file/],
  ['a device', `mknod ${CONF}/zero.conf c 1 5`, /zero\.conf is no regular file/],
  ['more than can be read', manyBytes, /\.conf is left out/],
  ['a name that no nameserver answers for', deafNameservers, /nginx.conf did not end within/],
])(
  '%s: what can be known is judged by, and nothing is called healthy',
  async (_, command, why) => {
    await on(command);
    const { hosts, exitCode } = await suture.fleet('check');
    expect({ status: hosts[0]?.status, exitCode }).toEqual({ status: 'unknown', exitCode: 4 });
    expect(hosts[0]?.error?.message).toMatch(why);
    expect((await suture.fleet('run', 'fix-502', '--check')).host(host).status).toBe('unknown');

    await on('systemctl stop php8.2-fpm');
    const broken = await suture.fleet('check');
    expect(broken.host(host).findings[0]?.cause).toBe('fpm-stopped');
    expect(broken.exitCode).toBe(3);
  },
  120_000,
);

test('a file that is larger than any configuration is not read, whatever nginx says of it', async () => {
  await on(`truncate -s 3G ${CONF}/sparse.conf`);
  const { hosts, exitCode } = await suture.fleet('check');
  expect(hosts[0]?.findings[0]?.cause).toBe('nginx-config-invalid');
  expect(exitCode).toBe(3);
});
