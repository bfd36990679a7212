import { createRequire } from 'node:module'
import type * as undici from 'undici'

const require = createRequire(import.meta.url)

/**
 * The part of undici that probes need. The package's main entry also loads fetch, caches, mocks and WebSockets, which
 * no probe uses and which cost 13 MiB of memory.
 */
export const Client: typeof undici.Client = require('undici/lib/dispatcher/client.js')
