import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FpmSettings, fpmSettings } from '../../src/facts/fpm-settings.ts';
import { fpmBoolean } from '../../src/formats/fpm/value.ts';
import { corpusText as fpmText } from '../corpus/fpm/read-corpus.ts';
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

async function saidOf(text: string, command: string): Promise<string> {
  const encoded = Buffer.from(text).toString('base64');
  return (await lab.execOn(host, `echo ${encoded} | base64 -d >${at}; ${command} 2>&1`)).stdout;
}

/** The lab's nginx has no Lua. */
const readable = nginxCorpus.filter(({ file }) => !file.includes('lua'));

describe('nginx itself says of a file of the corpus what the table says:', () => {
  test.each(readable)('$file', async ({ file, nginx }) => {
    const said = await saidOf(nginxText(file), `nginx -t -c ${at}`);
    if (nginx === null) expect(said).toContain('test is successful');
    else {
      expect(said).toContain(nginx.says);
      expect(said).toContain('test failed');
      if (nginx.line > 0) expect(said).toContain(`${at}:${nginx.line}`);
    }
  });
});

const fpmSaid = (text: string): Promise<string> => saidOf(text, `php-fpm8.2 -tt -y ${at}`);

describe('PHP-FPM itself says of a file of the corpus what the table says:', () => {
  test.each(fpmCorpus)('$file', async ({ file, fpm }) => {
    const said = await fpmSaid(fpmText(file));
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

describe('of a file that it accepts, PHP-FPM reads each setting as our reader does:', () => {
  test.each(fpmCorpus.filter(({ fpm }) => fpm === null))('$file', async ({ file }) => {
    const bare = '[global]\nerror_log=/tmp/x\n[p]\nuser=www-data\nlisten=9000\npm=static\npm.max_children=1\n';
    const { global = {}, p: pool = {} } = sectionsIn(await fpmSaid(bare));
    const read = fpmSettings(fpmProgram({ [at]: fpmText(file) })).map((section) => {
      const isGlobal = section.name.toLowerCase() === 'global';
      return [isGlobal ? 'global' : section.name, inDumpsWords(section, isGlobal ? global : pool)];
    });
    const dumped = sectionsIn(await fpmSaid(fpmText(file)));
    expect(Object.keys(dumped).length).toBeGreaterThan(1);
    expect(Object.fromEntries(read)).toEqual(dumped);
  });
});
