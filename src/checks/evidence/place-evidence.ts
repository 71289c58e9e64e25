import { shownCommand } from '../../formats/shell-quote.ts';
import type { LogLine } from '../../facts/log-line.ts';
import type { Evidence, EvidenceDraft } from '../finding.ts';
import type { ClosedPlace } from '../state/closed-place.ts';
import { logEvidence } from './log-evidence.ts';

/** `root:root 0700`, for a message. */
const showPlace = ({ path, owner, group, mode }: ClosedPlace): string => `${path} (${owner}:${group} ${mode})`;

/** What a folder or file is. */
export const placeEvidence = ({ path, kind, owner, group, mode }: ClosedPlace): Evidence => ({
  source: path,
  line: null,
  text: `${kind === 'folder' ? 'directory' : 'file'} ${owner}:${group} ${mode}`,
  at: null,
});

/** What a user may not do there, after "may not". */
export function lacksAt(place: ClosedPlace): string {
  const verb = place.kind === 'file' ? (place.lacks === 'w' ? 'write to' : 'read') : VERBS[place.lacks];
  return `${verb ?? 'use'} ${showPlace(place)}`;
}

const VERBS: Readonly<Record<string, string>> = { x: 'enter', rx: 'list', wx: 'write in' };

/** The command by which a person lets this user in, and nobody else. */
export const letIn = ({ path, lacks }: ClosedPlace, user: string): string =>
  shownCommand(['setfacl', '-m', `u:${user}:${lacks === 'wx' ? 'rwx' : lacks === 'w' ? 'rw' : lacks}`, path]);

/** Lines of any program, alike ones as one. */
export const linesOf = (lines: readonly LogLine[]): readonly EvidenceDraft[] =>
  (['nginx', 'php-fpm', 'php'] as const).flatMap((program) =>
    logEvidence(lines, { program, since: 0, matches: () => true }),
  );
