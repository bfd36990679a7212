import { createHash } from 'node:crypto'
import { readSource } from '../../adapters/files/files.ts'
import { contextFiles } from '../image/context-files.ts'
import { DOCKERFILE } from './builders.ts'

/**
 * The tag of an image with this content: equal files, processors and options give an equal tag, so that what was pushed once is
 * not built again, and a push that changes only rules leaves the pods alone.
 */
export async function contentTag(platforms: readonly string[], options: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const file of [DOCKERFILE, ...contextFiles()]) {
    const { text } = await readSource(file)
    // The length stands before the text, so that no two lists of files give one text.
    hash.update(`${file}\0${text.length}\0${text}`)
  }
  hash.update(JSON.stringify([platforms.toSorted(), options]))
  return `content-${hash.digest('hex').slice(0, 16)}`
}
