import type { ChangeDraft } from '../plan/change.ts';
import { draftNginxGate } from '../plan/drafts.ts';
import { isNginx } from '../plan/nginx-unit.ts';
import { defineStep } from './define-step.ts';
import { changes, refused, unchanged } from './outcome.ts';

/** Makes nginx's own verdict on its configuration a condition of the whole transaction, where anything is to change. */
export const testNginx = defineStep({
  name: 'test_nginx',
  summary: 'nginx -t must pass, or everything is undone',
  arguments: {},
  plan: ({ world }) => {
    if (world.planned.length === 0) return unchanged('nothing was planned, so there is nothing to test');
    if (
      world.facts.nginx.state === 'known' &&
      !world.facts.nginx.value.test.passed &&
      !world.planned.some(touchesNginx)
    ) {
      return unchanged('nginx -t fails already, and nothing of nginx is touched here');
    }
    const gate = draftNginxGate(world);
    return gate === null ? refused('there is no nginx to test') : changes(gate);
  },
});

/** Remedies that touch nginx are withheld while its test fails; a playbook's own steps may still want to. */
const touchesNginx = (change: ChangeDraft): boolean =>
  change.kind === 'write-file' || (change.kind === 'service' && isNginx(change.unit));
