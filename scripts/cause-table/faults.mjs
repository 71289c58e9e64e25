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
      const reported = reportedBy(line);
      const causes = [reported ? '' : line('cause'), line('also')].flatMap((list) =>
        list === '' || list === 'none' ? [] : list.split(', '),
      );
      return {
        name,
        causes,
        reported,
        image: line('image') || 'bookworm',
        notice: line('notice'),
        isHealthy: causes.length === 0 && /the host is healthy/.test(line('does')),
      };
    })
    .filter(({ causes, reported, isHealthy }) => causes.length > 0 || reported !== null || isHealthy);
}

/** What is right for a situation that was rebuilt from a report: any of each list (CONTRIBUTING.md). */
function reportedBy(line) {
  if (line('right') === '') return null;
  const sees = line('client sees');
  return {
    causes: line('cause').split(' | '),
    severity: line('severity'),
    outcomes: line('right').split(' or '),
    then: line('then').split(' or '),
    asked: { site: / from (\S+)/.exec(sees)?.[1] ?? 'localhost', byProxyProtocol: sees.includes('by proxy protocol') },
  };
}
