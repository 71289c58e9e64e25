import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';

/** A fleet of the lab for a table: it is taken down when the script ends, unless it is kept. */
export function labFor(fleet, keep) {
  const env = { ...process.env, SUTURE_LAB: fleet };
  const lab = (...words) =>
    spawnSync('docker/lab', words, { stdio: ['ignore', 'ignore', 'inherit'], env }).status === 0;
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));
  process.on('exit', () => keep || lab('down'));
  return {
    lab,
    async breakHost(host, fault) {
      const child = spawn('docker/lab', ['break', host, fault], { stdio: ['ignore', 'ignore', 'inherit'], env });
      const [status] = await once(child, 'exit');
      return status === 0;
    },
    /** What a client beside the host gets of "/", as a fault's header says who is asked and how. */
    async ask(host, { site, byProxyProtocol }) {
      const curl = `curl -s -o /dev/null -m 10 -w '%{http_code}' ${byProxyProtocol ? '--haproxy-protocol' : ''}`;
      const command = `${curl} -H 'Host: ${site}' "http://$(hostname -I | cut -d ' ' -f 1)/"`;
      const child = spawn('docker/lab', ['exec', host, 'sh', '-c', command], { env });
      let said = '';
      child.stdout.on('data', (text) => (said += text));
      await once(child, 'close');
      return said === '000' ? 'refused' : said;
    },
    /** Runs Suture on some hosts; what it tells of each. */
    suture(names, ...words) {
      const state = `.lab/${fleet}`;
      const files = [
        '-i',
        `${state}/inventory.yml`,
        '--known-hosts',
        `${state}/known_hosts`,
        '--state-dir',
        `${state}/suture`,
      ];
      const all = ['dist/suture.js', ...words, '-o', 'json', '--limit', names.join(','), ...files];
      const { stdout, stderr } = spawnSync('node', all, { encoding: 'utf8', maxBuffer: 1e9 });
      if (!stdout.startsWith('{')) throw new Error(stderr);
      return JSON.parse(stdout).hosts;
    },
  };
}
