import { spawn } from 'node:child_process'
import { accessSync, constants, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { shortened, visible } from '../lib/text.ts'
import { ConfigError } from '../model/errors.ts'
import { failure } from './failure.ts'

/** The keys whose signatures count: lines of an allowed-signers file for ssh keys, and armored OpenPGP public keys. */
export interface Keyring {
  readonly signers: readonly string[]
  readonly certificates: readonly string[]
}

/** What git is given so that it verifies by a keyring and by nothing else (`GitOptions`). */
export interface KeyringFiles {
  readonly settings: readonly string[]
  readonly environment: Readonly<Record<string, string>>
}

const ARMOR = /-----BEGIN PGP PUBLIC KEY BLOCK-----[\s\S]*?-----END PGP PUBLIC KEY BLOCK-----/g
const KEY_TYPE = /^(sk-)?(ssh|ecdsa)-[a-z0-9@.-]+$/
const IMPORT_DEADLINE_MS = 20_000

/**
 * Reads keys as they are configured: each text holds lines of an allowed-signers file (`ada@acme.example ssh-ed25519 AAAA…`;
 * ssh-keygen(1), "ALLOWED SIGNERS"), armored OpenPGP keys, or both. Throws `ConfigError` that says which line is wrong.
 */
export function readKeyring(keys: readonly string[]): Keyring {
  const certificates = keys.flatMap((text) => text.match(ARMOR) ?? [])
  const lines = keys.flatMap((text) => text.replace(ARMOR, '').split(/\r?\n/)).map((line) => line.trim())
  const signers = lines.filter((line) => line !== '' && !line.startsWith('#'))
  for (const line of signers) checkLine(line)
  if (signers.length + certificates.length === 0) {
    throw new ConfigError('signatures are to be verified, but no keys are named', 'name them in `verify.keys`')
  }
  return { signers, certificates }
}

function checkLine(line: string): void {
  const shown = visible(shortened(line, 40))
  const words = line.split(/\s+/)
  if (KEY_TYPE.test(words[0] ?? '')) {
    const help = 'write who signs with it before the key: `ada@acme.example ssh-ed25519 AAAA…`'
    throw new ConfigError(`the key \`${shown}\` in \`verify.keys\` belongs to nobody`, help)
  }
  const at = words.findIndex((word) => KEY_TYPE.test(word))
  if (at < 1 || !/^[A-Za-z0-9+/]{16,}={0,2}$/.test(words[at + 1] ?? '') || line.includes('PRIVATE KEY')) {
    const help =
      'a line is `ada@acme.example ssh-ed25519 AAAA…`; an OpenPGP key is given whole, as an armored public key'
    throw new ConfigError(`\`${shown}\` in \`verify.keys\` is no key`, help)
  }
}

/**
 * Does `work` with the files of a keyring, which lie in a temporary folder of their own (0700) and are taken away after it.
 * Neither the keys of this machine's user nor what the repository configures count. Throws `SourceError` (`CannotVerify`).
 */
export async function withKeyring<T>(
  { signers, certificates }: Keyring,
  work: (files: KeyringFiles) => Promise<T>,
): Promise<T> {
  // git calls a signature bad where it cannot run the program that would say so.
  if (signers.length > 0) requireProgram('ssh-keygen', 'install OpenSSH')
  if (certificates.length > 0) requireProgram('gpg', 'install GnuPG, or take the OpenPGP keys out of `verify.keys`')
  const folder = mkdtempSync(join(tmpdir(), 'charter-keys-'))
  try {
    const list = join(folder, 'signers')
    writeFileSync(list, signers.map((line) => `${line}\n`).join(''), { mode: 0o600 })
    const home = join(folder, 'gnupg')
    if (certificates.length > 0) await importKeys(home, certificates)
    const gpg = certificates.length > 0 ? 'gpg' : 'false'
    const settings = [
      `gpg.ssh.allowedSignersFile=${list}`,
      `gpg.ssh.program=${signers.length > 0 ? 'ssh-keygen' : 'false'}`,
      `gpg.program=${gpg}`,
      `gpg.openpgp.program=${gpg}`,
      'gpg.x509.program=false',
      'log.showSignature=false',
    ]
    return await work({ settings, environment: { GNUPGHOME: home } })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function requireProgram(name: string, help: string): void {
  const found = (process.env.PATH ?? '/usr/bin:/bin')
    .split(delimiter)
    .some((folder) => isExecutable(join(folder, name)))
  if (!found) throw failure('CannotVerify', `signatures cannot be verified: ${name} was not found`, help)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    // Not there, or not ours to run.
    return false
  }
}

/** Every key that was configured is trusted; who signs it has no say. */
async function importKeys(home: string, certificates: readonly string[]): Promise<void> {
  mkdirSync(home, { mode: 0o700 })
  writeFileSync(join(home, 'gpg.conf'), 'trust-model always\nno-auto-key-retrieve\n', { mode: 0o600 })
  const gpg = spawn('gpg', ['--batch', '--quiet', '--no-autostart', '--import'], {
    env: { PATH: process.env.PATH ?? '/usr/bin:/bin', HOME: home, GNUPGHOME: home, LC_ALL: 'C' },
    stdio: ['pipe', 'ignore', 'ignore'],
    timeout: IMPORT_DEADLINE_MS,
    killSignal: 'SIGKILL',
  })
  gpg.stdin.on('error', () => {})
  gpg.stdin.end(certificates.map((text) => `${text}\n`).join(''))
  const code = await new Promise<number | null>((resolve) => {
    gpg.once('error', () => resolve(-1))
    gpg.once('close', resolve)
  })
  if (code !== 0) {
    const help = 'export them again with `gpg --armor --export <name>`'
    throw failure('CannotVerify', 'the OpenPGP keys in `verify.keys` cannot be read', help)
  }
}
