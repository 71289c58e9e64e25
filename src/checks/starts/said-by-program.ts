import type { FailedStart } from '../../facts/last-start.ts';
import type { SaidByUnit, UnitNeed } from '../../facts/owners/owner-search.ts';
import { pathsNamed, refusalIn, type UnboundAddress, unboundAddress } from '../../facts/start-words.ts';
import { showAddress } from '../evidence/show-address.ts';
import { listenersAt, type Listener } from '../state/listeners.ts';
import type { Reason, StartFacts, StartReason } from './start-reason.ts';

/** A start that failed of what the program met, or that systemd did not even try. */
export function saidByProgram(start: FailedStart, needs: readonly UnitNeed[], facts: StartFacts): Reason {
  const { lines, unit } = start;
  const own = lines.filter(({ by }) => by !== 'systemd');
  const unbound = own.map(({ text }) => unboundAddress(text)).find((each) => each !== null);
  if (unbound != null) return notBound(unbound, start, needs, facts);
  const words = wordsOf(own);
  if (words === null) return bySystemd(start, needs);
  if (isTested(words, start, facts)) return 'gone';
  const gone = refusalIn(words) === 'missing' ? needs.filter(({ name }) => pathsNamed(words).includes(name)) : [];
  const lacking = gone.find(({ there }) => !there);
  if (lacking !== undefined) {
    const { name, gone: folder } = lacking;
    if (folder !== null && folder !== name) {
      return failed(
        `it needs ${name}, and the folder ${folder} does not exist`,
        `make ${folder} as it was, or name another in its files; then systemctl start ${unit.name}`,
      );
    }
    // What a program makes for itself needs no more than its folder.
    if (MAKES.test(words)) return 'gone';
    return failed(`it needs ${name}, which does not exist`, `put ${name} back; then systemctl start ${unit.name}`);
  }
  if (gone.length > 0) return 'gone';
  return failed(`it said "${shortened(words)}"`, `what it said must be cured first; then systemctl start ${unit.name}`);
}

const failed = (says: string, cure: string): StartReason => ({ cause: 'start-failed', says, cure });

/** The address is somebody else's, no address of this host's, or not this program's to have; or free by now. */
function notBound(
  { address, errno }: UnboundAddress,
  { unit }: FailedStart,
  needs: readonly UnitNeed[],
  facts: StartFacts,
): Reason {
  const { paths, unixListeners, tcpListeners } = facts;
  if (paths === undefined || unixListeners === undefined || tcpListeners === undefined) return null;
  const where = address === null ? 'its address' : showAddress(address);
  const holders = address === null ? [] : listenersAt(address, { paths, unixListeners, tcpListeners });
  const then = `then systemctl start ${unit.name}`;
  const told = (says: string, cure: string): StartReason => ({ cause: 'bind-failed', address, holders, says, cure });
  if (errno === 98) {
    if (address !== null && holders.length === 0) return 'gone';
    const by = holders.length === 0 ? 'somebody else' : holders.map(holderName).join(', ');
    return told(`${by} has ${where}`, `stop ${by}, or give one of the two another address; ${then}`);
  }
  if (errno === 99) {
    const host = address?.kind === 'tcp' ? address.host : '';
    const isHere = needs.some(({ kind, name, there }) => kind === 'address' && name === host && there);
    if (isHere || (facts.nginx?.test.passed === true && isOf(facts.nginx.binary, unit.execStart))) return 'gone';
    return told(
      `this host has no address ${host || where}`,
      `give the host that address, or let it listen on another; ${then}`,
    );
  }
  return told(
    `it may not listen on ${where}`,
    `a port below 1024 takes root or CAP_NET_BIND_SERVICE, a path takes a folder that its user may write to; ${then}`,
  );
}

/** `nginx (pid 700)` */
export const holderName = ({ process, pid }: Listener): string =>
  pid === null ? (process ?? 'a program that only root can name') : `${process ?? 'a process'} (pid ${pid})`;

const isOf = (binary: string, execStart: string): boolean => execStart.split(/[\s;={}]+/).includes(binary);

