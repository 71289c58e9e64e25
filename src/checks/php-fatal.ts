import type { Link, Site } from '../facts/topology.ts';
import { defineCheck } from './define-check.ts';
import { logEvidence } from './evidence/log-evidence.ts';
import { ownLogLines } from './evidence/own-log-lines.ts';
import { probedSince, probeLines, siteLines } from './evidence/probe-lines.ts';
import { siteEvidence } from './evidence/site-status.ts';

const PATTERN = /FastCGI sent in stderr: ".*?PHP (?:Fatal|Parse) error: /s;
const OWN = /\bPHP (?:Fatal|Parse) error: /;

/** The application itself fails: PHP tells nginx so, and the site answers 500 or 502. */
export const phpFatal = defineCheck({
  cause: 'php-fatal',
  station: 'script',
  level: 'manual',
  severity: 'critical',
  title: 'The application fails with a PHP error',
  reads: ['sites', 'siteStatuses', 'logLines', 'identity'],
  consults: ['processes', 'links', 'fpm', 'units'],
  run: (facts) =>
    facts.sites.flatMap((site) => {
      const status = facts.siteStatuses.find((each) => each.site === site.id);
      if (status === undefined || (status.status !== 500 && status.status !== 502)) return [];
      const own = ownLogLines(site, facts, OWN);
      const line =
        probeLines(site, facts, PATTERN).at(-1) ?? own.findLast(({ at }) => at >= probedSince(facts.identity));
      if (line === undefined) return [];
      const { says, where } = errorOf(line.message);
      return [
        {
          subject: site.id,
          message: `nginx and PHP-FPM work, and the application of ${site.id} fails${where === null ? '' : ` in ${where.file}:${where.line}`}: ${says}${warningBefore(line.message)}`,
          evidence: [
            siteEvidence(status),
            ...(where === null ? [] : [{ source: where.file, line: where.line, text: says, at: null }]),
            ...siteLines(site, facts, PATTERN),
            ...logEvidence(own, { program: line.program, since: 0, matches: () => true }),
          ],
          remedy: null,
          whyNoRemedy: 'the fault is in the application; a restart of PHP-FPM would run the same code',
          sites: [site.id],
          because: /Too many open files/.test(line.message) ? shortOfFiles(site, facts.links) : [],
        },
      ];
    }),
});

/** The pools of a site, whose workers may open no more files. */
const shortOfFiles = ({ id }: Site, links: readonly Link[] = []): readonly string[] =>
  links.filter(({ target }) => target.site === id).flatMap(({ pools }) => pools.map((pool) => `fd-limit:${pool.id}`));

interface PhpError {
  readonly says: string;
  readonly where: { readonly file: string; readonly line: number } | null;
}

/** What PHP warned of last before it ended: often the reason. It is quoted with the error, in whose line it stands. */
function warningBefore(message: string): string {
  const [before = ''] = message.split(/PHP (?:Fatal|Parse) error: /);
  const warnings = [
    ...before.matchAll(/PHP (?:Warning|Notice|Deprecated): +([^\n]*?)(?:; PHP message: |\n|PHP message: |$)/g),
  ];
  const last = warnings.at(-1)?.[1]?.trim() ?? '';
  return last === '' ? '' : ` (before that PHP warned: ${last.slice(0, 300)})`;
}

/** The error's own sentence, and the file and line that it names. Source: php_error_cb in main.c. */
function errorOf(message: string): PhpError {
  const [, text = ''] = /PHP (?:Fatal|Parse) error: +([^\n]*)/.exec(message) ?? [];
  const [, before, file, digits] = /^(.*?) in (\/\S*?)(?:\(\d+\))?(?::| on line )(\d+)\b/.exec(text) ?? [];
  const says = (before ?? text).replace(/" while reading .*$/, '').slice(0, 300);
  return { says, where: file === undefined ? null : { file, line: Number(digits) } };
}
