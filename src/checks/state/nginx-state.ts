import type { NginxProgram } from '../../facts/programs.ts';
import { nginxMaster } from '../../facts/nginx-processes.ts';
import type { Process, Unit } from '../../facts/system.ts';

export { nginxLoadedAt, nginxMaster, nginxWorkers } from '../../facts/nginx-processes.ts';

/** The unit that runs nginx: the running master's, else the one that starts this binary, else the one of its name. */
export function nginxUnitOf(
  { binary }: Pick<NginxProgram, 'binary'>,
  units: readonly Unit[],
  processes: readonly Process[],
): Unit | undefined {
  const own = nginxMaster(processes)?.unit ?? null;
  return (
    units.find(({ name }) => name === own) ??
    units.find(({ execStart, load }) => load !== 'not-found' && execStart.split(/[\s;={}]+/).includes(binary)) ??
    units.find(
      ({ name, load }) =>
        load !== 'not-found' && /^(?:\/etc\/init\.d\/(?:nginx|openresty)|(?:nginx|openresty)\.service)$/.test(name),
    )
  );
}
