import { readFields } from '../../lib/yaml/fields.ts'
import type { YamlMap, YamlReader } from '../../lib/yaml/reader.ts'
import { DEPLOY_FIELDS } from './fields.ts'
import type { NameReader } from './known.ts'
import type { ExpectedDeploy } from './model.ts'

/** Reads what deploys of releases with the fault must end with. */
export function readDeploys(yaml: YamlReader, maps: readonly YamlMap[], names: NameReader): readonly ExpectedDeploy[] {
  return maps.flatMap((map): ExpectedDeploy[] => {
    const { within, says } = readFields(yaml, map, DEPLOY_FIELDS)
    const [image, ends] = [names(map, 'image', 'images'), names(map, 'ends', 'ends')]
    if (image === undefined || ends === undefined || within === undefined || says === undefined) return []
    return [{ image, ends, within, says }]
  })
}
