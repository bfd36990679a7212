import { nginxMain } from './nginx-main.ts'
import type { IngressPlan, IngressServer, RenderedIngress } from './plan.ts'

/** A second Nginx in Traefik's place: routes by Host and balances over the app's instances. */
export function renderNginxIngress(plan: IngressPlan): RenderedIngress {
  const file = `${plan.folder}/nginx.conf`
  const following = { path: `${plan.folder}/servers.conf`, text: serverLines(plan.servers) }
  const http = `
  log_format ingress_json escape=json
    '{"time":"$time_iso8601","requestId":"$http_x_request_id","host":"$host","method":"$request_method","uri":"$uri",'
    '"status":$status,"durationSeconds":$request_time,"upstream":"$upstream_addr","upstreamStatus":"$upstream_status"}';
  access_log "${plan.folder}/access.json" ingress_json;
  server_tokens off;

  map "$upstream_http_x_served_by" $answered_by {
    default $upstream_http_x_served_by;
    ''      ingress;
  }
  upstream web {
    include "${following.path}";
    keepalive 16;
  }
  server {
    listen 127.0.0.1:${plan.port} default_server;
    add_header X-Served-By ingress always;
    location / { return 404; }
  }
  server {
    listen 127.0.0.1:${plan.port};
    server_name ${plan.siteHost};
    add_header X-Served-By $answered_by always;
    proxy_hide_header X-Served-By;
    location / {
      proxy_pass http://web;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_next_upstream error;
      proxy_next_upstream_tries 2;
      proxy_connect_timeout 1s;
      proxy_read_timeout 30s;
    }
  }
  server {
    listen 127.0.0.1:${plan.adminPort};
    access_log off;
    # A web page may let a name of its own point here.
    if ($host !~ "^(localhost|[\\d.]+)$") { return 421; }
    location = /ping { return 200 "OK\\n"; }
    location = /stub_status { stub_status; }
    location / { return 404; }
  }`
  return {
    files: [
      { path: file, text: nginxMain(plan, http) },
      { path: following.path, text: following.text(() => true) },
    ],
    following,
    args: ['-p', plan.folder, '-e', 'stderr', '-c', file],
    pingUrl: `http://127.0.0.1:${plan.adminPort}/ping`,
    standIn: 'Nginx stands in for Traefik (a Traefik v3 can be named by TRAEFIK_BIN)',
  }
}

/**
 * Instances that are not ready get no requests; when none is, all are asked, so that visitors and probes see what is wrong.
 * Nginx itself takes none out (`max_fails`): it would count a connection that closes on a client's odd request against the
 * instance, and one client could take the site from all others.
 */
const serverLines =
  (servers: readonly IngressServer[]) =>
  (isReady: (name: string) => boolean): string => {
    const isAnyReady = servers.some(({ name }) => isReady(name))
    return servers
      .map(
        ({ name, host, port }) => `server ${host}:${port} max_fails=0${isAnyReady && !isReady(name) ? ' down' : ''};\n`,
      )
      .join('')
  }
