import { folderOf } from '../formats/folder-of.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { FileContent, PathAnswer, Standing } from '../facts/asked.ts';
import { type Fact, unknown } from '../facts/fact.ts';
import type { Attributes, ChangeDraft } from './change.ts';
import type { World } from './world.ts';

/** What stands at a place in this world. */
export type Stands =
  | { readonly kind: 'nothing' }
  /** `made`: an earlier step of the play would make it, and the host doesn't have it yet. */
  | { readonly kind: 'file'; readonly attributes: Attributes; readonly made: boolean; readonly names: number }
  | { readonly kind: 'directory'; readonly attributes: Attributes; readonly made: boolean; readonly isEmpty: boolean }
  | { readonly kind: 'link'; readonly target: string }
  | { readonly kind: 'other'; readonly what: string };

/** A path in the world: as the host told of it when it was asked, with the changes of the play's earlier steps. */
export interface Spot {
  /** With the links of its folders resolved. */
  readonly place: string;
  /** Folders on the way that neither the host has nor an earlier step makes, topmost first. */
  readonly missingFolders: readonly string[];
  readonly stands: Stands;
  /** Where the path leads in the end, and what stands there. */
  readonly realPath: string;
  readonly leadsTo: Stands;
  /** Whose link stands there, where it isn't root's alone and isn't followed; else null. */
  readonly led: string | null;
  /** Of a file that the path leads to on the host, where it was asked for. */
  readonly content: Fact<FileContent>;
}

/** The spot of a path that the host was asked about; the error says why nothing is known of it. */
export function spotAt({ facts, planned }: World, path: string, follow = false): Result<Spot, string> {
  const asked = facts.asked.state === 'known' ? facts.asked.value : [];
  const answers = asked.flatMap((each) =>
    each.kind !== 'command' && each.question.path === path && (each.question.follow ?? false) === follow ? [each] : [],
  );
  const answer = (answers.find(({ kind }) => kind === 'file') ?? answers[0])?.answer;
  if (answer === undefined) return err(`${path} was not asked of this host`);
  if (answer.state !== 'known') return err(`${path}: ${answer.why}`);
  const { led } = answer.value;
  const { place, realPath, missingFolders } = answer.value;
  if (isSettled(place, planned))
    return err(`an earlier step of this play makes ${path}, and something is waited for or run after that`);
  const stands = standsAt(place, answer.value.at, answer.value, planned);
  const leadsTo = realPath === place ? stands : standsAt(realPath, answer.value.real, answer.value, planned);
  const content = 'content' in answer.value ? answer.value.content : unknown('its text was not asked for');
  const stillMissing = missingFolders.filter((folder) => comesAndGoes(folder, planned) !== 'make-directory');
  const gone = comesAndGoes(folderOf(place), planned) === 'remove-directory' ? [folderOf(place)] : [];
  return ok({ place, realPath, stands, leadsTo, led, content, missingFolders: [...stillMissing, ...gone] });
}

/** The folder that a path is in. */

/** What is there before a wait or a command is part of what that is about: it doesn't become another thing afterwards. */
function isSettled(place: string, planned: World['planned']): boolean {
  const made = planned.findIndex(
    (change) => 'path' in change && change.path === place && COMING_AND_GOING.has(change.kind),
  );
  return made !== -1 && planned.slice(made).some(({ kind }) => kind === 'wait' || kind === 'command');
}

/** What the play's earlier steps would have come into being, or go, at a place. */
const comesAndGoes = (place: string, planned: World['planned']): ChangeDraft['kind'] | null =>
  planned.findLast((change) => 'path' in change && change.path === place && COMING_AND_GOING.has(change.kind))?.kind ??
  null;

const COMING_AND_GOING: ReadonlySet<ChangeDraft['kind']> = new Set([
  'create-file',
  'remove-file',
  'set-link',
  'make-directory',
  'remove-directory',
  'remove-socket',
]);

function standsAt(place: string, at: Standing | null, answer: PathAnswer, planned: World['planned']): Stands {
  return planned.reduce<Stands>(
    (soFar, change) => {
      if (!('path' in change)) return soFar;
      if (folderOf(change.path) === place && soFar.kind === 'directory' && !GOING.has(change.kind)) {
        return { ...soFar, isEmpty: false };
      }
      return change.path === place ? after(soFar, change) : soFar;
    },
    standing(at, answer),
  );
}

const GOING: ReadonlySet<ChangeDraft['kind']> = new Set(['remove-file', 'remove-directory', 'remove-socket']);

function after(stands: Stands, change: ChangeDraft): Stands {
  switch (change.kind) {
    case 'create-file':
      return { kind: 'file', attributes: attributesOf(change), made: true, names: 1 };
    case 'make-directory':
      return { kind: 'directory', attributes: attributesOf(change), made: true, isEmpty: true };
    case 'set-link':
      return change.after === null ? NOTHING : { kind: 'link', target: change.after };
    case 'set-attributes':
      return stands.kind === 'file' || stands.kind === 'directory' ? { ...stands, attributes: change.after } : stands;
    case 'remove-file':
    case 'remove-directory':
    case 'remove-socket':
      return NOTHING;
    default:
      return stands;
  }
}

function standing(at: Standing | null, { target, isEmpty }: PathAnswer): Stands {
  if (at === null) return NOTHING;
  const attributes = attributesOf(at);
  if (at.kind === 'file') return { kind: 'file', attributes, made: false, names: at.names };
  if (at.kind === 'directory') return { kind: 'directory', attributes, made: false, isEmpty: isEmpty === true };
  if (at.kind === 'link') return { kind: 'link', target: target ?? '' };
  return { kind: 'other', what: at.kind === 'socket' ? 'a socket' : 'a device or a pipe' };
}

const NOTHING: Stands = { kind: 'nothing' };

const attributesOf = ({ owner, group, mode }: Attributes): Attributes => ({ owner, group, mode });
