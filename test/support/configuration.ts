import { join } from 'node:path'
import { readConfig } from '../../src/config/read.ts'
import type { Config } from '../../src/config.ts'
import { createFolder, type Files } from './folder.ts'

/** A configuration that is right and says as little as possible. */
export const LEAST = 'state: {path: state}\nsources: [{name: local, directory: {path: orgs}}]\n'

/** Writes a configuration into a folder of its own, with other files beside it, and gives its path. */
export function configurationFile(text: string, files: Files = {}): string {
  return join(createFolder({ ...files, 'charter-run.yaml': text }), 'charter-run.yaml')
}

/** The configuration of a text; fails with its mistakes where there are any. */
export function configured(text: string, environment: Record<string, string> = {}, files: Files = {}): Config {
  const reading = readConfig(configurationFile(text, files), environment)
  if (reading.type === 'config') return reading.config
  throw new Error(reading.problems.map(({ message }) => message).join('\n'))
}

/** The mistakes of a text, each as `line:column code message (help)`; the place is a variable's name for one of those. */
export function mistakes(text: string, environment: Record<string, string> = {}, files: Files = {}): readonly string[] {
  const reading = readConfig(configurationFile(text, files), environment)
  if (reading.type === 'config') return []
  return reading.problems.map(({ origin, code, message, help }) => {
    const place = 'path' in origin && /^CHARTER_/.test(origin.path) ? origin.path : ''
    const at = 'path' in origin ? `${origin.line}:${origin.column}` : ''
    return `${place}${place === '' ? at : ''} ${code} ${message}${help === undefined ? '' : ` (${help})`}`
  })
}

/** The messages of the mistakes alone. */
export function messages(text: string): readonly string[] {
  const reading = readConfig(configurationFile(text), {})
  return reading.type === 'config' ? [] : reading.problems.map(({ message }) => message)
}

/** A configuration with one Git source, whose fields are given as flow YAML: `url: …, branch: …`. */
export function withGit(fields: string, others = ''): string {
  return `state: {path: state}\n${others}sources:\n- name: people\n  git: {${fields}}\n`
}
