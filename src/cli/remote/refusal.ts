import { visible } from '../../lib/text.ts'
import { ConfigError, SourceError } from '../../model/errors.ts'

/** What of a problem (RFC 9457) is told, and which organization it is about, where it is about one. */
export interface Told {
  readonly detail?: unknown
  readonly retryAfter?: string | null
  readonly location?: string | null
  readonly organization?: string | undefined
}

const MOST_CHARACTERS = 300

/** An answer other than 200, as the command says it; exit codes are those of design §7. */
export function refusalOf(
  status: number,
  base: string,
  { detail, retryAfter, location, organization }: Told,
): ConfigError | SourceError {
  const server = `the server ${visible(base)}`
  const said = typeof detail === 'string' && detail !== '' ? `: ${visible(detail.slice(0, MOST_CHARACTERS))}` : ''
  switch (status) {
    case 400:
      return new ConfigError(`${server} refuses the question${said}`)
    case 401:
      return new SourceError(
        'AuthenticationFailed',
        `${server} does not know who asks`,
        'name a valid token with --token-file or CHARTER_TOKEN; charter token new makes one',
      )
    case 403:
      return new SourceError(
        'AccessForbidden',
        `${server} does not tell this to the one whose token it is${said}`,
        'docs/remote.md says what each command needs',
      )
    case 404:
      return new SourceError(
        'NotThere',
        `${server} has ${organization === undefined ? 'nothing of that name' : `no organization \`${visible(organization)}\``}, or does not show it to the one whose token it is`,
        'check the name, the address, and whose token it is',
      )
    case 410:
      return new SourceError('SealedAway', `${server} tells no more of that moment${said}`)
    case 429:
      return new SourceError(
        'TooManyRequests',
        `${server} is asked too often${isSeconds(retryAfter) ? `: ask again in ${retryAfter} s` : ''}`,
        '`http.rateLimit` of its configuration is the limit',
      )
    case 503:
      return new SourceError('ServerUnavailable', `${server} cannot answer now${said}`, 'ask again in a moment')
  }
  if (status >= 300 && status < 400) {
    const help = 'name the address that it leads to, if it is trusted with the token'
    const where = placeOf(location, base)
    return new SourceError('ServerUnavailable', `${server} sends to ${where ?? 'another address'} (${status})`, help)
  }
  return new SourceError(
    'ServerUnavailable',
    `${server} answered ${status}`,
    'look at its log, and at what is in front',
  )
}

/** Where an answer leads, as `--server` would name it: nothing of it behind a `?`, which may be anything. */
function placeOf(location: string | null | undefined, base: string): string | undefined {
  if (typeof location !== 'string' || !URL.canParse(location, base)) return undefined
  const { protocol, host, pathname } = new URL(location, base)
  if (!['http:', 'https:'].includes(protocol)) return undefined
  const [path = ''] = pathname.split('/api/v1')
  return visible(`${protocol}//${host}${path.replace(/\/+$/, '')}`.slice(0, MOST_CHARACTERS))
}

function isSeconds(text: string | null | undefined): boolean {
  return /^\d{1,6}$/.test(text ?? '')
}
