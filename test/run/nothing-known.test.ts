import { expect, test } from 'vitest';
import { absent, unknown } from '../../src/facts/fact.ts';
import { judged } from '../../src/run/check.ts';
import { judge } from '../../src/run/look.ts';
import { hostFacts } from '../checks/host.ts';

test('a host that tells neither of nginx nor of PHP-FPM is not healthy', () => {
  const facts = { ...hostFacts(), nginx: unknown('no permission'), fpm: unknown('no permission') };
  expect(judged('web01', judge(facts), 7)).toMatchObject({
    status: 'failed',
    error: { reason: 'nothing-known', message: expect.stringContaining('no permission') as string },
  });
});

test('a host that has neither is', () => {
  const facts = { ...hostFacts(), nginx: absent('no nginx'), fpm: absent('no PHP-FPM') };
  expect(judged('db01', judge(facts), 7)).toMatchObject({ status: 'healthy', error: null });
});
