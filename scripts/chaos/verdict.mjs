/** How a host is after a round: `before`, `repaired` when it differs from that as a repair makes it differ, or `lost`. */
export function verdictOf({ before, after, repair }) {
  const change = changeOf(before, after).filter((line) => !isHalfArmed(line));
  if (change.length === 0) return { kind: 'before', why: [] };
  if (withoutTimes(change) === withoutTimes(repair)) return { kind: 'repaired', why: [] };
  return { kind: 'lost', why: ['it is neither as before nor repaired:', ...change.slice(0, 20)] };
}

/** Of a host that went down while it was armed: nothing has begun there, no boot starts it, and the next run removes it. */
const isHalfArmed = (line) => line.startsWith('+ ') && line.includes(' /etc/systemd/system/suture-boot-');

/** The lines that only one of two snapshots has, as a diff shows them. */
export function changeOf(before, after) {
  const [was, is] = [before, after].map((text) => new Set(text.split('\n')));
  return [
    ...[...was].filter((line) => !is.has(line)).map((line) => `- ${line}`),
    ...[...is].filter((line) => !was.has(line)).map((line) => `+ ${line}`),
  ];
}

// A repair takes place when it does.
const withoutTimes = (change) => change.filter((line) => !/^. time /.test(line)).join('\n');

/** Where what the runners said can't be true of such a host. */
export function liesOf(kind, told) {
  const statuses = told.flatMap(({ host }) => (host === null ? [] : [host.status]));
  if (told.some(({ signal }) => signal === 'SIGABRT')) return ['a runner hung'];
  if (statuses.includes('changed') && kind !== 'repaired') return ['a runner said changed'];
  const untouched = statuses.length === told.length && statuses.every((status) => UNTOUCHED.has(status));
  return untouched && kind === 'repaired' ? [`all runners said ${statuses.join(', ')}, and the host is repaired`] : [];
}

const UNTOUCHED = new Set(['rolled-back', 'refused', 'would-change']);
