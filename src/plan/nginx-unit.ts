import type { World } from './world.ts';

/** The unit that runs nginx on this host: the running master's, else the one that systemd knows by nginx's name. */
export function nginxUnit({ facts }: World): string | null {
  const processes = facts.processes.state === 'known' ? facts.processes.value : [];
  const master = processes.find(({ program, role, unit }) => program === 'nginx' && role === 'master' && unit !== null);
  if (master !== undefined) return master.unit;
  const units = facts.units.state === 'known' ? facts.units.value : [];
  return (
    units.find(
      ({ name, load }) =>
        /^(?:\/etc\/init\.d\/(?:nginx|openresty)|(?:nginx|openresty)\.service)$/.test(name) && load !== 'not-found',
    )?.name ?? null
  );
}

/** Whether a unit is nginx's by its name. */
export const isNginx = (unit: string): boolean => /^(?:\/etc\/init\.d\/)?(?:nginx|openresty)/.test(unit);
