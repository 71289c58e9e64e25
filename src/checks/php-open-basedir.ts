import type { LogLine } from '../facts/log-line.ts';
import { defineCheck, type FindingDraft } from './define-check.ts';
import { linesOf } from './evidence/place-evidence.ts';
import { siteEvidence } from './evidence/site-status.ts';
import { gradeOf } from './state/open-complaints.ts';
import { isWrittenSo, phpSetters, type PhpSetter } from './state/php-setters.ts';
import { type SaidLine, saidLines } from './state/said-lines.ts';

/** Source: php_check_open_basedir_ex in fopen_wrappers.c. */
const REFUSED =
  /open_basedir restriction in effect\. File\(([^)\n]*)\) is not within the allowed path\(s\): \(([^)\n]*)\)/;

/** PHP refuses a site its own files, for `open_basedir` leaves them out. */
export const phpOpenBasedir = defineCheck({
  cause: 'php-open-basedir',
  station: 'script',
  level: 'manual',
  severity: 'critical',
  title: "PHP's open_basedir leaves out what a site needs",
  reads: ['sites', 'siteStatuses', 'logLines', 'identity', 'phpSettings'],
  consults: ['links', 'nginx', 'fpm', 'units', 'processes', 'routeStatuses'],
  run: (facts, { grades }): readonly FindingDraft[] => {
    const groups = new Map<string, { readonly site: string; readonly allowed: string; readonly said: SaidLine[] }>();
    for (const said of saidLines(facts, ({ message }) => (REFUSED.test(message) ? 'php' : null))) {
      const allowed = REFUSED.exec(said.line.message)?.[2] ?? '';
      for (const { id: site } of said.sites) {
        const key = JSON.stringify([site, allowed]);
        const group = groups.get(key);
        if (group === undefined) groups.set(key, { site, allowed, said: [said] });
        else group.said.push(said);
      }
    }
    return [...groups.values()].map(({ site, allowed, said }): FindingDraft => {
      const pools = said.flatMap((each) => each.pools);
      const setters = phpSetters('open_basedir', pools, facts).filter(({ value }) => isWrittenSo(allowed, value));
      const [setter] = setters.toSorted((one, other) => weight(one) - weight(other));
      const files = [...new Set(said.map(({ line }) => fileIn(line)))];
      const { says, why } = wordsOn(setter, site);
      const pool = pools[0]?.name;
      return {
        severity: gradeOf(
          said.map(({ own, sites }) => ({ own, sites: sites.filter(({ id }) => id === site) })),
          facts,
          grades,
        ),
        subject: `${site}: ${allowed}`,
        message: `PHP refuses ${site} the file ${files[0] ?? '?'}${files.length > 1 ? ` and ${files.length - 1} more` : ''}: open_basedir allows ${allowed}${pool === undefined ? '' : ` in a worker of pool ${pool}`}, ${says}`,
        evidence: [
          ...facts.siteStatuses.filter((each) => each.site === site).map(siteEvidence),
          ...setters.slice(0, 3).map(({ evidence }) => evidence),
          ...linesOf(said.map(({ line }) => line)),
        ],
        remedy: null,
        whyNoRemedy: why,
        sites: [site],
      };
    });
  },
});

const fileIn = ({ message }: LogLine): string => REFUSED.exec(message)?.[1] ?? '';

/** Who comes last in PHP counts. */
const ORDER: readonly PhpSetter['by'][] = ['nginx', 'pool', 'site', 'php.ini'];
const weight = ({ by }: PhpSetter): number => ORDER.indexOf(by);

function wordsOn(setter: PhpSetter | undefined, site: string): { readonly says: string; readonly why: string } {
  if (setter === undefined)
    return {
      says: 'and none of the files that were read says so',
      why: 'who sets it was not found: the application itself may (ini_set), or a .user.ini in another folder',
    };
  const { evidence, by, site: of } = setter;
  const at = `${evidence.source}${evidence.line === null ? '' : `:${evidence.line}`}`;
  if (by === 'nginx' && of !== site)
    return {
      says: `as nginx sets it for ${of ?? '?'} (${at}): what one site sets so stays in the worker, which both share`,
      why: `give ${of ?? '?'} and ${site} a pool each, and set open_basedir there by php_admin_value[open_basedir]; which of the two is to keep this one is for a person to say`,
    };
  return {
    says: `by ${at}`,
    why: `it is a guard that somebody set: which folders ${site} may use besides is for whoever wrote ${at} to say`,
  };
}
