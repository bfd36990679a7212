import { own } from '../own.ts'
import {
  at,
  type Block,
  FILL,
  peek,
  type Reading,
  type ReadOn,
  readEnd,
  readPipeline,
  type TemplateWorld,
  take,
  unexpected,
} from './pipeline.ts'
import { actionsIn, type TemplateProblem, type Token } from './tokens.ts'

/** What is wrong with a Go template, the first mistake of each action. */
export function goTemplateProblems(text: string, world: TemplateWorld): readonly TemplateProblem[] {
  if (!text.includes('{{')) return []
  const { actions, problems: unread } = actionsIn(text)
  const blocks: Block[] = [{ word: '', action: undefined, variables: ['$', ...world.variables], isRootKnown: true }]
  const problems = actions.flatMap(action => readAction({ action, blocks, world, at: 0, depth: 0 }) ?? [])
  // An action that cannot be read may be the missing end.
  const open = unread.length > 0 ? undefined : blocks.at(-1)
  const endless = open?.action === undefined ? [] : [at(open.action, `This "${open.word}" has no end`, END)]
  return [...unread, ...problems, ...endless].sort((a, b) => a.range[0] - b.range[0])
}

const END = 'Close it with {{ end }}.'

function readAction(reading: Reading): TemplateProblem | undefined {
  const { action } = reading
  const [first] = action.tokens
  if (first === undefined) return action.isComment ? undefined : at(action, 'The template action is empty', FILL)
  const keyword = first.kind === 'word' ? own(KEYWORDS, first.text) : undefined
  if (keyword === undefined) return readPipeline(reading) ?? readEnd(reading)
  reading.at = 1
  return keyword(reading, first)
}

/** What each keyword does to the blocks, and reads behind itself. */
const KEYWORDS: Readonly<Record<string, ReadOn>> = {
  if: openBlock,
  with: openBlock,
  range: openBlock,
  block: openNamed,
  define: openNamed,
  else: (reading, word) => {
    const block = reading.blocks.at(-1)
    if (block?.action === undefined) return at(word, 'There is no block for this "else"', 'Leave it out.')
    const next = reading.action.tokens[1]
    if (next === undefined) return undefined
    reading.at = 2
    return next.text === 'if' || next.text === 'with' ? (readPipeline(reading) ?? readEnd(reading)) : unexpected(next)
  },
  end: (reading, word) => {
    if (reading.blocks.length === 1) return at(word, 'There is no block for this "end"', 'Leave it out.')
    reading.blocks.pop()
    return readEnd(reading)
  },
  template: (reading, word) => {
    const problem = readName(reading, word)
    return problem ?? (peek(reading) === undefined ? undefined : readPipeline(reading)) ?? readEnd(reading)
  },
  break: leaveLoop,
  continue: leaveLoop,
}

function leaveLoop(reading: Reading, word: Token): TemplateProblem | undefined {
  if (reading.blocks.some(block => block.word === 'range')) return readEnd(reading)
  return at(word, `"${word.text}" belongs into a range`, 'Leave it out.')
}

function openBlock(reading: Reading, word: Token): TemplateProblem | undefined {
  const outer = reading.blocks.at(-1)
  const isRootKnown = word.text === 'if' && outer?.isRootKnown === true
  reading.blocks.push({
    word: word.text,
    action: reading.action,
    variables: [...(outer?.variables ?? [])],
    isRootKnown: outer?.isRootKnown === true,
  })
  const problem = readPipeline(reading) ?? readEnd(reading)
  const block = reading.blocks.pop()
  if (block !== undefined) reading.blocks.push({ ...block, isRootKnown })
  return problem
}

function openNamed(reading: Reading, word: Token): TemplateProblem | undefined {
  const problem = readName(reading, word) ?? (word.text === 'block' ? readPipeline(reading) : undefined)
  reading.blocks.push({ word: word.text, action: reading.action, variables: ['$'], isRootKnown: false })
  return problem ?? readEnd(reading)
}

function readName(reading: Reading, word: Token): TemplateProblem | undefined {
  const name = take(reading)
  return name?.kind === 'literal' ? undefined : at(name ?? word, `"${word.text}" needs a name`, 'Write it in quotes.')
}