/** Whether the program's own test looks at what it complained of, and passes by now. */
function isTested(words: string, { unit }: FailedStart, { nginx, fpm = [] }: StartFacts): boolean {
  if (nginx?.test.passed === true && isOf(nginx.binary, unit.execStart)) return true;
  return fpm.some((program) => program.unit === unit.name && program.test.passed) && TESTED_BY_FPM.test(words);
}

/** What `php-fpm -t` goes through as well. Sources: fpm_conf.c, fpm_log.c, fpm_stdio.c, php_cli's startup. */
const TESTED_BY_FPM =
  /PHP (?:Fatal|Parse) error|\[\/[^\]]*:\d+\]|\[pool |error_log|access log|slowlog|failed to (?:load configuration|post process)|No pool defined|unable to (?:globalize|include)|unknown entry|cannot get [ug]id|please specify/i;

/** The line of a program that tells most: its first that speaks of a failure, else its last. */
function wordsOf(own: readonly SaidByUnit[]): string | null {
  const texts = own.map(({ text }) => text.trim()).filter((text) => text !== '');
  return (
    texts.find((text) => TELLS.test(text) && !HINT.test(text)) ??
    texts.find((text) => TELLS.test(text)) ??
    texts.at(-1) ??
    null
  );
}

const TELLS =
  /\b(?:emerg|alert|crit|fatal|error|exception|failed|can(?:'t|not)|could not|unable|denied|no such|errno|missing|not found|invalid)\b|E[A-Z]{4,}:/i;

/** PHP warns before it gives up, a trace has a head. */
const HINT = /PHP Warning|PHP Deprecated|^Traceback|NOTICE: (?!PHP message: PHP (?:Fatal|Parse))/;

const MAKES = /bind|listening socket|\blog\b|\.(?:log|pid|sock)\b|mkdir|creat|lock/i;

/** What only systemd tells of: it did not try, or the program ended without a word. */
function bySystemd({ lines, unit }: FailedStart, needs: readonly UnitNeed[]): Reason {
  const text = lines.map((line) => line.text).join('\n');
  const then = `then systemctl start ${unit.name}`;
  if (text.includes('Failed to load environment files')) {
    const file = needs.find(({ kind, there }) => kind === 'path' && !there);
    return file === undefined
      ? 'gone'
      : failed(
          `EnvironmentFile= names ${file.name}, which does not exist`,
          `put ${file.name} back, or take it out of the unit; ${then}`,
        );
  }
  const [, condition, negated, path] = /\((Condition\w+)=\|?(!?)(\/[^)\n]+)\)/.exec(text) ?? [];
  if (path !== undefined) {
    const isThere = needs.find(({ name }) => name === path)?.there;
    if (isThere === (negated === '')) return 'gone';
    return failed(
      `${condition ?? ''} did not hold: ${path} ${negated === '' ? 'does not exist' : 'exists'}, so systemd did not start it`,
      `that is what the unit waits for: settle it, ${then}`,
    );
  }
  if (/\bskipped\b/.test(text))
    return failed('a condition of the unit did not hold', `systemctl status ${unit.name} names it; settle it, ${then}`);
  if (/Dependency failed for /.test(text)) {
    return failed(
      'a unit that it requires could not be started',
      `systemctl list-dependencies ${unit.name} shows which; start that, ${then}`,
    );
  }
  const [, signal] = /code=(?:killed|dumped), status=(?:\d+\/)?(\w+)/.exec(text) ?? [];
  if (signal !== undefined)
    return failed(`it was ended by ${signal.replace(/^(?!SIG)/, 'SIG')} as it started`, `find out why, ${then}`);
  if (/timed out|result 'timeout'/.test(text)) {
    return failed(
      'it was not up in time, so systemd ended it',
      `see what it waits for (TimeoutStartSec= says how long it may), ${then}`,
    );
  }
  const [, which, status] = /: (Main|Control) process exited, code=exited, status=(\S+)/.exec(text) ?? [];
  if (status === undefined) return null;
  return failed(
    `${which === 'Control' ? 'a command of the unit' : 'it'} ended with ${status} and without a word`,
    `see what it does by hand as systemctl cat ${unit.name} shows it; ${then}`,
  );
}

const shortened = (text: string): string => (text.length > 200 ? `${text.slice(0, 199)}…` : text);
