// Compounds are often written as one word (`dbpassword`, `authtoken`), so a word need only end like this.
const SECRET_ENDINGS = ['password', 'passwords', 'passwd', 'passphrase', 'secret', 'secrets', 'token', 'credential']
const SECRET_WORDS = new Set([
  ...['pwd', 'passcode', 'credentials', 'creds', 'apikey', 'privatekey', 'secretkey', 'connectionstring'],
  ...['dbpass', 'smtppass', 'mailpass', 'userpass', 'keypass', 'sslkeypass', 'rootpass', 'adminpass'],
])

/** Words that make a password of a `pass` which follows: `smtp_pass`, `dbPass`; one alone may be a mountain's, or a season's. */
const PASS_WORDS = new Set([
  ...['admin', 'auth', 'bind', 'database', 'db', 'ftp', 'http', 'imap', 'key', 'ldap', 'login', 'mail', 'mysql', 'pg'],
  ...['postgres', 'proxy', 'redis', 'root', 'smtp', 'sql', 'ssl', 'user'],
])

/** Words that make a secret of a `key` which follows: `apiKey`, `private_key`; a key alone may open nothing. */
const KEY_WORDS = new Set([
  'access',
  'account',
  'api',
  'auth',
  'encryption',
  'hmac',
  'license',
  'master',
  'private',
  'secret',
  'shared',
  'signing',
  'ssh',
  'webhook',
])

/**
 * Whether a name says that its value is a secret: its last word does (`db.password`, `api_token`, `clientSecret`,
 * `connection-string`). What is said *about* a secret is none: `tokenRef`, `tokenLifetime`, `passwordPolicy`, `hasToken`.
 */
export function soundsSecret(name: string): boolean {
  const before = known.get(name)
  if (before !== undefined) return before
  const sounds = isSecretName(name)
  if (known.size < MOST_KNOWN) known.set(name, sounds)
  return sounds
}

// The same few names stand in every resource, and taking one apart is a good part of looking for secrets.
const known = new Map<string, boolean>()
const MOST_KNOWN = 10_000

function isSecretName(name: string): boolean {
  const words = wordsOf(name)
  const last = words.at(-1) ?? ''
  const before = words.at(-2) ?? ''
  if (['has', 'is', 'no', 'use', 'needs', 'requires'].includes(words[0] ?? '') && words.length > 1) return false
  if (SECRET_WORDS.has(last) || SECRET_ENDINGS.some((ending) => last.endsWith(ending))) return true
  if (last === 'key') return KEY_WORDS.has(before)
  if (last === 'pass') return PASS_WORDS.has(before)
  return last === 'string' && before === 'connection'
}

const PUBLIC_WORDS = new Set([
  ...['id', 'ids', 'uid', 'uuid', 'guid', 'identifier', 'identifiers', 'serial', 'nonce', 'etag', 'cursor', 'version'],
  ...['digest', 'hash', 'checksum', 'sha', 'sha1', 'sha256', 'sha512', 'md5', 'fingerprint', 'thumbprint', 'integrity'],
  ...['commit', 'revision', 'certificate', 'certificates', 'cert', 'certs', 'ca', 'crt', 'pem', 'pubkey', 'publickey'],
  ...['logo', 'icon', 'image', 'picture', 'avatar', 'favicon'],
])

/**
 * Whether a name says that its value may well look random, and is no secret: an identifier, a digest, a certificate, a
 * picture (`clientId`, `tls.ca`, `publicKey`).
 */
export function soundsPublic(name: string): boolean {
  const before = knownPublic.get(name)
  if (before !== undefined) return before
  const words = wordsOf(name)
  const last = words.at(-1) ?? ''
  const sounds = PUBLIC_WORDS.has(last) || (['key', 'keys'].includes(last) && words.at(-2) === 'public')
  if (knownPublic.size < MOST_KNOWN) knownPublic.set(name, sounds)
  return sounds
}

const knownPublic = new Map<string, boolean>()

// The name of an annotation begins with a domain, which says nothing of its value.
function wordsOf(name: string): readonly string[] {
  return name
    .slice(name.lastIndexOf('/') + 1)
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
}
