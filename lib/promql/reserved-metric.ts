/** Words of PromQL that are no metric where they stand before braces, in capitals too. */
const WORDS = ['atan2', 'bool', 'group_left', 'group_right', 'ignoring', 'inf', 'nan', 'on']

/** Whether a metric's name is a word of PromQL, so that it is only read inside of braces. */
export function isReservedMetric(name: string): boolean {
  return WORDS.includes(name.toLowerCase())
}
