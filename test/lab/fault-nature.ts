import { causes } from '../../src/checks/all-checks.ts';
import type { FaultHeader } from './fault-headers.ts';

const levels = new Map(causes().map(({ cause, level }) => [cause, level]));

/** Whether Suture names one cause for it, that cause has a check, and its level says what becomes of the host. */
export const isOurs = ({ causes: [cause, ...more], reported }: FaultHeader): boolean =>
  reported === null && levels.has(cause ?? '') && more.length === 0;

/** Somebody must decide what was meant: nothing is done. */
export const isLeftAlone = ({ name, causes: of }: FaultHeader): boolean =>
  levels.get(of[0] ?? '') === 'manual' ||
  ['two-candidate-pools', 'upstream-name-unresolved', 'resolver-missing'].includes(name);

/** There is no site left whose answer could be told. */
export const hasNoSite = ({ name }: FaultHeader): boolean => name === 'nothing-listens';

/** What a program ran with, and no file has any more, can't be brought back: it stays as its files say. */
export const isForgotten = ({ name }: FaultHeader): boolean =>
  name.includes('config-not-loaded') ||
  [
    'upstream-name-moved',
    'proxied-name-moved',
    'socket-gone',
    'socket-replaced',
    'fpm-hung',
    'stale-realpath',
  ].includes(name);

/** What a rollback restores of a snapshot: everything but what each start and stop of a program makes and takes away anyway. */
export function restorable(forgotten: boolean, snapshot: string | undefined): readonly string[] {
  const runtime = [
    / \/var\/lib\/suture|^\/var\/lib\/suture/,
    /^\/tmp/,
    /\.pid /,
    // A link that Debian's unit makes for each FPM that starts, and that its own clean-up leaves.
    /^\/run\/php\/php-fpm\.sock l/,
    ...(forgotten ? [/^\/run\/\S+\.sock s/] : []),
  ];
  const whole = snapshot ?? '';
  const kept = forgotten ? whole.replaceAll(/^# file: \/run\/\S+\.sock\n(?:.+\n)*\n/gm, '') : whole;
  return kept
    .split('\n')
    .filter((line) => !runtime.some((pattern) => pattern.test(line)))
    .map((line) => (line === 'ActiveState=failed' ? 'ActiveState=inactive' : line));
}

/** Whether nginx has a connection for one client at a time: of two that ask at once, one is not answered at all. */
export const answersOneAtATime = ({ name }: FaultHeader): boolean => name === 'worker-connections';
