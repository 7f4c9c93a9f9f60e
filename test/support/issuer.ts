import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose'
import Provider from 'oidc-provider'
import type { OidcSettings } from '../../src/api/authentication/oidc.ts'

export const AUDIENCE = 'https://charter.example'
export const CLIENT = 'dashboard'

/** A key of an issuer: what signs, and what it shows of it. */
export interface SigningKey {
  readonly alg: string
  readonly kid: string
  readonly secret: Awaited<ReturnType<typeof generateKeyPair>>['privateKey']
  readonly shown: JWK
  readonly whole: JWK
}

/** Makes a key with a name. */
export async function signingKey(kid: string, alg = 'ES256'): Promise<SigningKey> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true })
  const named = { kid, alg, use: 'sig' }
  const [shown, whole] = [await exportJWK(publicKey), await exportJWK(privateKey)]
  return { alg, kid, secret: privateKey, shown: { ...shown, ...named }, whole: { ...whole, ...named } }
}

/** What a token of a test says; a value `undefined` takes out what would stand there. */
export interface Forged {
  readonly claims?: Readonly<Record<string, unknown>>
  readonly header?: Readonly<Record<string, unknown>>
}

/** A token that counts but for what a test changes, signed by a key; `now` in milliseconds. */
export function forged(key: SigningKey, issuer: string, { claims = {}, header = {} }: Forged, now = Date.now()) {
  const seconds = Math.floor(now / 1000)
  const payload = { iss: issuer, aud: AUDIENCE, sub: '42', iat: seconds, exp: seconds + 300, ...PERSON, ...claims }
  return new SignJWT(payload as JWTPayload)
    .setProtectedHeader({ alg: key.alg, kid: key.kid, typ: 'JWT', ...header })
    .sign(key.secret)
}

const PERSON = { email: 'ada@acme.example', email_verified: true }

/** The settings of a test: everything as it is by default. */
export function settingsOf(issuer: string, more: Partial<OidcSettings> = {}): OidcSettings {
  return {
    issuer,
    audience: AUDIENCE,
    algorithms: ['ES256', 'EdDSA', 'RS256'],
    emailClaim: 'email',
    requireVerifiedEmail: true,
    cacheSeconds: 300,
    maxStaleSeconds: 3600,
    ...more,
  }
}

/** A server of this machine whose answers a test can change; `asked` are the paths in their order. */
export interface Listening {
  readonly url: string
  readonly asked: string[]
  answer: RequestListener
  stop(): Promise<void>
  /** Listens again at the same address. */
  start(): Promise<void>
}

/** Starts a server at a free port. */
export async function startListening(
  answer: RequestListener = (_, response) => void response.end(),
): Promise<Listening> {
  let server: Server | undefined
  let port = 0
  const one: Listening = {
    get url() {
      return `http://127.0.0.1:${port}`
    },
    asked: [],
    answer,
    async start() {
      const begun = createServer((request, response) => {
        one.asked.push(request.url ?? '')
        one.answer(request, response)
      })
      await new Promise<void>((resolve) => begun.listen(port, '127.0.0.1', resolve))
      port = (begun.address() as AddressInfo).port
      server = begun
    },
    async stop() {
      const ended = server
      server = undefined
      ended?.closeAllConnections()
      await new Promise<void>((resolve) => (ended === undefined ? resolve() : ended.close(() => resolve())))
    },
  }
  await one.start()
  return one
}

/** Answers as an issuer that shows these keys; documents may be changed. */
export function showing(
  issuer: string,
  keys: readonly SigningKey[],
  changed: Readonly<Record<string, unknown>> = {},
): RequestListener {
  return (request, response) => {
    const isDiscovery = request.url === '/.well-known/openid-configuration'
    const document = isDiscovery
      ? { issuer, jwks_uri: `${issuer}/keys`, ...changed }
      : { keys: keys.map(({ shown }) => shown) }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document))
  }
}

/** Answers as a whole identity provider, of which a client can ask tokens of a person by `tokenFrom`. */
export function providing(issuer: string, keys: readonly SigningKey[]): RequestListener {
  const [first] = keys
  return new Provider(issuer, {
    jwks: { keys: keys.map(({ whole }) => whole) },
    clients: [
      {
        client_id: CLIENT,
        client_secret: SECRET,
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
        id_token_signed_response_alg: first?.alg,
      },
    ],
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_: unknown, audience: string) => ({
          scope: '',
          audience,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: first?.alg } },
        }),
      },
    },
    extraTokenClaims: () => PERSON,
    ttl: { ClientCredentials: 300 },
    adapter: Nowhere,
  }).callback()
}

/** Signed tokens need not be kept. */
class Nowhere {
  async find(): Promise<undefined> {}
  async upsert(): Promise<void> {}
}

const SECRET = 'secret-of-the-client'

/** Asks a whole provider for a token for an audience. */
export async function tokenFrom(issuer: string, audience = AUDIENCE): Promise<string> {
  const answer = await fetch(`${issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${CLIENT}:${SECRET}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', resource: audience }),
  })
  const { access_token: token, error } = (await answer.json()) as { access_token?: string; error?: string }
  if (token === undefined) throw new Error(`the provider gives no token: ${error}`)
  return token
}
