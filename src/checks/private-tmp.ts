import type { Packaging } from '../facts/packaging.ts';
import type { ReadableFacts } from '../facts/known-facts.ts';
import { poolOption } from '../facts/pools.ts';
import type { Unit } from '../facts/system.ts';
import type { Link, Pool } from '../facts/topology.ts';
import { quoteArgument } from '../formats/nginx/word.ts';
import { defineCheck, type FindingDraft } from './define-check.ts';
import { connectLines } from './evidence/connect-lines.ts';
import { optionEvidence, targetEvidence } from './evidence/evidence.ts';
import { isBroken } from './evidence/site-status.ts';
import { type MovedWord, moveSocket } from './remedies/move-socket.ts';
import { remedyOr } from './remedy-or-why.ts';
import { shortName, sitesOfLinks, whyNotStartable } from './state/fpm-state.ts';
import { nginxUnitOf } from './state/nginx-state.ts';
import { fileOf, programOf } from './state/pool-file.ts';

/** PHP-FPM's socket is in /tmp, and one of the two units has a /tmp of its own, so that nginx can't see the socket. */
export const privateTmp = defineCheck({
  cause: 'private-tmp',
  station: 'listener',
  level: 'approve',
  severity: 'critical',
  title: "PHP-FPM's socket is in a /tmp that nginx does not see",
  reads: ['nginx', 'fpm', 'links', 'pools', 'units', 'unixListeners', 'siteStatuses', 'processes'],
  consults: ['packaging', 'logLines', 'paths'],
  run: (facts) => {
    const nginxUnit = nginxUnitOf(facts.nginx, facts.units, facts.processes);
    return hiddenPools(facts).flatMap(({ pool, links, path }): readonly FindingDraft[] => {
      const program = programOf(pool, facts.fpm);
      const unit = facts.units.find(({ name }) => name === pool.unit);
      const apart = [unit, nginxUnit].filter((each) => each?.privateTmp === true).filter((each) => each !== undefined);
      const [owner] = apart;
      if (program === undefined || owner === undefined) return [];
      const names = apart.map(({ name }) => shortName(name)).join(' and ');
      const to = newPath(pool, facts);
      const words = typeof to === 'string' ? wordsOf(links, to, facts) : null;
      const file = fileOf(pool, program);
      const why =
        (typeof to === 'string' ? '' : to.why) ||
        (words === null ? "an address in nginx's files is made of a variable, or its file was not read" : '') ||
        (file === undefined ? `the file of pool ${pool.name} was not read` : '') ||
        whyNotStartable(program, facts.units);
      const listen = poolOption(pool, 'listen');
      return [
        {
          subject: path,
          message: `pool ${pool.name} listens on ${path}, but ${names} ${apart.length === 1 ? 'has' : 'have'} a /tmp apart from all others (PrivateTmp), so nginx does not see the socket`,
          evidence: [
            ...apart.map(privateEvidence),
            ...(listen === undefined ? [] : [optionEvidence(listen)]),
            ...links.slice(0, 2).map(({ target }) => targetEvidence(target)),
            ...connectLines(facts, links, [2, 111], program),
          ],
          ...remedyOr(why, () =>
            moveSocket({
              pool: pool.id,
              file: file?.realPath ?? '',
              section: pool.name,
              path: typeof to === 'string' ? to : '',
              words: words ?? [],
              unit: program.unit ?? '',
            }),
          ),
          sites: sitesOfLinks(links),
        },
      ];
    });
  },
});

type Facts = Pick<ReadableFacts, 'nginx' | 'links' | 'pools' | 'unixListeners' | 'siteStatuses'> & {
  readonly packaging?: Packaging;
};

interface Hidden {
  readonly pool: Pool;
  readonly path: string;
  readonly links: readonly Link[];
}

/** Pools that listen in /tmp by the kernel's word, and whose sites are broken all the same. */
function hiddenPools({ links, pools, unixListeners, siteStatuses }: Facts): readonly Hidden[] {
  return pools.flatMap((pool): readonly Hidden[] => {
    const { listen, masterPid } = pool;
    if (listen?.kind !== 'unix' || masterPid === null || !/^\/(?:var\/)?tmp\//.test(listen.path)) return [];
    if (!unixListeners.some(({ path, pid }) => path === listen.path && (pid === null || pid === masterPid))) return [];
    const own = links.filter((link) => link.pools.some(({ id }) => id === pool.id));
    const broken = own.some(({ target }) => siteStatuses.some((each) => each.site === target.site && isBroken(each)));
    return broken ? [{ pool, path: listen.path, links: own }] : [];
  });
}

/** Where the packages of this host keep such sockets, under the pool's own name. */
function newPath({ name }: Pool, { packaging, pools, unixListeners }: Facts): string | { readonly why: string } {
  const folder = packaging?.folders.find(({ path }) => path === '/run/php' || path === '/run/php-fpm')?.path;
  if (folder === undefined) return { why: 'no package of this host has a folder for such sockets below /run' };
  const path = `${folder}/${name}.sock`;
  if (!/^[\w.-]+$/.test(name)) return { why: `the pool's name ${name} makes no path` };
  const taken =
    pools.some(({ listen }) => listen?.kind === 'unix' && listen.path === path) ||
    unixListeners.some((each) => each.path === path);
  return taken ? { why: `${path} is somebody else's already` } : path;
}

function wordsOf(links: readonly Link[], path: string, { nginx }: Facts): readonly MovedWord[] | null {
  const words = links.map(({ target: { source } }): MovedWord | null => {
    const file = nginx.files.find((each) => each.path === source.file);
    if (file === undefined || source.text.includes('$')) return null;
    const { line, span, text } = source;
    return { file: file.realPath, line, start: span.start, from: text, to: quoteArgument(`unix:${path}`) };
  });
  if (!words.every((word) => word !== null)) return null;
  return [...new Map(words.map((word) => [`${word.file}:${word.start}`, word])).values()];
}

const privateEvidence = ({ name }: Unit) => ({
  source: `systemctl show ${name}`,
  line: null,
  text: 'PrivateTmp=yes',
  at: null,
});
