import { expect, test } from 'vitest';
import { enginesOf } from '../../../src/collect/second-round/owner-engines.ts';
import type { Block } from '../../../src/collect/shell/blocks.ts';

const block = (name: string, text: string): Block => ({ name, text, bytes: Buffer.from(text) });
const ID = 'a'.repeat(64);

test('each engine is told with its containers, their ports, their network and where paths are inside', () => {
  const engines = enginesOf([
    block('engine', 'docker'),
    block('listed', 'yes'),
    block('images', 'php:8.3-fpm\n'),
    block(
      'containers',
      `${ID}|/shop-php|false|php:8.3-fpm|127.0.0.1:9000 |/srv/shop |bridge|/srv/shop:/app |9000/tcp \n${ID}|/old|true|x||/srv/x `,
    ),
    block('engine', 'podman'),
  ]);
  expect(engines).toEqual([
    {
      command: 'docker',
      images: ['php:8.3-fpm'],
      containers: [
        {
          id: ID,
          name: 'shop-php',
          image: 'php:8.3-fpm',
          running: false,
          publishes: ['127.0.0.1:9000'],
          mounts: ['/srv/shop'],
          network: 'bridge',
          inside: [{ from: '/srv/shop', to: '/app' }],
          exposes: ['9000/tcp'],
        },
        expect.objectContaining({ name: 'old', network: '', inside: [], exposes: [] }),
      ],
    },
    { command: 'podman', images: [], containers: null },
  ]);
});

test('a line that is no container’s is left out', () => {
  expect(
    enginesOf([
      block('engine', 'podman'),
      block('listed', 'yes'),
      block('containers', 'Error: no such container\n$(reboot)|x|true|y|z|m'),
    ]),
  ).toEqual([{ command: 'podman', images: [], containers: [] }]);
});
