import { sutureFor } from './runner.mjs';
import { changeOf } from './verdict.mjs';

const known = new Map();

/** What a repair of this fault makes of a host when nothing gets in its way; tried once, on this host. */
export function repairOf(host, scenario, words) {
  if (!known.has(scenario.name)) known.set(scenario.name, tryOut(host, scenario, words));
  return known.get(scenario.name);
}

async function tryOut(host, scenario, words) {
  await host.renew(scenario.name);
  await host.run(`echo 1000000 >/run/chaos/wanted`);
  const before = await host.snapshot();
  const suture = sutureFor(host);
  const { host: told, stderr } = await suture.run(...words);
  const lines = suture.journal().split('\n').length - 1;
  suture.dispose();
  const after = await host.snapshot();
  if (told?.status !== 'changed' || !after.includes('\nanswers 200\n')) {
    throw new Error(`${scenario.name} can't be repaired: ${JSON.stringify(told?.error)} ${stderr}`);
  }
  if (process.env.CHAOS_DEBUG) console.log(scenario.name, lines, (await host.run(`wc -l </run/chaos/counted`)).trim());
  return changeOf(before, after);
}
