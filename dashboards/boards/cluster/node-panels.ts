import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard'
import { selector } from '../../../lib/promql/write-selector.ts'
import { NODE } from '../../catalogue/node-exporter.ts'
import type { Link } from '../../panels/link.ts'
import { rate, sumBy } from '../../panels/promql.ts'
import { query } from '../../panels/query.ts'
import { USED } from '../../panels/standard-thresholds.ts'
import { timeSeries } from '../../panels/time-series.ts'
import { UNITS } from '../../panels/units.ts'

type NodeQuantity = 'cpu' | 'memory' | 'disk' | 'network'

/** Interfaces that carry what other interfaces have already carried. */
const OUTWARD = { device: ['!~', 'lo|veth.*|cni.*|flannel.*|docker.*|br-.*'] } as const
const REAL_DISKS = { fstype: ['!~', 'tmpfs|overlay|squashfs|ramfs'], mountpoint: '/' } as const

/** CPU, memory, disk and network of every node: in use, and how long work waits for it. */
export function nodePanels(runbook: string, link: Link): Readonly<Record<NodeQuantity, Panel>> {
  return {
    cpu: cpu(runbook, link),
    memory: memory(runbook, link),
    disk: disk(runbook, link),
    network: network(runbook, link),
  }
}

function waiting(pressure: string) {
  return query(sumBy(['instance'], rate(pressure)), '{{instance}} waits')
}

function cpu(runbook: string, link: Link): Panel {
  return timeSeries({
    title: 'CPU',
    about: {
      what: 'The part of each node’s cores that is busy, and the part of time in which something waits for one.',
      how: `One less the idle share of \`${NODE.cpuSeconds}\`; pressure from \`${NODE.cpuPressure}\`.`,
      act: 'Busy without waiting is good use. Waiting is latency: move or limit the greediest pod.',
      runbook,
    },
    unit: UNITS.ratio,
    max: 1,
    thresholds: USED.slice(1),
    queries: [
      query(`1 - avg by (instance) (${rate(NODE.cpuSeconds, { mode: 'idle' })})`, '{{instance}} busy'),
      waiting(NODE.cpuPressure),
    ],
    links: [link],
  })
}

function memory(runbook: string, link: Link): Panel {
  return timeSeries({
    title: 'RAM',
    about: {
      what: 'The part of each node’s memory that cannot be had any more, and the part of time in which something waits.',
      how: `One less \`${NODE.memoryAvailable}\` ÷ \`${NODE.memoryTotal}\`; pressure from \`${NODE.memoryPressure}\`.`,
      act: 'Over 95 % the kernel starts to kill: see memory by pod below.',
      runbook,
    },
    unit: UNITS.ratio,
    max: 1,
    thresholds: USED.slice(1),
    queries: [
      query(`1 - ${NODE.memoryAvailable} / ${NODE.memoryTotal}`, '{{instance}} used'),
      waiting(NODE.memoryPressure),
    ],
    links: [link],
  })
}

function disk(runbook: string, link: Link): Panel {
  return timeSeries({
    title: 'Disk',
    about: {
      what: 'The part of each node’s root disk that is full, and the part of time in which something waits for a disk.',
      how: `One less \`${NODE.diskAvailable}\` ÷ \`${NODE.diskSize}\` of “/”; pressure from \`${NODE.diskPressure}\`.`,
      act: 'Over 85 % the kubelet evicts pods: prune images, then look at logs and Prometheus’ data.',
      runbook,
    },
    unit: UNITS.ratio,
    max: 1,
    thresholds: USED.slice(1),
    queries: [
      query(
        `1 - max by (instance) (${selector(NODE.diskAvailable, REAL_DISKS)} / ${selector(NODE.diskSize, REAL_DISKS)})`,
        '{{instance}} full',
      ),
      waiting(NODE.diskPressure),
    ],
    links: [link],
  })
}

function network(runbook: string, link: Link): Panel {
  return timeSeries({
    title: 'Network',
    about: {
      what: 'What each node receives and sends on its real interfaces.',
      how: `Growth of \`${NODE.received}\` and \`${NODE.sent}\` a second, without bridges and pods’ own interfaces.`,
      act: 'It does not turn red: compare with requests on App.',
      runbook,
    },
    unit: UNITS.bytesPerSecond,
    queries: [
      query(sumBy(['instance'], rate(NODE.received, OUTWARD)), '{{instance}} in'),
      query(sumBy(['instance'], rate(NODE.sent, OUTWARD)), '{{instance}} out'),
    ],
    links: [link],
  })
}
