import type { Directive } from '../../formats/nginx/directive.ts';
import type { ConfigFile, PathState } from '../../facts/file.ts';
import type { PassForm } from '../../facts/pass-forms.ts';
import type { FpmProgram } from '../../facts/programs.ts';
import { isInitScript, type Process, type Unit } from '../../facts/system.ts';
import type { FastcgiTarget, Pool, PoolOption } from '../../facts/topology.ts';
import type { Evidence } from '../finding.ts';
import type { Listener } from '../state/listeners.ts';

/** What systemd says of a unit, or an init script of its service. */
export const unitEvidence = (unit: Unit): Evidence => ({
  source: isInitScript(unit.name) ? `${unit.name} status` : `systemctl show ${unit.name}`,
  line: null,
  text: isInitScript(unit.name)
    ? `${unit.active}; ${unit.enabled} at boot`
    : `ActiveState=${unit.active} SubState=${unit.sub} Result=${unit.result} UnitFileState=${unit.enabled}`,
  at: showTime(unit.stateChangedAt),
});

/** What stands at a path: its kind, owner, group and mode. */
export const pathEvidence = ({ path, kind, owner, group, mode, acl }: PathState): Evidence => ({
  source: path,
  line: null,
  text: [kind, owner === null ? '' : `${owner}:${group ?? '?'} ${mode ?? '?'}`, ...(acl ?? [])]
    .filter((part) => part !== '')
    .join(' '),
  at: null,
});

/** The line of nginx's files that names an address. */
export const targetEvidence = (
  { source, upstream }: FastcgiTarget,
  directive: PassForm['directive'] = 'fastcgi_pass',
): Evidence => ({
  source: source.file,
  line: source.line,
  text: upstream === null ? `${directive} ${source.text};` : `server ${source.text}; in upstream ${upstream}`,
  at: null,
});

/** A line of nginx's files. */
export const directiveEvidence = ({ file, line, name, args }: Directive): Evidence => ({
  source: file,
  line,
  text: `${name} ${args.map(({ raw }) => raw).join(' ')};`,
  at: null,
});

/** A line of a pool's section. */
export const optionEvidence = ({ key, value, source }: PoolOption): Evidence => ({
  source: source.file,
  line: source.line,
  text: `${key} = ${value}`,
  at: null,
});

/** The head of a pool's section, with a word on what it leaves out. */
export const poolEvidence = ({ place, name }: Pool, note: string): Evidence => ({
  source: place.file,
  line: place.line,
  text: `[${name}] ${note}`,
  at: null,
});

/** Who listens on an address; undefined where that is seen, but not who. */
export const listenerEvidence = (where: string, listener: Listener | undefined): Evidence => ({
  source: 'ss',
  line: null,
  text: `${listenerName(listener)}${listener?.pid ? ` (pid ${listener.pid})` : ''} listens on ${where}`,
  at: null,
});

/** What a listener is called, also where nobody says. */
export const listenerName = (listener: Listener | undefined): string => listener?.process ?? 'another program';

/** When a process started, and as whom. */
export const processEvidence = ({ pid, title, user, startedAt }: Process): Evidence => ({
  source: `/proc/${pid}`,
  line: null,
  text: `${title}, as ${user}, runs since ${showTime(startedAt) ?? '?'}`,
  at: null,
});

/** When a file was last changed. */
export const changedEvidence = ({ path, changedAt }: ConfigFile): Evidence => ({
  source: path,
  line: null,
  text: `changed ${showTime(changedAt) ?? '?'}`,
  at: showTime(changedAt),
});

/** That no process runs a PHP-FPM's configuration. */
export const noMasterEvidence = ({ configPath }: FpmProgram): Evidence => ({
  source: 'ps',
  line: null,
  text: `no PHP-FPM master process runs ${configPath}`,
  at: null,
});

/** ISO 8601 in UTC, to the second; null for no time, or one that no calendar has. */
export function showTime(seconds: number | null): string | null {
  if (seconds === null || !(Math.abs(seconds) < 1e11)) return null;
  return new Date(Math.floor(seconds) * 1000).toISOString().replace('.000Z', 'Z');
}
