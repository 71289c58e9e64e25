import type { HostError, HostReport } from '../../run/host-report.ts';
import { type Group, groupBy } from './group.ts';
import { hostsNamed } from './names.ts';
import type { Page } from './page.ts';
import { inLine, labelled, plural, wrap } from './wrap.ts';

interface Troubled {
  readonly host: string;
  readonly status: HostReport['status'];
  readonly error: HostError;
}

/** How many different messages for one reason are shown. */
const MOST = 5;

/** What went wrong on hosts; those with the same reason stand together, though each message names its own address. */
export function troubleLines(hosts: readonly HostReport[], page: Page): readonly string[] {
  const troubled = hosts.flatMap(({ host, status, error }) => (error === null ? [] : [{ host, status, error }]));
  return groupBy(troubled, ({ status, error }) => `${status}\0${error.reason}\0${error.hint}`).flatMap((group) =>
    groupLines(group, page),
  );
}

function groupLines(group: Group<Troubled>, page: Page): readonly string[] {
  const [{ status, error }] = group;
  const { paint, width } = page;
  return [
    '',
    `${paint('bold', paint('red', status))} (${inLine(error.reason)})`,
    ...wrap(hostsNamed(group.map(({ host }) => host)), width, '  '),
    ...messageLines(group, page),
    ...(error.hint === null ? [] : labelled('hint', error.hint, width)),
  ];
}

function messageLines(group: readonly Troubled[], { width, verbosity }: Page): readonly string[] {
  const alike = groupBy(group, ({ error }) => error.message);
  const shown = verbosity > 0 ? alike : alike.slice(0, MOST);
  const lines = shown.flatMap(([{ host, error }]) =>
    wrap(alike.length === 1 ? error.message : `${inLine(host)}: ${error.message}`, width, '  '),
  );
  const more = alike.length - shown.length;
  return more === 0 ? lines : [...lines, `  and ${plural(more, 'message')} more like these (-v shows all)`];
}
