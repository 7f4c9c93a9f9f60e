import { spawn } from 'node:child_process'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { basename, dirname } from 'node:path'

/**
 * How the server behaves. `hang` accepts and says nothing, `drip` sends a byte every 50 ms without end, `cut` breaks the
 * connection after so many bytes of the pack, `stall` falls silent after them, `status` answers every request with that status, `redirect` sends elsewhere.
 */
export type Mode =
  | { readonly type: 'serve' }
  | { readonly type: 'hang' }
  | { readonly type: 'drip' }
  | { readonly type: 'cut' | 'stall'; readonly bytes: number }
  | { readonly type: 'status'; readonly status: number }
  | { readonly type: 'redirect'; readonly location: string }

/** A real Git server on loopback (`git http-backend`); `requests` counts what it was asked. */
export interface GitServer {
  readonly url: string
  readonly origin: string
  mode: Mode
  requests: number
  close(): Promise<void>
}

/** Serves one repository (its git directory) over HTTP; with `password` it asks everybody for `reader:<password>`. */
export async function serveRepository(gitDir: string, options: { password?: string } = {}): Promise<GitServer> {
  const sockets = new Set<Socket>()
  const server = createServer((request, response) => {
    fixture.requests++
    answer(request, response)
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {})
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const fixture: GitServer = {
    url: `${origin}/${basename(gitDir)}`,
    origin,
    mode: { type: 'serve' },
    requests: 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const { mode } = fixture
    switch (mode.type) {
      case 'hang':
        break
      case 'drip':
        drip(response)
        break
      case 'status':
        response.writeHead(mode.status).end('a body of no interest')
        break
      case 'redirect':
        response.writeHead(302, { location: `${mode.location}${request.url ?? ''}` }).end()
        break
      case 'serve':
      case 'cut':
      case 'stall':
        if (allowed(request, options.password)) backend(request, response, { gitDir, mode })
        else response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end()
    }
  }

  return fixture
}

function allowed(request: IncomingMessage, password: string | undefined): boolean {
  const wanted = `Basic ${Buffer.from(`reader:${password}`).toString('base64')}`
  return password === undefined || request.headers.authorization === wanted
}

function drip(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/x-git-upload-pack-advertisement' })
  const timer = setInterval(() => response.write('0'), 50)
  response.on('close', () => clearInterval(timer))
}

interface Served {
  readonly gitDir: string
  readonly mode: Mode
}

function backend(request: IncomingMessage, response: ServerResponse, { gitDir, mode }: Served): void {
  const url = new URL(request.url ?? '/', 'http://localhost')
  const git = spawn('git', ['-c', 'safe.directory=*', 'http-backend'], {
    env: {
      PATH: process.env.PATH ?? '/usr/bin:/bin',
      HOME: '/nonexistent',
      GIT_PROJECT_ROOT: dirname(gitDir),
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method ?? 'GET',
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: String(request.headers['content-encoding'] ?? ''),
      REMOTE_ADDR: '127.0.0.1',
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  git.stdin.on('error', () => {})
  request.pipe(git.stdin)
  const pieces: Buffer[] = []
  git.stdout.on('data', (piece: Buffer) => pieces.push(piece))
  git.on('close', () => send(response, Buffer.concat(pieces), mode))
}

/** Passes on what the CGI program printed: header lines, an empty line, the body. */
function send(response: ServerResponse, printed: Buffer, mode: Mode): void {
  const end = printed.indexOf('\r\n\r\n')
  const lines = printed.subarray(0, end).toString('latin1').split('\r\n')
  const body = printed.subarray(end + 4)
  let status = 200
  for (const line of lines) {
    const [name = '', value = ''] = line.split(/: ?/, 2)
    if (name === 'Status') status = Number.parseInt(value, 10)
    else response.setHeader(name, value)
  }
  response.statusCode = status
  if (!('bytes' in mode) || !body.includes('PACK')) {
    response.end(body)
    return
  }
  response.setHeader('content-length', body.length)
  response.write(body.subarray(0, mode.bytes), () => {
    if (mode.type === 'cut') response.destroy()
  })
}
