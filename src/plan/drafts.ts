import { folderOf } from '../formats/folder-of.ts';
import { type FpmProgram, refuses } from '../facts/programs.ts';
import type { ChangeDraft, ServiceVerb } from './change.ts';
import { whyRefused } from '../facts/unit-refusals.ts';
import { fileIn, unitIn, whyUnread, type World } from './world.ts';

/** What a draft becomes, or why it can't be made. */
export type Drafted =
  | { readonly kind: 'draft'; readonly change: ChangeDraft }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'impossible'; readonly why: string };

/** Drafts a file's new text, made from the text that it has in this world. */
export function draftEdit(world: World, path: string, edit: (text: string) => string | null): Drafted {
  const file = fileIn(world, path);
  if (file === null) return { kind: 'impossible', why: whyUnread(world, path) };
  if (!file.lossless)
    return { kind: 'impossible', why: `${path} isn't UTF-8, so its text can't be written back exactly` };
  const after = edit(file.text);
  if (after === null)
    return { kind: 'impossible', why: `${path} has changed its shape; the place to edit isn't there` };
  if (after === file.text) return { kind: 'unchanged' };
  const change: ChangeDraft = {
    kind: 'write-file',
    path: file.realPath,
    expect: file.state,
    before: file.textOnHost,
    after,
  };
  return { kind: 'draft', change };
}

/** Drafts what systemd is asked for; impossible where it would refuse. */
export function draftService(world: World, name: string, verb: ServiceVerb): Drafted {
  const unit = unitIn(world, name);
  if (unit === null) return { kind: 'impossible', why: `systemd knows no unit ${name}` };
  const why = whyRefused(unit, verb);
  if (why !== '') return { kind: 'impossible', why };
  const expect = { active: unit.active, enabled: unit.enabled };
  return { kind: 'draft', change: { kind: 'service', unit: name, verb, expect } };
}

/** Drafts the test of nginx's configuration; null where the host has no nginx. */
export function draftNginxGate({ facts }: World): ChangeDraft | null {
  if (facts.nginx.state !== 'known') return null;
  return draftGate(facts.nginx.value);
}

/** Drafts the test of the configuration that a unit's PHP-FPM reads; null where no PHP-FPM belongs to it. */
export function draftFpmGate({ facts }: World, unit: string): ChangeDraft | null {
  if (facts.fpm.state !== 'known') return null;
  const program = facts.fpm.value.find((each) => each.unit === unit);
  return program === undefined ? null : draftGate(program);
}

/**
 * Drafts the tests of the programs that read the file at a real path, or that may read it as they read the files beside it.
 * What has refused its files before can judge only what it reads.
 */
export function draftTestsFor({ facts }: World, realPath: string): readonly ChangeDraft[] {
  const nginx = facts.nginx.state === 'known' ? [facts.nginx.value] : [];
  const fpm = facts.fpm.state === 'known' ? facts.fpm.value : [];
  const concerned = [...nginx, ...fpm].filter(({ files, configPath, test }) => {
    if (files.some((file) => file.realPath === realPath || file.path === realPath)) return true;
    const folders = files.filter(({ path }) => path !== configPath).flatMap((file) => [file.path, file.realPath]);
    return !refuses(test) && folders.some((path) => folderOf(path) === folderOf(realPath));
  });
  return concerned.map(draftGate);
}

/** Drafts a program's own test of its configuration. */
export function draftGate({ testCommand }: Pick<FpmProgram, 'testCommand'>): ChangeDraft {
  return { kind: 'gate', command: testCommand };
}
