import type { ReadableFacts } from '../facts/known-facts.ts';
import type { LogLine } from '../facts/log-line.ts';
import { type Answered, answersOf } from '../facts/site-answers.ts';
import type { FastcgiTarget, Site } from '../facts/topology.ts';
import { defineCheck, type FindingDraft } from './define-check.ts';
import { directiveEvidence } from './evidence/evidence.ts';
import { logEvidence, upstreamAddress } from './evidence/log-evidence.ts';
import { showAddress } from './evidence/show-address.ts';
import { siteEvidence } from './evidence/site-status.ts';
import { complaintsOf } from './state/complaints.ts';
import { sameAddress } from './state/listeners.ts';
import { type PassSettings, settingNamed, settingsOf } from './state/pass-settings.ts';

/** nginx and the program behind a site don't come to terms over TLS, so that no request reaches it. */
export const proxyTlsFailed = defineCheck({
  cause: 'proxy-tls-failed',
  station: 'door',
  level: 'manual',
  severity: 'critical',
  title: 'nginx and the program behind it do not agree over TLS',
  reads: ['nginx', 'sites', 'siteStatuses', 'logLines', 'identity'],
  consults: ['routeStatuses', 'processes', 'paths'],
  run: (facts) =>
    facts.sites.flatMap((site): readonly FindingDraft[] => {
      const failed = complaintsOf(site, facts, HANDSHAKE);
      if (failed === null) return plainToTls(site, facts);
      const { own, lines, last, severity } = failed;
      const settings = settingsAt(site, last, facts);
      const form = settings?.pass.name.replace(/_pass$/, '') ?? 'proxy';
      const { says, advice, directives } = readingOf(last.message, form, isNamed(settings, form));
      const shown = directives.flatMap((name) => (settings && settingNamed(settings, name)) ?? []);
      return [
        {
          severity,
          subject: site.id,
          message: `nginx's TLS with ${whom(last)}, behind ${site.id}, fails: ${says}`,
          evidence: [
            ...own.slice(0, 1).map(({ answer }) => siteEvidence(answer)),
            ...logEvidence(lines, { program: 'nginx', since: 0, matches: () => true }),
            ...(settings === undefined ? [] : [directiveEvidence(settings.pass)]),
            ...shown.map(directiveEvidence),
          ],
          remedy: null,
          whyNoRemedy: advice,
          sites: [site.id],
        },
      ];
    }),
});

/** Source: ngx_http_upstream.c, ngx_event_openssl.c. */
const HANDSHAKE =
  / while SSL handshaking to upstream|^upstream SSL certificate |^SSL_(?:do_handshake|read|write|connect)\(\) failed .* upstream$/;

interface Reading {
  readonly says: string;
  /** What a person can do about it. */
  readonly advice: string;
  /** The settings that matter for it. */
  readonly directives: readonly string[];
}

