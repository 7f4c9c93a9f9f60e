import type { styleText } from 'node:util'
import { plainStyle, type Style } from '../plan/render/style.ts'

/** What decides about colour: where the text goes, the environment, and `--color` / `--no-color` where one was given. */
export interface StyleInput {
  readonly stream: { readonly isTTY?: boolean | undefined }
  readonly env: Readonly<Record<string, string | undefined>>
  readonly color?: boolean
}

type Format = Parameters<typeof styleText>[0]

/** The style for a stream: coloured for a terminal, plain for files, pipes and whoever asked for no colour. */
export function createStyle(input: StyleInput): Style {
  if (!wantsColor(input)) return plainStyle
  // An import would load `node:util` and all that hangs on it for every command, coloured or not.
  const { styleText } = process.getBuiltinModule('node:util')
  const dress = (format: Format) => (text: string) =>
    text === '' ? '' : styleText(format, text, { validateStream: false })
  return {
    error: dress(['bold', 'red']),
    warning: dress(['bold', 'yellow']),
    added: dress('green'),
    removed: dress('red'),
    changed: dress('yellow'),
    dim: dress('dim'),
    bold: dress('bold'),
    heading: dress(['bold', 'cyan']),
  }
}

/**
 * Whether to colour. The first that speaks decides: the option, `NO_COLOR` or `NODE_DISABLE_COLORS` (not empty),
 * `FORCE_COLOR` (0 and false refuse), `CLICOLOR_FORCE` (not 0), `TERM=dumb`, and then whether the stream is a terminal.
 * A person's refusal stands before a wish, as no-color.org asks.
 */
export function wantsColor({ stream, env, color }: StyleInput): boolean {
  if (color !== undefined) return color
  if (given(env.NO_COLOR) || given(env.NODE_DISABLE_COLORS)) return false
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false'
  if (given(env.CLICOLOR_FORCE) && env.CLICOLOR_FORCE !== '0') return true
  if (env.TERM === 'dumb') return false
  return stream.isTTY === true
}

function given(value: string | undefined): boolean {
  return value !== undefined && value !== ''
}
