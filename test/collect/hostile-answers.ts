import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sectionsOf } from '../../src/collect/frames.ts';
import { blocksOf } from '../../src/collect/shell/blocks.ts';

/** Changes the texts of what a host said of a fact; files keep sizes and hashes that fit. */
export type Rewrite = (fact: string, text: string) => string;

/** What a lab host answered to the first round, rewritten, behind this boundary. */
export function rewritten(record: string, boundary: string, rewrite: Rewrite): Buffer {
  const output = readFileSync(join(import.meta.dirname, 'recorded', `${record}.txt`));
  const frames = [...sectionsOf(output, 'suture-recorded')].flatMap(([fact, { bytes, exitStatus }]) => {
    const body = inBlocks(bytes, (text) => rewrite(fact, text));
    return [Buffer.from(`${boundary} ${fact} ${exitStatus} ${body.length}\n`), body, Buffer.from('\n')];
  });
  return Buffer.concat(frames);
}

function inBlocks(section: Buffer, rewrite: (text: string) => string): Buffer {
  const blocks = blocksOf(section).map(({ name, text }) => ({ name, text }));
  if (blocks.length === 0) return Buffer.from(rewrite(section.toString('utf8')));
  const textOf = (wanted: string): string => blocks.find(({ name }) => name === wanted)?.text ?? '';
  const states = textOf('states').split('\n');
  const contents = Buffer.from(textOf('contents'));
  const files: Buffer[] = [];
  let at = 0;
  for (const state of states) {
    const size = Number(state.split(':')[0]);
    files.push(Buffer.from(rewrite(contents.subarray(at, at + size).toString('utf8'))));
    at += size;
  }
  const of = (name: string, text: string): string => {
    if (name === 'states')
      return states.map((line, index) => line.replace(/^\d+/, String(files[index]?.length))).join('\n');
    if (name === 'sums') return files.map((file) => `${sha256(file)}  file`).join('\n');
    if (name === 'contents') return `${Buffer.concat(files).toString('utf8')}.`;
    return rewrite(text);
  };
  const made = blocks.map(({ name, text }) => ({ name, text: states[0] === '' ? rewrite(text) : of(name, text) }));
  return Buffer.from(made.map(({ name, text }) => `${name} ${Buffer.byteLength(text)}\n${text}\n`).join(''));
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
