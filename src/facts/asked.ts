import { canonicalJson } from '../base/json.ts';
import { type Fact, known, unknown } from './fact.ts';
import type { FileState } from './file.ts';

/** What a step must know of a host before it can be planned, beyond what every look asks. */
export type Question = PathQuestion | FileQuestion | CommandQuestion;

/** What stands at an absolute path. */
export interface PathQuestion {
  readonly kind: 'path';
  readonly path: string;
  /** Left out for false: whether a link that somebody else than root has a hand in may lead to it. */
  readonly follow?: boolean;
}

/** The same, and the text of the file that the path leads to. */
export interface FileQuestion {
  readonly kind: 'file';
  readonly path: string;
  readonly follow?: boolean;
}

/** How a command of the playbook's ends that changes nothing. */
export interface CommandQuestion {
  readonly kind: 'command';
  readonly argv: readonly string[];
  readonly folder: string;
}

/** What each kind of question is answered by. */
interface Answers {
  readonly path: PathAnswer;
  readonly file: FileAnswer;
  readonly command: CommandAnswer;
}

/** A question, and what the host said to it. */
export type Asked = { [Kind in Question['kind']]: AskedAs<Kind> }[Question['kind']];

interface AskedAs<Kind extends Question['kind']> {
  readonly kind: Kind;
  readonly question: Extract<Question, { readonly kind: Kind }>;
  readonly answer: Fact<Answers[Kind]>;
}

/** How a command ended: its exit status, what a shell says of a command that it can't run (126, 127) and of one that took too long (124) among them. */
export interface CommandAnswer {
  readonly status: number;
}

/** Something that stands at a path: a link as itself, not as what it leads to. */
export interface Standing {
  readonly kind: 'file' | 'directory' | 'link' | 'socket' | 'other';
  readonly inode: number;
  readonly uid: number;
  readonly gid: number;
  readonly owner: string;
  readonly group: string;
  /** Permission bits, octal digits: `0644`. */
  readonly mode: string;
  /** How many names it has. */
  readonly names: number;
  readonly bytes: number;
}

/** What stands at a path, and where it leads. */
export interface PathAnswer {
  /** The path with the links of its folders resolved, but not a link that stands at its end. */
  readonly place: string;
  /** The folders on the way that don't exist, topmost first. */
  readonly missingFolders: readonly string[];
  /** Null where nothing stands there. */
  readonly at: Standing | null;
  /** The link's own words; null where no link stands there. */
  readonly target: string | null;
  /** Whose link stands there, and whose folder it is in, if that isn't root's alone: it isn't followed then. Null where it may be. */
  readonly led: string | null;
  /** With every link resolved; the place itself where a link leads nowhere. */
  readonly realPath: string;
  /** What the path leads to in the end; null where that is nothing. */
  readonly real: Standing | null;
  /** Whether a folder at the place has nothing in it; null for anything else, and where nobody could tell. */
  readonly isEmpty: boolean | null;
}

/** What stands at a path, with the text of the file that it leads to; absent where it leads to none. */
export interface FileAnswer extends PathAnswer {
  readonly content: Fact<FileContent>;
}

/** A file's text, and what identifies it. */
export interface FileContent {
  readonly state: FileState;
  readonly text: string;
  /** False when the bytes aren't UTF-8, so that the text can be read but never written back. */
  readonly lossless: boolean;
}

/** What the host said to a question; unknown where nobody asked it. */
export function answerTo<Kind extends Question['kind']>(
  { asked }: { readonly asked: Fact<readonly Asked[]> },
  question: AskedAs<Kind>['question'],
): Fact<Answers[Kind]> {
  if (asked.state !== 'known') return unknown(asked.why);
  const found = asked.value.find((each) => keyOf(each.question) === keyOf(question));
  return (found as AskedAs<Kind> | undefined)?.answer ?? unknown('the host was not asked');
}

/** The same answers without what stands in files: of files that nobody knows, no pattern tells what is secret. */
export const withoutContents = (asked: Fact<readonly Asked[]>): Fact<readonly Asked[]> =>
  asked.state !== 'known' ? asked : known(asked.value.map(withoutContent));

function withoutContent(asked: Asked): Asked {
  if (asked.kind !== 'file' || asked.answer.state !== 'known') return asked;
  const { content, ...answer } = asked.answer.value;
  return { ...asked, answer: known({ ...answer, content: content.state === 'known' ? NOT_KEPT : content }) };
}

const NOT_KEPT = unknown('texts of files that no program reads as its configuration are not kept');

/** Each question once. */
export const onlyOnce = (questions: readonly Question[]): readonly Question[] => [
  ...new Map(questions.map((question) => [keyOf(question), question])).values(),
];

const keyOf = (question: Question): string => canonicalJson({ ...question });
