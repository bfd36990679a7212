import { ENDS, type EndName } from '../core/deploy/states.ts'

/** The exit code of an end. */
export function exitOf<E extends EndName>(end: E): (typeof ENDS)[E]['exit'] {
  return ENDS[end].exit
}
