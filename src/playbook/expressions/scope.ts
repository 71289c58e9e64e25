import type { Json, JsonObject } from '../../base/json.ts';
import type { Result } from '../../base/result.ts';
import type { Finding } from '../../checks/finding.ts';
import type { Render } from '../../inventory/reveal.ts';
import type { Expressions } from './expression.ts';
import type { FactsView } from './facts-view.ts';

/** What the inventory says of a host, for the expressions of its plays. */
export interface HostVars {
  readonly names: () => readonly string[];
  /** A var's value, its own templates rendered; the error is a part of a sentence. */
  readonly valueOf: (name: string) => Result<Json, string>;
  /** Whether a var wins over the playbook's own of that name. */
  readonly overrides: (name: string) => boolean;
}

/** What it takes to evaluate expressions on a host. */
export interface Evaluation {
  readonly render: Render;
  readonly hostVars: HostVars;
  /** How the host's steps have ended, where its blocks are planned. */
  readonly outcome?: string;
}

/** What an expression may look up. */
export interface Scope extends Evaluation {
  readonly facts: () => FactsView;
  /** The finding that a step answers; null where it answers none. */
  readonly finding: Finding | null;
  /** The play's and the step's vars, as they are written, with the templates in them. */
  readonly vars: JsonObject;
  readonly expressions: Expressions;
  /** What the loop has come to; undefined outside of one. */
  readonly item: Json | undefined;
}

/** Names that no var may have. */
export const RESERVED: ReadonlySet<string> = new Set(['facts', 'finding', 'vars', 'item']);

/** What a playbook may know of a finding. */
export const findingView = ({ cause, severity, subject, message, sites, remedy }: Finding): JsonObject => ({
  cause,
  severity,
  subject,
  message,
  sites,
  with: remedy?.with ?? {},
});

/** The names that a playbook may use below `finding`. */
export const FINDING_SHAPE: JsonObject = {
  cause: '',
  severity: '',
  subject: '',
  message: '',
  sites: [],
  with: null,
};
