/** What somebody may do who is nobody of an organization: all, reports and audit without settings, or metrics alone (api §2). */
export type Role = 'operator' | 'auditor' | 'metrics'

/** The organizations that RBAC of a cluster lets somebody see and manage, by their names; `undefined`: all. */
export interface ClusterRights {
  readonly sees: ReadonlySet<string> | undefined
  readonly manages: ReadonlySet<string> | undefined
}

/**
 * Who asks, proved: the holder of a configured token (`organizations` are the only ones, absent: all), a person whose
 * identity provider vouches for the e-mail address, somebody whom a Kubernetes API server knows (`name` as it calls them), or one
 * user of one organization by an access key; a key with `permissions` of its own gives no more than these. `name` is for the access log and is no secret.
 */
export type Identity =
  | {
      readonly type: 'token'
      readonly name: string
      readonly role: Role
      readonly organizations: ReadonlySet<string> | undefined
    }
  | { readonly type: 'person'; readonly name: string; readonly email: string }
  | ({ readonly type: 'kubernetes'; readonly name: string } & ClusterRights)
  | {
      readonly type: 'user'
      readonly name: string
      readonly organization: string
      readonly user: string
      readonly permissions?: readonly string[]
    }

/**
 * Why nobody is let in: `unauthorized` (401) without or with wrong proof, `malformed` (400) where a request carries proof in
 * a way that is refused whatever it is, `unavailable` (503) where nobody can say. The reason is for the log alone.
 */
export interface Refusal {
  readonly type: 'unauthorized' | 'malformed' | 'unavailable'
  readonly reason: string
}

/** What of a request says who sends it. */
export interface Sent {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** Names and values as they came, in turns, so that a header that stands twice is seen. */
  readonly rawHeaders: readonly string[]
  readonly url: string
}

/** Says who sends a request, from its headers and its address; never throws. */
export type Authenticate = (request: Sent) => Promise<Identity | Refusal>
