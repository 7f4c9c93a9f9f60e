import type { LookUp } from '../pass/secrets.ts'
import { lookUp } from '../secrets/look.ts'
import type { SecretSettings } from '../secrets/resolve.ts'
import type { Terminal } from './terminal.ts'

/** The options by which a command is told where secrets are, and whether to look at them (`withSecrets`). */
export interface SecretOptions {
  readonly secretsDirectory?: string
  readonly resolveSecrets?: boolean
}

/** Where the secrets of a command line are: in its environment, and below the folder that it, or CHARTER_SECRETS_DIRECTORY, names. */
export function secretSettingsOf({ secretsDirectory }: SecretOptions, { environment }: Terminal): SecretSettings {
  const directory = secretsDirectory ?? environment.CHARTER_SECRETS_DIRECTORY
  return { environment, ...(directory === undefined || directory === '' ? {} : { directory }) }
}

/** Looks up the secrets of a command line. */
export function lookUpOf(options: SecretOptions, terminal: Terminal): LookUp {
  const settings = secretSettingsOf(options, terminal)
  return (uses) => lookUp(uses, settings)
}

/** The same where it was asked for; else nothing is looked at (`validate`, `plan`). */
export function lookUpIfAsked(options: SecretOptions, terminal: Terminal): LookUp | undefined {
  return options.resolveSecrets === true ? lookUpOf(options, terminal) : undefined
}
