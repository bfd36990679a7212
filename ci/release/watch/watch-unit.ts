/** Where the unit finds things on the machine, and as whom it runs. */
export interface WatchPlace {
  /** The checkout, with its packages. */
  readonly repository: string
  /** The user that deploys. */
  readonly user: string
  readonly kubeconfig: string
}

/** The name of the unit, which is that of its folder below /var/lib too. */
export const WATCH_UNIT = 'leadline-watch'

/** A file with variables such as ALERTMANAGER_URL and HEARTBEAT_URL; it need not be there. */
export const WATCH_SETTINGS = '/etc/leadline/watch.env'

/**
 * The systemd unit of the watch. It may reach the network, read the checkout and the kubeconfig, and write its own folder: nothing
 * else. A stop in the middle of a way back is for the next start to finish.
 */
export function renderWatchUnit({ repository, user, kubeconfig }: WatchPlace): string {
  const node = `${repository}/node_modules/node/bin/node`
  const command = `${node} ${repository}/ci/release/command/watch-release.ts --evidence %S/${WATCH_UNIT}`
  return `# Written by \`npm run watch-release -- --unit\`.
[Unit]
Description=Takes a release of the app back whose pods fail in its first half hour
Documentation=file:${repository}/docs/deploy.md
Wants=network-online.target
After=network-online.target
StartLimitIntervalSec=0

[Service]
Type=exec
User=${user}
WorkingDirectory=${repository}
Environment=KUBECONFIG=${kubeconfig}
EnvironmentFile=-${WATCH_SETTINGS}
ExecStart=${command}
StateDirectory=${WATCH_UNIT}
StateDirectoryMode=0700
Restart=always
RestartSec=10
TimeoutStopSec=30
MemoryMax=512M
TasksMax=64
UMask=0077
${HARDENING.join('\n')}

[Install]
WantedBy=multi-user.target
`
}

/** All that systemd 252 can take away, but for memory that is written and then run: V8 compiles. */
const HARDENING: readonly string[] = [
  'CapabilityBoundingSet=',
  'AmbientCapabilities=',
  'NoNewPrivileges=yes',
  'ProtectSystem=strict',
  'ProtectHome=read-only',
  'PrivateTmp=yes',
  'PrivateDevices=yes',
  'PrivateIPC=yes',
  'ProtectClock=yes',
  'ProtectControlGroups=yes',
  'ProtectHostname=yes',
  'ProtectKernelLogs=yes',
  'ProtectKernelModules=yes',
  'ProtectKernelTunables=yes',
  'ProtectProc=invisible',
  'KeyringMode=private',
  'LockPersonality=yes',
  'RemoveIPC=yes',
  'RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX',
  'RestrictNamespaces=yes',
  'RestrictRealtime=yes',
  'RestrictSUIDSGID=yes',
  'SystemCallArchitectures=native',
  'SystemCallFilter=@system-service',
  'SystemCallFilter=~@privileged @resources',
  'SystemCallErrorNumber=EPERM',
]
