import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { createFolder } from './folder.ts'

/** A TCP proxy before an API server, by which connections come to harm. */
export interface TcpProxy {
  /** The kubeconfig of the administrator, by way of the proxy. */
  readonly kubeconfig: string
  /** Connections that are open. */
  connections(): number
  /** From now on nothing passes on the connections that are open, and neither end is told; new ones are served. Gives how many. */
  hang(): number
  /** Resets every connection that is open (RST); new ones are served. Gives how many. */
  reset(): number
  stop(): Promise<void>
}

interface Pair {
  readonly near: Socket
  readonly far: Socket
}

/** Starts a proxy before the API server of a kubeconfig. */
export async function startProxy(kubeconfig: string): Promise<TcpProxy> {
  const text = readFileSync(kubeconfig, 'utf8')
  const [, host = '', port = ''] = /https:\/\/([\d.]+):(\d+)/.exec(text) ?? []
  const pairs = new Set<Pair>()
  const server = createServer((near) => {
    const pair = { near, far: connect(Number(port), host) }
    pairs.add(pair)
    link(pair, () => pairs.delete(pair))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const own = join(createFolder(), 'proxied.kubeconfig')
  writeFileSync(own, text.replace(`${host}:${port}`, `127.0.0.1:${(server.address() as AddressInfo).port}`))
  const each = (harm: (socket: Socket) => void): number => {
    for (const { near, far } of pairs) [near, far].forEach(harm)
    return pairs.size
  }
  return {
    kubeconfig: own,
    connections: () => pairs.size,
    hang: () => each((socket) => void socket.unpipe().pause()),
    reset: () => each((socket) => socket.resetAndDestroy()),
    async stop() {
      const closed = once(server, 'close')
      server.close()
      each((socket) => socket.destroy())
      await closed
    },
  }
}

/** What ends or breaks on one side does so on the other. */
function link({ near, far }: Pair, onClosed: () => void): void {
  for (const [from, to] of [
    [near, far],
    [far, near],
  ] as const) {
    from.pipe(to)
    from.on('error', () => to.destroy())
    from.on('close', () => {
      to.destroy()
      onClosed()
    })
  }
}
