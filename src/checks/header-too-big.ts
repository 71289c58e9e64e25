import type { ReadableFacts } from '../facts/known-facts.ts';
import { mostWorkers } from '../facts/pool-workers.ts';
import type { FastcgiTarget } from '../facts/topology.ts';
import { defineCheck, type FindingDraft } from './define-check.ts';
import { directiveEvidence, targetEvidence } from './evidence/evidence.ts';
import { logEvidence } from './evidence/log-evidence.ts';
import { isBroken, siteEvidence } from './evidence/site-status.ts';
import { setNginxDirective } from './remedies/nginx-files.ts';
import { remedyOr } from './remedy-or-why.ts';
import { type PassSettings, settingNamed, settingsOf } from './state/pass-settings.ts';
import { linesByLink, pathsIn } from './state/site-lines.ts';

/** The header of PHP's answer doesn't fit into the buffer that nginx reads it into. */
export const headerTooBig = defineCheck({
  cause: 'header-too-big',
  station: 'script',
  level: 'approve',
  severity: 'critical',
  title: "The header of PHP's answer is larger than nginx's buffer for it",
  reads: ['nginx', 'sites', 'links', 'siteStatuses', 'logLines'],
  consults: ['processes', 'paths', 'memory', 'pools'],
  run: (facts) => {
    const byPass = new Map(
      linesByLink(facts, /^upstream sent too big header/).flatMap((each) => {
        const settings = settingsOf(each.link.target, facts.nginx);
        const { file, line, column } = each.link.target.pass;
        return settings === undefined ? [] : [[`${file}:${line}:${column}`, { ...each, settings }] as const];
      }),
    );
    return [...byPass].map(([subject, { link, lines, settings }]): FindingDraft => {
      const { target } = link;
      const answer = facts.siteStatuses.find(({ site }) => site === target.site);
      const broken = answer !== undefined && isBroken(answer);
      const sizes = sizesOf(settings);
      const paths = pathsIn(lines).slice(0, 3).join(', ');
      return {
        severity: broken ? 'critical' : 'warning',
        subject,
        message: `${target.site}: the header of PHP's answer is larger than fastcgi_buffer_size (${kb(sizes.header)}), ${lines.length === 1 ? 'once' : `${lines.length} times`}${paths === '' ? '' : `: ${paths}`}; ${sumOf(sizes)}`,
        evidence: [
          ...(broken ? [siteEvidence(answer)] : []),
          ...['fastcgi_buffer_size', 'fastcgi_buffers']
            .map((name) => settingNamed(settings, name))
            .filter((directive) => directive !== undefined)
            .map(directiveEvidence),
          targetEvidence(target),
          ...logEvidence(lines, { program: 'nginx', since: 0, matches: () => true }),
        ],
        ...remedyOr(whyNot(settings, target, sizes, facts), () =>
          setNginxDirective({
            file: realPathOf(settings.block.file, facts.nginx) ?? '',
            line: settings.block.line,
            block: settings.block.name,
            start: settings.block.span.start,
            directives: {
              fastcgi_buffer_size: kb(sizes.proposed),
              fastcgi_buffers: `${sizes.number} ${kb(sizes.proposedEach)}`,
            },
          }),
        ),
        sites: [target.site],
      };
    });
  },
});

/** A page of memory, which nginx's buffers have for size where nothing is written, on all machines that matter. */
const PAGE = 4096;

/**
 * What a client may send back to nginx at most, cookies included: `large_client_header_buffers 4 8k`. A longer header
 * does no good. Source: ngx_http_core_module.
 */
const MOST = 32 * 1024;

interface Sizes {
  readonly header: number;
  readonly number: number;
  readonly each: number;
  readonly proposed: number;
  readonly proposedEach: number;
}

/** A header's buffer of `MOST`, and body buffers no smaller, as nginx wants two of them for what it sends meanwhile. */
function sizesOf(settings: PassSettings): Sizes {
  const header = bytesOf(settingNamed(settings, 'fastcgi_buffer_size')?.args[0]?.value) ?? PAGE;
  const buffers = settingNamed(settings, 'fastcgi_buffers')?.args ?? [];
  const number = Math.max(4, Number(buffers[0]?.value ?? 8) || 8);
  const each = bytesOf(buffers[1]?.value) ?? PAGE;
  const proposed = Math.max(header, MOST);
  return { header, number, each, proposed, proposedEach: Math.max(each, proposed) };
}

const memoryOf = (header: number, number: number, each: number): number => header + number * each;

const sumOf = ({ header, number, each, proposed, proposedEach }: Sizes): string =>
  header >= MOST
    ? `an answer takes up to ${kb(memoryOf(header, number, each))}`
    : `with ${kb(proposed)} an answer takes up to ${kb(proposed)} + ${number} × ${kb(proposedEach)} = ${kb(memoryOf(proposed, number, proposedEach))}, now ${kb(memoryOf(header, number, each))}`;

function whyNot(
  settings: PassSettings,
  { pass }: FastcgiTarget,
  sizes: Sizes,
  { nginx, memory, pools }: Pick<ReadableFacts, 'nginx'> & Partial<Pick<ReadableFacts, 'memory' | 'pools'>>,
): string {
  const { block } = settings;
  if (realPathOf(block.file, nginx) === null) return `${block.file} was not read`;
  if (sizes.header >= MOST) {
    return `a header of more than ${kb(sizes.header)} is the script's fault, not the buffer's: look at the cookies that it sets`;
  }
  const elsewhere = ['fastcgi_buffer_size', 'fastcgi_buffers', 'fastcgi_busy_buffers_size']
    .flatMap((name) => (block.children ?? []).filter((child) => child.name === name))
    .find((child) => child.file !== block.file || child.name === 'fastcgi_busy_buffers_size');
  if (elsewhere !== undefined)
    return `${elsewhere.file}:${elsewhere.line} sets ${elsewhere.name}, and is to be changed with it`;
  if (block.file !== pass.file)
    return `${pass.file} is included by several places, which may need its settings as they are`;
  const growth =
    memoryOf(sizes.proposed, sizes.number, sizes.proposedEach) - memoryOf(sizes.header, sizes.number, sizes.each);
  const answers = (pools ?? []).reduce((sum, pool) => sum + (mostWorkers(pool) ?? 0), 0);
  if (memory !== undefined && (growth * answers) / 1024 > memory.availableKb * 0.5) {
    return `${answers} answers at once would take ${kb(growth * answers)} more, and the host has ${kb(memory.availableKb * 1024)}`;
  }
  return '';
}

const realPathOf = (path: string, { files }: ReadableFacts['nginx']): string | null =>
  files.find((file) => file.path === path)?.realPath ?? null;

function bytesOf(text: string | undefined): number | null {
  const [, digits, unit = ''] = /^(\d{1,9})([kKmM]?)$/.exec(text ?? '') ?? [];
  return digits === undefined ? null : Number(digits) * ({ k: 1024, m: 1024 * 1024 }[unit.toLowerCase()] ?? 1);
}

const kb = (bytes: number): string => `${Math.ceil(bytes / 1024)}k`;
