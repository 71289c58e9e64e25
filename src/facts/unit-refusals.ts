import type { Unit } from './system.ts';

/** What is asked of a unit. */
type Asked = 'start' | 'restart' | 'reload' | 'enable' | 'reset-failed';

/** Whether a unit is masked: somebody's decision that it must not run. */
export const isMasked = ({ load, enabled }: Pick<Unit, 'load' | 'enabled'>): boolean =>
  load === 'masked' || enabled.startsWith('masked');

/**
 * Why systemd won't do what it would be asked of a unit, or could not take it back; empty where it will, as far as it has
 * told. Source: systemd.unit(5), RefuseManualStart= and RefuseManualStop=; systemd.service(5), ExecReload=.
 */
export function whyRefused(unit: Unit, asked: Asked): string {
  const { name, load, refuses = [] } = unit;
  if (load === 'not-found') return `systemd knows no unit ${name}`;
  if (isMasked(unit)) return `${name} is masked: somebody decided that it must not start`;
  if (load !== 'loaded' && load !== '')
    return `systemd can't load ${name} (${load}); systemctl status ${name} says why`;
  if (asked === 'enable' || asked === 'reset-failed') return '';
  if (asked === 'reload') {
    return refuses.includes('reload')
      ? `${name} has nothing by which it is reloaded (ExecReload=)`
      : whyUnreached(unit);
  }
  if (refuses.includes('start')) {
    return `${name} may not be started by hand (RefuseManualStart=): what it is a dependency of starts it`;
  }
  // A start is taken back by a stop.
  return refuses.includes('stop')
    ? `${name} may not be stopped by hand (RefuseManualStop=), so nothing could be taken back`
    : '';
}

/**
 * Why a reload would not reach a unit's main process; empty where it would, as far as it is known. `nginx -s reload` sends its signal
 * to the process that the pid file names.
 */
export function whyUnreached({ name, execReload, pidFile, mainPid }: Unit): string {
  if (pidFile === undefined || mainPid === null || !/ -s reload\b/.test(execReload ?? '')) return '';
  const { path, says } = pidFile;
  if (says === String(mainPid)) return '';
  const wrong = says === null ? 'is missing' : says === '' ? 'is empty' : `says ${says}`;
  return `${name} can't be reloaded: ${path} ${wrong}, and its main process is ${mainPid}; a restart cures it, and breaks off what it answers`;
}
