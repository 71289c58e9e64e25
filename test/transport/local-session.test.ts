import { spawn } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { hostCommand, wholeScript } from '../../src/transport/host-command.ts';
import { openLocal } from '../../src/transport/open-local.ts';
import { readScript, writeScript } from '../../src/transport/script.ts';

const { reading, writing } = openLocal({ kind: 'local', host: 'here', become: null });
const limits = { timeoutMs: 20_000, maxOutputBytes: 1_000_000 };

async function ask(script: string, over: Partial<typeof limits> = {}) {
  const answer = await reading.ask(readScript(script), { ...limits, ...over });
  return answer.ok ? { ...answer.value, stdout: answer.value.stdout.toString() } : answer.error.reason;
}

describe('a script', () => {
  test('gives back both outputs and its exit status', async () => {
    const answer = await ask('echo out; echo err >&2; exit 3');
    expect(answer).toEqual({ exitCode: 3, signal: null, stdout: 'out\n', stderr: 'err\n' });
  });

  test('keeps every byte', async () => {
    const answer = await reading.ask(readScript(String.raw`printf 'a\0\377\n\ntail'`), limits);
    expect(answer.ok && answer.value.stdout.toString('latin1')).toBe('a\0\u00ff\n\ntail');
  });

  test.each([
    ['ends in a comment', 'echo yes # no', 'yes\n'],
    ['holds a here-document', "cat <<'X'\n}\nexit 9\nX\necho yes", '}\nexit 9\nyes\n'],
    ['reads its input', 'cat; head -c 5; echo yes', 'yes\n'],
    ['starts by defining functions', 'f() { echo "$1"; }\nf yes', 'yes\n'],
    ['is longer than an argument may be', `: '${'x'.repeat(300_000)}'\necho yes`, 'yes\n'],
    ['asks for its environment', 'echo "$LC_ALL $PWD"', 'C /\n'],
  ])('works when it %s', async (_name, script, stdout) => {
    expect(await ask(script)).toMatchObject({ exitCode: 0, stdout });
  });

  test('does not run at all when a later line is no sh', async () => {
    expect(await ask('echo ran\nif then')).toMatchObject({ exitCode: 2, stdout: '' });
  });

  test('that prints without end is stopped at its limit', async () => {
    expect(await ask('yes', { maxOutputBytes: 10_000 })).toBe('output-too-large');
    expect(await ask('head -c 10000 /dev/zero', { maxOutputBytes: 10_000 })).toMatchObject({ exitCode: 0 });
  });

  test('keeps no more than 64 KiB of its errors', async () => {
    const answer = await ask('head -c 200000 /dev/zero >&2; echo done');
    expect(typeof answer === 'object' && [answer.stdout, answer.stderr.length]).toEqual(['done\n', 65_536]);
  });

  test('that takes too long is ended, with all that it started', async () => {
    expect(await ask('sleep 50271 & sleep 50271', { timeoutMs: 1_000 })).toBe('exec-timeout');
    expect(await ask('grep -al 5027[1] /proc/[0-9]*/cmdline 2>/dev/null; true')).toMatchObject({ stdout: '' });
  });

  test('that leaves a daemon behind is answered without waiting for it', async () => {
    const started = performance.now();
    expect(await ask('sleep 20 & echo $!; kill -0 $!')).toMatchObject({ exitCode: 0 });
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test('that dies of a signal says which', async () => {
    expect(await ask('kill -KILL $$')).toMatchObject({ exitCode: null, signal: 'SIGKILL' });
  });

  test('may run beside another one', async () => {
    const answers = await Promise.all([1, 2, 3].map((n) => ask(`echo ${n}`)));
    expect(answers).toMatchObject([{ stdout: '1\n' }, { stdout: '2\n' }, { stdout: '3\n' }]);
  });
});

describe('a transaction', () => {
  const perform = async (script: string, over: Partial<typeof limits> = {}) => {
    const lines: string[] = [];
    const answer = await writing.perform(writeScript(script), { ...limits, ...over }, (line) => lines.push(line));
    return { lines, answer };
  };

  test('hands over each complete line as it comes', async () => {
    const { lines, answer } = await perform("printf 'one\\ntw'; sleep 0.1; printf 'o\\n\\nno end'");
    expect(lines).toEqual(['one', 'two', '']);
    expect(answer.ok && answer.value.stdout.toString()).toBe('one\ntwo\n\nno end');
  });

  test('cuts a line that has no end', async () => {
    const { lines } = await perform("head -c 300000 /dev/zero | tr '\\0' x; echo; echo after");
    expect(lines.map(({ length }) => length)).toEqual([65_536, 5]);
  });

  test('that prints too much is told so, but only once it has ended', async () => {
    // In one write, so that what fits and what doesn't come in one piece.
    const script = 'f=$(mktemp); { echo first; head -c 50000 /dev/zero; echo last; } >"$f"; cat "$f"; rm "$f"';
    const { lines, answer } = await perform(script, {
      maxOutputBytes: 10_000,
    });
    expect(lines).toEqual(['first']);
    expect(!answer.ok && answer.error.reason).toBe('output-too-large');
  });

  test('hands a mistake in taking its lines to whoever made it', async () => {
    const failing = writing.perform(writeScript('echo x'), limits, () => {
      throw new Error('cannot take it');
    });
    await expect(failing).rejects.toThrow('cannot take it');
  });
});

/** Runs a host's command line in a login shell of some make, with a script that is cut off or not. */
function inLoginShell(shell: readonly string[], input: string): Promise<string> {
  const command = hostCommand({
    become: null,
    marker: 'ready',
    prompt: 'prompt',
    seconds: 5,
    graceSeconds: 1,
    whenCutOff: 'ends',
  });
  const [file = 'sh', ...args] = shell;
  const child = spawn(file, [...args, '-c', command], { stdio: ['pipe', 'pipe', 'ignore'] });
  child.stdin.end(input);
  return new Promise((resolve) => {
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.once('close', () => resolve(out));
  });
}

describe.each([[['dash']], [['bash']], [['busybox', 'sh']]])('a login shell %j', (shell) => {
  const script = wholeScript("echo one\ncat <<'X'\ntwo\nX\necho three");

  test('runs a whole script', async () => {
    expect(await inLoginShell(shell, script)).toBe('ready\none\ntwo\nthree\n');
  });

  test('runs nothing of a script that was cut off, wherever', async () => {
    const cuts = Array.from({ length: script.indexOf('}') }, (_, at) => script.slice(0, at));
    for (const cut of cuts) expect(await inLoginShell(shell, cut)).toBe('ready\n');
  });
});

test.each([['sudo'], ['su'], ['doas']] as const)(
  'the command line for %s holds no secret, and nothing that a foreign login shell would take amiss',
  (method) => {
    const become = { method, user: 'root', password: 'hunter2' };
    const bounds = { seconds: 5, graceSeconds: 1, whenCutOff: 'goes-on' } as const;
    const command = hostCommand({ become, marker: 'marker', prompt: 'prompt', ...bounds });
    expect(command).not.toContain('hunter2');
    expect(command.replaceAll(String.raw`'\''`, '')).not.toMatch(/[\n\\]/);
  },
);
