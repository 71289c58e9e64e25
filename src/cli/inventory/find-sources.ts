import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { InventorySource } from '../../inventory/source.ts';
import type { FileReader } from './file-reader.ts';
import { runExecutable, runnable } from './run-executable.ts';

// What Ansible leaves out of a folder: INVENTORY_IGNORE_EXTS and inventory/manager.py.
const IGNORED =
  /^\.|^(?:host_vars|group_vars|vars_plugins)$|(?:\.(?:pyc|pyo|swp|bak|rpm|md|txt|rst|orig|ini|cfg|retry)|~)$/;

/** Reads what `-i` names: a file, an executable, a folder of them, or hosts between commas. */
export function findSources(path: string, reader: FileReader): readonly InventorySource[] {
  if (path.includes(',') && !existsSync(path)) return [{ kind: 'host-list', names: path }];
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return inFolder(path, reader);
  return readSource(path, reader);
}

/** In the order of names; a file with nothing in it is no mistake here. */
function inFolder(folder: string, reader: FileReader): readonly InventorySource[] {
  const names = readdirSync(folder).filter((name) => !IGNORED.test(name));
  return names.sort().flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return inFolder(path, reader);
    return readSource(path, reader).filter((source) => source.kind !== 'text' || saysSomething(source.text));
  });
}

const saysSomething = (text: string): boolean => text.split('\n').some((line) => !/^\s*(?:[#;].*|---\s*)?$/.test(line));

function readSource(file: string, reader: FileReader): readonly InventorySource[] {
  const kind = existsSync(file) ? runnable(file) : 'text';
  if (kind === 'program') return runScript(file, reader);
  if (kind === 'script-without-permission') {
    const message = 'this is a script, and nobody may run it';
    reader.say({
      code: 'script-not-executable',
      message,
      place: { file, line: 1, column: 1 },
      hint: `chmod +x ${file}`,
    });
    return [];
  }
  const text = reader.read(file);
  return text === null ? [] : [{ kind: 'text', ...text }];
}

function runScript(file: string, reader: FileReader): readonly InventorySource[] {
  const said = runExecutable(file, ['--list']);
  if (said.ok)
    return [{ kind: 'script', file, said: said.value, varsOf: (host) => runExecutable(file, ['--host', host]) }];
  const message = `with \`--list\` this executable failed: ${said.error}`;
  reader.say({ code: 'script-failed', message, place: { file, line: 1, column: 1 }, hint: 'run it by hand' });
  return [];
}
