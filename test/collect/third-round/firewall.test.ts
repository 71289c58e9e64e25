import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { compose } from '../../../src/collect/compose.ts';
import { sectionsOf } from '../../../src/collect/frames.ts';
import { firewall } from '../../../src/collect/third-round/firewall.ts';
import { shellQuote } from '../../../src/formats/shell-quote.ts';
import { shells, withShell } from '../shells.ts';

const BOUNDARY = 'suture-firewall';
const NFT = 'table inet filter {\n chain input {\n type filter hook input priority filter; policy drop;\n }\n}';
const IPTABLES = '*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -p tcp -m tcp --dport 9000 -j DROP\nCOMMIT';
const REFUSED = 'Operation not permitted (you must be root)';
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'suture tools '));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Asks with these tools in front of the host's own: what each prints, or null for one that fails. */
const ask = (shell: string, tools: Readonly<Record<string, string | null>>, user = 0) =>
  withShell(shell, async (session) => {
    for (const [name, says] of Object.entries(tools)) {
      const act = says === null ? `echo ${shellQuote(REFUSED)} >&2\nexit 4` : `printf '%s\\n' ${shellQuote(says)}`;
      writeFileSync(join(folder, name), `#!/bin/sh\n${act}\n`);
      chmodSync(join(folder, name), 0o755);
    }
    const prelude = `PATH=${shellQuote(folder)}:$PATH user_id=${user}\nexport PATH user_id`;
    const asked = await session.ask(compose({ prelude, lanes: [[firewall]] }, BOUNDARY, 10), {
      timeoutMs: 20_000,
      maxOutputBytes: 1_000_000,
    });
    if (!asked.ok) throw new Error(asked.error.message);
    return firewall.parse(sectionsOf(asked.value.stdout, BOUNDARY).get('firewall'));
  });

describe.each(shells)('under %s', (shell) => {
  test('each tool’s rules are read, and one that fails does not hide the others', async () => {
    const said = await ask(shell, { nft: NFT, 'iptables-save': IPTABLES, 'ip6tables-save': null });
    expect(said).toMatchObject({
      value: {
        chains: [
          { tool: 'iptables', name: 'INPUT', policy: 'accept', rules: [{ verdict: 'drop' }] },
          { tool: 'nft', name: 'input', policy: 'drop', rules: [] },
        ],
      },
    });
  });

  test('where all fail the last one’s words say why', async () => {
    const said = await ask(shell, { nft: null, 'iptables-save': null, 'ip6tables-save': null });
    expect(said).toEqual({ state: 'unknown', why: `nft: ${REFUSED}` });
  });

  test('who is not root is not answered, and does not ask', async () => {
    const said = await ask(shell, { nft: NFT, 'iptables-save': IPTABLES, 'ip6tables-save': '' }, 1000);
    expect(said).toEqual({ state: 'unknown', why: 'what the kernel does with packets needs root' });
  });
});

test('an answer that is none is unknown, not a host without rules', () => {
  expect(firewall.parse({ stdout: '', bytes: Buffer.alloc(0), exitStatus: 0 })).toMatchObject({ state: 'unknown' });
});
