import type { Supervised } from '../../facts/owners/owner-search.ts';
import { type Block, linesOf } from '../shell/blocks.ts';

/** Reads what `show_supervised` printed: supervisord's sections with what it says of each, and folders of runit's and s6's. */
export function supervisedOf(blocks: readonly Block[]): readonly Supervised[] {
  const states = new Map(
    blocks.flatMap(({ name, text }) => (name === 'supervisorctl' ? linesOf(text).flatMap(stateOf) : [])),
  );
  return blocks.flatMap(({ name, text }): readonly Supervised[] => {
    if (name === 'program-heads') {
      return linesOf(text).flatMap((each) => {
        const [, file = '', line = '', program = ''] =
          /^(\/[^:]+):(\d+):\s*\[program:([\w.-]{1,100})\]/.exec(each) ?? [];
        return program === '' ? [] : [{ file, line: Number(line), name: program, state: states.get(program) ?? null }];
      });
    }
    if (name !== 'kept') return [];
    const [file = '', said = ''] = text.split('\t');
    const program = /\/([^/]+)\/run$/.exec(file)?.[1];
    return program === undefined ? [] : [{ file, line: 1, name: program, state: said.trim() || null }];
  });
}

/** `app   FATAL   Exited too quickly`, or `group:app …`. Source: supervisorctl status. */
function stateOf(line: string): readonly (readonly [string, string])[] {
  const [, name, state] = /^(?:[\w.-]+:)?([\w.-]+)\s+([A-Z]+\b.*)$/.exec(line.trim()) ?? [];
  return name === undefined || state === undefined ? [] : [[name, state.replace(/\s+/g, ' ')]];
}
