import type { Source } from '../../facts/topology.ts';
import type { Remedy } from '../finding.ts';
import { remedy, type RemedyLevel } from './remedy.ts';

/** Gives directives of one block of nginx's files these arguments, tests the result, and reloads nginx. */
export interface SetNginxDirective {
  /** The real path; line and start are those of the block in the text that was read. */
  readonly file: string;
  readonly line: number;
  readonly start: number;
  /** The block's name, `location` or `events`; `main` for what stands outside of all blocks. */
  readonly block: string;
  /** `name: arguments`; numbers, sizes and times. */
  readonly directives: Readonly<Record<string, string>>;
}

/** The remedy `set_nginx_directive`. */
export const setNginxDirective = (args: SetNginxDirective): Remedy => {
  const written = Object.entries(args.directives).map(([name, value]) => `${name} ${value};`);
  const where = args.block === 'main' ? args.file : `the ${args.block} of ${args.file}:${args.line}`;
  const summary = `${written.join(' ')} in ${where}; nginx -t; reload nginx`;
  return remedy('set_nginx_directive', 'approve', summary, { ...args });
};

/** Replaces one address in nginx's files, tests the result, and reloads nginx. */
interface RealignFastcgiPass {
  /** The real path; line and offsets are those of the text that was read. */
  readonly file: string;
  readonly line: number;
  /** Raw text as it stands between `start` and `end`, and what replaces it, quoted as nginx needs it. */
  readonly from: string;
  readonly to: string;
  readonly start: number;
  readonly end: number;
}

/** The remedy `realign_fastcgi_pass`; `realPath` is the file behind the source's own path. */
export const realignFastcgiPass = (
  source: Source,
  realPath: string,
  to: string,
  level: RemedyLevel = 'guarded',
  premises: readonly string[] = [],
): Remedy => {
  const args: RealignFastcgiPass = {
    file: realPath,
    line: source.line,
    from: source.text,
    to,
    start: source.span.start,
    end: source.span.end,
  };
  const summary = `${source.file}:${source.line}: ${source.text} → ${to}; nginx -t; reload nginx`;
  const made = remedy('realign_fastcgi_pass', level, summary, { ...args });
  return premises.length === 0 ? made : { ...made, premises };
};
