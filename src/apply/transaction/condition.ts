import { assertNever } from '../../base/assert-never.ts';
import type { Awaited } from '../../plan/awaited.ts';

/** What is awaited as words of shell, which `shell/waiting.ts` and `shell/asking-http.ts` define: true once it is so. */
export function condition(awaited: Exclude<Awaited, { readonly kind: 'time' }>): readonly string[] {
  switch (awaited.kind) {
    case 'port':
      return ['port_is', awaited.state, awaited.host, String(awaited.port)];
    case 'socket':
      return ['socket_is', awaited.state, awaited.path];
    case 'path':
      return ['path_is', awaited.state, awaited.path];
    case 'unit':
      return ['unit_is', awaited.state, awaited.unit];
    case 'answer': {
      const { url, address, port, path, name, contains, statuses } = awaited;
      return ['answers', url, address, String(port), path, name, contains ?? '', ...statuses.map(String)];
    }
    default:
      return assertNever(awaited);
  }
}
