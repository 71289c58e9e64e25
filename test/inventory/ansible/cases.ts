/** An inventory of test/corpus/inventory, and what both Suture and Ansible are asked about it. */
export interface Case {
  readonly name: string;
  /** What `-i` names, in order; the name itself unless given. */
  readonly sources?: readonly string[];
  /** Hosts to ask for one by one. */
  readonly hosts: readonly string[];
  /** Asked as `--limit`, and without `@` as the pattern itself. */
  readonly limits?: readonly string[];
  readonly playbookDir?: string;
  /** As `--vault-id` takes them; the file is one of the corpus. */
  readonly vaultIds?: readonly string[];
  /** As `-e` takes them; `@` names a file of the corpus. */
  readonly extraVars?: readonly string[];
  /** Vars that Suture shows as redacted, since they come from files that are encrypted as a whole. */
  readonly redacted?: readonly string[];
}

export const cases: readonly Case[] = [
  {
    name: 'fleet.yml',
    hosts: ['web01', 'lonely'],
    limits: ['web*', 'db:!dba', 'web:&eu', '~web0[13]', 'web[0:2]', 'web[-1]', 'web03,eu_*,!web05', '!web', '*x?[1:2]'],
  },
  { name: 'odd.yml', hosts: ['b1', '2001:db8::1'], limits: ['2001:db8::1', 'zzz,web', 'aaa[0]', '2001:*'] },
  { name: 'shared.yml', hosts: ['h1', 'h2'] },
  { name: 'fleet.yml then odd.yml', sources: ['fleet.yml', 'odd.yml'], hosts: ['web01', 'a1'] },
  {
    name: 'ranges.ini',
    hosts: ['lonely2', 'web1', '2001:db8::2'],
    limits: ['10.0.0.*', 'web[0]', 'web1', '2001:db8::a', '*.example.com', 'db[a:c]', 'db*,!dba', '~db-.-1'],
  },
  { name: 'values.ini', hosts: ['h1', 'h3', 'h4', 'h9'] },
  {
    name: 'groups.ini',
    hosts: ['web01', 'web02', 'web03', 'stray', 'same', 'other'],
    limits: ['prod', 'prod:&db', '@limits/two', '@limits/more,!web01', 'same', 'dash-ed.group', 'pr*[1]', 'all[1:]'],
  },
  { name: 'plain', hosts: ['alpha'] },
  { name: 'yamlish', hosts: ['alpha'] },
  { name: 'tabs.json', hosts: ['j1'] },
  { name: 'executable-ini', hosts: ['beta'] },
  { name: 'folder', hosts: ['f1', 'f2', 'f3', 'f4'], limits: ['eu', 'web:!f1'] },
  { name: 'folder, beside a playbook', sources: ['folder'], playbookDir: 'play', hosts: ['f1', 'f3'] },
  { name: 'folder then second', sources: ['folder', 'second/hosts'], playbookDir: 'play', hosts: ['f1', 'f9'] },
  { name: 'second then folder', sources: ['second/hosts', 'folder'], hosts: ['f1', 'f9'] },
  { name: 'one file of a folder', sources: ['folder/01-first.yml'], hosts: ['f1', 'f2'] },
  { name: 'script.py', hosts: ['s1', 's2', 'single'], limits: ['db', 'single'] },
  { name: 'script-without-meta', hosts: ['t1', 't2'] },
  { name: 'a list', sources: ['a1,b2:2222, c3 ,web[1:2],'], hosts: ['b2'], limits: ['b2', '*'] },
  { name: 'one host and a comma', sources: ['a1,'], hosts: ['a1'] },
  { name: 'a list then a file', sources: ['alpha,new', 'plain'], hosts: ['alpha'] },
  {
    name: 'fleet.yml with extra vars',
    sources: ['fleet.yml'],
    hosts: ['web01', 'lonely'],
    extraVars: [
      'rack=7  colour="two words" quoted=\'it is\' n=a\\nb x="\\x41\\u00e9" half=a"b c"d eq=a=b none= t={{ a b }}',
      '{"json": {"deep": [1, true, null]}, "rack": 8}',
      '@extra.yml',
      'on_call=yes',
      '',
    ],
  },
  { name: 'a list with extra vars', sources: ['a1,b2,'], hosts: ['b2'], extraVars: ['ansible_host=10.0.0.1'] },
  {
    name: 'vault',
    sources: ['vault/hosts.yml', 'vault/sealed.ini'],
    vaultIds: ['dev@vault/dev.pass', 'prod@vault/prod-client'],
    redacted: ['vault_become', 'vault_nested', 'token', 'dbpass'],
    hosts: ['v1', 'v2', 'v3'],
    limits: ['db'],
  },
];
