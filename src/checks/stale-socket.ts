import { defineCheck } from './define-check.ts';
import { connectLines } from './evidence/connect-lines.ts';
import { noMasterEvidence, pathEvidence, targetEvidence, unitEvidence } from './evidence/evidence.ts';
import { removeStaleSocket } from './remedies/stale-socket.ts';
import { remedyOr } from './remedy-or-why.ts';
import { deadSockets } from './state/dead-sockets.ts';
import { stoppedForMemory } from './state/fewer-workers.ts';
import { shortName, sitesOfLinks, whyNotStartable } from './state/fpm-state.ts';
import { obstaclesOf, whyBarred } from './state/obstacles.ts';

/** PHP-FPM was killed: its socket file is still there, and the kernel has no listener on it. */
export const staleSocket = defineCheck({
  cause: 'stale-socket',
  station: 'listener',
  level: 'auto',
  severity: 'critical',
  title: 'A PHP-FPM socket file is left over and nobody listens on it',
  reads: ['fpm', 'links', 'pools', 'paths', 'unixListeners', 'tcpListeners'],
  consults: ['ownerSearch', 'units', 'processes', 'logLines', 'room', 'memory'],
  run: (facts) =>
    deadSockets(facts, facts.units).map(({ demand, pool, path, links }) => {
      const { program, unit } = demand;
      const { inode } = path;
      const { barred } = obstaclesOf(demand, facts, facts.units);
      const forbidden = whyNotStartable(program, facts.units) || whyBarred(barred);
      const why = forbidden === '' && inode === null ? `the inode of ${path.path} isn't known` : forbidden;
      return {
        subject: path.path,
        message: `${path.path} is left over from a PHP-FPM that is gone: pool ${pool.name}${program.unit === null ? '' : ` of ${shortName(program.unit)}`} should listen there and nobody does`,
        evidence: [
          pathEvidence(path),
          unit === undefined ? noMasterEvidence(program) : unitEvidence(unit),
          ...links.slice(0, 3).map(({ target }) => targetEvidence(target)),
          ...connectLines(facts, links, [111], program),
        ],
        ...remedyOr(why, () => removeStaleSocket({ path: path.realPath, inode: inode ?? 0, unit: program.unit ?? '' })),
        sites: sitesOfLinks(links),
        because: [...barred, ...stoppedForMemory(program, facts)],
      };
    }),
});
