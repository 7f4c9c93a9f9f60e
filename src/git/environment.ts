/** The transports a call may use; `none` is for reading what is already here. */
export type Protocol = 'none' | 'https' | 'http' | 'ssh'

/** ssh that never asks: no passwords, no questions about unknown hosts, and a silent server is given up. */
export const SSH = 'ssh -oBatchMode=yes -oConnectTimeout=20 -oServerAliveInterval=10 -oServerAliveCountMax=3'

/** What a transport needs from the user's own environment: the way out of the network, and who is to be trusted. */
const INHERITED: Record<Protocol, readonly string[]> = {
  none: [],
  http: [],
  https: ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY', 'no_proxy', 'NO_PROXY', 'GIT_SSL_CAINFO'],
  ssh: ['SSH_AUTH_SOCK'],
}

/**
 * The environment of a git process, built from nothing (faults §2.3): no configuration but the repository's own and
 * `config`, no prompts, no replaced objects, no fetching on demand, no transport but `protocol`. PATH and what the
 * transport needs (`INHERITED`) come from outside; `ssh` is the command for ssh. Messages are English, so that they can be told apart.
 */
export function gitEnvironment(
  protocol: Protocol,
  { config = '/dev/null', ssh = SSH }: { readonly config?: string; readonly ssh?: string } = {},
): Record<string, string> {
  const inherited: Record<string, string> = {}
  for (const name of INHERITED[protocol]) {
    const value = process.env[name]
    if (value !== undefined) inherited[name] = value
  }
  return {
    ...inherited,
    PATH: process.env.PATH ?? '/usr/bin:/bin',
    HOME: '/nonexistent',
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: config,
    GIT_ATTR_NOSYSTEM: '1',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_GRAFT_FILE: '/dev/null',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_ALLOW_PROTOCOL: protocol,
    ...(protocol === 'ssh' ? { GIT_SSH_COMMAND: ssh } : {}),
  }
}

/**
 * Settings that stand before every git command and win over the repository's own configuration: no hooks, no file
 * system monitor, no transport but `protocol`, no submodules; what comes over the network is checked object by object.
 */
export function gitSettings(protocol: Protocol): readonly string[] {
  return [
    'core.hooksPath=/dev/null',
    'core.fsmonitor=false',
    'core.alternateRefsCommand=true',
    'protocol.allow=never',
    ...(protocol === 'none' ? [] : [`protocol.${protocol}.allow=always`]),
    'submodule.recurse=false',
    'fetch.recurseSubmodules=false',
    'transfer.fsckObjects=true',
    'advice.graftFileDeprecated=false',
  ]
}
