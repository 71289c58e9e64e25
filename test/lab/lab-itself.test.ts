import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { faultHeaders } from './fault-headers.ts';
import { bringUp, type Lab } from './lab.ts';

/** The others' headers are put to the test where their hosts are repaired. */
const faults = faultHeaders().filter(({ reported }) => reported === null);
const plain = 'web01';
/** Hosts to break; as many as vitest runs tests at once, and one to spare. */
const free = ['web02', 'web03', 'web04', 'web05', 'web06', 'web07'];
let lab: Lab;

beforeAll(async () => {
  lab = await bringUp('lab-itself', 1 + free.length);
});

afterAll(() => lab.takeDown());

describe('a host fresh from the image', () => {
  test('answers 200', async () => {
    expect(await lab.httpStatus(plain)).toBe(200);
  });

  test('has the same state as any other', async () => {
    const other = await lab.snapshot('web02');
    expect(other).toContain('/run/php/php8.2-fpm.sock s 660 www-data:www-data');
    expect(await lab.snapshot(plain)).toBe(other);
  });

  test('has host keys of its own, known to the fleet', async () => {
    const { stdout } = await lab.execOn(plain, 'cat /etc/ssh/ssh_host_ed25519_key.pub');
    const { stdout: others } = await lab.execOn('web02', 'cat /etc/ssh/ssh_host_ed25519_key.pub');
    expect(stdout).toMatch(/^ssh-ed25519 /);
    expect(stdout.split(' ')[1]).not.toBe(others.split(' ')[1]);
  });

  test.each([
    ['ops', 'sudo -n id -u', '0\n'],
    ['pwsudo', 'sudo -n id -u', ''],
    ['pwsudo', 'echo suture-lab | sudo -S id -u', '0\n'],
    ['nosudo', 'echo suture-lab | sudo -S id -u', ''],
  ])('lets %s do as root what it may: %s', async (user, command, output) => {
    expect((await lab.execOn(plain, `su ${user} -c '${command}'`)).stdout).toBe(output);
  });

  test('allows a private mount namespace', async () => {
    const { stdout } = await lab.execOn(plain, `unshare -m sh -c 'mount -t tmpfs none /mnt && echo done'`);
    expect(stdout).toBe('done\n');
  });
});

describe('a fault', () => {
  test.concurrent.each(faults)(
    '$name shows a client what its header says, and healing takes it back',
    async ({ name, clientSees, alsoSees }) => {
      const host = free.pop() ?? '';
      const fresh = await lab.snapshot(host);
      try {
        await lab.breakHost(host, name);
        expect(await lab.httpStatus(host)).toBe(clientSees);
        for (const { site, answer } of alsoSees) expect(await lab.httpStatus(host, site)).toBe(answer);
      } finally {
        await lab.heal(host);
        free.push(host);
      }
      expect(await lab.httpStatus(host)).toBe(200);
      expect(await lab.snapshot(host)).toBe(fresh);
    },
  );

  test('that there is not is refused', async () => {
    await expect(lab.breakHost(plain, 'no-such-fault')).rejects.toThrow(
      'no "no-such-fault" among: alternatives-dangling',
    );
  });
});

describe('the layout of Red Hat', () => {
  beforeAll(() => lab.layOut(plain, 'redhat'));
  afterAll(() => lab.heal(plain));

  test('serves the same site by other units and users', async () => {
    expect(await lab.httpStatus(plain)).toBe(200);
    expect((await lab.execOn(plain, 'ps -o user= -C php-fpm,nginx | sort -u')).stdout).toBe('apache\nnginx\nroot\n');
  });

  test('has no stale sockets, as the unit removes their folder; a fault that does not take is an error', async () => {
    await expect(lab.breakHost(plain, 'stale-socket')).rejects.toThrow('stale-socket did not take on web01');
  });
});

test('bringing a fleet up keeps hosts that run and makes dead ones anew', async () => {
  await lab.execOn(plain, 'touch /root/was-here');
  await lab.execOn('web02', 'touch /root/was-here; systemctl poweroff');
  const again = await bringUp(lab.name, lab.hosts.length);
  expect((await again.execOn(plain, 'ls /root')).stdout).toBe('was-here\n');
  expect((await again.execOn('web02', 'ls /root')).stdout).toBe('');
});
