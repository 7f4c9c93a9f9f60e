import { dirname, resolve } from 'node:path'
import type { Config } from '../config.ts'
import { locate } from '../documents/place.ts'
import type { Document, SourceText } from '../model/document.ts'
import type { Problem } from '../model/problem.ts'
import type { JsonObject } from '../model/resource.ts'
import { completerOf } from '../schemas/complete.ts'
import { configurationField, configurationProblems } from '../schemas/configuration.ts'
import type { DecodeProblem } from '../schemas/decoded.ts'
import { type Environment, misspeltVariables, overlaid } from './environment.ts'
import { CONFIGURATION, readConfigurationFile } from './file.ts'
import { frozen } from './freeze.ts'
import { hidden } from './hide.ts'
import { makeConfig } from './make.ts'
import type { RawConfig } from './raw.ts'
import { configurationFaults } from './rules/whole.ts'

/** A configuration, or every mistake in it; `files` are the texts that the mistakes point into, by path. */
export type ConfigReading =
  | { readonly type: 'config'; readonly config: Config }
  | {
      readonly type: 'invalid'
      readonly problems: readonly Problem[]
      readonly source: string
      readonly files: ReadonlyMap<string, SourceText>
    }

/**
 * Reads a configuration file and what the environment sets beside it, and checks both whole. Paths are relative to the
 * folder of the file. Throws `ConfigError` where there is no file that can be read.
 */
export function readConfig(path: string, environment: Environment): ConfigReading {
  const reading = readConfigurationFile(path)
  const misspelt = misspeltVariables(environment)
  const texts = createTexts(environment)
  const strays = misspelt.map(({ name, meant }) => strayVariable(texts.of(name), meant))
  if (reading.type === 'problems') {
    return invalid([...reading.problems, ...strays], [reading.file, ...texts.used()])
  }
  const { document } = reading
  const folder = dirname(resolve(path))
  const { value, origins } = overlaid(document.value, environment)
  const found = configurationProblems(value, (whole) => configurationFaults(whole, folder))
  const problems = found.map((problem) =>
    placed(problem, document, (pointer) => {
      const name = origins.get(pointer)
      return name === undefined ? undefined : texts.of(name)
    }),
  )
  if (problems.length + strays.length > 0) {
    return invalid([...problems, ...strays], [document.file, ...texts.used()])
  }
  return { type: 'config', config: frozen(makeConfig(completed(value), folder)) }
}

function completed(value: JsonObject): RawConfig {
  return completerOf(configurationField())(value, '') as unknown as RawConfig
}

function invalid(problems: readonly Problem[], files: readonly (SourceText | undefined)[]): ConfigReading {
  const texts = files.flatMap((file) => (file === undefined ? [] : [[file.path, hidden(file, problems)] as const]))
  return { type: 'invalid', problems, source: CONFIGURATION, files: new Map(texts) }
}

/** Variables as texts that messages can point into. */
interface Texts {
  of(name: string): SourceText
  used(): readonly SourceText[]
}

function createTexts(environment: Environment): Texts {
  const texts = new Map<string, SourceText>()
  return {
    of(name) {
      const known = texts.get(name) ?? { source: CONFIGURATION, path: name, text: `${name}=${environment[name] ?? ''}` }
      texts.set(name, known)
      return known
    },
    used: () => [...texts.values()],
  }
}

function strayVariable({ source, path }: SourceText, meant: string): Problem {
  return {
    code: 'UnknownField',
    severity: 'error',
    message: `the variable ${path} sets nothing`,
    help: `did you mean \`${meant}\`?`,
    origin: { source, path, line: 1, column: 1 },
    pointer: '',
    length: path.length,
  }
}

/** A problem at its place: the part of the file, or the variable that the value came from. */
function placed(
  { pointer, at, code, severity, message, help, notes, related }: DecodeProblem,
  document: Document,
  variableAt: (pointer: string) => SourceText | undefined,
): Problem {
  const placeOf = (where: string, side: 'key' | 'value') => {
    const variable = variableAt(where)
    const { source, path } = variable ?? document.file
    if (variable === undefined) {
      const { line, column, length } = locate(document, where, side)
      return { origin: { source, path, line, column }, length }
    }
    return {
      origin: { source, path, line: 1, column: path.length + 2 },
      length: variable.text.length - path.length - 1,
    }
  }
  return {
    code,
    severity,
    message,
    ...(help === undefined ? {} : { help }),
    ...(notes === undefined ? {} : { notes }),
    pointer,
    // A secret is hidden by its place, so that has to be its value also where its name is what is wrong.
    ...placeOf(pointer, code === 'SecretInline' ? 'value' : at),
    ...(related === undefined
      ? {}
      : { related: related.map((one) => ({ origin: placeOf(one.pointer, one.at).origin, message: one.message })) }),
  }
}
