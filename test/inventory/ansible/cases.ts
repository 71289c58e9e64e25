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
}

export const cases: readonly Case[] = [
  { name: 'fleet.yml', hosts: ['web01', 'lonely'] },
  { name: 'odd.yml', hosts: ['b1', '2001:db8::1'] },
  { name: 'shared.yml', hosts: ['h1', 'h2'] },
  { name: 'fleet.yml then odd.yml', sources: ['fleet.yml', 'odd.yml'], hosts: ['web01', 'a1'] },
];
