import { diagnosticAt, type Parsed, type SourceFile } from '../../lib/diagnostic/diagnostic.ts'
import { type Fields, readFields } from '../../lib/yaml/fields.ts'
import { openYaml, type YamlMap, type YamlReader } from '../../lib/yaml/reader.ts'
import { renderGeneratedYaml } from '../../lib/yaml/writer.ts'
import { PLATFORMS } from './model.ts'

/** What an image of the site file named when it was pinned. */
export interface LockedImage {
  /** As the site file writes it, without a digest: `ghcr.io/owner/leadline:1.4`. */
  readonly image: string
  /** Digest of the index, or of the one manifest where there is no index: `sha256:…`. */
  readonly digest: string
  /** The processors that it is there for, of those that a site may ask for, sorted. */
  readonly platforms: readonly string[]
}

/** The name of the lock file, which lies beside the site file. */
export const LOCK_FILE = 'images.lock.yaml'

/** The command that writes it. */
export const PIN_COMMAND = 'npm run images -- pin'

const LOCK_FIELDS = {
  images: { kind: 'maps', doc: 'Every image of the site file.', isRequired: true },
} as const satisfies Fields

const IMAGE_FIELDS = {
  image: { kind: 'text', doc: 'The image as the site file writes it.', isRequired: true },
  digest: { kind: 'text', doc: 'What it named when it was pinned.', isRequired: true },
  platforms: { kind: 'texts', doc: 'Processors that it is there for.', isRequired: true, choices: PLATFORMS },
} as const satisfies Fields

const PIN_AGAIN = `\`${PIN_COMMAND}\` writes the file again.`

/** Parses a lock file; what can be read is given, and everything that is wrong is reported. */
export function parseImagesLock(file: SourceFile): Parsed<readonly LockedImage[]> {
  const merge = /^(<{7}|>{7}) .*$/m.exec(file.text)
  if (merge !== null) {
    const range = [merge.index, merge.index + merge[0].length] as const
    const problem = {
      code: 'merge-conflict',
      message: 'Two versions of the lock file were not merged',
      help: PIN_AGAIN,
    }
    return { value: [], diagnostics: [diagnosticAt(file, range, { severity: 'error', ...problem })] }
  }
  const yaml = openYaml(file)
  const [document] = yaml.documents
  if (document === undefined) {
    if (yaml.diagnostics.length === 0) yaml.report('missing-key', 'The lock file is empty', null, PIN_AGAIN)
    return { value: [], diagnostics: yaml.diagnostics }
  }
  const images = (readFields(yaml, document, LOCK_FIELDS).images ?? []).map(map => readImage(yaml, map))
  return { value: images, diagnostics: yaml.diagnostics }
}

function readImage(yaml: YamlReader, map: YamlMap): LockedImage {
  const { image = '', digest = '', platforms = [] } = readFields(yaml, map, IMAGE_FIELDS)
  if (digest !== '' && !/^sha256:[0-9a-f]{64}$/.test(digest))
    yaml.report('bad-digest', `Cannot use ${JSON.stringify(digest)} as a digest`, yaml.node(map, 'digest'), PIN_AGAIN)
  return { image, digest, platforms }
}

/** The lock file of images, in the order of their names, so that the same images give the same bytes. */
export function renderImagesLock(images: readonly LockedImage[], siteFile: string): string {
  const sorted = images.toSorted((a, b) => (a.image < b.image ? -1 : 1))
  return renderGeneratedYaml(siteFile, PIN_COMMAND, {
    images: sorted.map(({ image, digest, platforms }) => ({ image, digest, platforms })),
  })
}
