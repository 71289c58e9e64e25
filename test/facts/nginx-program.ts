import type { ConfigFile } from '../../src/facts/file.ts';
import type { NginxProgram } from '../../src/facts/programs.ts';

/** An nginx whose files are these; the main one is the first. */
export function nginxWith(files: Readonly<Record<string, string>>): NginxProgram {
  const [configPath = '/etc/nginx/nginx.conf'] = Object.keys(files);
  return {
    binary: '/usr/sbin/nginx',
    version: '1.22.1',
    prefix: '/usr/share/nginx/',
    configPath,
    errorLog: '/var/log/nginx/error.log',
    testCommand: ['/usr/sbin/nginx', '-t', '-c', configPath],
    test: { passed: true, output: '' },
    files: Object.entries(files).map(([path, text]) => configFile(path, text)),
  };
}

const configFile = (path: string, text: string): ConfigFile => ({
  path,
  realPath: path,
  text,
  lossless: true,
  state: { sha256: '0'.repeat(64), inode: 1, uid: 0, gid: 0, owner: 'root', group: 'root', mode: '0644' },
  changedAt: 0,
});
