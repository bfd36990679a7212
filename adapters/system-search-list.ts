import { isExternal } from '../lib/system-error.ts'
import { NO_SEARCH, parseSearchList, type SearchList } from '../services/prober/core/search-list.ts'
import { readText } from './files/read-text.ts'

/** The search list of this machine or pod; it is read each time, for on a machine that moves it changes. */
export function systemSearchList(file = '/etc/resolv.conf'): SearchList {
  try {
    return parseSearchList(readText(file))
  } catch (error) {
    // Without the file names are asked for as they are.
    if (!isExternal(error)) throw error
    return NO_SEARCH
  }
}
