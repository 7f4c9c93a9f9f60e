import { randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError } from '../model/errors.ts'
import type { Address } from './address.ts'
import { SSH } from './environment.ts'

/** A value that stays hidden until it is asked for. */
export interface Hidden {
  reveal(): string
}

/**
 * What proves to a server who asks: a user name and token for https, or a private key for ssh, with the host keys that are
 * trusted (those of this machine, where none are given).
 */
export type GitAuth =
  | { readonly type: 'token'; readonly username: string; readonly token: Hidden }
  | { readonly type: 'ssh'; readonly key: Hidden; readonly knownHosts?: Hidden | undefined }

/** The files of one call: a configuration for git, or a command for ssh that names them. `remove` takes them away. */
export interface AuthFiles {
  readonly config?: string
  readonly ssh?: string
  remove(): void
}

const NAME = /^auth-[0-9a-f-]{36}$/

/** Throws `ConfigError` where a credential does not serve the transport of an address. */
export function checkAuth(address: Address, auth: GitAuth | undefined): void {
  if (auth === undefined) return
  if (address.type === 'local') throw new ConfigError('a local repository takes no credential', 'leave `auth` away')
  const { protocol } = address
  if (auth.type === 'token' && protocol === 'ssh') {
    throw new ConfigError('a token serves https, not ssh', 'name an ssh key, or use the https address')
  }
  if (auth.type === 'ssh' && protocol !== 'ssh') {
    throw new ConfigError(`an ssh key serves ssh, not ${protocol}`, 'name a token, or use the ssh address')
  }
  if (auth.type === 'token' && !/^[^:\p{Cc}]+$/u.test(auth.username)) {
    throw new ConfigError('the user name of a credential is empty, or holds a colon or control characters')
  }
}

/**
 * Writes a credential for one call: into a folder of its own (0700) below `folder`, in files that nobody else can read
 * (0600); it stands neither in an argument nor in the environment. Paths for ssh are relative to `folder`, where git runs, so
 * that no shell and no ssh has to read what the folder is called. The header goes to the address's own server alone.
 */
export function writeAuth(
  address: Extract<Address, { type: 'remote' }>,
  folder: string,
  auth: GitAuth | undefined,
): AuthFiles {
  checkAuth(address, auth)
  if (auth === undefined) return { remove: () => {} }
  const name = `auth-${randomUUID()}`
  const path = join(folder, name)
  mkdirSync(path, { mode: 0o700 })
  const write = (file: string, text: string) => writeFileSync(join(path, file), text, { mode: 0o600, flag: 'wx' })
  const remove = () => rmSync(path, { recursive: true, force: true })
  try {
    switch (auth.type) {
      case 'token': {
        const basic = Buffer.from(`${auth.username}:${auth.token.reveal().trim()}`).toString('base64')
        write('config', `[http "${address.origin}/"]\n\textraHeader = "Authorization: Basic ${basic}"\n`)
        return { config: join(path, 'config'), remove }
      }
      case 'ssh':
        write('key', lines(auth.key))
        if (auth.knownHosts !== undefined) write('known_hosts', lines(auth.knownHosts))
        return { ssh: sshCommand(name, auth.knownHosts !== undefined), remove }
    }
  } catch (error) {
    remove()
    throw error
  }
}

/** Takes away what a process that was killed has left of credentials, once it is older than any call can be. */
export function sweepAuth(folder: string, olderThanMs: number): void {
  for (const name of readdirSync(folder).filter((one) => NAME.test(one))) {
    const modified = statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? Date.now()
    if (Date.now() - modified > olderThanMs) rmSync(join(folder, name), { recursive: true, force: true })
  }
}

/** Only this key, only these hosts; the user's own configuration and agent have no say. */
function sshCommand(name: string, hasHosts: boolean): string {
  const hosts = hasHosts ? ` -oUserKnownHostsFile=${name}/known_hosts -oGlobalKnownHostsFile=/dev/null` : ''
  return `${SSH} -F/dev/null -i${name}/key -oIdentitiesOnly=yes -oIdentityAgent=none -oStrictHostKeyChecking=yes -oUpdateHostKeys=no${hosts}`
}

/** ssh reads neither a key without a last line end nor one with those of Windows. */
function lines(text: Hidden): string {
  return `${text.reveal().replaceAll('\r\n', '\n').trim()}\n`
}
