import { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { workerData } from 'node:worker_threads'

/** Where in a probe an exception comes from. */
export type CallbackFault = 'certificate' | 'immediate' | 'rejection' | 'socket' | 'tick' | 'timer'

/** Which fault a connection to a port meets. */
export type FaultsByPort = Readonly<Record<number, CallbackFault>>

function fault(): never {
  throw new TypeError('The prober goes wrong on purpose')
}

const FAULTS: Readonly<Record<CallbackFault, () => void>> = {
  certificate: () => undefined,
  immediate: () => void setImmediate(fault),
  rejection: () => void Promise.reject(new TypeError('The prober goes wrong on purpose')),
  socket: fault,
  tick: () => process.nextTick(fault),
  timer: () => void setTimeout(fault, 5),
}

const faults = workerData as FaultsByPort
const faultOf = ({ remotePort }: Socket): CallbackFault | undefined =>
  remotePort === undefined ? undefined : faults[remotePort]

const emit = Socket.prototype.emit
Socket.prototype.emit = function (this: Socket, ...event: readonly unknown[]): boolean {
  const met = event[0] === 'connect' ? faultOf(this) : undefined
  if (met !== undefined) FAULTS[met]()
  return Reflect.apply(emit, this, event)
} as typeof emit

// Asked for while a certificate is read.
const protocol = TLSSocket.prototype.getProtocol
TLSSocket.prototype.getProtocol = function (this: TLSSocket) {
  return faultOf(this) === 'certificate' ? fault() : protocol.call(this)
}

await import('./worker.ts')
