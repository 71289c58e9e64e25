import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FpmSettings, fpmSettings } from '../../src/facts/fpm-settings.ts';
import { fpmBoolean } from '../../src/formats/fpm/value.ts';
import { corpusText as fpmText, includes } from '../corpus/fpm/read-corpus.ts';
import { corpus as fpmCorpus } from '../corpus/fpm/table.ts';
import { corpusText as nginxText } from '../corpus/nginx/read-corpus.ts';
import { corpus as nginxCorpus } from '../corpus/nginx/table.ts';
import { fpmProgram } from '../facts/fpm-program.ts';
import { bringUpAnew, type Lab } from './lab.ts';

// What the real programs say of each file of the corpus, against what its table says, and what our reader reads.

const host = 'web01';
const at = '/tmp/corpus.conf';
let lab: Lab;

beforeAll(async () => {
  lab = await bringUpAnew('corpus', 1);
});

afterAll(() => lab.takeDown());

async function saidOf(command: string, files: Readonly<Record<string, string>>): Promise<string> {
  const written = Object.entries(files).map(([path, text]) => {
    const encoded = Buffer.from(text).toString('base64');
    return `mkdir -p ${path.replace(/\/[^/]*$/, '')}; echo ${encoded} | base64 -d >${path}; `;
  });
  return (await lab.execOn(host, `${written.join('')}${command} 2>&1`)).stdout;
}

/** The lab's nginx has no Lua. */
const readable = nginxCorpus.filter(({ file }) => !file.includes('lua'));

describe('nginx itself says of a file of the corpus what the table says:', () => {
  test.each(readable)('$file', async ({ file, nginx }) => {
    const said = await saidOf(`nginx -t -c ${at}`, { [at]: nginxText(file) });
    if (nginx === null) expect(said).toContain('test is successful');
    else {
      expect(said).toContain(nginx.says);
      expect(said).toContain('test failed');
      if (nginx.line > 0) expect(said).toContain(`${at}:${nginx.line}`);
    }
  });
});

/** What PHP-FPM says of a configuration, by its files, the main one first. */
const fpmSaid = (files: Readonly<Record<string, string>>): Promise<string> =>
  saidOf(`php-fpm8.2 -tt -y ${Object.keys(files)[0] ?? ''}`, files);

describe('PHP-FPM itself says of a file of the corpus what the table says:', () => {
  test.each(fpmCorpus)('$file', async ({ file, fpm }) => {
    const said = await fpmSaid({ [at]: fpmText(file) });
    expect(said).toContain(fpm ?? 'test is successful');
    expect(said.includes('FPM initialization failed')).toBe(fpm !== null);
  });
});

type Sections = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The sections and settings in a dump, whose lines are `[time] NOTICE: <tab>key = value`. */
function sectionsIn(dump: string): Sections {
  const sections: Record<string, Record<string, string>> = {};
  let settings: Record<string, string> = {};
  for (const [, section, key, value] of dump.matchAll(/NOTICE: (?:\[(.*)\]|\t(.*?) = (.*))$/gm)) {
    if (section !== undefined) sections[section] = settings = {};
    else if (key !== undefined) settings[key] = value ?? '';
  }
  return sections;
}

/** A section's settings in a dump's words: over the defaults; flags, booleans and seconds as it has them. */
function inDumpsWords({ name, options }: FpmSettings, defaults: Readonly<Record<string, string>>) {
  const settings = { ...defaults };
  for (const { key: written, value } of options) {
    const key = written.replace('_flag[', '_value[');
    const usual = defaults[key] ?? '';
    const expanded = value.replaceAll('$pool', name);
    if (key !== written) settings[key] = fpmBoolean(value) === true ? '1' : '0';
    else if (usual === 'yes' || usual === 'no') settings[key] = fpmBoolean(value) === true ? 'yes' : 'no';
    else settings[key] = /^\d+s$/.test(usual) ? `${parseInt(value)}s` : expanded.replace(/^(\d+)s$/, '$1');
  }
  return settings;
}

/** Our reading of a configuration's files, in the words of a dump. */
async function readByUs(files: Readonly<Record<string, string>>): Promise<Sections> {
  const bare = '[global]\nerror_log=/tmp/x\n[p]\nuser=www-data\nlisten=9000\npm=static\npm.max_children=1\n';
  const { global = {}, p: pool = {} } = sectionsIn(await fpmSaid({ [at]: bare }));
  const sections = fpmSettings(fpmProgram(files)).map((section): [string, Readonly<Record<string, string>>] => {
    const isGlobal = section.name.toLowerCase() === 'global';
    return [isGlobal ? 'global' : section.name, inDumpsWords(section, isGlobal ? global : pool)];
  });
  return Object.fromEntries(sections);
}

describe('of what it accepts, PHP-FPM reads each setting as our reader does:', () => {
  const single = fpmCorpus
    .filter(({ fpm }) => fpm === null)
    .map(({ file }) => ({ file, files: { [at]: fpmText(file) } }));

  test.each([...single, { file: 'files that include others', files: includes }])('$file', async ({ files }) => {
    const dumped = sectionsIn(await fpmSaid(files));
    expect(Object.keys(dumped).length).toBeGreaterThan(1);
    expect(await readByUs(files)).toEqual(dumped);
  });
});
