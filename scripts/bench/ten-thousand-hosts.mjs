/** A YAML inventory of a hundred groups of a hundred hosts, three vars each. */
export function tenThousandHosts() {
  const two = (index) => String(index).padStart(2, '0');
  const hundred = Array.from({ length: 100 }, (_, index) => index);
  const groups = hundred.map((group) => {
    const hosts = hundred.map(
      (host) => `        web${two(group)}${two(host)}.example.com:
          ansible_host: 10.0.${group}.${host}
          rack: ${host}
          role: web
`,
    );
    return `    web${two(group)}:\n      vars:\n        ansible_user: ops\n      hosts:\n${hosts.join('')}`;
  });
  return `all:\n  children:\n${groups.join('')}`;
}
