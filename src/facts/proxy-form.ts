import type { PassForm } from './fastcgi-targets.ts';

/**
 * `proxy_pass` takes a URL: `http://127.0.0.1:3000/app`, `https://backend`, `http://unix:/run/app.sock:/uri`. What
 * follows the address is no part of it. Source: ngx_http_proxy_module.
 */
export const proxyForm: PassForm = {
  directive: 'proxy_pass',
  read: (value) => {
    const [, scheme = '', rest = ''] = /^(https?):\/\/([^]*)$/i.exec(value) ?? [];
    if (scheme === '') return null;
    const name = /^unix:/i.test(rest) ? (/^unix:[^:]*/i.exec(rest)?.[0] ?? '') : (/^[^/?#]*/.exec(rest)?.[0] ?? '');
    return { name, port: scheme.toLowerCase() === 'https' ? 443 : 80 };
  },
};
