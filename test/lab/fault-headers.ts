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
}

const folder = join(import.meta.dirname, '../../docker/faults');

/** The headers of all files in docker/faults. Throws on a header that lacks a line or can't be read. */
export function faultHeaders(): FaultHeader[] {
  return readdirSync(folder).map((name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    const cause = line(name, text, 'cause');
    const sees = line(name, text, 'client sees');
    return {
      name,
      causes: cause === 'none' ? [] : cause.split(', '),
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

function line(name: string, text: string, key: string): string {
  const found = new RegExp(`^# ${key}: (.+)$`, 'm').exec(text)?.[1];
  if (found === undefined) throw new Error(`docker/faults/${name} has no line "# ${key}: …"`);
  return found;
}

function answer(word: string): HttpAnswer {
  return word === 'refused' ? word : Number(word);
}
