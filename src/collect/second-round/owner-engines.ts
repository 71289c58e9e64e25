import type { Container, Engine } from '../../facts/owners/owner-search.ts';
import { type Block, linesOf } from '../shell/blocks.ts';

/** Reads the engines, each followed by whether it listed its containers and what they are. */
export function enginesOf(blocks: readonly Block[]): readonly Engine[] {
  const engines: { command: string; containers: readonly Container[] | null; images: readonly string[] }[] = [];
  for (const { name, text } of blocks) {
    if (name === 'engine') engines.push({ command: text, containers: null, images: [] });
    const last = engines.at(-1);
    if (last === undefined) continue;
    if (name === 'listed') last.containers = [];
    if (name === 'images') last.images = linesOf(text);
    if (name === 'containers') last.containers = linesOf(text).flatMap(containerOf);
  }
  return engines;
}

function containerOf(line: string): readonly Container[] {
  const [id = '', name = '', running = '', image = '', ports = '', mounts, network = '', inside = '', exposed = ''] =
    line.split('|');
  if (mounts === undefined || !/^[0-9a-f]{12,64}$/.test(id)) return [];
  const words = (text: string): readonly string[] => text.split(' ').filter((word) => word !== '' && word !== ':');
  return [
    {
      id,
      name: name.replace(/^\//, ''),
      image,
      running: running === 'true',
      publishes: words(ports),
      mounts: words(mounts),
      network,
      inside: words(inside).flatMap(mountOf),
      exposes: words(exposed),
    },
  ];
}

function mountOf(pair: string): readonly { readonly from: string; readonly to: string }[] {
  const [, from = '', to = ''] = /^([^:]*):(\/.*)$/.exec(pair) ?? [];
  return to === '' ? [] : [{ from, to }];
}