/** What nginx's words on a handshake mean; OpenSSL's own words are the same from version 1.1.1 to 3. */
function readingOf(message: string, form: string, named: boolean): Reading {
  const set = (name: string): string => `${form}_ssl_${name}`;
  const [, verify] = /certificate verify error: \(\d+:([^)]*)\)/.exec(message) ?? [];
  if (verify !== undefined) {
    return {
      says: `it does not trust the certificate (${verify})`,
      advice: /expired|not yet valid/.test(verify)
        ? 'the certificate of the program behind has to be renewed there, and the clocks be right; switching the check off would hide it'
        : `whoever signed the certificate has to be in ${set('trusted_certificate')}; switching ${set('verify')} off is no cure`,
      directives: [set('verify'), set('trusted_certificate'), set('verify_depth')],
    };
  }
  const [, wanted] = /certificate does not match "([^"]*)"/.exec(message) ?? [];
  if (wanted !== undefined) {
    return {
      says: `the certificate is not one for ${wanted}`,
      advice: `${set('name')} has to say the name that stands in the certificate${named ? '' : `, and ${set('server_name')} on tells it to the other side`}`,
      directives: [set('name'), set('verify'), set('server_name')],
    };
  }
  if (/wrong version number|packet length too long|http request|unknown protocol|record layer failure/.test(message)) {
    return {
      says: 'whoever listens there does not speak TLS',
      advice: `either another port is meant, the one that speaks TLS, or ${form}_pass without it`,
      directives: [],
    };
  }
  if (/certificate required|bad certificate|unknown ca|certificate unknown/.test(message)) {
    return {
      says: 'the other side does not accept the certificate that nginx shows, or misses one',
      advice: `${set('certificate')} and ${set('certificate_key')} have to be what the other side asks for`,
      directives: [set('certificate')],
    };
  }
  if (/protocol version|unsupported protocol|no protocols available|version too low/.test(message)) {
    return {
      says: 'they have no version of TLS in common',
      advice: `${set('protocols')} has to allow a version that the other side speaks; better the other side learns a newer one`,
      directives: [set('protocols')],
    };
  }
  if (/no shared cipher|no cipher|key too small|md too weak|insufficient security|illegal parameter/.test(message)) {
    return {
      says: 'they have no cipher in common, or a key is too weak for one side',
      advice: `${set('ciphers')} has to allow what the other side has; a key that is too weak has to be made anew there`,
      directives: [set('ciphers')],
    };
  }
  if (named) {
    return {
      says: 'the other side breaks the handshake off',
      advice: "the other side's own log says why: the name it is asked by, its certificate, its versions of TLS",
      directives: [set('name'), set('server_name'), set('protocols')],
    };
  }
  return {
    says: `the other side breaks the handshake off, and nginx does not tell it which name is meant (${set('server_name')} is off)`,
    advice: `a program with several names needs ${set('server_name')} on, and ${set('name')} where the name is another than in ${form}_pass; whether that is all is to be seen then`,
    directives: [set('server_name'), set('name')],
  };
}

const isNamed = (settings: PassSettings | undefined, form: string): boolean =>
  settings !== undefined && settingNamed(settings, `${form}_ssl_server_name`)?.args[0]?.value === 'on';

type Facts = Pick<ReadableFacts, 'nginx' | 'siteStatuses'> & Partial<Pick<ReadableFacts, 'routeStatuses' | 'paths'>>;

/** The directive over TLS that leads to whom a line is about, else the only one of the site. */
function settingsAt({ proxies }: Site, line: LogLine, { nginx, paths = [] }: Facts): PassSettings | undefined {
  const asked = upstreamAddress(line);
  const overTls = proxies.flatMap((target) => {
    const settings = settingsOf(target, nginx);
    return settings !== undefined && isTls(settings) ? [{ target, settings }] : [];
  });
  const leadsThere = ({ address }: FastcgiTarget): boolean =>
    address !== null && asked !== null && sameAddress(address, asked, paths);
  return (overTls.find(({ target }) => leadsThere(target)) ?? overTls[0])?.settings;
}

const isTls = ({ pass }: PassSettings): boolean => /^(?:https|grpcs|suwsgi):/i.test(pass.args[0]?.value ?? '');

/** `127.0.0.1:8443`. */
function whom(line: LogLine): string {
  const address = upstreamAddress(line);
  return address === null ? 'the program' : showAddress(address);
}

/** A program that speaks TLS, asked without it, says so by itself. Source: ngx_http_request.c, Apache's ssl_engine_io.c. */
const ASKED_PLAIN = /plain HTTP request was sent to HTTPS port|speaking plain HTTP to an SSL-enabled server port/;

function plainToTls(site: Site, facts: Facts): readonly FindingDraft[] {
  const isSo = ({ answer: { status, answer } }: Answered): boolean =>
    status === 400 && ASKED_PLAIN.test(answer?.excerpt ?? '');
  const told = answersOf(site, facts).find(isSo);
  const plain = site.proxies.flatMap((target) => settingsOf(target, facts.nginx) ?? []).find((each) => !isTls(each));
  if (told === undefined || plain === undefined) return [];
  return [
    {
      subject: site.id,
      message: `nginx speaks plain HTTP with the program behind ${site.id}, which wants TLS`,
      evidence: [siteEvidence(told.answer), directiveEvidence(plain.pass)],
      remedy: null,
      whyNoRemedy: 'either https:// is meant, or another port, at which the program speaks plain HTTP',
      sites: [site.id],
    },
  ];
}
