import * as v from 'valibot';
import type { Json } from '../../base/json.ts';
import { showHidden } from '../../formats/strip-control.ts';
import { isRunId } from '../../apply/journal/run-id.ts';
import type { Evidence, Finding, Remedy } from '../../checks/finding.ts';
import type { Guarded } from '../../playbook/guards.ts';
import type { Awaited } from '../../plan/awaited.ts';
import type { HeldPlan } from '../held-plan.ts';
import type { SavedPlan } from './saved-plan.ts';

const texts = v.array(v.string());
const wholeNumber = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const time = v.pipe(v.string(), v.isoTimestamp());
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hex'));
const json: v.GenericSchema<Json> = v.lazy(() =>
  v.union([v.string(), v.number(), v.boolean(), v.null(), v.array(json), v.record(v.string(), json)]),
);

const attributes = { owner: v.string(), group: v.string(), mode: v.string() };
const fileState = v.strictObject({ sha256, inode: wholeNumber, uid: wholeNumber, gid: wholeNumber, ...attributes });

const argv = v.pipe(texts, v.minLength(1));
const ownTime = v.exactOptional(wholeNumber);
const tries = v.exactOptional(v.strictObject({ retries: wholeNumber, delay: wholeNumber }));
const running = v.picklist(['started', 'stopped']);
const awaited = v.variant('kind', [
  v.strictObject({ kind: v.literal('port'), host: v.string(), port: wholeNumber, state: running }),
  v.strictObject({ kind: v.literal('socket'), path: v.string(), state: running }),
  v.strictObject({ kind: v.literal('path'), path: v.string(), state: v.picklist(['present', 'absent']) }),
  v.strictObject({ kind: v.literal('unit'), unit: v.string(), state: running }),
  v.strictObject({ kind: v.literal('time') }),
  v.strictObject({
    kind: v.literal('answer'),
    url: v.string(),
    address: v.string(),
    port: wholeNumber,
    path: v.string(),
    name: v.string(),
    statuses: v.array(wholeNumber),
    contains: v.nullable(v.string()),
  }),
]) satisfies v.GenericSchema<Awaited>;

/** What is shown beside our own words. */
const plainText = v.pipe(
  v.string(),
  v.maxLength(1000, 'must be short'),
  v.check((text) => text === showHidden(text), 'must hold nothing that hides or acts'),
);

const base = { id: v.string(), step: plainText, finding: v.nullable(v.string()) };

/** A change as a plan's file has it. */
export const change = v.variant('kind', [
  v.strictObject({
    ...base,
    kind: v.literal('write-file'),
    path: v.string(),
    expect: fileState,
    before: v.string(),
    after: v.string(),
  }),
  v.strictObject({ ...base, kind: v.literal('create-file'), path: v.string(), ...attributes, after: v.string() }),
  v.strictObject({
    ...base,
    kind: v.literal('remove-file'),
    path: v.string(),
    expect: fileState,
    before: v.nullable(v.string()),
  }),
  v.strictObject({
    ...base,
    kind: v.literal('set-link'),
    path: v.string(),
    before: v.nullable(v.string()),
    after: v.nullable(v.string()),
  }),
  v.strictObject({
    ...base,
    kind: v.literal('remove-directory'),
    path: v.string(),
    expect: v.strictObject(attributes),
  }),
  v.strictObject({
    ...base,
    kind: v.literal('set-attributes'),
    path: v.string(),
    expect: v.strictObject(attributes),
    after: v.strictObject(attributes),
  }),
  v.strictObject({
    ...base,
    kind: v.literal('remove-socket'),
    path: v.string(),
    expect: v.strictObject({ inode: wholeNumber }),
  }),
  v.strictObject({ ...base, kind: v.literal('make-directory'), path: v.string(), ...attributes }),
  v.strictObject({
    ...base,
    kind: v.literal('service'),
    unit: v.string(),
    verb: v.picklist(['start', 'restart', 'reload', 'enable', 'reset-failed']),
    expect: v.strictObject({ active: v.string(), enabled: v.string() }),
    seconds: ownTime,
  }),
  v.strictObject({ ...base, kind: v.literal('wait'), for: awaited, seconds: wholeNumber, tries }),
  v.strictObject({
    ...base,
    kind: v.literal('command'),
    argv,
    folder: v.nullable(v.string()),
    undo: v.variant('kind', [
      v.strictObject({ kind: v.literal('command'), argv }),
      v.strictObject({ kind: v.literal('none'), why: v.string() }),
    ]),
    seconds: wholeNumber,
    expect: v.strictObject({
      creates: v.nullable(v.string()),
      removes: v.nullable(v.string()),
      unless: v.nullable(argv),
    }),
    tries,
  }),
  v.strictObject({ ...base, kind: v.literal('gate'), command: argv, seconds: ownTime, tries }),
]);

/** A key that a finding gets one day and that is left out here makes a plan that can't be read: the compiler minds. */
type KeysOf<T> = Record<keyof T, v.GenericSchema>;

const evidence = v.strictObject({
  source: v.string(),
  line: v.nullable(v.number()),
  text: v.string(),
  at: v.nullable(v.string()),
  firstAt: v.exactOptional(v.nullable(v.string())),
} satisfies KeysOf<Evidence>);

const remedy = v.strictObject({
  step: v.string(),
  level: v.picklist(['auto', 'guarded', 'approve']),
  summary: v.string(),
  with: v.record(v.string(), json),
  premises: v.exactOptional(texts),
} satisfies KeysOf<Remedy>);

const finding = v.strictObject({
  cause: v.string(),
  severity: v.picklist(['critical', 'warning', 'notice']),
  subject: v.string(),
  message: v.string(),
  evidence: v.array(evidence),
  remedy: v.nullable(remedy),
  whyNoRemedy: v.string(),
  sites: texts,
  because: texts,
} satisfies KeysOf<Finding>);

const notes = v.array(v.strictObject({ step: v.string(), message: v.string() }));
const held = v.strictObject({
  hostname: v.nullable(plainText),
  plan: v.strictObject({
    host: plainText,
    changes: v.pipe(v.array(change), v.minLength(1)),
    answered: texts,
    refused: v.array(v.strictObject({ step: v.string(), finding: v.nullable(v.string()), why: v.string() })),
    needsApproval: texts,
    notes: v.exactOptional(notes),
    questions: v.exactOptional(notes),
  }),
  findings: v.array(finding),
}) satisfies v.GenericSchema<HeldPlan>;

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const percentage = v.pipe(v.number(), v.minValue(0), v.maxValue(100));
const play = v.strictObject({
  hosts: texts,
  serial: v.array(
    v.variant('kind', [
      v.strictObject({ kind: v.literal('count'), count }),
      v.strictObject({ kind: v.literal('percent'), percent: percentage }),
    ]),
  ),
  maxFailPercentage: v.nullable(percentage),
  throttle: v.nullable(count),
  confirmWithin: v.nullable(count),
  become: v.nullable(v.boolean()),
}) satisfies v.GenericSchema<Guarded>;

/** What a plan's file must hold; more is as wrong as less. */
export const planFile = v.strictObject({
  schema: v.literal(1),
  hash: sha256,
  plan: v.strictObject({
    run: v.pipe(v.string(), v.check(isRunId, 'must be the id of a run')),
    by: plainText,
    version: plainText,
    playbook: plainText,
    madeAt: time,
    expiresAt: time,
    plays: v.array(play),
    secrets: v.exactOptional(texts),
    hosts: v.pipe(v.array(held), v.minLength(1)),
  }) satisfies v.GenericSchema<SavedPlan>,
});
