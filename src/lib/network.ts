const NETWORK: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens at this address',
  ECONNRESET: 'the connection broke off',
  UND_ERR_SOCKET: 'the connection broke off',
  EPIPE: 'the connection broke off',
  ENOTFOUND: 'the host cannot be found',
  EAI_AGAIN: 'the host cannot be found at the moment',
  ETIMEDOUT: 'the host cannot be reached in time',
  UND_ERR_CONNECT_TIMEOUT: 'the host cannot be reached in time',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  CERT_HAS_EXPIRED: 'the certificate of the host has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate of the host is not trusted; see NODE_EXTRA_CA_CERTS',
  SELF_SIGNED_CERT_IN_CHAIN: 'the certificate of the host is not trusted; see NODE_EXTRA_CA_CERTS',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the certificate of the host is not trusted; see NODE_EXTRA_CA_CERTS',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is for another host',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it speaks http and no https there',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it speaks http and no https there',
}

/** Why `fetch` failed, in words that name no address, which the message of the error itself may do. */
export function networkText(error: unknown): string {
  const { cause } = error as { readonly cause?: { readonly code?: unknown } }
  const code = typeof cause?.code === 'string' ? cause.code : ''
  return NETWORK[code] ?? 'the connection failed'
}
