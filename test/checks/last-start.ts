import type { UnitNeed } from '../../src/facts/owners/owner-search.ts';
import type { UnitSettings } from '../../src/facts/unit-settings.ts';
import { type Draft, NOW, unitOf } from './host.ts';

const NO_SETTINGS: UnitSettings = {
  file: '',
  triggeredBy: [],
  ended: null,
  endedWith: null,
  user: '',
  group: '',
  workingDirectory: '',
  rootDirectory: '',
  protectHome: 'no',
  protectSystem: 'no',
  readWritePaths: [],
  readOnlyPaths: [],
  inaccessiblePaths: [],
  runtimeDirectory: [],
  tasks: null,
  mostTasks: null,
  mostMemoryKb: null,
  listens: [],
};

/** How a unit is set up: plainly, but for this. */
export function setUp(host: Draft, name: string, settings: Partial<UnitSettings>): void {
  unitOf(host, name).settings = structuredClone({ ...NO_SETTINGS, ...settings }) as never;
}

/** A line of a unit's journal: systemd's where nobody else is named. */
export type Said = string | readonly [by: string, text: string];

/** A unit's last start failed a minute ago, and said so. */
export function lastStart(
  host: Draft,
  name: string,
  said: readonly Said[],
  needs: readonly Partial<UnitNeed>[] = [],
): void {
  Object.assign(unitOf(host, name), { active: 'failed', sub: 'failed', result: 'exit-code' });
  const told = ['Starting it...', ...said, `${name}: Failed with result 'exit-code'.`, 'Failed to start it.'];
  for (const each of told) {
    const [by, text] = typeof each === 'string' ? ['systemd', each] : each;
    host.ownerSearch.said.push({ unit: name, at: NOW - 60, by, text });
  }
  host.ownerSearch.needs = [
    ...(host.ownerSearch.needs ?? []),
    ...needs.map((need) => ({
      unit: name,
      kind: 'path' as const,
      name: '',
      there: false,
      gone: need.name ?? '',
      ...need,
    })),
  ];
}

/** Systemd's words on a start that it broke off at one of its own steps. */
export const atStep = (name: string, step: string, code: number, words: string): readonly Said[] => [
  ['(p-fpm8.2)', `${name}: ${words}`],
  ['(p-fpm8.2)', `${name}: Failed at step ${step} spawning /usr/sbin/php-fpm8.2: No such file or directory`],
  `${name}: Main process exited, code=exited, status=${code}/${step}`,
];
