/** Reads `name=value` lines, as the host keeps them of a lock's owner or a transaction's header; unknown names stay out. */
export function readNamed<Name extends string>(text: string, names: readonly Name[]): Readonly<Record<Name, string>> {
  const lines = text.split('\n').slice(0, 32);
  const values = names.map((name) => {
    const line = lines.find((candidate) => candidate.startsWith(`${name}=`));
    return [name, (line ?? '').slice(name.length + 1, name.length + 513)] as const;
  });
  return Object.fromEntries(values) as Record<Name, string>;
}
