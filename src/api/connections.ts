import type { Server, Socket } from 'node:net'
import { clientOf } from './client.ts'

/**
 * Lets each client have so many connections at once, so that none takes the places of all others; what is beyond is given to
 * `refuse` before anything of it is read. A socket of this machine belongs to nobody and is not counted.
 */
export function limitConnections(server: Server, most: number, refuse: (socket: Socket) => void): void {
  const open = new Map<string, number>()
  server.on('connection', (socket: Socket) => {
    const { remoteAddress } = socket
    if (remoteAddress === undefined) return
    const client = clientOf(remoteAddress)
    const count = (open.get(client) ?? 0) + 1
    open.set(client, count)
    socket.once('close', () => {
      const left = (open.get(client) ?? 1) - 1
      if (left === 0) open.delete(client)
      else open.set(client, left)
    })
    if (count > most) refuse(socket)
  })
}
