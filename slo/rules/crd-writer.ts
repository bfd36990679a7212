import type { Provenance } from '../../lib/yaml/provenance.ts'
import { renderGeneratedYaml } from '../../lib/yaml/writer.ts'
import type { Slo } from '../core/model.ts'
import type { DefinedSlo, ObjectMetadata } from '../definition/placed.ts'
import { NO_PLUGINS } from '../sloth/plugin-chain.ts'

/** SLOs of one service as sloth's Kubernetes resource, for clusters where sloth's controller makes the rules. */
export function renderSlothCrd(slos: readonly DefinedSlo[], metadata: ObjectMetadata, from: Provenance): string {
  const { name, namespace, labels, annotations } = metadata
  const resource = {
    apiVersion: 'sloth.slok.dev/v1',
    kind: 'PrometheusServiceLevel',
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...unlessEmpty('labels', labels),
      ...unlessEmpty('annotations', annotations),
    },
    spec: { service: slos[0]?.slo.service ?? name, slos: slos.map(sloEntry) },
  }
  return renderGeneratedYaml(from.source, from.command, resource)
}

function sloEntry({ slo, plugins = NO_PLUGINS }: DefinedSlo) {
  const { sli, alerting } = slo
  return {
    name: slo.name,
    objective: slo.objectivePercent,
    ...(slo.description === '' ? {} : { description: slo.description }),
    ...unlessEmpty('labels', slo.labels),
    ...(plugins.uses.length === 0
      ? {}
      : { plugins: { overridePrevious: plugins.overrideDefaults, chain: plugins.uses } }),
    sli:
      sli.kind === 'events'
        ? { events: { errorQuery: sli.errorQuery, totalQuery: sli.totalQuery } }
        : { raw: { errorRatioQuery: sli.errorRatioQuery } },
    alerting: {
      ...(alerting.name === '' ? {} : { name: alerting.name }),
      ...unlessEmpty('labels', alerting.labels),
      ...unlessEmpty('annotations', alerting.annotations),
      pageAlert: alertEntry(alerting.page),
      ticketAlert: alertEntry(alerting.ticket),
    },
  }
}

function alertEntry({ disabled, labels, annotations }: Slo['alerting']['page']) {
  return {
    ...(disabled ? { disable: true } : {}),
    ...unlessEmpty('labels', labels),
    ...unlessEmpty('annotations', annotations),
  }
}

function unlessEmpty(key: string, entries: Readonly<Record<string, string>>) {
  return Object.keys(entries).length === 0 ? {} : { [key]: entries }
}
