import { defineCheck, type FindingDraft, type Undecided } from './define-check.ts';
import { connectLines } from './evidence/connect-lines.ts';
import { socketEvidence } from './evidence/socket-evidence.ts';
import { setListenAclUsers } from './remedies/pool-options.ts';
import { remedyOr } from './remedy-or-why.ts';
import { deniedSockets } from './state/denied-sockets.ts';
import { sitesOfLinks, whyNotStartable } from './state/fpm-state.ts';
import { fileOf, programOf } from './state/pool-file.ts';
import { aclOf } from './state/socket-access.ts';

/** `listen.acl_users` or `listen.acl_groups` is set, so owner and group don't count, and nginx isn't in the list. */
export const socketAclDenied = defineCheck({
  cause: 'socket-acl-denied',
  station: 'door',
  level: 'guarded',
  severity: 'critical',
  title: "nginx may not connect to PHP-FPM's socket: it is not in the access list",
  reads: ['fpm', 'links', 'paths', 'processes', 'accounts'],
  consults: ['units', 'logLines'],
  run: (facts) =>
    deniedSockets(facts).flatMap((denied): readonly (FindingDraft | Undecided)[] => {
      if ('undecided' in denied) return [denied];
      const { pool, path, client, links, ruledBy, allowedByFile } = denied;
      const program = programOf(pool, facts.fpm);
      if (ruledBy !== 'acl' || allowedByFile || program === undefined) return [];
      const { users, groups } = aclOf(pool);
      const listed = [...users, ...groups.map((group) => `@${group}`)].join(', ');
      const file = fileOf(pool, program, users.length > 0 ? 'listen.acl_users' : 'listen.acl_groups');
      const why =
        file === undefined ? `the file of pool ${pool.name} was not read` : whyNotStartable(program, facts.units);
      return [
        {
          subject: path.path,
          message: `nginx runs as ${client.user}, and pool ${pool.name} lets in only ${listed}; listen.owner and listen.group do not count beside an access list`,
          evidence: [...socketEvidence(denied), ...connectLines(facts, links, [13], program)],
          ...remedyOr(why, () =>
            setListenAclUsers({
              pool: pool.id,
              file: file?.realPath ?? '',
              section: pool.name,
              acl_users: [...users, client.user],
              unit: program.unit ?? '',
            }),
          ),
          sites: sitesOfLinks(links),
        },
      ];
    }),
});
