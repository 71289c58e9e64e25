import { writeFileSync } from 'node:fs';

/** The words of an ssh client that runs a command on a host, as strict about its key as Suture. */
export const sshTo = ({ address, port, user }, state, command) => [
  ...['ssh', '-F', 'none', '-T', '-i', `${state}/id_ed25519`, '-p', String(port)],
  ...[
    'BatchMode=yes',
    'IdentitiesOnly=yes',
    'StrictHostKeyChecking=yes',
    `UserKnownHostsFile=${state}/known_hosts`,
  ].flatMap((option) => ['-o', option]),
  ...[`${user}@${address}`, command],
];

/** A script for bash: a client for each host, all at once, each fed both rounds of the probe. That's the least that ssh can do. */
export function tenClients(hosts, state) {
  const clients = hosts.map((host) => {
    const probe = `${state}/${host.host}-probe`;
    writeFileSync(probe, host.scripts.map((script) => `{\n${script}\n} </dev/null\n`).join(''));
    const words = sshTo(host, state, 'sudo -n sh').map((word) => `'${word}'`);
    return `${words.join(' ')} <${probe} &`;
  });
  return `${clients.join('\n')}\nwait\n`;
}
