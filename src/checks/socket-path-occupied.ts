import { poolOption } from '../facts/pools.ts';
import { defineCheck } from './define-check.ts';
import { noMasterEvidence, optionEvidence, pathEvidence, poolEvidence, unitEvidence } from './evidence/evidence.ts';
import { logEvidence } from './evidence/log-evidence.ts';
import { lastChangeOf, shortName, sitesOfLinks } from './state/fpm-state.ts';
import { occupiedPaths } from './state/occupied-paths.ts';

/** A folder or a file stands where a pool's socket belongs, so nobody can connect, and PHP-FPM can't bind. */
export const socketPathOccupied = defineCheck({
  cause: 'socket-path-occupied',
  station: 'listener',
  level: 'manual',
  severity: 'critical',
  title: "Something else stands at the path of PHP-FPM's socket",
  reads: ['fpm', 'links', 'pools', 'paths'],
  consults: ['units', 'processes', 'logLines'],
  run: (facts) =>
    occupiedPaths(facts, facts.units).map(({ demand, pool, path, links }) => {
      const { program, unit, state } = demand;
      const listen = poolOption(pool, 'listen');
      const what = path.kind === 'other' ? 'something that is no socket' : (NAMES[path.kind] ?? path.kind);
      const unitName = program.unit === null ? 'PHP-FPM' : shortName(program.unit);
      const must =
        state === 'running' ? 'has bound its socket; it runs on, and nobody finds it' : 'must bind its socket';
      return {
        subject: path.path,
        message: `${what} stands at ${path.path}, where pool ${pool.name} ${must}`,
        evidence: [
          pathEvidence(path),
          listen === undefined ? poolEvidence(pool, `listens on ${path.path}`) : optionEvidence(listen),
          unit === undefined ? noMasterEvidence(program) : unitEvidence(unit),
          ...logEvidence(facts.logLines, {
            program: 'php-fpm',
            since: lastChangeOf(program, facts.units, facts.processes) - 5,
            matches: ({ message }) =>
              message.includes(path.path) && /unable to bind|Address already in use/i.test(message),
          }),
        ],
        remedy: null,
        whyNoRemedy: `it may be somebody's, so it is never removed${path.kind === 'directory' ? '' : `, and a start of ${unitName} would delete it`}; once it is moved away, restart ${unitName}`,
        sites: sitesOfLinks(links),
      };
    }),
});

const NAMES: Readonly<Record<string, string>> = { file: 'a plain file', directory: 'a directory' };
