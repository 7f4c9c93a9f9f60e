import { BEFORE_SHAPE, SHAPES, SHORTEST_SHAPE } from './shapes.ts'

const ANY = new RegExp(`${BEFORE_SHAPE}(?:${SHAPES.map(([, shape]) => shape).join('|')})`)
const EACH = SHAPES.map(([what, shape]) => [what, new RegExp(`${BEFORE_SHAPE}(?:${shape})`)] as const)

const USER_INFO = /:\/\/[^/\s:@?#]*:([^/\s@?#]+)@/g
const ANY_USER_INFO = /:\/\/[^/\s@?#]+@/
// Oracle writes `jdbc:oracle:thin:user/password@host`.
const ORACLE_USER = /jdbc:oracle:[a-z0-9]+:[^/@\s]+\/([^@\s]+)@/g
const LONG_NAMES =
  'password|passwd|pwd|passphrase|passcode|secret|(?:shared|secret)[_-]?access[_-]?key|' +
  '(?:access|auth|refresh|private|session|security|bearer)[_-]?token|(?:api|private|shared|account|secret)[_-]?key'
const NAMES = `token|client[_-]?secret|${LONG_NAMES}`
// Drivers have many: `sslpassword`, `private_key_file_pwd`, `trustStorePassword`; `requirePassword` asks for one.
const ASKING = `(?:has|is|no|use|needs?|requires?|show|hide|allow|prompt|reset|save|send)[_.-]?(?:${LONG_NAMES})\\s?=`
const LONGER = `(?<=[?&;(])(?!${ASKING})[\\w.-]{1,40}(?:${LONG_NAMES})`
// `redis.example:6380,password=x,ssl=True`; after a comma may also stand the labels of a query, `{app="a", secret="b"}`.
const BEHIND_COMMA = `(?<=,)(?:password|passwd|pwd|passphrase)(?=\\s?=\\s?[^\\s"'])`
// What only stands for a secret ends before the next parameter: `password=${PASSWORD},ssl=True`.
const STANDING_FOR = '(?:\\$\\([^)\\s]{0,80}\\)|\\$\\{[^}\\s]{0,80}\\}|<[^>\\s]{0,80}>)(?=[,;&)\\s]|$)'
// `a=1;password=x`, `?token=x`, `(password=x)`.
const PARAMETER = new RegExp(
  `(?:(?:^|[?&;(]|(?<![,{])\\s)(?:${NAMES})|${LONGER}|${BEHIND_COMMA})\\s?=\\s?(${STANDING_FOR}|[^\\s&;)]+)`,
  'gi',
)
const JSON_PROPERTY = new RegExp(`"(?:${NAMES})"\\s{0,9}:\\s{0,9}"([^"]+)"`, 'gi')

/** What a text looks like where it is, or holds, a secret (`a GitHub token`); `undefined` where it looks like none. */
export function secretShapeOf(text: string): string | undefined {
  if (text.length < 5) return undefined
  if (text.length >= SHORTEST_SHAPE && ANY.test(text)) return EACH.find(([, shape]) => shape.test(text))?.[0]
  if (text.includes('@') && passwordsIn(text, [USER_INFO, ORACLE_USER])) return 'a URL with a password'
  if ((text.includes('=') || text.includes('"')) && passwordsIn(text, [PARAMETER, JSON_PROPERTY]))
    return 'a text with a password or token in it'
  return undefined
}

function passwordsIn(text: string, shapes: readonly RegExp[]): boolean {
  return shapes.some((shape) =>
    [...text.matchAll(shape)].some(([, value]) => value !== undefined && !isPlaceholder(value)),
  )
}

/** Whether a URL names a user before its host, which an address of a server never needs. */
export function hasUserInfo(url: string): boolean {
  return ANY_USER_INFO.test(url)
}

/** Whether a text only stands where a secret would be put in: `${TOKEN}`, `{{ token }}`, `<token>`, `***`, `true`, nothing. */
export function isPlaceholder(text: string): boolean {
  return /^(?:\$\{[^}]*\}|\$\([^)]*\)|\$[A-Za-z_]+|\{\{.*|\{[A-Za-z_]*\}|<[^>]*>|%[A-Za-z_]+%|[*\u2022x.\u2026]*|true|false|yes|no|none|never|null|required|optional|enabled|disabled|redacted|\(?sensitive(?: value)?\)?)$/i.test(
    text.trim(),
  )
}
