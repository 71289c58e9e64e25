import { onceForEach } from '../base/once-for-each.ts';
import { nginxTree } from './nginx-tree.ts';
import type { FpmProgram, NginxProgram } from './programs.ts';

/** What of nginx's configuration isn't known though nginx itself may know it, a sentence each: what rests on it may be wrong. */
export const nginxGaps = onceForEach((nginx: NginxProgram): readonly string[] => {
  const { mistakes } = nginxTree(nginx);
  const refused = nginx.test.passed ? mistakes : mistakes.filter(({ code }) => code === 'too-many-includes');
  return [
    ...unreadOf(nginx),
    ...(nginx.unread === undefined ? refused.slice(0, MOST).map(({ message }) => `nginx: ${message}`) : []),
  ];
});

/** The same of a PHP-FPM's. */
export const fpmGaps = (program: FpmProgram): readonly string[] => unreadOf(program);

const unreadOf = ({ unread = [] }: Pick<NginxProgram, 'unread'>): readonly string[] => [
  ...unread.slice(0, MOST).map(({ path, why }) => `${path} ${why}`),
  ...(unread.length > MOST ? [`${unread.length - MOST} more files are left out`] : []),
];

/** More than these nobody reads. */
const MOST = 3;
