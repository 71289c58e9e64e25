import type { ConfigTest } from '../../facts/programs.ts';

/** The name, without its port, for which `nginx -t` found no address; null where that isn't what it complains of. */
export function unresolvedIn({ passed, output }: ConfigTest): string | null {
  const host = /\[emerg\] .*?host not found in upstream "([^"\s]+)"/.exec(output)?.[1];
  return passed || host === undefined ? null : host.replace(/^\w+:\/\//, '').replace(/(?::\d+)?(?:\/.*)?$/, '');
}
