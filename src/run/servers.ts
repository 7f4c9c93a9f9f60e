import { chmodSync, rmSync } from 'node:fs'
import { createControl } from '../api/control.ts'
import { createHooks } from '../api/hooks.ts'
import { createHttp, type Shown } from '../api/http.ts'
import type { Listen } from '../config.ts'
import { visible } from '../lib/text.ts'
import type { Controls } from '../model/control.ts'
import { ConfigError } from '../model/errors.ts'
import { resolveSecret } from '../secrets/resolve.ts'
import { type AdmissionAround, openAdmission } from './admission.ts'
import type { Opening } from './open.ts'

type Server = ReturnType<typeof createHttp>

/** What the servers serve: the operator's requests at `socket`, what is shown, and who is told of a webhook. */
export interface Served {
  readonly socket: string
  readonly controls: Controls
  readonly shown: Shown
  readonly onHook: (source: string) => void
  readonly admission?: AdmissionAround
}

/** The servers that run, and the addresses at which they listen, where they do. */
export interface Servers {
  readonly http: string | undefined
  readonly hooks: string | undefined
  readonly admission: string | undefined
  close(): Promise<void>
}

/** Starts every server that the configuration names. Throws `ConfigError` where one cannot listen, or has no secret. */
export async function startServers(
  opening: Opening,
  { socket, controls, shown, onHook, ...asked }: Served,
): Promise<Servers> {
  const { http, hooks, admission } = opening.config
  const running: Server[] = []
  const close = async (): Promise<void> => {
    await Promise.all(running.map((server) => server.close()))
    rmSync(socket, { force: true })
  }
  const listen = async (server: Server, at: Listen): Promise<string> => {
    running.push(server)
    try {
      return await server.listen({ host: at.host, port: at.port })
    } catch (error) {
      throw cannotListen(`${at.host}:${at.port}`, error)
    }
  }
  try {
    rmSync(socket, { force: true })
    const control = createControl(controls)
    running.push(control)
    await control.listen({ path: socket }).catch((error) => {
      throw cannotListen(socket, error)
    })
    chmodSync(socket, 0o600)
    return {
      http: http === undefined ? undefined : await listen(createHttp(shown), http),
      hooks:
        hooks === undefined
          ? undefined
          : await listen(createHooks({ secrets: await secretsOf(opening), onHook }), hooks),
      admission:
        admission === undefined || asked.admission === undefined
          ? undefined
          : await listen(await openAdmission(admission, asked.admission), admission.listen),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** The secrets of the sources that may be announced. */
async function secretsOf({ config, environment, onSecret }: Opening): Promise<ReadonlyMap<string, string>> {
  const { secretsDirectory, sources } = config
  const settings = { environment, ...(secretsDirectory === undefined ? {} : { directory: secretsDirectory }) }
  const secrets = new Map<string, string>()
  for (const { name, from } of sources) {
    if (from.type !== 'git' || from.webhook === undefined) continue
    const found = await resolveSecret(from.webhook, settings)
    if (!('reveal' in found)) throw new ConfigError(`the webhook of source ${name}: ${found.message}`, found.help)
    onSecret(found)
    secrets.set(name, found.reveal())
  }
  return secrets
}

function cannotListen(where: string, error: unknown): ConfigError {
  const code = (error as NodeJS.ErrnoException).code
  const why = REASONS[code ?? ''] ?? 'the system refuses it'
  return new ConfigError(
    `cannot listen at ${visible(where)}: ${why}`,
    'name another address, or stop what listens there',
  )
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'somebody else does',
  EACCES: 'this user may not',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'there is no such host',
  EINVAL: 'the path of a socket holds 107 bytes at most',
}
