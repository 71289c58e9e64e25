/** What keeps a program running that is no unit of systemd's, as it is known by the file that says what to run. */
export interface Supervisor {
  readonly kind: 'supervisor' | 'runit' | 's6' | 'pm2' | 'init';
  /** The program's name, by its folder or its file; null where only the file's text has it. */
  readonly name: string | null;
}

/** Whose file it is that says what to run; null for any other file. Sources: supervisord's, runit's, s6-overlay's and pm2's places. */
export function supervisorOf(file: string): Supervisor | null {
  if (/^\/etc\/supervisor(?:d\.d|\.d|\/|d?\.conf)/.test(file)) return { kind: 'supervisor', name: null };
  const [, kind = '', name = ''] =
    /^\/(etc\/sv|etc\/service|service|var\/service|etc\/services\.d|etc\/s6-overlay\/s6-rc\.d|etc\/s6)\/([^/]+)\/run$/.exec(
      file,
    ) ?? [];
  if (name !== '') return { kind: kind.startsWith('etc/s6') || kind === 'etc/services.d' ? 's6' : 'runit', name };
  if (file.endsWith('/.pm2/dump.pm2')) return { kind: 'pm2', name: null };
  const script = /^\/etc\/(?:rc\.d\/)?init\.d\/([^/]+)$/.exec(file)?.[1];
  return script === undefined ? null : { kind: 'init', name: script };
}

/** The command line that a person starts such a program with. */
export function startsBy({ kind, name }: Supervisor): string {
  switch (kind) {
    case 'supervisor':
      return `supervisorctl start ${name ?? 'PROGRAM'}`;
    case 'runit':
      return `sv start ${name ?? 'PROGRAM'}`;
    case 's6':
      return `s6-svc -u /run/service/${name ?? 'PROGRAM'}`;
    case 'pm2':
      return name === null ? 'pm2 resurrect, as the user whose list that is' : `pm2 start ${name}`;
    case 'init':
      return `service ${name ?? 'PROGRAM'} start`;
  }
}
