import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { HttpAnswer } from './http-answer.ts';

/** What a fault's file says of itself in its header. */
export interface FaultHeader {
  readonly name: string;
  /** The causes that a host then has; empty for a fault that leaves the sites healthy. */
  readonly causes: readonly string[];
  readonly does: string;
  readonly clientSees: HttpAnswer;
  /** What it changes, in words that faults share: two that touch the same thing are no two faults. Empty where it is for itself. */
  readonly touches: readonly string[];
  /** What the fault waits for a client to see while it is made, in order; a fault on top of another may wait in vain. */
  readonly waitsFor: readonly HttpAnswer[];
  /** What clients of further sites see. */
  readonly alsoSees: readonly { readonly site: string; readonly answer: HttpAnswer }[];
  /** The kind of host that it is made for: bookworm, trixie … */
  readonly image: string;
  /** How a fault of other people's hosts must end; null for one of which `causes` and their levels say all. */
  readonly reported: ReportedFault | null;
}

/** What became of a host: repaired by `run --yes`, or by `--approve all` besides, or left as it was by both. */
type Outcome = 'repaired' | 'repaired if approved' | 'left alone';

/** What is right for a fault that was rebuilt from a report: any of each list. */
export interface ReportedFault {
  /** The causes that may come first; "none" where the host may be called healthy. */
  readonly causes: readonly string[];
  /** The severity that the first finding must have, where that is certain. */
  readonly severity: string | null;
  readonly outcomes: readonly Outcome[];
  readonly asked: Asked;
  readonly sees: readonly HttpAnswer[];
  /** What a client sees once Suture is done. */
  readonly then: readonly HttpAnswer[];
}

/** Who is asked, and how. */
export interface Asked {
  readonly site: string;
  readonly byProxyProtocol: boolean;
}

const folder = join(import.meta.dirname, '../../docker/faults');

/** The headers of all files in docker/faults. Throws on a header that lacks a line or can't be read. */
export function faultHeaders(): FaultHeader[] {
  return readdirSync(folder).map((name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    const cause = line(name, text, 'cause');
    const reported = reportedFault(name, text);
    const sees = line(name, text, 'client sees');
    return {
      name,
      causes: cause === 'none' || reported !== null ? [] : cause.split(', '),
      image: maybeLine(text, 'image') ?? 'bookworm',
      reported,
      does: line(name, text, 'does'),
      touches: /^# touches: (.+)$/m.exec(text)?.[1]?.split(', ') ?? [],
      waitsFor: [...text.matchAll(/^\s*client_sees (\S+)$/gm)].map(([, word]) => answer(word ?? '')),
      clientSees: answer(/^\S+/.exec(sees)?.[0] ?? ''),
      alsoSees: [...sees.matchAll(/(\d{3}) from (\S+?)\)/g)].map(([, status, site]) => ({
        site: site ?? '',
        answer: answer(status ?? ''),
      })),
    };
  });
}

const outcomes: Readonly<Record<string, Outcome | undefined>> = {
  repaired: 'repaired',
  'repaired if approved': 'repaired if approved',
  'left alone': 'left alone',
};

function reportedFault(name: string, text: string): ReportedFault | null {
  const right = maybeLine(text, 'right');
  if (right === null) return null;
  const sees = line(name, text, 'client sees');
  return {
    causes: line(name, text, 'cause').split(' | '),
    severity: maybeLine(text, 'severity'),
    outcomes: right.split(' or ').map((words) => outcomes[words] ?? wrong(name, `"# right: ${words}"`)),
    asked: { site: / from (\S+)/.exec(sees)?.[1] ?? 'localhost', byProxyProtocol: sees.includes(' by proxy protocol') },
    sees: answers(/^(?:(?:\w+)(?: or )?)+/.exec(sees)?.[0] ?? ''),
    then: answers(line(name, text, 'then')),
  };
}

function wrong(name: string, what: string): never {
  throw new Error(`docker/faults/${name}: ${what} is none of what a fault's header may say`);
}

function answers(words: string): HttpAnswer[] {
  return words.split(' or ').map(answer);
}

function maybeLine(text: string, key: string): string | null {
  return new RegExp(`^# ${key}: (.+)$`, 'm').exec(text)?.[1] ?? null;
}

function line(name: string, text: string, key: string): string {
  const found = maybeLine(text, key);
  if (found === null) throw new Error(`docker/faults/${name} has no line "# ${key}: …"`);
  return found;
}

function answer(word: string): HttpAnswer {
  return word === 'refused' ? word : Number(word);
}
