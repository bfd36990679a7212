import { readSource } from '../../adapters/files/files.ts'
import { renderHandMade } from '../../k8s/hand-made/hand-made.ts'
import { readSite } from '../render/project.ts'

/** The guides with a section of what is made by hand. */
export const HAND_MADE_GUIDES = ['docs/install.md', 'docs/kubernetes.md'] as const

const START = '<!-- hand-made: from k8s/hand-made/hand-made.ts -->\n'
const END = '<!-- end -->\n'

/** A guide as it is, with the section of what is made by hand as the code has it. Throws where the section is not there. */
export async function renderGuide(file: string): Promise<string> {
  const [{ text }, { value: example }] = await Promise.all([readSource(file), readSite('k8s/site.example.yaml')])
  const start = text.indexOf(START)
  const end = text.indexOf(END, start)
  if (start === -1 || end === -1)
    throw new RangeError(`${file} has no section between ${START.trim()} and ${END.trim()}`)
  if (example === undefined) throw new RangeError('The example site has mistakes')
  return `${text.slice(0, start + START.length)}\n${renderHandMade(example)}${text.slice(end)}`
}
