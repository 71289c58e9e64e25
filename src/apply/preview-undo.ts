import { ok, type Result } from '../base/result.ts';
import type { ReadSession, SessionError } from '../transport/session.ts';
import { newBoundary } from './boundary.ts';
import { assertTransactionId } from './journal/run-id.ts';
import { hostPlaces } from './places.ts';
import type { PreviewedPath, SettleRefused, UndoPreview } from './settlement/outcome.ts';
import { previewRunScript } from './settlement/scripts.ts';
import { allFramedFields, decodedText, plainWord } from './transaction/fields.ts';

const limits = { timeoutMs: 30_000, maxOutputBytes: 8 * 1024 * 1024 };

/** What taking a run back would restore on a host, and what was changed there since, or why the host doesn't say. */
export async function previewUndo(
  session: ReadSession,
  run: string,
  { places = hostPlaces } = {},
): Promise<Result<UndoPreview | SettleRefused, SessionError>> {
  assertTransactionId(run);
  const lines = await askFramed(session, (boundary) => previewRunScript(places, run, boundary));
  if (!lines.ok) return lines;
  const state = lines.value.find(([word]) => word === 'state')?.[1];
  if (state === undefined) {
    const [, reason, why] = lines.value.find(([word]) => word === 'refused') ?? [];
    return ok({
      kind: 'refused',
      reason: plainWord(reason) ?? 'unknown',
      why: decodedText(why) ?? 'it did not say why',
    });
  }
  if (state === 'undone') return ok({ state, paths: [], units: [] });
  const units = lines.value.flatMap(([word, verb, name]) => {
    const unit = decodedText(name);
    return word === 'would' && verb !== undefined && unit !== null ? [{ verb, unit }] : [];
  });
  const paths = lines.value.flatMap((line) => previewedPath(line, lines.value));
  return ok({ state: plainWord(state) ?? 'none', paths, units });
}

function previewedPath(line: Line, lines: readonly Line[]): readonly PreviewedPath[] {
  const [word, id, kind, verdict, where, later] = line;
  const [change, path] = [plainWord(id), decodedText(where)];
  if (word !== 'path' || change === null || path === null) return [];
  const knownKind = PATH_KINDS.find((known) => known === kind);
  const knownVerdict = (['ours', 'original', 'theirs', 'gone', 'live'] as const).find((known) => known === verdict);
  if (knownKind === undefined || knownVerdict === undefined) return [];
  return [{ change, kind: knownKind, verdict: knownVerdict, path, ...texts(change, lines), by: plainWord(later) }];
}

const PATH_KINDS = [
  'file',
  'attributes',
  'socket',
  'directory',
  'command',
  'created',
  'removed',
  'link',
  'folder',
] as const satisfies readonly PreviewedPath['kind'][];

type Line = readonly string[];

function texts(change: string, lines: readonly Line[]): Pick<PreviewedPath, 'now' | 'then'> {
  const text = (which: string): string | null => {
    const encoded = lines.find(([word, id]) => word === which && id === change)?.[2] ?? '!';
    if (encoded === '-') return '';
    return /^[A-Za-z0-9+/]+={0,2}$/.test(encoded) ? Buffer.from(encoded, 'base64').toString('utf8') : null;
  };
  return { now: text('now'), then: text('then') };
}

async function askFramed(
  session: ReadSession,
  script: (boundary: string) => ReturnType<typeof previewRunScript>,
): Promise<Result<readonly (readonly string[])[], SessionError>> {
  const boundary = newBoundary();
  const answer = await session.ask(script(boundary), limits);
  if (!answer.ok) return answer;
  return ok(allFramedFields(boundary, answer.value.stdout.toString('utf8')));
}
