import type { ReadableFacts } from '../facts/known-facts.ts';
import { poolValue } from '../facts/pools.ts';
import { defineCheck, type FindingDraft, type Undecided } from './define-check.ts';
import { addressLines } from './evidence/address-lines.ts';
import { connectLines } from './evidence/connect-lines.ts';
import { pathEvidence, targetEvidence } from './evidence/evidence.ts';
import { showOwnership, socketEvidence } from './evidence/socket-evidence.ts';
import { setListenOwner } from './remedies/pool-options.ts';
import { ownerText } from './realign/old-owner.ts';
import { remedyOr } from './remedy-or-why.ts';
import { deniedSockets } from './state/denied-sockets.ts';
import { sitesOfLinks, whyNotStartable } from './state/fpm-state.ts';
import { deniedWays } from './state/denied-ways.ts';
import { fileOf, programOf } from './state/pool-file.ts';
import { closedFolder, mayConnect, nginxClient } from './state/socket-access.ts';

/** The pool's own `listen.owner`, `listen.group` and `listen.mode` keep nginx's worker out of its socket. */
export const socketDenied = defineCheck({
  cause: 'socket-denied',
  station: 'door',
  level: 'guarded',
  severity: 'critical',
  title: "nginx may not connect to PHP-FPM's socket: owner, group or mode",
  reads: ['fpm', 'links', 'paths', 'processes', 'accounts'],
  consults: ['units', 'logLines', 'routes', 'owners'],
  run: (facts) => [
    ...deniedSockets(facts).flatMap((denied): readonly (FindingDraft | Undecided)[] => {
      if ('undecided' in denied) return [denied];
      const { pool, path, client, links, ruledBy, allowedByFile } = denied;
      const program = programOf(pool, facts.fpm);
      if (ruledBy !== 'owner' || allowedByFile || program === undefined) return [];
      const file = fileOf(pool, program, 'listen.owner');
      const why =
        file === undefined ? `the file of pool ${pool.name} was not read` : whyNotStartable(program, facts.units);
      return [
        {
          subject: path.path,
          message: `nginx runs as ${client.user}, which may not write to the socket (${showOwnership(path)})`,
          evidence: [...socketEvidence(denied), ...connectLines(facts, links, [13], program)],
          ...remedyOr(why, () =>
            setListenOwner({
              pool: pool.id,
              file: file?.realPath ?? '',
              section: pool.name,
              owner: client.user,
              group: client.group,
              mode: narrowMode(poolValue(pool, 'listen.mode')),
              unit: program.unit ?? '',
            }),
          ),
          sites: sitesOfLinks(links),
        },
      ];
    }),
    ...otherPrograms(facts),
  ],
});

/** The same for programs that aren't PHP-FPM: how they make their socket, only their own set-up says. */
function otherPrograms(
  facts: Pick<ReadableFacts, 'paths' | 'processes' | 'accounts'> &
    Partial<Pick<ReadableFacts, 'routes' | 'owners' | 'logLines'>>,
): readonly FindingDraft[] {
  const { routes = [], owners = [], paths, processes, accounts } = facts;
  const client = nginxClient(processes, accounts);
  if (client === null) return [];
  return deniedWays({ routes, owners, paths, processes }).flatMap(({ owned, path, targets, directive, sites }) => {
    if (closedFolder(client, path) !== undefined || mayConnect(client, path) === true) return [];
    return [
      {
        subject: path.path,
        message: `nginx runs as ${client.user}, which may not write to the socket (${showOwnership(path)}) of ${ownerText(owned.owner)}`,
        evidence: [
          pathEvidence(path),
          ...targets.slice(0, 2).map((target) => targetEvidence(target, directive)),
          ...addressLines(owned.address, facts, [13]),
        ],
        remedy: null,
        whyNoRemedy: `how ${ownerText(owned.owner)} makes its socket is its own affair: a group that ${client.user} is in and mode 0660 (umask, SocketMode=, SocketGroup=, chmod-socket) let nginx in`,
        sites,
      },
    ];
  });
}

/** The pool's own mode where it is no wider than 0660 and lets the owner read and write; else 0660. */
function narrowMode(own: string | null): string {
  const bits = own !== null && /^[0-7]{3,4}$/.test(own) ? parseInt(own, 8) : 0;
  const narrow = (bits & ~0o660) === 0 && (bits & 0o600) === 0o600;
  return (narrow ? bits : 0o660).toString(8).padStart(4, '0');
}
