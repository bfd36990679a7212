import { renderGrafanaIni } from '../grafana.ts'

/** Where the pod of Grafana has what it writes, and what it reads. */
const DATA = '/var/lib/grafana'
const PASSWORD_FILE = '/etc/grafana/admin/password'

/**
 * The grafana.ini of the cluster. Everyone says who they are. The password comes from a file: where that is missing Grafana does not
 * start, while a variable without a value would leave it with the password that everyone knows.
 */
export function renderClusterGrafana(host: string): string {
  return renderGrafanaIni({
    server: { http_port: 3000, domain: host, root_url: `https://${host}/` },
    paths: {
      data: DATA,
      logs: `${DATA}/log`,
      plugins: `${DATA}/plugins`,
      provisioning: '/etc/grafana/provisioning',
    },
    security: { admin_user: 'admin', admin_password: `$__file{${PASSWORD_FILE}}`, cookie_secure: true },
    users: { allow_sign_up: false },
    'auth.anonymous': { enabled: false },
    // It would fetch some from its makers with each start.
    plugins: { preinstall_disabled: true },
  })
}
