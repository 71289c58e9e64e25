import { type ConfigTest, refuses } from '../../facts/programs.ts';

/** The name, without its port, for which `nginx -t` found no address; null where that isn't what it complains of. */
export function unresolvedIn(test: ConfigTest): string | null {
  const host = /\[emerg\] .*?host not found in upstream "([^"\s]+)"/.exec(test.output)?.[1];
  return !refuses(test) || host === undefined ? null : host.replace(/^\w+:\/\//, '').replace(/(?::\d+)?(?:\/.*)?$/, '');
}
