const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

/**
 * Whether a call may go to an address: https, or http to this machine; no user info. For addresses that are a secret, and
 * so were not checked with the configuration.
 */
export function isCallable(text: string): boolean {
  if (/[\s\0]/.test(text) || !URL.canParse(text)) return false
  const { protocol, hostname, username, password } = new URL(text)
  if (username !== '' || password !== '') return false
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname))
}
