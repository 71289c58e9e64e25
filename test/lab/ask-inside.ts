import type { Asked } from './fault-headers.ts';
import type { HttpAnswer } from './http-answer.ts';
import type { Lab } from './lab.ts';

/** What a client beside the host gets of "/", at the address at which a panel has its sites listen. */
export async function askInside(lab: Lab, host: string, { site, byProxyProtocol }: Asked): Promise<HttpAnswer> {
  const words = `-s -o /dev/null -m 10 -w '%{http_code}' ${byProxyProtocol ? '--haproxy-protocol' : ''}`;
  const { stdout } = await lab.execOn(
    host,
    `curl ${words} -H 'Host: ${site}' "http://$(hostname -I | cut -d ' ' -f 1)/"`,
  );
  const status = Number(stdout);
  return status === 0 ? 'refused' : status;
}
