import { expect, test } from 'vitest';
import { enginesOf } from '../../../src/collect/second-round/owner-engines.ts';

const ID = 'a'.repeat(64);

test('each engine is told with its containers, their ports, their network and where paths are inside', () => {
  const engines = enginesOf([
    { name: 'engine', text: 'docker' },
    { name: 'listed', text: 'yes' },
    { name: 'images', text: 'php:8.3-fpm\n' },
    {
      name: 'containers',
      text: `${ID}|/shop-php|false|php:8.3-fpm|127.0.0.1:9000 |/srv/shop |bridge|/srv/shop:/app |9000/tcp \n${ID}|/old|true|x||/srv/x `,
    },
    { name: 'engine', text: 'podman' },
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
      { name: 'engine', text: 'podman' },
      { name: 'listed', text: 'yes' },
      { name: 'containers', text: 'Error: no such container\n$(reboot)|x|true|y|z|m' },
    ]),
  ).toEqual([{ command: 'podman', images: [], containers: [] }]);
});
