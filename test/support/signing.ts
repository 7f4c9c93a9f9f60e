import { execFileSync } from 'node:child_process'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createFolder } from './folder.ts'
import type { RepositoryFixture } from './repository.ts'

/** Somebody who signs: the line or armored key by which they are trusted, and what git needs to sign as them. */
export interface SigningKey {
  readonly trusted: string
  readonly settings: readonly string[]
  /** Ends what the key has started. */
  close(): void
}

const ENVIRONMENT = { PATH: process.env.PATH ?? '/usr/bin:/bin', HOME: '/nonexistent', LC_ALL: 'C' }

/** Makes an ssh key for an identity; `options` stand before the key, such as `valid-before="20200101"`. */
export function createSshKey(identity: string, options = ''): SigningKey {
  const path = join(createFolder(), 'key')
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', path])
  const key = readFileSync(`${path}.pub`, 'utf8').trim()
  return {
    trusted: [identity, options, key].filter((word) => word !== '').join(' '),
    settings: ['gpg.format=ssh', `user.signingkey=${path}`],
    close: () => {},
  }
}

/** Makes an OpenPGP key for `Name <mail>`, in a home of its own. */
export function createPgpKey(identity: string): SigningKey {
  const home = createFolder()
  chmodSync(home, 0o700)
  const env = { ...ENVIRONMENT, GNUPGHOME: home }
  const gpg = (...command: string[]) => execFileSync('gpg', ['--batch', '--quiet', ...command], { env, stdio: 'pipe' })
  gpg('--passphrase', '', '--quick-gen-key', identity, 'ed25519', 'sign', 'never')
  const program = join(home, 'gpg-here')
  writeFileSync(program, `#!/bin/sh\nGNUPGHOME=${home} exec gpg "$@"\n`, { mode: 0o755 })
  return {
    trusted: gpg('--armor', '--export', identity).toString(),
    settings: ['gpg.format=openpgp', `gpg.program=${program}`, `user.signingkey=${identity}`],
    close: () => void execFileSync('gpgconf', ['--kill', 'gpg-agent'], { env, stdio: 'pipe' }),
  }
}

/** Signs the newest commit of main again with a key; gives its new hash. */
export function signHead(fixture: RepositoryFixture, key: SigningKey): string {
  const parents = fixture.git('log', '-1', '--format=%P', 'main').split(' ')
  const command = [
    ...key.settings.flatMap((setting) => ['-c', setting]),
    'commit-tree',
    '-S',
    ...parents.filter((parent) => parent !== '').flatMap((parent) => ['-p', parent]),
    ...['-m', fixture.git('log', '-1', '--format=%B', 'main')],
    'main^{tree}',
  ]
  const hash = fixture.git(...command)
  fixture.git('update-ref', 'refs/heads/main', hash)
  return hash
}

/** A commit that carries the signature of the newest one of main, over other words; main moves to it. */
export function forgeHead(fixture: RepositoryFixture): string {
  const path = join(createFolder(), 'commit')
  writeFileSync(path, `${fixture.git('cat-file', 'commit', 'main')} and more\n`)
  const hash = fixture.git('hash-object', '-t', 'commit', '-w', path)
  fixture.git('update-ref', 'refs/heads/main', hash)
  return hash
}
