declare module 'oidc-provider' {
  import type { RequestListener } from 'node:http'

  /** As much of the package as tests use; it brings no types of its own. */
  export default class Provider {
    constructor(issuer: string, configuration: unknown)
    callback(): RequestListener
  }
}
