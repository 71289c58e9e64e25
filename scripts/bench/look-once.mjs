import { build } from 'esbuild';
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';

const entry = `
export { loadInventory } from './src/cli/load-inventory.ts';
export { openFleet } from './src/cli/open-fleet.ts';
export { collectFacts } from './src/collect/collect-facts.ts';
export { readScript } from './src/transport/script.ts';
`;

/** Looks at each host, or at one, with Suture's own parts: the scripts of both rounds, and the times of bare execs on the first. */
export async function lookOnce(state, only) {
  const file = `${state}/parts.mjs`;
  const stdin = { contents: entry, resolveDir: '.', loader: 'ts' };
  await build({ stdin, outfile: file, bundle: true, format: 'esm', platform: 'node', packages: 'external' });
  const { loadInventory, openFleet, collectFacts, readScript } = await import(pathToFileURL(resolve(file)).href);

  const inventory = await loadInventory({ inventory: [`${state}/inventory.yml`] });
  const among = [...inventory.hosts.values()].filter(({ name }) => only === undefined || name === only);
  const options = { knownHosts: `${state}/known_hosts`, hostKeys: 'strict', timeout: 60, connectTimeout: 30 };
  const fleet = await openFleet(among, { ...options, verbose: 0, quiet: true });
  const hosts = [];
  const execs = [];
  for (const connection of fleet.connections) {
    const opened = await fleet.open(connection);
    if (!opened.ok) throw new Error(`${connection.host}: ${opened.error.message}`);
    const { reading, close } = opened.value;
    const scripts = [];
    const ask = (script, limits) => {
      scripts.push(script);
      return reading.ask(script, limits);
    };
    const facts = await collectFacts({ host: connection.host, ask }, { sinceSeconds: 900, timeoutMs: 60_000 });
    if (!facts.ok) throw new Error(`${connection.host}: ${facts.error.message}`);
    hosts.push({ ...connection, scripts });
    while (hosts.length === 1 && execs.length < 15) {
      const before = performance.now();
      await reading.ask(readScript(':'), { timeoutMs: 10_000, maxOutputBytes: 1024 });
      execs.push({ wall: performance.now() - before });
    }
    close();
  }
  return { hosts, execs };
}
