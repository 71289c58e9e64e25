import type { PhpKey } from '../facts/php-setting.ts';
import type { LogLine } from '../facts/log-line.ts';
import { defineCheck, type FindingDraft } from './define-check.ts';
import { linesOf } from './evidence/place-evidence.ts';
import { siteEvidence } from './evidence/site-status.ts';
import { gradeOf } from './state/open-complaints.ts';
import { phpSetters, type PhpSetter } from './state/php-setters.ts';
import { type SaidLine, saidLines } from './state/said-lines.ts';

/** PHP's own set-up has each request begin with a file that isn't there, or takes away what the application calls. */
export const phpStartupFile = defineCheck({
  cause: 'php-startup-file',
  station: 'script',
  level: 'manual',
  severity: 'critical',
  title: "PHP's set-up names a file that it can't open, or forbids what the application calls",
  reads: ['sites', 'siteStatuses', 'logLines', 'identity', 'phpSettings'],
  consults: ['links', 'nginx', 'fpm', 'units', 'processes', 'routeStatuses'],
  run: (facts, { grades }): readonly FindingDraft[] => {
    const groups = new Map<string, { readonly wish: Wish; readonly site: string; readonly said: SaidLine[] }>();
    for (const said of saidLines(facts, (line) => (wishOf(line) === null ? null : 'php'))) {
      const wish = wishOf(said.line);
      if (wish === null) continue;
      for (const { id: site } of said.sites) {
        const key = JSON.stringify([site, wish]);
        const group = groups.get(key);
        if (group === undefined) groups.set(key, { wish, site, said: [said] });
        else group.said.push(said);
      }
    }
    return [...groups.values()].flatMap(({ wish, site, said }): readonly FindingDraft[] => {
      const pools = said.flatMap((each) => each.pools);
      const setters = KEYS[wish.kind].flatMap((key) =>
        phpSetters(key, pools, facts)
          .filter((setter) => isMeant(wish, setter))
          .map((setter) => ({ key, setter })),
      );
      const [first] = setters;
      // A function that nobody forbids is one that the application lacks.
      if (first === undefined && wish.kind === 'function') return [];
      const at = first === undefined ? null : placeOf(first.setter);
      const by = first === undefined ? 'auto_prepend_file or auto_append_file' : `${first.key} of ${at ?? '?'}`;
      return [
        {
          severity: gradeOf(
            said.map(({ own, sites }) => ({ own, sites: sites.filter(({ id }) => id === site) })),
            facts,
            grades,
          ),
          subject: `${site}: ${wish.name}`,
          message:
            wish.kind === 'file'
              ? `each page of ${site} begins or ends with ${wish.name}, by ${by}, and PHP can't open it${wish.why === '' ? '' : ` (${wish.why})`}`
              : `${site} calls ${wish.name}(), which ${by} forbids`,
          evidence: [
            ...facts.siteStatuses.filter((each) => each.site === site).map(siteEvidence),
            ...setters.slice(0, 3).map(({ setter }) => setter.evidence),
            ...linesOf(said.map(({ line }) => line)),
          ],
          remedy: null,
          whyNoRemedy:
            wish.kind === 'file'
              ? `what that file did for the site (a firewall, a monitor) is for whoever wrote ${at ?? 'the setting'} to say: bring it back, or take the line away${at?.includes('.user.ini') === true ? ', which PHP notices within user_ini.cache_ttl (300 s)' : ''}`
              : `it is a guard that somebody set: whether ${site} may call ${wish.name}() is for whoever wrote ${at ?? 'it'} to say`,
          sites: [site],
        },
      ];
    });
  },
});

interface Wish {
  readonly kind: 'file' | 'function';
  readonly name: string;
  readonly why: string;
}

const KEYS: Readonly<Record<Wish['kind'], readonly PhpKey[]>> = {
  file: ['auto_prepend_file', 'auto_append_file'],
  function: ['disable_functions'],
};

/** What PHP requires before and after a script it requires of no line. Source: php_execute_script in main.c. */
const REQUIRED =
  /PHP Fatal error: +(?:Uncaught Error: )?Failed opening required '([^'\n]{1,500})'[^\n]{0,600}? in Unknown on line 0/;

/** Since PHP 8 a forbidden function is as if there were none; before, a call of it only warns. */
const CALLED =
  /Call to undefined function (?:[\w\\]*\\)?(\w{1,80})\(\)|PHP Warning: +(\w{1,80})\(\) has been disabled for security reasons/;

function wishOf({ message }: LogLine): Wish | null {
  const file = REQUIRED.exec(message)?.[1];
  if (file !== undefined) {
    const [, why = ''] = /[Ff]ailed to open stream: ([A-Z][a-z ]+[a-z]) in Unknown on line 0/.exec(message) ?? [];
    return { kind: 'file', name: file, why };
  }
  const [, gone, disabled] = CALLED.exec(message) ?? [];
  const name = gone ?? disabled;
  return name === undefined ? null : { kind: 'function', name, why: '' };
}

const isMeant = ({ kind, name }: Wish, { value }: PhpSetter): boolean =>
  kind === 'file'
    ? value === name
    : value
        .toLowerCase()
        .split(/[\s,]+/)
        .includes(name.toLowerCase());

const placeOf = ({ evidence }: PhpSetter): string =>
  `${evidence.source}${evidence.line === null ? '' : `:${evidence.line}`}`;
