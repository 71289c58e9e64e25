import type { ConfigFile } from '../../src/facts/file.ts';
import type { FpmProgram } from '../../src/facts/programs.ts';

/** A master whose files have these texts, the global file first. */
export function fpmProgram(files: Readonly<Record<string, string>>, rest: Partial<FpmProgram> = {}): FpmProgram {
  const [configPath = '/etc/php/8.2/fpm/php-fpm.conf'] = Object.keys(files);
  return {
    binary: '/usr/sbin/php-fpm8.2',
    version: '8.2.35',
    configPath,
    testCommand: ['/usr/sbin/php-fpm8.2', '-t', '-y', configPath],
    test: { passed: true, output: '' },
    files: Object.entries(files).map(([path, text]) => configFile(path, text)),
    unit: 'php8.2-fpm.service',
    masterPid: 42,
    ...rest,
  };
}

const configFile = (path: string, text: string): ConfigFile => ({
  path,
  realPath: path,
  text,
  lossless: true,
  state: { sha256: '', inode: 1, uid: 0, gid: 0, owner: 'root', group: 'root', mode: '0644' },
  changedAt: 0,
});
