import { readdirSync, readFileSync } from 'node:fs';

/**
 * The faults that a look can see, by their headers: the causes that must be named, the first of them first; none for
 * what leaves a host healthy. `also` has those that the fault brings along, `notice` what is merely worth knowing.
 */
export function faultsIn(folder) {
  return readdirSync(folder)
    .map((name) => {
      const text = readFileSync(`${folder}/${name}`, 'utf8');
      const line = (key) => new RegExp(`^# ${key}: (.+)$`, 'm').exec(text)?.[1] ?? '';
      const causes = [line('cause'), line('also')].flatMap((list) =>
        list === '' || list === 'none' ? [] : list.split(', '),
      );
      return {
        name,
        causes,
        notice: line('notice'),
        isHealthy: causes.length === 0 && /the host is healthy/.test(line('does')),
      };
    })
    .filter(({ causes, isHealthy }) => causes.length > 0 || isHealthy);
}
