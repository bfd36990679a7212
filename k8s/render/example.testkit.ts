import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { readManifests } from '../../ci/render/project.ts'
import { exampleContext } from '../../dashboards/context.testkit.ts'
import type { SourceFile } from '../../lib/diagnostic/diagnostic.ts'
import type { Site } from '../site/model.ts'
import { parseSite } from '../site/parse.ts'
import { computedObjects, type ReleaseContents } from './computed.ts'
import { type RenderedSets, renderSets } from './sets.ts'
import { DEFAULT_RENDER_OPTIONS, type RenderOptions } from './values.ts'

/** The site of `k8s/site.example.yaml`, after a change of its text. */
export function exampleSite(change: (text: string) => string = text => text): Site {
  const text = change(readFileSync('k8s/site.example.yaml', 'utf8'))
  const { value } = parseSite({ path: 'k8s/site.example.yaml', text })
  if (value === undefined) throw new Error('the example site has mistakes')
  return value
}

/** What a release of the tests carries. */
export const EXAMPLE_CONTENTS: ReleaseContents = {
  probes: readFileSync('services/prober/probes.yaml', 'utf8'),
  slos: exampleContext.slos,
  rules: [{ path: 'slo/generated/web.rules.yaml', text: 'groups: []\n' }],
  boards: new Map([['leadline-home.json', '{"uid":"leadline-home"}']]),
}

interface Changes {
  readonly site?: Site
  readonly contents?: Partial<ReleaseContents>
  readonly options?: Partial<RenderOptions>
  readonly manifests?: (files: readonly SourceFile[]) => readonly SourceFile[]
  readonly thresholdsSeconds?: readonly number[]
}

/** Both sets of the example site, after changes. */
export async function exampleSets(changes: Changes = {}): Promise<RenderedSets> {
  const { site = exampleSite(), contents = {}, thresholdsSeconds = [0.3] } = changes
  const options = { ...DEFAULT_RENDER_OPTIONS, ...changes.options }
  const files = await readManifests()
  return renderSets({
    manifests: changes.manifests?.(files) ?? files,
    site,
    facts: { thresholdsSeconds },
    computed: computedObjects({ ...EXAMPLE_CONTENTS, ...contents }, site, options),
    sha256: text => createHash('sha256').update(text).digest('hex'),
    options,
  })
}
