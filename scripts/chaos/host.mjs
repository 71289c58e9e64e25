import { readFileSync, writeFileSync } from 'node:fs';
import { command, insist } from './command.mjs';
import { openWay } from './way.mjs';

const gate = readFileSync(new URL('gate.sh', import.meta.url), 'utf8');
const snapshot = readFileSync(new URL('snapshot.sh', import.meta.url), 'utf8');
const GATED =
  'base64 cat chmod chown cp cut date df head logger mkdir mv rm rmdir sha256sum stat sync systemctl systemd-run timeout touch tr';

/** A lab host that Suture reaches by a way that can break, and on which a transaction can be stopped at any command. */
export async function openHost(fleet, name) {
  const env = { ...process.env, SUTURE_LAB: fleet };
  const state = `.lab/${fleet}`;
  const lab = (...words) => insist(['docker/lab', ...words], { env, seconds: 120 });
  const container = (await lab('container', name)).trim();
  const ask = (script, seconds = 60) =>
    command(['docker', 'exec', '--interactive', container, 'sh'], { input: script, seconds });
  const run = async (script, seconds) => {
    const { status, stdout, stderr } = await ask(script, seconds);
    if (status !== 0) throw new Error(`${name} (${status}): ${stderr}\n${script}`);
    return stdout;
  };
  let ssh = 0;
  const findPort = async () => {
    ssh = Number((await insist(['docker', 'port', container, '22/tcp'])).split(':').at(-1));
  };
  await findPort();
  const way = await openWay(() => ssh);
  const [inventory, knownHosts] = [`${state}/${name}.chaos.yml`, `${state}/${name}.chaos.keys`];
  writeFileSync(inventory, inventoryOf(state, name, way.port));

  return {
    name,
    way,
    run,
    ask,
    inventory,
    knownHosts,
    /** A new host, prepared by a script, with this fault, and with gates before its commands. */
    renew: async (fault, prepare = ':') => {
      way.restore();
      way.cut();
      await lab('heal', name);
      await findPort();
      const keys = readFileSync(`${state}/hosts/${name}.keys`, 'utf8');
      writeFileSync(knownHosts, keys.replaceAll(/^\[.*\]:\d+/gm, `[127.0.0.1]:${way.port}`));
      await run(prepare);
      await lab('break', name, fault);
      await run(`cat >/usr/local/bin/chaos-gate <<'END_OF_GATE'\n${gate}END_OF_GATE
        chmod 755 /usr/local/bin/chaos-gate
        for name in ${GATED}; do ln -s chaos-gate "/usr/local/bin/$name"; done
        /usr/bin/mkdir -p /run/chaos`);
    },
    restart: async () => {
      await insist(['docker', 'restart', '--time', '0', container]);
      await findPort();
      await run(
        `until systemctl is-active --quiet multi-user.target ssh nginx; do sleep 0.05; done; mkdir -p /run/chaos`,
      );
    },
    snapshot: () => run(snapshot),
    close: () => way.close(),
  };
}

const inventoryOf = (state, name, port) => `all:
  vars:
    ansible_user: ops
    ansible_ssh_private_key_file: ${process.cwd()}/${state}/id_ed25519
    ansible_become: true
  hosts:
    ${name}:
      ansible_host: 127.0.0.1
      ansible_port: ${port}
`;
