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

/** Physical interfaces only: bridges and the interfaces of pods carry the same bytes again. */
const OUTWARD = { device: ['!~', 'lo|veth.*|cni.*|flannel.*|docker.*|br-.*'] } as const
const REAL_DISKS = { fstype: ['!~', 'tmpfs|overlay|squashfs|ramfs'], mountpoint: '/' } as const

/** CPU, memory, disk and network of every node: use, and pressure. */
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
      what: 'The ratio of each node’s cores that is busy, and of time in which a task waits for a core.',
      how: `1 − the idle ratio of \`${NODE.cpuSeconds}\`; pressure from \`${NODE.cpuPressure}\`.`,
      act: 'Busy without waiting is fine. Waiting is latency: move or limit the pod that uses most.',
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
      what: 'The ratio of each node’s memory that is not available, and of time in which a task waits for memory.',
      how: `1 − \`${NODE.memoryAvailable}\` ÷ \`${NODE.memoryTotal}\`; pressure from \`${NODE.memoryPressure}\`.`,
      act: 'Above 95 % the OOM killer starts: see memory by pod below.',
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
      what: 'The ratio of each node’s root disk that is used, and of time in which a task waits for a disk.',
      how: `1 − \`${NODE.diskAvailable}\` ÷ \`${NODE.diskSize}\` of “/”; pressure from \`${NODE.diskPressure}\`.`,
      act: 'Above 85 % the kubelet evicts pods: prune images, then check logs and Prometheus’ data.',
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
      what: 'Bytes per second that each node receives and sends on its physical interfaces.',
      how: `Growth of \`${NODE.received}\` and \`${NODE.sent}\` per second, without bridges and the interfaces of pods.`,
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
