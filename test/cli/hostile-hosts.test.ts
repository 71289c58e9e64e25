import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Asked,
  end,
  endlessly,
  type HostileHost,
  honestly,
  hostileHost,
  type Manners,
  onceAsked,
  overAndOver,
} from '../transport/hostile-host.ts';
import { makeKey } from '../transport/keys.ts';
import { type BuiltCli, buildCli } from './built-cli.ts';

// Hosts that lie, flood, stall and shout, beside an honest one, all at once: real SSH connections, and the program as it
// is shipped.

/** So long that nobody who is done by himself is late on a busy machine. */
const AMPLE = 100;

const ESCAPES = '\u001b[2J\u001b]0;owned\u0007\u001b[31m\u009b1;1H\u202e\r\u0008\u0000\u0085';
const GARBAGE = Buffer.from(Array.from({ length: 65_536 }, (_, index) => (index * 167 + (index >> 3)) % 256));

const boundaryOf = (script: string): string => /suture-[0-9a-f]{32}/.exec(script)?.[0] ?? '';
const facts = (script: string): readonly string[] =>
  [...script.matchAll(/^frame '?(\w+)/gm)].map(([, name = '']) => name);

/** Answers each question with the same, framed as it has to be. */
function answers(asked: Asked, body: Buffer, status = 0): void {
  onceAsked(asked, (script) => {
    for (const fact of facts(script)) {
      asked.channel.write(`${boundaryOf(script)} ${fact} ${status} ${body.length}\n`);
      asked.channel.write(body);
      asked.channel.write('\n');
    }
    end(asked.channel, 0);
  });
}

/** Answers with this text, in which BOUNDARY stands for the real one. */
const says =
  (text: string, status: number | null = 0) =>
  (asked: Asked): void =>
    onceAsked(asked, (script) => {
      asked.channel.write(text.replaceAll('BOUNDARY', boundaryOf(script)));
      if (status === null) asked.channel.close();
      else end(asked.channel, status);
    });

/** Says a byte every now and then. */
const drips = ({ channel }: Asked): void => {
  const drops = setInterval(() => channel.write('.'), 100);
  channel.on('close', () => clearInterval(drops));
};

const nobodyAsks = (): void => undefined;
const FLOOD = ['failed output-too-large'];
const LATE = ['unreachable exec-timeout'];
const LOST = ['unreachable connection-lost'];
const FAILED = ['failed exec-failed'];
/** The host says nothing that could be understood. */
const MUTE = ['failed nothing-known'];
/** It has neither nginx nor PHP-FPM, or claims so. */
const NEITHER = ['failed nothing-here'];
/** What it says of its nginx makes no sense. */
const UNKNOWN = ['unknown not-judged'];

/** Each host: how it behaves, and how it may end. */
const hosts: Readonly<Record<string, readonly [manners: Manners, endings: readonly string[]]>> = {
  'floods-before': [{ onExec: ({ channel }) => endlessly(channel, `${ESCAPES}motd\n`.repeat(1000)) }, FLOOD],
  'floods-stderr-before': [
    { onExec: ({ channel }) => endlessly(channel.stderr, `${ESCAPES}lecture\n`.repeat(1000)) },
    FLOOD,
  ],
  floods: [{ onExec: (asked) => onceAsked(asked, () => endlessly(asked.channel, GARBAGE)) }, FLOOD],
  'floods-one-line': [
    { onExec: (asked) => onceAsked(asked, () => endlessly(asked.channel, 'x'.repeat(65_536))) },
    FLOOD,
  ],
  'floods-stderr': [{ onExec: (asked) => onceAsked(asked, () => endlessly(asked.channel.stderr, GARBAGE)) }, FLOOD],
  'stalls-dripping-before': [{ onExec: drips }, LATE],
  'stalls-dripping': [{ onExec: (asked) => onceAsked(asked, () => drips(asked)) }, LATE],
  'stalls-silent': [{ onExec: nobodyAsks }, LATE],
  'stalls-ignoring': [{ onExec: nobodyAsks, ignoresExec: true }, LATE],
  'refuses-us': [{ onExec: nobodyAsks, refusesExec: true }, FAILED],
  'stalls-unread': [
    {
      onExec: ({ channel, marker }) => {
        channel.pause();
        channel.write(`${marker}\n`);
      },
    },
    LATE,
  ],
  'asks-without-end': [
    {
      onExec: ({ wire }) => {
        wire.socket.pause();
        overAndOver(wire, wire.ping);
      },
    },
    LOST,
  ],
  'widens-without-end': [{ onExec: ({ wire }) => overAndOver(wire, () => wire.widen(0, 0xffffffff)) }, LOST],
  'opens-channels-to-us': [
    {
      onExec: (asked) => {
        for (let count = 0; count < 200; count += 1) {
          asked.connection.forwardOut('127.0.0.1', 1, '127.0.0.1', 2, () => undefined);
          asked.connection.x11('127.0.0.1', 1, () => undefined);
        }
        honestly(asked);
      },
    },
    NEITHER,
  ],
  'sends-bad-packets': [{ onExec: ({ wire }) => void wire.socket.write(GARBAGE) }, LOST],
  'sends-half-a-packet': [
    { onExec: ({ wire }) => void wire.socket.write(Buffer.from([0, 0, 1, 0, 7, 7]), () => wire.socket.end()) },
    LOST,
  ],
  'closes-in-the-middle': [{ onExec: says('BOUNDARY identity 0 500\nhalf of it', null) }, FAILED],
  'hangs-up': [
    {
      onExec: (asked) =>
        onceAsked(asked, (script) => {
          asked.channel.write(`${boundaryOf(script)} identity 0 500\nhalf of it`);
          asked.connection.end();
        }),
    },
    LOST,
  ],
  garbage: [{ onExec: says(GARBAGE.toString('latin1')) }, FAILED],
  'lies-about-sizes': [{ onExec: says('BOUNDARY identity 0 999999999\nshort\n') }, FAILED],
  'lies-about-facts': [
    { onExec: says('BOUNDARY __proto__ 0 2\n{}\nBOUNDARY constructor 0 0\n\nBOUNDARY ../../nginx 0 1\nx\n') },
    MUTE,
  ],
  'forges-frames': [{ onExec: says('suture-00000000000000000000000000000000 identity 0 3\nyes\n') }, FAILED],
  'shouts-errors': [
    {
      onExec: (asked) =>
        onceAsked(asked, () => {
          asked.channel.stderr.write(`${ESCAPES}cannot`);
          end(asked.channel, 1);
        }),
    },
    FAILED,
  ],
  'shouts-before': [
    {
      onExec: ({ channel }) => {
        channel.write(`${ESCAPES}no shell for you`);
        end(channel, 1);
      },
    },
    FAILED,
  ],
  'answers-garbage': [{ onExec: (asked) => answers(asked, GARBAGE) }, MUTE],
  'answers-escapes': [{ onExec: (asked) => answers(asked, Buffer.from(ESCAPES.repeat(100))) }, MUTE],
  'gives-escapes-as-reasons': [{ onExec: (asked) => answers(asked, Buffer.from(`${ESCAPES}reason`), 20) }, MUTE],
  'answers-nothing': [{ onExec: (asked) => answers(asked, Buffer.alloc(0)) }, UNKNOWN],
  'lives-in-another-age': [
    {
      onExec: (asked) =>
        answers(asked, Buffer.from('date 31\n99999999999999999999 +9999\nid 26\nuid=0(root) gid=0(root)\n')),
    },
    UNKNOWN,
  ],
  'shouts-its-greeting': [
    { onExec: honestly, banner: `${ESCAPES.repeat(50)}\r\nwelcome`, ident: 'x'.repeat(200) },
    NEITHER,
  ],
  'goes-mad-later': [
    {
      onExec: (asked) => {
        rounds += 1;
        if (rounds % 2 === 1) honestly(asked);
        else answers(asked, GARBAGE);
      },
    },
    NEITHER,
  ],
  honest: [{ onExec: honestly }, NEITHER],
};

let rounds = 0;
let cli: BuiltCli;
let keys: string;
const started: HostileHost[] = [];

beforeAll(async () => {
  cli = buildCli();
  keys = mkdtempSync(join(tmpdir(), 'suture-hostile-'));
  const key = makeKey(keys, 'id', 'ed25519');
  const vars = { ansible_user: 'ops', ansible_ssh_private_key_file: key.file };
  const reached: Record<string, object> = {};
  for (const [name, [manners]] of Object.entries(hosts)) {
    const host = await hostileHost(manners);
    started.push(host);
    reached[name] = { ansible_host: '127.0.0.1', ansible_port: host.port };
  }
  cli.write({
    'inventory.yml': JSON.stringify({ all: { vars, hosts: reached } }),
    known_hosts: started.map(({ knownHost }) => knownHost).join(''),
    'at-exit.mjs': `import { writeFileSync } from 'node:fs';
process.on('exit', () => writeFileSync('peak', String(process.resourceUsage().maxRSS)));`,
  });
});

afterAll(() => {
  for (const host of started) host.stop();
  cli.dispose();
  rmSync(keys, { recursive: true });
});

const suture = async (args: readonly string[], seconds = AMPLE) => {
  const told = await cli.suture([...args, '--known-hosts', 'known_hosts', '--timeout', String(seconds)], {
    NODE_OPTIONS: '--import ./at-exit.mjs',
  });
  return { ...told, peakMb: Number(readFileSync(join(cli.folder, 'peak'), 'utf8')) / 1024 };
};

interface HostJson {
  readonly host: string;
  readonly status: string;
  readonly elapsedMs: number;
  readonly findings: readonly unknown[];
  readonly skipped: readonly { readonly why: string }[];
  readonly error?: { readonly reason: string };
}

const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/;

/** Everything that a run has left, by its path below the working folder. */
const left = (): ReadonlyMap<string, string> =>
  new Map(
    readdirSync(cli.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(cli.folder.length + 1), readFileSync(path, 'latin1')]),
  );

/** Two hosts that fill all the room that a probe's answers may take, and what the program takes itself. */
const MOST_MB = 400;
const OURS = ['inventory.yml', 'known_hosts', 'at-exit.mjs', 'peak'];

function expectHarmless(told: { readonly stdout: string; readonly stderr: string }): void {
  expect(CONTROL.exec(told.stdout)).toBeNull();
  expect(CONTROL.exec(told.stderr)).toBeNull();
}

const endingOf = ({ status, error }: HostJson): string => (error === undefined ? status : `${status} ${error.reason}`);

const isUnexpected = (told: HostJson): boolean => hosts[told.host]?.[1].includes(endingOf(told)) !== true;

const STALLS = 'stalls-*';
/** Hosts that are done quickly. */
const QUICK = 'answers-*:gives-*:shouts-*:lies-*:lives-*:forges-*:garbage:closes-*:goes-mad-later:honest';

describe('a fleet of hostile hosts and an honest one', () => {
  test('that shout, flood and lie has an outcome for each, and the honest one’s is what it is alone', async () => {
    const alone = JSON.parse((await suture(['check', '--limit', 'honest', '-o', 'json'])).stdout) as Told;
    const told = await suture(['check', '-o', 'json', '-vv', '--limit', `all:!${STALLS}`]);
    expectHarmless(told);
    expect(told.exitCode).toBe(4);
    expect(told.peakMb).toBeLessThan(MOST_MB);
    const { hosts: list } = JSON.parse(told.stdout) as Told;
    expect(list.map(({ host }) => host)).toEqual(Object.keys(hosts).filter((host) => !host.startsWith('stalls-')));
    expect(list.filter(isUnexpected)).toEqual([]);
    expect(list.flatMap(({ findings }) => findings)).toEqual([]);
    const honest = list.find(({ host }) => host === 'honest');
    expect({ ...honest, elapsedMs: 0 }).toEqual({ ...alone.hosts[0], elapsedMs: 0 });
  }, 120_000);

  test('that stall is done once their time is over', async () => {
    const seconds = 2;
    const { stdout } = await suture(['check', '-o', 'json', '--limit', STALLS], seconds);
    const { hosts: list } = JSON.parse(stdout) as Told;
    expect(list).toHaveLength(5);
    expect(list.filter(isUnexpected)).toEqual([]);
    // With the login, and on a busy machine.
    for (const { elapsedMs } of list) expect(elapsedMs).toBeLessThan(seconds * 1000 + 10_000);
  });

  test('tells and keeps nothing that acts, and leaves nothing outside the state folder', async () => {
    const told = await suture(['run', 'fix-502', '--yes', '-vv', '--limit', QUICK, '--state-dir', 'state']);
    expectHarmless(told);
    expect(told.exitCode).toBe(4);
    for (const command of ['show last', 'show last -o json', 'history', 'bundle last']) {
      expectHarmless(await cli.suture([...command.split(' '), '--state-dir', 'state']));
    }
    const cache = /^\.cache\/suture\/[^/]+\.code$/;
    const files = [...left()].filter(([path]) => !OURS.includes(path) && !cache.test(path));
    expect(files.map(([path]) => path.replace(/runs\/[^/]+/, 'runs/RUN'))).toEqual(['state/runs/RUN/events.jsonl']);
    for (const [, text] of files) expect(CONTROL.exec(text)).toBeNull();
  });

  test.each(['human', 'jsonl'])('is told without anything that acts (%s)', async (output) => {
    expectHarmless(await suture(['check', '-o', output, '-v', '--limit', QUICK]));
  });

  test.each(['answers-garbage', 'gives-escapes-as-reasons', 'goes-mad-later'])('is recorded: %s', async (host) => {
    const told = await suture(['facts', host]);
    expectHarmless(told);
    expect(JSON.parse(told.stdout)).toMatchObject({ host });
  });
});

interface Told {
  readonly hosts: readonly HostJson[];
}
