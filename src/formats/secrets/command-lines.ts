import { redactValue } from './redacted.ts';
import { isSecretName } from './secret-name.ts';

const VALUE = String.raw`("(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^\s"']+)`;
/** Programs, and the options of theirs that take a secret; a blank before the value may be there or not. */
const TAKING: readonly (readonly [programs: string, options: string])[] = [
  ['mysql\\w*|mariadb\\w*|mongo\\w*|7z|7za|mycli|xtrabackup|innobackupex', '-p'],
  ['sshpass|useradd|usermod|docker[ \\t]+login|podman[ \\t]+login|az[ \\t]+login', '-p[ \\t]+'],
  ['redis-cli|ldapsearch|valkey-cli', '-a[ \\t]+'],
  ['ldap\\w+', '-w[ \\t]*'],
  ['mosquitto_\\w+|sqlcmd|bcp|zip|unzip|ipmitool|smbclient', '-P[ \\t]*'],
  ['curl|wget|https?|ab|siege', `-u[ \\t]*["']?[\\w.@\\\\+-]{1,100}:`],
  ['openssl', '-(?:k|passin|passout|pass)[ \\t]+(?:pass:)?'],
  ['snmp\\w+', '-[AXc][ \\t]+'],
];
const BY_PROGRAM = TAKING.map(
  ([programs, options]) =>
    new RegExp(String.raw`(\b(?:${programs})\b(?=[ \t])[^\n|;&]{0,400}?[ \t]${options})${VALUE}`, 'g'),
);
const USER_AND_PASSWORD = /((?<![\w-])(?:-u|--user|--proxy-user|-U)[ \t=]+["']?[\w.@\\+-]{1,100}[:%])([^\s"':@/]+)/g;
const USER_THEN_PASSWORD = /((?<![\w-])-u[ \t]*[\w.@-]{1,100}[ \t]+-p)([^\s"'-][^\s"']*)/g;
const OPTION = /((?<![\w-])--?([\w-]{1,60})[ \t]+)("(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^\s;,"'-][^\s;,"']*)/g;
const HTPASSWD = /(\bhtpasswd[ \t]+-\w*b\w*[ \t]+\S{1,200}[ \t]+\S{1,100}[ \t]+)([^\s"']+)/g;
const PIPED = /(\becho[ \t]+(?:-n[ \t]+)?["']?[\w.-]{1,60}:)([^\s"'|]+)(?=["']?[ \t]*\|[ \t]*(?:sudo[ \t]+)?chpasswd)/g;

/** Redacts what command lines hand to programs that take passwords there. */
export function redactCommandLines(text: string): string {
  if (!text.includes('-') && !text.includes('chpasswd')) return text;
  let done = text;
  for (const each of BY_PROGRAM) done = done.replace(each, redactValue);
  return done
    .replace(USER_AND_PASSWORD, (whole: string, before: string, secret: string) =>
      /^\d+$/.test(secret) || before.includes(secret) ? whole : redactValue(whole, before, secret),
    )
    .replace(USER_THEN_PASSWORD, redactValue)
    .replace(HTPASSWD, redactValue)
    .replace(PIPED, redactValue)
    .replace(OPTION, (whole: string, before: string, name: string, secret: string) =>
      isSecretName(name) ? redactValue(whole, before, secret) : whole,
    );
}
