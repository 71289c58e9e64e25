import { afterAll, beforeAll, expect, test } from 'vitest';
import { bringUpAnew, type Lab } from './lab.ts';
import { type Suture, sutureOn } from './suture.ts';

// What a package manager really writes when somebody works with it; Debian's, as the lab has no other.

const host = 'web01';
let lab: Lab;
let suture: Suture;

beforeAll(async () => {
  lab = await bringUpAnew('packages', 1);
  suture = sutureOn(lab);
});

afterAll(async () => {
  suture.dispose();
  await lab.takeDown();
});

const madeAndInstalled = (version: string): string => `
  mkdir -p /tmp/${version}/DEBIAN
  printf '%s\\n' 'Package: php8.2-stitch' 'Version: ${version}' 'Architecture: all' 'Maintainer: us' 'Description: none' \\
    >/tmp/${version}/DEBIAN/control
  dpkg-deb --build /tmp/${version} /tmp/${version}.deb && dpkg --install /tmp/${version}.deb`;

test('packages that came, went and changed before a site broke are told in their order', {
  timeout: 120_000,
}, async () => {
  const work = `set -e${madeAndInstalled('1.0-1')}${madeAndInstalled('1.1-1')}\ndpkg --purge php8.2-stitch`;
  const { status, stderr } = await lab.execOn(host, work);
  expect(status, stderr).toBe(0);
  await lab.breakHost(host, 'fpm-stopped');
  const told = JSON.parse((await suture.fleet('check')).stdout) as {
    readonly hosts: readonly { readonly timeline: readonly { readonly kind: string; readonly text: string }[] }[];
  };
  const texts = told.hosts
    .flatMap(({ timeline }) => timeline)
    .flatMap(({ kind, text }) => (kind === 'package' ? [text] : []));
  expect(texts.filter((text) => text.includes('php8.2-stitch'))).toEqual([
    expect.stringMatching(/^installed .*1\.0-1$/),
    expect.stringMatching(/upgraded.*1\.0-1.*1\.1-1/),
    expect.stringMatching(/removed/),
  ]);
});
