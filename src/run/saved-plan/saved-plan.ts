import { createHash } from 'node:crypto';
import { clean } from '../clean.ts';
import { canonicalJson, type Json } from '../../base/json.ts';
import type { Guarded } from '../../playbook/guards.ts';
import type { HeldPlan } from '../held-plan.ts';
import type { SavedPlanView } from '../host-report.ts';

/** A plan for a fleet as a file keeps it. It holds the text of files as they are and as they will be, secrets included. */
export interface SavedPlan {
  /** The dry run that made it. */
  readonly run: string;
  /** `user@machine` of who made it. */
  readonly by: string;
  /** Suture's version then. */
  readonly version: string;
  readonly playbook: string;
  /** ISO 8601 in UTC, by the clock of the machine that made it. */
  readonly madeAt: string;
  readonly expiresAt: string;
  /** How the playbook has its hosts changed; those without a plan count for percentages. */
  readonly plays: readonly Guarded[];
  /** Words in it that are secret, and never shown. */
  readonly secrets?: readonly string[];
  readonly hosts: readonly HeldPlan[];
}

/** What a plan is known by, and approved by: SHA-256 of its content, hex; whatever changes the content changes it. */
export function planHash(plan: SavedPlan): string {
  const data = JSON.parse(JSON.stringify(plan)) as Json;
  return createHash('sha256').update(canonicalJson(data)).digest('hex');
}

/** As much of a hash as people read to each other. */
export const shortHash = (hash: string): string => hash.slice(0, 12);

/** What is said of a plan's file. */
export function planView(file: string, plan: SavedPlan): SavedPlanView {
  const { by, version, playbook, madeAt, expiresAt, hosts } = plan;
  const hostNames = hosts.map((each) => each.plan.host);
  return clean({
    file,
    hash: planHash(plan),
    by,
    version,
    playbook,
    madeAt,
    expiresAt,
    hosts: hosts.length,
    hostNames,
  });
}

/** The text of a plan's file. */
export const planFileText = (plan: SavedPlan): string =>
  `${JSON.stringify({ schema: 1, hash: planHash(plan), plan }, null, 2)}\n`;

/** Why a plan may not be applied at this time; null where it may. A plan from the future was made by another clock. */
export function whyUntimely({ madeAt, expiresAt }: SavedPlan, now: Date): string | null {
  if (Date.parse(madeAt) > now.getTime() + CLOCKS_DIFFER_MS) {
    return `it was made at ${madeAt}, and here it is ${now.toISOString()}: one of the clocks is wrong`;
  }
  return Date.parse(expiresAt) > now.getTime() ? null : `it was good until ${expiresAt}`;
}

const CLOCKS_DIFFER_MS = 60_000;
