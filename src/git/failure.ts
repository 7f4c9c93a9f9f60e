import { SourceError } from '../model/errors.ts'
import { OLDEST_GIT } from './program.ts'

/** Why a Git source cannot be read; each is the `code` of the `SourceError` that tells it, and `charter explain` knows it. */
export const FAILURE_CODES = [
  'SourceUnavailable',
  'GitTimeout',
  'AuthenticationFailed',
  'AccessForbidden',
  'RepositoryNotFound',
  'TransportRefused',
  'WaitingForFirstCommit',
  'BranchMissing',
  'RevisionNotFound',
  'FolderNotFound',
  'SignatureMissing',
  'SignatureUntrusted',
  'SignatureInvalid',
  'CannotVerify',
  'LimitExceeded',
  'MalformedObjects',
  'RepositoryDamaged',
  'ObjectMissing',
  'GitMissing',
  'GitTooOld',
  'GitFailed',
  'Cancelled',
] as const

export type FailureCode = (typeof FAILURE_CODES)[number]

/** What stands between us and a server that is not available: its name, the way there, its certificate, or itself. */
export type UnavailableClass = 'dns' | 'network' | 'tls' | 'server'

interface Translation {
  readonly pattern: RegExp
  readonly code: FailureCode
  readonly class?: UnavailableClass
  readonly message: string
  readonly help?: string
}

/** What git and curl say (in English), and what it means; the first match counts, so the special stand before the general. */
const TRANSLATIONS: readonly Translation[] = [
  {
    pattern: /spawn \S+ (ENOENT|EACCES)/,
    code: 'GitMissing',
    message: 'git was not found',
    help: `install git ${OLDEST_GIT} or newer and see that it is on the PATH`,
  },
  {
    pattern: /unknown option|unknown switch|unrecognized argument|^usage: git/m,
    code: 'GitTooOld',
    message: 'git is too old',
    help: `install git ${OLDEST_GIT} or newer`,
  },
  {
    pattern: /transport '.*' not allowed|remote helper .* not allowed/,
    code: 'TransportRefused',
    message: 'the repository leads to a transport that is not allowed',
  },
  {
    pattern: /returned error: 30\d|update url base from redirection/,
    code: 'TransportRefused',
    message: 'the server sends elsewhere',
    help: 'name the address that it sends to, if it is to be trusted',
  },
  {
    pattern: /could not resolve (host|hostname|proxy)|name or service not known/i,
    code: 'SourceUnavailable',
    class: 'dns',
    message: 'its host name cannot be resolved',
    help: 'check the host name, and the DNS of this machine; it is tried again',
  },
  {
    pattern: /host key verification failed/i,
    code: 'AuthenticationFailed',
    message: "the server's host key is not known",
    help: 'add the key to known_hosts after you have checked it',
  },
  {
    pattern: /Load key .*(invalid format|libcrypto)/,
    code: 'AuthenticationFailed',
    message: 'the ssh key cannot be read',
    help: 'give a private key in the OpenSSH format without a passphrase',
  },
  {
    pattern: /returned error: 403|HTTP 403/,
    code: 'AccessForbidden',
    message: 'the server knows the credential and forbids this repository to it',
    help: 'give the credential the right to read this repository',
  },
  {
    pattern:
      /authentication failed|could not read (username|password)|terminal prompts disabled|permission denied|invalid username or password|returned error: 401|HTTP 401/i,
    code: 'AuthenticationFailed',
    message: 'the server refused access',
    help: 'check the credential, and that it may read this repository',
  },
  {
    pattern: /SSL|TLS|certificate/,
    code: 'SourceUnavailable',
    class: 'tls',
    message: 'no trusted TLS connection could be made',
    help: "check the server's certificate; a private authority is named by GIT_SSL_CAINFO",
  },
  {
    pattern:
      /repository '.*' not found|returned error: 404|does not appear to be a git repository|repository not found/i,
    code: 'RepositoryNotFound',
    message: 'there is no such repository, or it may not be seen',
    help: 'check the address; some servers answer "not found" where a credential is missing',
  },
  {
    pattern: /couldn't find remote ref|not our ref|unadvertised object|upload-pack: not our/i,
    code: 'RevisionNotFound',
    message: 'the revision is not there',
  },
  {
    pattern: /no space left on device|disk quota exceeded/i,
    code: 'GitFailed',
    message: 'there is no space left on the disk',
    help: 'make room, or set TMPDIR to a folder that has some',
  },
  { pattern: /not a git repository/i, code: 'RepositoryNotFound', message: 'there is no Git repository' },
  {
    pattern: /returned error: 5\d\d|returned error: 429/,
    code: 'SourceUnavailable',
    class: 'server',
    message: 'the server is not able to answer now',
  },
  {
    pattern: /operation timed out|connection timed out|operation too slow|less than \d+ bytes/i,
    code: 'GitTimeout',
    message: 'the server did not answer in time',
  },
  {
    pattern:
      /failed to connect|couldn't connect|connection (refused|reset)|no route|network is unreachable|empty reply|early EOF|unexpected disconnect|hung up|RPC failed|transfer closed|recv failure|connection closed|expected flush|invalid index-pack output|protocol error/i,
    code: 'SourceUnavailable',
    class: 'network',
    message: 'the connection failed or broke off',
  },
  {
    pattern: /lazy fetching disabled|promisor/i,
    code: 'ObjectMissing',
    message: 'it is a partial clone, and some of its objects are not here',
    help: 'fetch them with git fetch --refetch',
  },
  {
    pattern: /fsck error|error in (object|tree|commit|tag) /,
    code: 'MalformedObjects',
    message: 'it holds malformed objects, which are not taken in',
    help: 'run git fsck in the repository',
  },
  { pattern: /not a valid object name|not a tree object/i, code: 'ObjectMissing', message: 'an object is not there' },
  {
    pattern:
      /corrupt|bad object|unable to read|loose object|inflate|bad (tree|pack|signature)|missing (blob|tree|commit)|empty filename|malformed mode|too-short tree|did not send all necessary/i,
    code: 'RepositoryDamaged',
    message: 'objects are damaged or missing',
    help: 'run git fsck in the repository',
  },
]

/** Addresses and paths in a complaint: what they are called must not decide what it means. */
const NAMES = /(?<=^|[\s(])'[^'\n]*'|\b[a-z+]+:\/\/\S+/gm

/**
 * The error that says in our words why git failed at `where` (a path or address that is safe to show). `complaint` is
 * git's own text: it decides, and is never shown, because it may carry URLs with passwords.
 */
export function translate(complaint: string, where: string, action = 'read'): SourceError {
  const words = complaint.replace(NAMES, "''")
  const found = TRANSLATIONS.find(({ pattern }) => pattern.test(words))
  if (found === undefined) return failure('GitFailed', `cannot ${action} ${where}: git failed`)
  return failure(found.code, `cannot ${action} ${where}: ${found.message}`, found.help, found.class)
}

/** A `SourceError` whose code is one of ours. */
export function failure(code: FailureCode, message: string, help?: string, kind?: UnavailableClass): SourceError {
  return new SourceError(code, message, help, kind)
}
