import type { EventEmitter } from 'node:events'
import { currentGuard, type Guarded } from './probe-guard.ts'

/**
 * Puts a socket under the guard of the probe that opens it: what its events cost is charged to the probe, an exception in
 * one of their listeners ends the probe alone, and the socket ends with it. Returns the socket.
 */
export function adoptSocket<Adopted extends EventEmitter & Guarded>(socket: Adopted): Adopted {
  const guard = currentGuard()
  if (guard === undefined) return socket
  guard.adopt(socket)
  // Every event comes through this one method, those for undici's and Node's own listeners too.
  const { emit } = socket
  socket.emit = (name: string | symbol, ...values: unknown[]): boolean => {
    // A third of the events have no listener, and cost less than the clock; that of an error throws.
    if (name !== 'error' && socket.listenerCount(name) === 0) return false
    const start = guard.begin()
    try {
      return Reflect.apply(emit, socket, [name, ...values])
    } catch (error) {
      // An error that comes when the probe has ended by itself is not lost either: the thread reports it.
      if (guard.fail(error)) return true
      throw error
    } finally {
      guard.end(start, true)
    }
  }
  return socket
}
