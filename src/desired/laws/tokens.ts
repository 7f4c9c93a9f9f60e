/** How well-known secrets begin, each with what it is; long enough that ordinary words do not match. */
const SHAPES: readonly (readonly [what: string, shape: string])[] = [
  ['a GitHub token', 'gh[pousr]_[A-Za-z0-9]{10,}|github_pat_[A-Za-z0-9_]{10,}'],
  ['a GitLab token', 'gl(?:pat|ptt|rt|dt|cbt|soat|ft|imt|agent)-[A-Za-z0-9_-]{10,}'],
  ['a Slack token', 'xox[abeoprs]-[A-Za-z0-9-]{10,}|xapp-[A-Za-z0-9-]{10,}'],
  ['a Slack webhook', 'hooks\\.slack\\.com/services/[A-Za-z0-9_]+/[A-Za-z0-9_]+/[A-Za-z0-9_]+'],
  ['an AWS access key', '(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])'],
  ['a Stripe key', '(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{10,}'],
  ['an API key', 'sk-ant-[A-Za-z0-9_-]{10,}|sk-proj-[A-Za-z0-9_-]{10,}|sk-[A-Za-z0-9]{32,}'],
  ['a private key', '-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY'],
  ['a JSON web token', 'eyJ[A-Za-z0-9_-]{8,}\\.eyJ[A-Za-z0-9_-]{8,}'],
  ['a Google key', 'AIza[A-Za-z0-9_-]{30,}|ya29\\.[A-Za-z0-9_-]{20,}|GOCSPX-[A-Za-z0-9_-]{20,}'],
  ['an npm token', 'npm_[A-Za-z0-9]{30,}'],
  ['a PyPI token', 'pypi-AgE[A-Za-z0-9_-]{20,}'],
  ['a Docker token', 'dckr_pat_[A-Za-z0-9_-]{20,}'],
  ['a Vault token', 'hv[bsr]\\.[A-Za-z0-9_-]{20,}'],
  ['a DigitalOcean token', 'do[oprt]_v1_[a-f0-9]{20,}'],
  ['a SendGrid key', 'SG\\.[A-Za-z0-9_-]{16,}\\.[A-Za-z0-9_-]{16,}'],
  ['a Shopify token', 'shp(?:at|ca|pa|ss)_[A-Fa-f0-9]{20,}'],
  ['a Grafana token', 'gl(?:c|sa)_[A-Za-z0-9_]{20,}'],
  ['an age key', '[Aa][Gg][Ee]-[Ss][Ee][Cc][Rr][Ee][Tt]-[Kk][Ee][Yy]-1[A-Za-z0-9]{20,}'],
]

// Nothing that is part of a longer word: `disk_…` is no `sk_…`.
const BEFORE = '(?<![A-Za-z0-9])'
const ANY = new RegExp(`${BEFORE}(?:${SHAPES.map(([, shape]) => shape).join('|')})`)
const EACH = SHAPES.map(([what, shape]) => [what, new RegExp(`${BEFORE}(?:${shape})`)] as const)

const USER_INFO = /:\/\/[^/\s:@?#]*:([^/\s@?#]+)@/g
const ANY_USER_INFO = /:\/\/[^/\s@?#]+@/
// Oracle writes `jdbc:oracle:thin:user/password@host`.
const ORACLE_USER = /jdbc:oracle:[a-z0-9]+:[^/@\s]+\/([^@\s]+)@/g
const NAMES =
  'password|passwd|pwd|passphrase|token|client[_-]?secret|secret|sharedaccesskey|' +
  '(?:access|auth|refresh)[_-]?token|(?:api|private|shared|account|secret)[_-]?key'
// `a=1;password=x`, `?token=x`; after a comma stand the labels of a query, `{app="a", secret="b"}`.
const PARAMETER = new RegExp(`(?:^|[?&;]|(?<![,{])\\s)(?:${NAMES})\\s?=\\s?([^\\s&;]+)`, 'gi')
const JSON_PROPERTY = new RegExp(`"(?:${NAMES})"\\s{0,9}:\\s{0,9}"([^"]+)"`, 'gi')

/** What a text looks like where it is, or holds, a secret (`a GitHub token`); `undefined` where it looks like none. */
export function secretShapeOf(text: string): string | undefined {
  if (text.length < 5) return undefined
  if (ANY.test(text)) return EACH.find(([, shape]) => shape.test(text))?.[0]
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
